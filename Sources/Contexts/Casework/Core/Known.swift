import CatalogueCore
import Forms
import IdentityCore
public import JSON
public import Kernel
import Store

extension Casework {
  /// What is known of the applicant without asking: name, number, mobile, by the questions of a service's form.
  public func knownAnswers(service: String, applicant: PartyID) async throws -> JSON {
    guard let form = catalogue.current.form(of: service) else { return [:] }
    var answers: JSON = [:]
    for (key, known) in try await fromAccount(form, applicant).sorted(by: { $0.key < $1.key }) { answers[key] = known.value }
    return answers
  }

  /// Names of parties, for a page that lists them. The caller has decided that they may be seen.
  public func names(of parties: [PartyID]) async throws -> [PartyID: String] {
    try await store.read { reading in
      var names: [PartyID: String] = [:]
      for party in Set(parties) { names[party] = try Identity.party(reading, party)?.name }
      return names
    }
  }

  /// A file and its bytes, for whoever may see it; for others there is none.
  public func file(_ id: FileID, by actor: Actor) async throws -> (file: StoredFile, bytes: [UInt8]) {
    try await files.open(id, by: actor, league: league)
  }

  /// Services by how many cases they had in the period of a moment and the one before, the most used first.
  public func mostUsed(at now: Instant, limit: Int) async throws -> [String] {
    let period = ServicePeriod(now)
    let totals = try await store.read { reading in
      try [period, period.previous].map { try reading.totals("cases.service", prefix: $0.key(of: "")) }
    }
    var sums: [String: Int64] = [:]
    for (key, total) in totals.joined() {
      if let slash = key.firstIndex(of: "/") { sums[String(key[key.index(after: slash)...]), default: 0] += total }
    }
    return sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit).map(\.key)
  }
}

/// Thirty days, by which the use of services is counted.
struct ServicePeriod {
  private let number: Int64

  init(_ moment: Instant) { number = (moment.milliseconds + 28_800_000) / 2_592_000_000 }

  private init(number: Int64) { self.number = number }

  var previous: ServicePeriod { ServicePeriod(number: number - 1) }

  func key(of service: String) -> String { "\(number)/\(service)" }
}
