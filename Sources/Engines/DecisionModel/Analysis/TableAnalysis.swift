public import FEEL

/// What can be said of a decision table without evaluating it: inputs that no rule covers, rules that can never fire,
/// rules that get in each other's way. Exact for entries that are constant tests.
public struct TableAnalysis: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// No rule covers these inputs.
    case gap
    /// The rule's own tests leave no value.
    case contradiction
    /// The rule asks for values that are not allowed.
    case notAllowed
    /// Rules before it, or of higher priority, always come first.
    case hidden
    /// Rules that match together under UNIQUE.
    case overlap
    /// Rules that match together under ANY with different results.
    case disagreement
  }

  /// What an input may be, as FEEL unary tests; `-` is anything.
  public struct Cell: Sendable, Hashable {
    public let input: String
    public let test: String
  }

  /// An input and a value for it.
  public struct Example: Sendable, Hashable {
    public let input: String
    public let value: Value
  }

  public struct Finding: Sendable, Hashable {
    public let kind: Kind
    /// From 1: the rule that it is about first.
    public let rules: [Int]
    /// Where it holds, one for each input.
    public let box: [Cell]
    /// Inputs that show it.
    public let example: [Example]
    public let message: TwoTongues
  }

  public let findings: [Finding]
  /// Inputs with entries that have to be computed, and the rules (from 1) that have them. Nothing is claimed that depends
  /// on what they would give.
  public let notAnalysed: [(input: String, rules: [Int])]
  /// False when the limit on work was met: what was found is right, but there may be more.
  public let isFinished: Bool

  /// What could not be analysed, or finished, in words.
  public var remarks: [TwoTongues] {
    var remarks = notAnalysed.map { input, rules in
      let numbers = rules.prefix(10).map(String.init)
      return TwoTongues(
        "“\(input)”: the entries of the rules \(numbers.joined(separator: ", ")) are computed and were not analysed",
        "“\(input)”：规则 \(numbers.joined(separator: "、")) 的条件需要计算，未作分析")
    }
    if !isFinished {
      remarks.append(TwoTongues("the analysis was not finished: the table is too large", "决策表过大，分析未完成"))
    }
    return remarks
  }
}

extension DecisionTable {
  /// The analysis with the usual limit on work.
  public var analysis: TableAnalysis { analyse() }

  /// - Parameter work: how many steps may be taken; a step is a look at one class of one input.
  public func analyse(work: Int = 2_000_000) -> TableAnalysis {
    var analyser = TableAnalyser(self, work: work)
    return analyser.run()
  }
}
