import CatalogueCore
import Cryptography
import Forms
import JSON
package import Kernel
import Store

/// Fills a database with made-up cases, quickly: some thousand are carried through the procedures by the rules themselves, and each is written
/// many times over with other ids, numbers and applicants. What is written is what the engine would have written: row, ledger with its chain,
/// open tasks, counters and tallies. For measuring; nothing of it is anybody's.
package struct CaseFiller {
  private let casework: Casework
  private let applicants: [PartyID]
  private let now: Instant
  private var chance: FillerChance
  private var offerings: [(service: String, region: String)] = []
  private var sequences: [String: Int] = [:]
  /// Every case stays where it is submitted, with one open task.
  private let onlySubmitted: Bool

  /// How many days back the first case was submitted.
  private static let days: Int64 = 400
  private static let people = (1...4).map { PartyID("bench-staff-\($0)") }

  /// `applicants`: whose cases they are, in turn.
  package init(
    casework: Casework, applicants: [PartyID], at now: Instant, onlySubmitted: Bool = false, seed: UInt64 = 20_261_125
  ) {
    self.onlySubmitted = onlySubmitted
    self.casework = casework
    self.applicants = applicants
    self.now = now
    chance = FillerChance(state: seed)
    let snapshot = casework.catalogue.current
    for service in snapshot.services {
      for offering in snapshot.offerings(of: service.key) { offerings.append((service.key, offering.region)) }
    }
  }

  /// Writes `count` cases, oldest first, then merges what was counted.
  package mutating func fill(_ count: Int) async throws {
    let templates = try (0..<max(1, min(count, 20_000))).map { _ in try template() }.sorted { $0.changedAt < $1.changedAt }
    var done = 0
    while done < count {
      let part = min(500, count - done)
      var rows = Rows()
      for index in done..<(done + part) {
        let template = templates[index * templates.count / count]
        instantiate(template, applicant: applicants[chance.below(applicants.count)], into: &rows)
      }
      let written = rows
      let whenClosed = casework.whenClosed
      try await casework.store.write { transaction in
        try written.write(transaction)
        try whenClosed(written.closed, transaction)
      }
      done += part
      if done % 50_000 == 0 { try await fold() }
    }
    try await fold()
  }

  private func fold() async throws {
    while try await casework.foldTallies(limit: 20_000) == 20_000 {}
    while try await casework.store.foldCounters(limit: 20_000) == 20_000 {}
  }

  // MARK: - Made by the rules

  /// A text in which the id and the number of a case are left open.
  private struct Pattern {
    // Marks that JSON does not escape and nobody writes.
    static let id = "\u{E000}id"
    static let number = "\u{E000}number"
    private let parts: [[Substring]]

    init(_ text: String) {
      parts = text.splitting(at: Self.id).map { String($0).splitting(at: Self.number) }
    }

    func text(id: String, number: String) -> String {
      if parts.count == 1, parts[0].count == 1 { return String(parts[0][0]) }
      return parts.map { $0.joined(separator: number) }.joined(separator: id)
    }
  }

  private struct Template {
    var state: CaseState
    var document: Pattern
    var form: String
    var changedAt: Instant
    var events: [(event: CaseEvent, body: Pattern, payload: String)]
    var region: String
    /// What is next for each open task; what is past has gone off.
    var alarms: [TaskID: TaskAlarm]
  }

  private mutating func template() throws -> Template {
    let (service, region) = offerings[chance.below(offerings.count)]
    let terms = try casework.terms(service: service, region: region)
    let form = casework.catalogue.current.form(of: service)?.example ?? [:]
    var state = CaseState(
      id: CaseID(Pattern.id), terms: terms, applicant: PartyID("bench-applicant"), agent: nil,
      channel: chance.below(3) == 0 ? .window : .web)
    let rules = try casework.rules(state)
    var time = now.adding(seconds: -Int64(chance.below(Int(Self.days) * 86_400)))
    var events: [CaseEvent] = []
    func apply(_ event: CaseEvent) {
      state.apply(event, stages: casework.stages(terms))
      events.append(event)
    }
    apply(
      try rules.submit(
        state, number: Pattern.number, by: Actor(party: state.applicant, kind: .person, name: ""), at: time,
        facts: ["form": .string(Hex.text(SHA256.hash(form.canonical))), "evidence": []], personal: form))
    var changedAt = time
    while state.status == .open, !onlySubmitted {
      time = time.adding(seconds: Int64(3600 + chance.below(3 * 86_400)))
      guard time < now, let command = next(rules.openActions(state)) else { break }
      let actor = Actor(party: Self.people[events.count % Self.people.count], kind: .staff, name: "")
      guard let event = try? rules.act(command, on: state, by: actor, at: time) else { break }
      apply(event)
      changedAt = time
    }
    return Template(
      state: state, document: Pattern(state.json.text), form: form.text, changedAt: changedAt,
      events: events.map { ($0, Pattern($0.body.text), $0.personal.text) }, region: region,
      alarms: Dictionary(
        uniqueKeysWithValues: state.tasks.compactMap { task in
          rules.alarm(task, clocks: state.clocks, after: TaskAlarm(kind: .tacit, at: now)).map { (task.id, $0) }
        }))
  }

  /// Mostly the first action that goes on, as life does; sometimes another.
  private mutating func next(_ open: [OpenAction]) -> CaseCommand? {
    guard !open.isEmpty else { return nil }
    let common = open.filter {
      !["withdraw", "refuse", "terminate", "reject", "return", "requestSupplement", "suspend", "extend"].contains($0.action.key)
    }
    let chosen = chance.below(100) < 90 || common.isEmpty ? (common.first ?? open[0]) : open[chance.below(open.count)]
    var data: JSON = [:]
    for field in chosen.action.data where field.required {
      data[field.key] = .string(field.options.first?.key ?? (field.kind == .days ? "5" : "测量用"))
    }
    return CaseCommand(action: chosen.action.key, data: data, task: chosen.task.id)
  }

  // MARK: - Written many times

  private struct Rows: Sendable {
    var cases: [SQLValue] = []
    var events: [SQLValue] = []
    var tasks: [SQLValue] = []
    var counts: [String: [String: Int64]] = [:]
    var kinds: [CaseKind: Int64] = [:]
    var closed: [ClosedCase] = []

    func write(_ transaction: any Transaction) throws {
      // An empty text or a zero stands for a null: a statement with other nulls would be another statement to prepare.
      try insert(
        """
        INSERT INTO case_file (id, number, region, service, service_name, applicant, status, stage, last_state, outcome, channel,
          accepting, responsible, issuing, created_at, changed_at, submitted_at, closed_at, due, state, form, evidence, sequence,
          revision)
        """,
        row: """
          (?, ?, ?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), ?, ?, ?, ?, ?, ?, ?, NULLIF(?, 0), NULLIF(?, ''), ?, ?, ?, ?, ?)
          """, columns: 24, cases, transaction)
      try insert(
        "INSERT INTO ledger_event (stream, sequence, kind, at, actor, body, payload, salt, payload_digest, chain)",
        row: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", columns: 10, events, transaction)
      try insert(
        """
        INSERT INTO case_task (id, case_id, state, role, agency, opened_at, due, soon_from, provisional, expires_at, alarm_at, alarm,
          provisional_due)
        """,
        row: """
          (?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), ?, ?, ?, ?, NULLIF(?, 0), NULLIF(?, 0), NULLIF(?, ''), NULLIF(?, ''))
          """, columns: 13, tasks, transaction)
      for (name, keys) in counts.sorted(by: { $0.key < $1.key }) {
        for (key, delta) in keys.sorted(by: { $0.key < $1.key }) { try transaction.count(name, key, by: delta) }
      }
      for (kind, delta) in kinds { try CaseTally.add([(kind, delta)], transaction) }
    }

    /// In statements of fifty rows, so that few are prepared.
    private func insert(
      _ head: String, row: String, columns: Int, _ values: [SQLValue], _ transaction: any Transaction
    ) throws {
      for start in stride(from: 0, to: values.count, by: 50 * columns) {
        let part = Array(values[start..<min(values.count, start + 50 * columns)])
        let marks = Array(repeating: row, count: part.count / columns).joined(separator: ", ")
        try transaction.issue("\(head) VALUES \(marks)", part)
      }
    }
  }

  private mutating func instantiate(_ template: Template, applicant: PartyID, into rows: inout Rows) {
    let state = template.state
    let terms = state.terms
    guard let submittedAt = state.submittedAt else { return }
    let day = submittedAt.civilDate
    let place = "\(template.region)\(day)"
    sequences[place, default: 0] += 1
    let number = CaseNumber.make(region: template.region, day: day, sequence: 500_000 + (sequences[place] ?? 0))
    let id = template.region + "-" + SortableText.make(at: submittedAt, using: &chance)
    rows.cases += [
      .text(id), .text(number), .text(terms.region), .text(terms.service), .text(terms.serviceName), .text(applicant.text),
      .text(state.status.rawValue), .text(state.stage.rawValue), .text(state.lastState), .text(state.outcome ?? ""),
      .text(state.channel.rawValue), .text(terms.accepting.description), .text(terms.responsible.description),
      .text(terms.issuing.description), .integer(submittedAt.milliseconds), .integer(template.changedAt.milliseconds),
      .integer(submittedAt.milliseconds), .integer(state.closedAt?.milliseconds ?? 0),
      .text(state.tasks.map(\.due).min()?.description ?? ""), .text(template.document.text(id: id, number: number)),
      .text(template.form), .text("[]"), SQLValue(state.sequence), 1,
    ]
    var chain: [UInt8] = []
    for (event, pattern, payload) in template.events {
      let body = pattern.text(id: id, number: number)
      let actor = event.kind == .submitted ? applicant.text : event.actor.text
      let salt = (0..<16).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
      let digest = LedgerChain.payloadDigest(payload, salt: salt)
      chain = LedgerChain.link(
        previous: chain, stream: id, sequence: Int64(event.sequence), kind: event.kind.rawValue, at: event.at, actor: actor,
        body: body, payloadDigest: digest)
      rows.events += [
        .text(id), SQLValue(event.sequence), .text(event.kind.rawValue), .integer(event.at.milliseconds), .text(actor),
        .text(body), .text(payload), .bytes(salt), .bytes(digest), .bytes(chain),
      ]
      for (name, key, delta) in casework.deltas(event, state) { rows.counts[name, default: [:]][key, default: 0] += delta }
    }
    for task in state.tasks {
      rows.tasks += [
        .text(task.id.text.replacing(Pattern.id, with: id)), .text(id), .text(task.state), .text(task.role?.rawValue ?? ""),
        .text(task.agency?.description ?? ""), .integer(task.openedAt.milliseconds), .text(task.due.description),
        .text(task.soonFrom.description), SQLValue(task.provisional), .integer(task.expiresAt?.milliseconds ?? 0),
        .integer(template.alarms[task.id]?.at.milliseconds ?? 0), .text(template.alarms[task.id]?.kind.rawValue ?? ""),
        .text(state.provisionalDue?.description ?? ""),
      ]
    }
    if let kind = CaseKind(state) { rows.kinds[kind, default: 0] += 1 }
    if let closedAt = state.closedAt {
      rows.closed.append(
        ClosedCase(
          id: CaseID(id), region: terms.region, department: terms.responsible.department, service: terms.service,
          channel: state.channel.rawValue, closedOn: closedAt.civilDate))
    }
  }
}

/// The same numbers for the same seed (splitmix64).
struct FillerChance: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }
}

extension String {
  /// Its parts between the places where `mark` stands.
  fileprivate func splitting(at mark: String) -> [Substring] { split(separator: mark, omittingEmptySubsequences: false) }
}
