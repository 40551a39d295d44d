import CatalogueCore
import Forms
import IdentityCore
public import JSON
public import Kernel
import NationalCodes

extension FormField.Kind {
  /// Whether an answer is a number that names a person or their account: masked for staff until they say why they need it.
  var isPersonal: Bool { [.identityNumber, .partyNumber, .bankCard, .mobile, .phone].contains(self) }
}

extension Casework {
  /// The answers as a reader may see them: whole for whose matter it is and for who is filling it in, else with personal numbers masked
  /// (个人信息保护法 art. 6). Staff see them whole by `reveal`, which leaves an event with the reason.
  public func form(of view: CaseView, for actor: Actor) -> JSON {
    let record = view.record
    let isFillingIn = record.state.status == .draft && record.state.agent == actor.party
    return view.isApplicant || isFillingIn ? record.form : masked(view)
  }

  /// The answers with personal numbers masked.
  public func masked(_ view: CaseView) -> JSON {
    var answers = view.record.form
    for field in view.form.fields { answers[field.key] = answers[field.key].map { Self.masked($0, field) } }
    return answers
  }

  private static func masked(_ answer: JSON, _ field: FormField) -> JSON {
    if field.kind == .table {
      return .array(
        (answer.arrayValue ?? []).map { row in
          var row = row
          for column in field.columns { row[column.key] = row[column.key].map { masked($0, column) } }
          return row
        })
    }
    guard field.kind.isPersonal, let text = answer.stringValue else { return answer }
    return .string(field.kind == .mobile || field.kind == .phone ? Mask.phone(text) : Mask.identity(text))
  }
}

/// What was masked, in full; shown once to who asked for it.
public struct Revealed: Sendable {
  public let identityNumber: String?
  public let form: JSON
}
