/// A FEEL range (DMN 1.5 §10.3.2.7): lower and upper end, each open or closed, nil where there is no bound.
///
/// The values of the unary tests `(= 5)` and `(!= 5)` are ranges of their own kind: `(= 5)` is not `[5..5]`.
public struct Interval: Sendable, Hashable {
  private final class Ends: Sendable {
    let lower: Value?
    let upper: Value?

    init(_ lower: Value?, _ upper: Value?) {
      self.lower = lower
      self.upper = upper
    }
  }

  private let ends: Ends
  public let lowerIsClosed: Bool
  public let upperIsClosed: Bool
  /// Whether this is the value of `(= x)`: both ends are x.
  public let isEqualOnly: Bool
  /// Whether this is the value of `(!= x)`: all but x, which is both ends.
  public let isNotEqual: Bool

  /// An end that is nil has no bound and counts as open.
  public init(lower: Value?, lowerIsClosed: Bool, upper: Value?, upperIsClosed: Bool) {
    ends = Ends(lower, upper)
    self.lowerIsClosed = lowerIsClosed && lower != nil
    self.upperIsClosed = upperIsClosed && upper != nil
    isEqualOnly = false
    isNotEqual = false
  }

  /// The value of `(= x)`, or with `isNegated` of `(!= x)`.
  public init(equalTo value: Value, isNegated: Bool = false) {
    ends = Ends(value, value)
    lowerIsClosed = !isNegated
    upperIsClosed = !isNegated
    isEqualOnly = !isNegated
    isNotEqual = isNegated
  }

  public var lower: Value? { ends.lower }
  public var upper: Value? { ends.upper }

  public static func == (left: Interval, right: Interval) -> Bool {
    left.hasForm(of: right) && left.lower == right.lower && left.upper == right.upper
  }

  /// Whether the ends are of the same kinds, whatever they are.
  func hasForm(of other: Interval) -> Bool {
    lowerIsClosed == other.lowerIsClosed && upperIsClosed == other.upperIsClosed && isEqualOnly == other.isEqualOnly
      && isNotEqual == other.isNotEqual && (lower == nil) == (other.lower == nil) && (upper == nil) == (other.upper == nil)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(lower)
    hasher.combine(upper)
    hasher.combine(lowerIsClosed)
    hasher.combine(upperIsClosed)
    hasher.combine(isEqualOnly)
    hasher.combine(isNotEqual)
  }
}
