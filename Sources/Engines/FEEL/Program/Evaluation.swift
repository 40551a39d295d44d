public import Temporal

/// One evaluation: its clock, its budget and what it has to say. Make a new one for each; it is not for sharing.
///
/// Hostile text ends with `exceeded` and null, never with a crash: steps, depth and size are bounded.
public final class Evaluation {
  /// How much one evaluation may do.
  public struct Limits: Sendable, Hashable {
    /// Steps: iterations, calls, elements and characters made.
    public var steps = 4_000_000
    /// Levels of the stack: nested expressions in nested calls.
    public var depth = 4_000
    /// Levels of lists and contexts in each other.
    public var nesting = 200
    /// Diagnostics kept; later ones are only counted.
    public var diagnostics = 50

    public init() {}
  }

  /// Which limit has been met.
  public enum Limit: Sendable, Hashable { case steps, depth, nesting }

  /// What `now()` gives and `today()` takes its date from; nil: both are null.
  public let now: DateAndTime?
  public let limits: Limits
  /// Why something became null, in the order it happened.
  public private(set) var diagnostics: [Diagnostic] = []
  /// Set when a limit was met; then the result is null and means nothing.
  public private(set) var exceeded: Limit?

  public init(now: DateAndTime? = nil, limits: Limits = Limits()) {
    self.now = now
    self.limits = limits
  }

  /// Adds a diagnostic.
  public func report(_ diagnostic: Diagnostic) {
    if diagnostics.count < limits.diagnostics { diagnostics.append(diagnostic) }
  }
}
