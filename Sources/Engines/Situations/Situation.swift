import DecisionModel
import FEEL

/// Situational guidance (情形引导): questions, and rules that say what follows from the answers. Read from a decision model (DMN) with
/// three decisions:
///
/// - `target`: a text, what it is about, as `service:GAJ001` or `bundle:newborn`;
/// - `questions`: a table with the hit policy RULE ORDER whose rules are the questions: `rule`, `key`, `text`, `kind` (`single` or `multi`) and
///   `options` (a list of `key` and `label`); its inputs are answers that a question hangs on;
/// - `needs`: a table with the hit policy RULE ORDER whose rules give `rule`, `note` and `effects` (see `SituationEffect`).
///
/// Compiled once; it never changes and may be used from any thread.
public struct Situation: Sendable {
  public struct Option: Sendable, Hashable {
    public let key: String
    public let label: String
  }

  public struct Question: Sendable, Hashable {
    public let key: String
    public let text: String
    /// Several of the options may be chosen.
    public let isMulti: Bool
    public let options: [Option]
    /// The rule that asks it.
    public let rule: String
    /// What it hangs on.
    let conditions: [Condition]
  }

  /// An answer that a rule needs.
  struct Condition: Sendable, Hashable {
    let question: String
    /// Options of which one must be chosen.
    let options: Set<String>
  }

  /// A rule, whether it holds or not.
  struct Rule: Sendable {
    let effect: SituationEffect
    let conditions: [Condition]
  }

  public let key: String
  public let target: String
  /// All questions, in their order, whatever they hang on.
  public let questions: [Question]
  /// In the order of the table.
  let rules: [Rule]
  private let needs: Decision

  /// The effects of all rules: what the model may ever ask for.
  public var effects: [SituationEffect] { rules.map(\.effect) }

  /// What is asked of somebody who answered so, and what follows.
  ///
  /// Answers to questions that are not asked do not count; see `problems` to have them refused.
  public func find(_ answers: [String: [String]]) -> SituationFinding {
    let (asked, kept) = asked(answers)
    var inputs = Context()
    for question in asked {
      guard let chosen = kept[question.key] else { continue }
      inputs[question.key] = question.isMulti ? .list(chosen.map(Value.string)) : chosen.first.map(Value.string) ?? .null
    }
    let held = Self.rules(needs.evaluate(inputs))
    var effects: [SituationEffect] = []
    var open: [SituationEffect] = []
    for rule in rules {
      if held.contains(rule.effect.rule) {
        effects.append(rule.effect)
      } else if mayHold(rule.conditions, kept) {
        open.append(rule.effect)
      }
    }
    return SituationFinding(asked: asked, answers: kept, effects: effects.filter { !$0.isEmpty }, possible: open)
  }

  /// The questions that are asked of somebody who answered so, in their order, and the answers that count.
  private func asked(_ answers: [String: [String]]) -> ([Question], [String: [String]]) {
    var kept: [String: [String]] = [:]
    let asked = questions.filter { question in
      guard question.conditions.allSatisfy({ Self.holds($0, kept) }) else { return false }
      if let chosen = answers[question.key], question.isMulti || !chosen.isEmpty { kept[question.key] = chosen }
      return true
    }
    return (asked, kept)
  }

  private static func holds(_ condition: Condition, _ answers: [String: [String]]) -> Bool {
    answers[condition.question].map { !condition.options.isDisjoint(with: $0) } ?? false
  }

  /// Whether further answers may make a rule hold.
  private func mayHold(_ conditions: [Condition], _ answers: [String: [String]]) -> Bool {
    conditions.allSatisfy { condition in
      if answers[condition.question] != nil { return Self.holds(condition, answers) }
      guard let question = questions.first(where: { $0.key == condition.question }) else { return false }
      return mayHold(question.conditions, answers)
    }
  }

  private static func rules(_ value: Value) -> Set<String> {
    Set(value.contexts.compactMap { $0["rule"]?.text })
  }

  /// What is wrong with answers: by question, and why. Empty for answers in order; missing ones are in order.
  public func problems(_ answers: [String: [String]]) -> [AnswerProblem] {
    let (asked, _) = asked(answers)
    return answers.keys.sorted().flatMap { key -> [AnswerProblem] in
      guard let question = questions.first(where: { $0.key == key }) else { return [.init(question: key, reason: .unknown)] }
      guard asked.contains(question) else { return [.init(question: key, reason: .notAsked)] }
      let chosen = answers[key] ?? []
      if !question.isMulti, chosen.count > 1 { return [.init(question: key, reason: .several)] }
      if Set(chosen).count != chosen.count { return [.init(question: key, reason: .twice)] }
      return chosen.enumerated().filter { place in !question.options.contains { $0.key == place.element } }.map {
        .init(question: key, place: question.isMulti ? $0.offset : nil, reason: .noOption)
      }
    }
  }

  /// An answer that no question can have.
  public struct AnswerProblem: Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
      /// There is no such question.
      case unknown
      /// The answers before it make it none.
      case notAsked
      /// It is none of the options.
      case noOption
      /// Only one may be chosen.
      case several
      case twice
    }

    public let question: String
    /// Which of several, from 0.
    public var place: Int?
    public let reason: Reason
  }
}

