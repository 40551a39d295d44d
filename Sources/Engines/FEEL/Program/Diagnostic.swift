/// Why a part of an expression became null.
public struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
  /// The kind of fault.
  public enum Reason: Sendable, Hashable {
    /// A name that means nothing.
    case unknownName(String)
    /// An operator or a function was given values it does not take; `what` is the operator or function.
    case wrongType(what: String)
    /// A function was called with the wrong number or names of arguments.
    case wrongArguments(function: String)
    /// An argument outside what the function takes, e.g. a text that is no date.
    case badArgument(function: String)
    /// Something that is no function was called.
    case notAFunction
    /// A value did not conform to the type asked for.
    case notOfType(String)
    /// A list index outside the list.
    case indexOutOfRange
    /// Division by zero, or a number too large.
    case arithmetic
    /// An external function (Java, PMML), which this engine does not call.
    case externalFunction
    /// A limit of the evaluation was met.
    case limit(Evaluation.Limit)
    /// A fault told by the program around.
    case other(english: String, chinese: String)
  }

  public let reason: Reason
  /// Where in the expression's text, from 1; 0 where it is not known.
  public let line: Int
  public let column: Int

  public init(_ reason: Reason, line: Int = 0, column: Int = 0) {
    self.reason = reason
    self.line = line
    self.column = column
  }

  /// A sentence in English.
  public var description: String { line > 0 ? "Line \(line), column \(column): \(english)" : english }

  private var english: String {
    switch reason {
    case .unknownName(let name): "There is nothing named “\(name)”."
    case .wrongType(let what): "“\(what)” cannot be used with values of these types."
    case .wrongArguments(let function): "The function “\(function)” does not take these arguments."
    case .badArgument(let function): "The function “\(function)” can make nothing of this argument."
    case .notAFunction: "Something that is no function is called here."
    case .notOfType(let type): "The value is not of the type \(type)."
    case .indexOutOfRange: "The list has no element at this position."
    case .arithmetic: "The result is no number, or too large: perhaps a division by zero."
    case .externalFunction: "External functions cannot be called."
    case .limit(.steps): "The computation takes too many steps."
    case .limit(.depth): "The computation calls itself too deeply."
    case .limit(.nesting): "Lists or contexts are nested too deeply."
    case .other(let english, _): english
    }
  }

  /// A sentence in Chinese.
  public var chinese: String {
    let sentence =
      switch reason {
      case .unknownName(let name): "没有名为“\(name)”的内容。"
      case .wrongType(let what): "“\(what)”不能用于这些类型的值。"
      case .wrongArguments(let function): "函数“\(function)”不接受这样的参数。"
      case .badArgument(let function): "函数“\(function)”无法处理这个参数。"
      case .notAFunction: "此处调用的不是函数。"
      case .notOfType(let type): "该值不属于类型\(type)。"
      case .indexOutOfRange: "列表在此位置没有元素。"
      case .arithmetic: "结果不是数，或数太大：可能除以了零。"
      case .externalFunction: "不能调用外部函数。"
      case .limit(.steps): "计算步骤过多。"
      case .limit(.depth): "计算自我调用太深。"
      case .limit(.nesting): "列表或上下文嵌套太深。"
      case .other(_, let chinese): chinese
      }
    return line > 0 ? "第\(line)行第\(column)列：\(sentence)" : sentence
  }
}
