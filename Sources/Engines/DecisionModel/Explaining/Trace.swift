public import FEEL

/// How a value came about, as data: what was evaluated, with which inputs, which rules matched and what stood in the way
/// of the others, and why something became null. Steps are in the order in which they were taken.
public struct Trace: Sendable, Hashable {
  public enum Kind: String, Sendable { case decision, service, knowledge, table }

  /// A name and its value.
  public struct Named: Sendable, Hashable {
    public let name: String
    public let value: Value
  }

  /// A rule that matched.
  public struct Match: Sendable, Hashable {
    /// From 1, as modellers show it.
    public let rule: Int
    public let id: String?
    public let annotations: [Named]
    public let output: Value
  }

  /// A rule that did not match, and the first column that stopped it.
  public struct Miss: Sendable, Hashable {
    /// From 1.
    public let rule: Int
    public let column: String
    /// The entry as written; empty where it could not be read.
    public let test: String
  }

  public struct Table: Sendable, Hashable {
    public let hitPolicy: String
    public let aggregation: String?
    public internal(set) var matches: [Match] = []
    public internal(set) var misses: [Miss] = []
    /// Under FIRST, rules behind the one that matched are not looked at.
    public internal(set) var notTested = 0
    /// Whether the result is that of the default output entries.
    public internal(set) var isDefault = false
  }

  public let kind: Kind
  public let name: String
  public internal(set) var value: Value = .null
  public internal(set) var inputs: [Named] = []
  public internal(set) var table: Table?
  public internal(set) var steps: [Trace] = []
  /// Why something in this step became null.
  public internal(set) var diagnostics: [Diagnostic] = []

  init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }
}

/// Collects the steps of an evaluation. It belongs to that evaluation alone.
final class TraceBuilder {
  /// Steps beyond this are left out: an explanation is for people.
  static let limit = 2_000

  private var open: [Trace]
  private var reported: [Int] = [0]
  private var count = 0

  init(_ kind: Trace.Kind, _ name: String) { open = [Trace(kind, name)] }

  /// Opens a step. Pairs with `close`.
  func begin(_ kind: Trace.Kind, _ name: String, _ evaluation: Evaluation) {
    open.append(Trace(kind, name))
    reported.append(evaluation.diagnostics.count)
  }

  func note(_ change: (inout Trace) -> Void) { change(&open[open.count - 1]) }

  func close(_ value: Value, _ evaluation: Evaluation) {
    guard open.count > 1, var step = open.popLast(), let from = reported.popLast() else { return }
    step.value = value
    // What inner steps have said stays with them.
    let inner = Set(step.steps.flatMap(\.allDiagnostics))
    step.diagnostics = evaluation.diagnostics.dropFirst(from).filter { !inner.contains($0) }
    count += 1
    if count <= Self.limit { open[open.count - 1].steps.append(step) }
  }

  func finish(_ value: Value, _ evaluation: Evaluation) -> Trace {
    while open.count > 1 { close(.null, evaluation) }
    var root = open[0]
    root.value = value
    let inner = Set(root.steps.flatMap(\.allDiagnostics))
    root.diagnostics = evaluation.diagnostics.filter { !inner.contains($0) }
    return root
  }
}

extension Trace {
  fileprivate var allDiagnostics: [Diagnostic] { diagnostics + steps.flatMap(\.allDiagnostics) }
}
