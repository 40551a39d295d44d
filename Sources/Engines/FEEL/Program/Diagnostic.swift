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
  public var description: String { "" }

  /// A sentence in Chinese.
  public var chinese: String { "" }
}
