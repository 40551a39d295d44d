import BundleCompiler
import Forms
public import Kernel
public import Situations

/// What a service asks of somebody in a situation: papers and questions, each with the rule that says so.
public struct ServiceGuidance: Sendable {
  public struct Paper: Sendable, Hashable {
    public let key: String
    public let name: String
    public let originals: Int
    public let copies: Int
    /// A data source holds it; which, where a rule says so.
    public let isFetched: Bool
    public let fetchedFrom: String
    /// The rule that asks for it; empty: the service's own list.
    public let rule: String
    public let note: String
  }

  /// A paper that is not asked for, and the rule by which.
  public struct Dropped: Sendable, Hashable {
    public let key: String
    public let name: String
    public let rule: String
    public let note: String
  }

  /// A question of the form that the answers bring, or take away.
  public struct Field: Sendable, Hashable {
    public let key: String
    public let label: String
    /// The rule that asks it, or takes it away; empty: the form asks everybody.
    public let rule: String
  }

  public let service: Service
  public let region: String
  /// nil where nothing is asked.
  public let finding: SituationFinding?
  public let papers: [Paper]
  public let dropped: [Dropped]
  /// Papers that further answers may ask for.
  public let possible: [Paper]
  /// Papers that depend on what no question asks.
  public let bySituation: [ServiceEvidence]
  public let fields: [Field]
  public let droppedFields: [Field]
  /// Working days, and the rule that says so where it is not the guide.
  public let promisedDays: Int
  public let promisedBy: String

  public var isComplete: Bool { finding?.isComplete ?? true }
  /// What the applicant has to bring.
  public var bring: Int { papers.count { !$0.isFetched } }
}

extension CatalogueSnapshot {
  /// A paper as it is asked for where no service's list says how: one of it.
  public func paper(_ key: String) -> ServiceEvidence? { papers[key] }

  /// Guidance for a service. Throws `notFound` for a service that nobody offers, and `invalid` with `/region` and `/answers/QUESTION`.
  public func guidance(
    service key: String, region code: String, answers: [String: [String]]
  ) throws(Rejection) -> ServiceGuidance {
    guard let base = service(key) else { throw .notFound }
    let situation = bundles.situation(service: key)
    let problems =
      (region(code) == nil ? [Problem("/region", "unknownRegion")] : []) + answerProblems(answers, situation)
    guard problems.isEmpty else { throw .invalid(problems) }
    guard let offering = nearestOffering(base, to: code) else { throw .notFound }
    let finding = situation?.find(answers)
    // Papers that some rule decides on are not left to the reader.
    let decided = Set(situation?.effects.flatMap(\.addEvidence) ?? [])
    var papers: [ServiceGuidance.Paper] = []
    var dropped: [ServiceGuidance.Dropped] = []
    var bySituation: [ServiceEvidence] = []
    var told = Set<String>()
    func ask(_ one: ServiceEvidence, _ effect: SituationEffect?) {
      guard told.insert(one.evidence).inserted else { return }
      papers.append(paper(one, effect, finding))
    }
    for one in evidence(of: key) {
      let adding = finding?.adding(one.evidence)
      if let dropping = finding?.dropping(one.evidence) {
        told.insert(one.evidence)
        dropped.append(.init(key: one.evidence, name: one.name, rule: dropping.rule, note: dropping.note))
      } else if one.required || adding != nil {
        ask(one, one.required ? nil : adding)
      } else if !decided.contains(one.evidence) {
        bySituation.append(one)
      }
    }
    for effect in finding?.effects ?? [] {
      for key in effect.addEvidence { self.paper(key).map { ask($0, effect) } }
    }
    var possible: [ServiceGuidance.Paper] = []
    for effect in finding?.possible ?? [] {
      for key in effect.addEvidence where told.insert(key).inserted {
        if let one = self.paper(key) { possible.append(paper(one, effect, nil)) }
      }
    }
    let added = Dictionary(
      (finding?.effects ?? []).flatMap { effect in effect.addFields.map { ($0, effect.rule) } },
      uniquingKeysWith: { first, _ in first })
    let own = form(of: key)?.fields ?? []
    let kept = own.filter { finding?.droppingField($0.key) == nil }
    let more = added.keys.sorted().filter { key in !own.contains { $0.key == key } }
    let labels = more.isEmpty ? [:] : fieldLabels(target: "service:" + key)
    return ServiceGuidance(
      service: self.service(key, in: offering.region) ?? base, region: offering.region, finding: finding, papers: papers,
      dropped: dropped, possible: possible, bySituation: bySituation,
      fields: kept.map { .init(key: $0.key, label: $0.label, rule: added[$0.key] ?? "") }
        + more.map { .init(key: $0, label: labels[$0] ?? $0, rule: added[$0] ?? "") },
      droppedFields: own.compactMap { field in
        finding?.droppingField(field.key).map { .init(key: field.key, label: field.label, rule: $0.rule) }
      }, promisedDays: finding?.promise?.promisedDays ?? offering.promisedDays, promisedBy: finding?.promise?.rule ?? "")
  }

  private func paper(
    _ one: ServiceEvidence, _ effect: SituationEffect?, _ finding: SituationFinding?
  ) -> ServiceGuidance.Paper {
    let exemption = finding?.exempting(one.evidence)
    return .init(
      key: one.evidence, name: one.name, originals: one.originals, copies: one.copies,
      isFetched: one.shareable || exemption != nil, fetchedFrom: exemption?.by ?? "",
      rule: effect?.rule ?? exemption?.effect.rule ?? "",
      note: effect?.note ?? exemption?.effect.note ?? "")
  }

  /// Labels of the questions that rules about a service or a bundle may name: those of its own form, and those of bundles.
  func fieldLabels(target: String) -> [String: String] {
    var labels: [String: String] = [:]
    for field in bundles.bundles.flatMap(\.fields) { labels[field.field.key] = field.field.label }
    if target.hasPrefix("bundle:"), let definition = bundles.bundle(String(target.dropFirst(7))) {
      for field in definition.fields { labels[field.field.key] = field.field.label }
    }
    if target.hasPrefix("service:") {
      for field in form(of: String(target.dropFirst(8)))?.fields ?? [] { labels[field.key] = field.label }
    }
    return labels
  }
}
