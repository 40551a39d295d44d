public import JSON

/// When a question is asked: an earlier one was answered with one of these values. Written `key=value|value`.
public struct FormCondition: Sendable, Hashable {
  /// Of the earlier question.
  public let key: String
  /// One option of a choice, or `true` or `false`.
  public let values: [String]

  /// nil for a text that is none: it needs a key, `=`, and values that are not empty.
  public init?(_ text: String) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else { return nil }
    key = String(text[..<sign])
    values = text[text.index(after: sign)...].split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard values.allSatisfy({ !$0.isEmpty }) else { return nil }
  }

  public var text: String { "\(key)=\(values.joined(separator: "|"))" }

  /// Whether an answer is one of the values; a list, whether one of its items is.
  func holds(_ answer: JSON?) -> Bool {
    switch answer {
    case .string(let text)?: values.contains(text)
    case .bool(let flag)?: values.contains(flag ? "true" : "false")
    case .array(let items)?: items.contains { $0.stringValue.map(values.contains) ?? false }
    default: false
    }
  }
}

extension Form {
  /// Whether a question is asked of somebody who answered so. What depends on a question that is not asked is not asked either.
  public func asks(_ field: FormField, _ answers: JSON) -> Bool {
    var waiting = field
    // As many steps as there are questions: a ring of conditions, which publication refuses, ends here too.
    for _ in fields {
      guard let condition = waiting.condition else { return true }
      guard condition.holds(answers[condition.key]), let earlier = self.field(condition.key) else { return false }
      waiting = earlier
    }
    return false
  }

  /// The questions that are asked of somebody who answered so, in their order.
  public func asked(_ answers: JSON) -> [FormField] { fields.filter { asks($0, answers) } }

  /// The answers to what is asked: those to questions that fell away, or that the form has no more, are dropped.
  public func pruned(_ answers: JSON) -> JSON {
    var kept: JSON = [:]
    for field in asked(answers) where answers[field.key] != nil { kept[field.key] = answers[field.key] }
    return kept
  }

  /// A condition as JSON Schema: needed where it holds, refused where it does not.
  func conditional(_ field: FormField) -> JSON? {
    guard let condition = field.condition, let earlier = self.field(condition.key) else { return nil }
    let values = JSON.array(condition.values.map { earlier.kind == .yesNo ? .bool($0 == "true") : .string($0) })
    let test: JSON = earlier.kind == .choices ? ["contains": ["enum": values]] : ["enum": values]
    var properties: JSON = [:]
    properties[condition.key] = test
    var refused: JSON = [:]
    refused[field.key] = false
    var rule: JSON = [
      "if": ["properties": properties, "required": [.string(condition.key)]], "else": ["properties": refused],
    ]
    if field.required { rule["then"] = ["required": [.string(field.key)]] }
    return rule
  }
}
