/// A FEEL range (DMN 1.5 §10.3.2.7): lower and upper end, each open or closed, nil where there is no bound.
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

  /// An end that is nil has no bound and counts as open.
  public init(lower: Value?, lowerIsClosed: Bool, upper: Value?, upperIsClosed: Bool) {
    ends = Ends(lower, upper)
    self.lowerIsClosed = lowerIsClosed && lower != nil
    self.upperIsClosed = upperIsClosed && upper != nil
  }

  public var lower: Value? { ends.lower }
  public var upper: Value? { ends.upper }

  public static func == (left: Interval, right: Interval) -> Bool {
    left.lowerIsClosed == right.lowerIsClosed && left.upperIsClosed == right.upperIsClosed && left.lower == right.lower
      && left.upper == right.upper
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(lower)
    hasher.combine(upper)
    hasher.combine(lowerIsClosed)
    hasher.combine(upperIsClosed)
  }
}
