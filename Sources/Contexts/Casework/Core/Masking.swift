import CatalogueCore
import Forms
import IdentityCore
public import JSON
public import Kernel
import NationalCodes

extension FormField.Kind {
  /// Whether an answer is a number that names a person or their account: masked for staff until they say why they need it.
  var isPersonal: Bool { [.identityNumber, .partyNumber, .bankCard, .mobile].contains(self) }
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
    for field in view.form.fields where field.kind.isPersonal {
      guard let text = answers[field.key]?.stringValue else { continue }
      answers[field.key] = .string(field.kind == .mobile ? Mask.phone(text) : Mask.identity(text))
    }
    return answers
  }
}

/// What was masked, in full; shown once to who asked for it.
public struct Revealed: Sendable {
  public let identityNumber: String?
  public let form: JSON
}
