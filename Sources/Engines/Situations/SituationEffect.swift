import FEEL

/// What a rule of a situation does when it holds. In the model a context with these members, each left out where it does nothing.
public struct SituationEffect: Sendable, Hashable {
  /// A paper that a data source supplies.
  public struct Exemption: Sendable, Hashable {
    public let evidence: String
    public let by: String
  }

  /// One service in the place of another.
  public struct Swap: Sendable, Hashable {
    public let from: String
    public let to: String
  }

  /// Name of the rule, as in `newborn-04`.
  public let rule: String
  /// What it says to people; empty where it says nothing.
  public let note: String
  public var addEvidence: [String] = []
  public var removeEvidence: [String] = []
  public var exempt: [Exemption] = []
  public var addServices: [String] = []
  public var removeServices: [String] = []
  public var swaps: [Swap] = []
  /// The service to go to instead, or first.
  public var goTo: String?
  /// Nobody goes on here.
  public var blocks = false
  /// In working days.
  public var promisedDays: Int?
  public var addFields: [String] = []
  public var removeFields: [String] = []

  /// It says nothing and does nothing.
  public var isEmpty: Bool {
    self == SituationEffect(rule: rule, note: "")
  }

  init(rule: String, note: String) {
    self.rule = rule
    self.note = note
  }

  /// From a rule's output; `place` is its number, for messages.
  init(_ output: Context, place: Int) throws(SituationFault) {
    guard let rule = output["rule"]?.text, !rule.isEmpty else { throw SituationFault(.rule, "\(place)") }
    self.init(rule: rule, note: output["note"]?.text ?? "")
    guard case .context(let effects)? = output["effects"] else { throw SituationFault(.rule, rule) }
    for entry in effects.entries {
      switch (entry.name, entry.value) {
      case ("addEvidence", let value): addEvidence = value.texts
      case ("removeEvidence", let value): removeEvidence = value.texts
      case ("exempt", let value):
        exempt = value.contexts.map { Exemption(evidence: $0["evidence"]?.text ?? "", by: $0["by"]?.text ?? "") }
      case ("addServices", let value): addServices = value.texts
      case ("removeServices", let value): removeServices = value.texts
      case ("swap", let value):
        swaps = value.contexts.map { Swap(from: $0["from"]?.text ?? "", to: $0["to"]?.text ?? "") }
      case ("goTo", .string(let text)): goTo = text
      case ("block", .boolean(let flag)): blocks = flag
      case ("promisedDays", .number):
        guard let whole = Int(entry.value.literal), whole >= 0 else { throw SituationFault(.rule, rule) }
        promisedDays = whole
      case ("addFields", let value): addFields = value.texts
      case ("removeFields", let value): removeFields = value.texts
      default: throw SituationFault(.rule, "\(rule)/\(entry.name)")
      }
    }
  }
}

/// What answers lead to.
public struct SituationFinding: Sendable {
  /// The questions that are asked, in their order.
  public let asked: [Situation.Question]
  /// The answers that count, by question.
  public let answers: [String: [String]]
  /// What the rules that hold do, in their order.
  public let effects: [SituationEffect]
  /// What rules do that further answers may make hold.
  public let possible: [SituationEffect]

  /// The questions that wait for an answer.
  public var open: [Situation.Question] { asked.filter { answers[$0.key] == nil } }
  /// The first rule that lets nobody go on here.
  public var block: SituationEffect? { effects.first(where: \.blocks) }
  /// Every question is answered, and nothing is in the way.
  public var isComplete: Bool { open.isEmpty && block == nil }
  /// The last rule that says when it will be done.
  public var promise: SituationEffect? { effects.last { $0.promisedDays != nil } }

  /// The rule that takes a paper away; nil when none does, or one asks for it all the same.
  public func dropping(_ evidence: String) -> SituationEffect? {
    guard adding(evidence) == nil else { return nil }
    return effects.first { $0.removeEvidence.contains(evidence) }
  }

  /// The rule that asks for a paper.
  public func adding(_ evidence: String) -> SituationEffect? { effects.first { $0.addEvidence.contains(evidence) } }

  /// The rule by which a data source supplies a paper, and which source.
  public func exempting(_ evidence: String) -> (effect: SituationEffect, by: String)? {
    for effect in effects {
      if let exemption = effect.exempt.first(where: { $0.evidence == evidence }) { return (effect, exemption.by) }
    }
    return nil
  }

  /// The rule that takes a question of the form away; nil when none does, or one asks for it all the same.
  public func droppingField(_ key: String) -> SituationEffect? {
    guard !effects.contains(where: { $0.addFields.contains(key) }) else { return nil }
    return effects.first { $0.removeFields.contains(key) }
  }
}

extension Value {
  var text: String? { if case .string(let text) = self { text } else { nil } }

  var contexts: [Context] {
    switch self {
    case .list(let items): items.flatMap(\.contexts)
    case .context(let context): [context]
    default: []
    }
  }

  var texts: [String] {
    switch self {
    case .list(let items): items.flatMap(\.texts)
    case .string(let text): [text]
    default: []
    }
  }
}
