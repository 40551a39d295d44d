public import JSON
public import Kernel

/// Whence an answer is that nobody typed.
public enum AnswerSource: Sendable, Hashable {
  /// What the applicant's account says, confirmed when they signed up.
  case account
  /// What the applicant answered in a case of their own that is closed.
  case earlierCase(id: CaseID, number: String, day: CivilDate)
  /// What another agency holds, by the key and the name of its set.
  case sharedData(set: String, name: String)

  var json: JSON {
    switch self {
    case .account: ["kind": "account"]
    case .earlierCase(let id, let number, let day):
      ["kind": "earlier", "case": .string(id.text), "number": .string(number), "day": .string(day.description)]
    case .sharedData(let set, let name): ["kind": "shared", "set": .string(set), "name": .string(name)]
    }
  }

  init?(_ json: JSON) {
    switch json["kind"]?.stringValue {
    case "account": self = .account
    case "earlier":
      guard let id = json["case"]?.stringValue, let number = json["number"]?.stringValue,
        let day = json["day"]?.stringValue.flatMap({ CivilDate($0) })
      else { return nil }
      self = .earlierCase(id: CaseID(id), number: number, day: day)
    case "shared":
      guard let set = json["set"]?.stringValue, let name = json["name"]?.stringValue else { return nil }
      self = .sharedData(set: set, name: name)
    default: return nil
    }
  }
}

/// An answer that is known already.
public struct KnownAnswer: Sendable, Hashable {
  public let value: JSON
  public let source: AnswerSource

  public init(_ value: JSON, _ source: AnswerSource) {
    self.value = value
    self.source = source
  }
}