extension Situation {
  /// Reads a model. Throws where it is no model of a situation.
  public init(dmn: [UInt8], file: String = "situation.dmn") throws(SituationFault) {
    let model: DecisionModel
    do throws(ModelProblem) { model = try DecisionModel(xml: dmn, file: file) } catch {
      throw SituationFault(.model, error.description)
    }
    if let problem = model.problems.first { throw SituationFault(.model, problem.description) }
    guard let target = model.decision("target")?.evaluate(Context()).text else { throw SituationFault(.target, "target") }
    guard let asking = model.decision("questions"), let askTable = asking.tables.first else {
      throw SituationFault(.decision, "questions")
    }
    guard let needs = model.decision("needs"), let needTable = needs.tables.first else {
      throw SituationFault(.decision, "needs")
    }
    guard askTable.hitPolicy == .ruleOrder, needTable.hitPolicy == .ruleOrder else {
      throw SituationFault(.decision, "hitPolicy")
    }
    let open = try Self.questions(askTable)
    var questions: [Question] = []
    for (number, question) in open.enumerated() {
      let conditions = try Self.conditions(askTable, number, open)
      // It hangs on what was asked before it.
      if let later = conditions.first(where: { one in !questions.contains { $0.key == one.question } }) {
        throw SituationFault(.column, later.question)
      }
      questions.append(
        Question(
          key: question.key, text: question.text, isMulti: question.isMulti, options: question.options, rule: question.rule,
          conditions: conditions))
    }
    guard Set(questions.map(\.key)).count == questions.count else { throw SituationFault(.question, "twice") }
    var rules: [Rule] = []
    for number in needTable.rules.indices {
      let effect = try SituationEffect(Self.cells(needTable, number), place: number + 1)
      rules.append(Rule(effect: effect, conditions: try Self.conditions(needTable, number, questions)))
    }
    guard Set(rules.map(\.effect.rule)).count == rules.count else { throw SituationFault(.rule, "twice") }
    key = model.name
    self.target = target
    self.questions = questions
    self.rules = rules
    self.needs = needs
  }

  private static func questions(_ table: DecisionTable) throws(SituationFault) -> [Question] {
    var questions: [Question] = []
    for number in table.rules.indices {
      let cells = cells(table, number)
      guard let key = cells["key"]?.text, let text = cells["text"]?.text, let kind = cells["kind"]?.text,
        ["single", "multi"].contains(kind), let name = cells["rule"]?.text
      else { throw SituationFault(.question, "\(number + 1)") }
      let options = (cells["options"] ?? .null).contexts.compactMap { option -> Option? in
        guard let key = option["key"]?.text, let label = option["label"]?.text else { return nil }
        return Option(key: key, label: label)
      }
      guard options.count > 1, Set(options.map(\.key)).count == options.count else { throw SituationFault(.question, key) }
      questions.append(Question(key: key, text: text, isMulti: kind == "multi", options: options, rule: name, conditions: []))
    }
    return questions
  }

  /// The outputs of a rule, by name.
  private static func cells(_ table: DecisionTable, _ rule: Int) -> Context {
    table.output(of: rule).contexts.first ?? Context()
  }

  /// What a rule needs: for each column that it tests the options that pass. A column is a question's key, or `list contains(key, "option")`.
  private static func conditions(
    _ table: DecisionTable, _ rule: Int, _ questions: [Question]
  ) throws(SituationFault) -> [Condition] {
    var conditions: [Condition] = []
    for (number, input) in table.inputs.enumerated() {
      let options: Set<String>
      let asked: Question
      if let question = questions.first(where: { $0.key == input.expression && !$0.isMulti }) {
        asked = question
        options = Set(question.options.map(\.key).filter { table.keeps(rule: rule, input: number, .string($0)) })
      } else if let match = input.expression.wholeMatch(of: /list contains\(([A-Za-z0-9_]+), "([^"]+)"\)/),
        let question = questions.first(where: { $0.key == match.1 && $0.isMulti }),
        question.options.contains(where: { $0.key == match.2 })
      {
        asked = question
        options = table.keeps(rule: rule, input: number, false) ? Set(question.options.map(\.key)) : [String(match.2)]
      } else {
        throw SituationFault(.column, input.expression)
      }
      if options.isEmpty { throw SituationFault(.neverHolds, "\(rule + 1)") }
      if options.count < asked.options.count { conditions.append(Condition(question: asked.key, options: options)) }
    }
    return conditions
  }
}

/// What keeps a model from being a situation.
public struct SituationFault: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable, CaseIterable {
    /// It is no decision model, or something in it cannot be read.
    case model
    /// A decision is not there, is no table, or has another hit policy.
    case decision
    /// Nothing says what it is about.
    case target
    /// A question lacks something, or comes twice.
    case question
    /// A rule lacks something, or its name comes twice.
    case rule
    /// A column is neither a question before it nor one option of one.
    case column
    /// A rule that no answer fits.
    case neverHolds
  }

  public let reason: Reason
  /// Where, as far as it is known.
  public let place: String
  public var description: String { "\(reason.rawValue): \(place)" }

  init(_ reason: Reason, _ place: String) {
    self.reason = reason
    self.place = place
  }
}
