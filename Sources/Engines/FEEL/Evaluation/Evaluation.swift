public import Temporal

/// One evaluation: its clock, its budget and what it has to say. Make a new one for each; it is not for sharing.
///
/// Hostile text ends with `exceeded` and null, never with a crash: steps, depth and nesting are bounded.
public final class Evaluation {
  /// How much one evaluation may do.
  public struct Limits: Sendable, Hashable {
    /// Steps: iterations, calls, elements and characters made.
    public var steps = 4_000_000
    /// Levels of the stack: nested expressions in nested calls. As many as this take at most 2 MB of stack, or 4 MB in a
    /// debug build.
    public var depth = 6_000
    /// Levels of lists, contexts and functions in each other.
    public var nesting = 200
    /// Diagnostics kept; later ones are dropped.
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
  @exclusivity(unchecked) public private(set) var exceeded: Limit?

  /// Free for the program around, e.g. for a record of what its functions do.
  public var companion: AnyObject?

  // Read and written in single steps on one thread, so that checking for overlapping access is only cost.
  @exclusivity(unchecked) private var stepsLeft: Int
  @exclusivity(unchecked) private var depth = 0
  /// While a value is only tried out, faults are not told.
  private var silence = 0

  public init(now: DateAndTime? = nil, limits: Limits = Limits()) {
    self.now = now
    self.limits = limits
    stepsLeft = limits.steps
  }

  /// Adds a diagnostic.
  public func report(_ diagnostic: Diagnostic) {
    if silence == 0, diagnostics.count < limits.diagnostics { diagnostics.append(diagnostic) }
  }

  /// Whether a limit was met: loops stop then.
  @inline(__always) var isExhausted: Bool { exceeded != nil }

  /// Takes steps from the budget; false when it is used up.
  @inline(__always) public func spend(_ steps: Int = 1) -> Bool {
    stepsLeft &-= max(steps, 0)
    if stepsLeft >= 0 { return exceeded == nil }
    exhaust(.steps)
    return false
  }

  /// Runs `body` so many levels deeper; null when that is too deep.
  @inline(__always) public func descend(_ levels: Int, _ body: () -> Value) -> Value {
    guard exceeded == nil else { return .null }
    depth += levels
    defer { depth -= levels }
    guard depth <= limits.depth else {
      exhaust(.depth)
      return .null
    }
    return body()
  }

  /// Runs `body` without keeping its diagnostics.
  func silently<Result>(_ body: () -> Result) -> Result {
    silence += 1
    defer { silence -= 1 }
    return body()
  }

  /// Holds a made value to the bounds on nesting; what it holds is paid for in steps.
  public func admit(_ value: Value) -> Value {
    guard value.fits(within: limits.nesting, paying: self) else {
      if exceeded == nil { exhaust(.nesting) }
      return .null
    }
    return value
  }

  private func exhaust(_ limit: Limit) {
    guard exceeded == nil else { return }
    exceeded = limit
    diagnostics.append(Diagnostic(.limit(limit)))
  }
}

extension Value {
  /// Whether lists, contexts and functions are nested in this value no deeper than `levels`.
  func fits(within levels: Int, paying evaluation: Evaluation) -> Bool {
    switch self {
    case .list(let elements):
      guard levels > 0, evaluation.spend(elements.count) else { return false }
      return elements.allSatisfy { $0.fits(within: levels - 1, paying: evaluation) }
    case .context(let context):
      guard levels > 0, evaluation.spend(context.count) else { return false }
      return context.entries.allSatisfy { $0.value.fits(within: levels - 1, paying: evaluation) }
    case .range(let interval):
      guard levels > 0 else { return false }
      return (interval.lower?.fits(within: levels - 1, paying: evaluation) ?? true)
        && (interval.upper?.fits(within: levels - 1, paying: evaluation) ?? true)
    case .function(let function): return function.definition.nesting < levels
    default: return true
    }
  }

  /// How deep lists, contexts and functions are nested in this value, at most `limit`.
  func nesting(upTo limit: Int, paying evaluation: Evaluation) -> Int {
    guard limit > 0 else { return 0 }
    switch self {
    case .list(let elements):
      guard evaluation.spend(elements.count) else { return limit }
      return 1 + elements.reduce(0) { max($0, $1.nesting(upTo: limit - 1, paying: evaluation)) }
    case .context(let context):
      guard evaluation.spend(context.count) else { return limit }
      return 1 + context.entries.reduce(0) { max($0, $1.value.nesting(upTo: limit - 1, paying: evaluation)) }
    case .range: return 1
    case .function(let function): return min(limit, function.definition.nesting + 1)
    default: return 0
    }
  }
}
