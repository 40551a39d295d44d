import JSON
import RegularExpressions

/// What makes a form unusable, whatever is answered.
public struct FormFault: Sendable, Hashable {
  public enum Rule: String, Sendable, CaseIterable {
    /// It asks nothing.
    case formEmpty
    /// Two questions have the same key.
    case fieldTwice
    /// A choice has nothing to choose from.
    case fieldWithoutOptions
    /// Its pattern is no regular expression.
    case fieldPattern
    /// A condition names no question before it, or a value that cannot be its answer.
    case fieldCondition
    /// Its limits mean nothing for its kind.
    case fieldLimits
    /// A table has no columns, or something else has.
    case fieldColumns
  }

  public let rule: Rule
  /// Key of the question; nil for the form as a whole.
  public let field: String?
}

extension Form {
  /// All that makes it unusable; empty for a form in order.
  public var faults: [FormFault] {
    guard !fields.isEmpty else { return [FormFault(rule: .formEmpty, field: nil)] }
    var faults: [FormFault] = []
    var earlier: [String: FormField] = [:]
    for field in fields {
      func wrong(_ rule: FormFault.Rule) { faults.append(FormFault(rule: rule, field: field.key)) }
      if earlier[field.key] != nil { wrong(.fieldTwice) }
      if [.choice, .choices].contains(field.kind), field.options.isEmpty { wrong(.fieldWithoutOptions) }
      if let pattern = field.pattern, !FormField.isPattern(pattern) { wrong(.fieldPattern) }
      if let condition = field.condition, !(earlier[condition.key]?.mayBe(condition.values) ?? false) { wrong(.fieldCondition) }
      if let limits = field.limits, !limits.apply(to: field.kind) { wrong(.fieldLimits) }
      if (field.kind == .table) == field.columns.isEmpty { wrong(.fieldColumns) }
      earlier[field.key] = field
    }
    return faults
  }
}

extension FormField {
  /// Whether a text is a regular expression of ECMA-262.
  public static func isPattern(_ text: String) -> Bool { (try? RegularExpression(text)) != nil }

  fileprivate func mayBe(_ values: [String]) -> Bool {
    switch kind {
    case .choice, .choices: values.allSatisfy(options.contains)
    case .yesNo: values.allSatisfy(["true", "false"].contains)
    default: false
    }
  }
}
