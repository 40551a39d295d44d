import CatalogueCore
import Forms
import IdentityCore
public import JSON
public import Kernel
import Store

extension Casework {
  /// Answers that need not be asked again, since they are known of the applicant: name, number, mobile.
  public func knownAnswers(service: String, applicant: PartyID) async throws -> JSON {
    guard let form = catalogue.current.form(of: service),
      let party = try await store.read({ try Identity.party($0, applicant) })
    else { return [:] }
    var answers: JSON = [:]
    for field in form.fields {
      let known: String? =
        switch field.prefill {
        case "applicant.name": party.name
        case "applicant.number": party.identityNumber
        case "applicant.mobile": party.mobile
        default: nil
        }
      if let known { answers[field.key] = .string(known) }
    }
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

  /// Services by how many cases they had since a moment, the most used first.
  public func mostUsed(since: Instant, limit: Int) async throws -> [String] {
    try await store.read { reading in
      try reading.query(
        """
        SELECT service, COUNT(*) AS n FROM case_file WHERE submitted_at >= ? GROUP BY service ORDER BY n DESC, service LIMIT ?
        """, [.integer(since.milliseconds), SQLValue(limit)]
      ).map { try $0.text("service") }
    }
  }
}
