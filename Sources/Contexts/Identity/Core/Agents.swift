public import Kernel
import NationalCodes
import Store

/// An organisation somebody may act for, as they see it.
public struct Representation: Sendable {
  public let organisation: Party
  /// The legal representative (法定代表人), who may appoint agents; else an agent (经办人).
  public let isRepresentative: Bool
  /// Until when an agent may act; nil without an end.
  public let until: Instant?
  /// Whom the organisation's representatives have appointed; empty for an agent, who does not see the others.
  public let agents: [Agent]

  public struct Agent: Sendable {
    public let party: Party
    public let until: Instant?
  }
}

extension Identity {
  /// The longest for which an agent may be appointed, in days.
  static let longestMandate: Int64 = 366

  /// Organisations the actor may act for.
  public func representations(of actor: Actor) async throws -> [Representation] {
    let now = clock.now
    return try await store.read { reading in
      try IdentityStore.mandateRows(reading, of: actor.party, at: now).compactMap { mandate in
        guard let organisation = try IdentityStore.party(reading, mandate.organisation) else { return nil }
        let agents =
          mandate.isRepresentative
          ? try IdentityStore.agents(reading, of: organisation.id, at: now).compactMap { agent in
            try IdentityStore.party(reading, agent.person).map { Representation.Agent(party: $0, until: agent.until) }
          } : []
        return Representation(
          organisation: organisation, isRepresentative: mandate.isRepresentative, until: mandate.until, agents: agents)
      }
    }
  }

  /// Adds an organisation whose legal representative the actor is, confirmed by the authority.
  ///
  /// Throws `invalid` for name and code (`/name`, `/creditCode`), also when the authority says that they do not belong together.
  public func addOrganisation(name: String, creditCode: String, by actor: Actor) async throws -> PartyID {
    let now = clock.now
    guard actor.kind == .person, let person = try await party(actor.party), let number = person.identityNumber else {
      throw Rejection.forbidden
    }
    var problems: [Problem] = []
    let checked = Self.checkedPerson(.organisation, name, creditCode, today: now.civilDate, at: "", &problems)
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    try await confirm(
      .representative(organisation: checked.name, code: checked.number, person: person.name, number: number),
      "notRepresentative",
      ["/name", "/creditCode"])
    return try await store.write { transaction in
      let id = try Self.keepParty(
        .organisation, name: checked.name, number: checked.number, mobile: nil, verified: true, at: now, transaction)
      try IdentityStore.insert(
        AgentMandate(organisation: id, person: actor.party, until: nil, isRepresentative: true), transaction)
      return id
    }
  }

  /// Appoints a person who has signed up to act for the organisation until the end of a day: as one of its own, in all its matters.
  ///
  /// Only a legal representative appoints; for everybody else there is no such organisation. Throws `invalid` with all problems of the
  /// fields; whether a number has an account is told only together with the name that belongs to it.
  public func appoint(
    agent name: String, identityNumber: String, until day: CivilDate?, for organisation: PartyID, by actor: Actor
  ) async throws {
    let now = clock.now
    var problems: [Problem] = []
    let checked = Self.checkedPerson(.person, name, identityNumber, today: now.civilDate, at: "", &problems)
    if let day, day >= now.civilDate, day <= now.adding(days: Self.longestMandate).civilDate {
    } else {
      problems.append(Problem("/until", day == nil ? "required" : "mandateUntil", ["days": "\(Self.longestMandate)"]))
    }
    guard problems.isEmpty, let day else { throw Rejection.invalid(problems) }
    try await store.write { transaction in
      try Self.checkRepresents(actor, organisation, at: now, transaction)
      guard let person = try IdentityStore.party(transaction, kind: .person, identityNumber: checked.number),
        person.name == checked.name, person.verifiedAt != nil, try IdentityStore.hasAccount(transaction, party: person.id)
      else { throw Rejection.invalid([Problem("/identityNumber", "agentUnknown")]) }
      guard try !IdentityStore.represents(transaction, person.id, organisation, at: now) else {
        throw Rejection.invalid([Problem("/identityNumber", "agentIsRepresentative")])
      }
      try IdentityStore.insert(
        AgentMandate(organisation: organisation, person: person.id, until: day.end, isRepresentative: false), transaction)
    }
  }

  /// Ends an agent's mandate at once: their next request finds nothing of the organisation's.
  public func dismiss(agent: PartyID, of organisation: PartyID, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { transaction in
      try Self.checkRepresents(actor, organisation, at: now, transaction)
      guard try IdentityStore.removeAgent(agent, of: organisation, transaction) else { throw Rejection.notFound }
    }
  }

  private static func checkRepresents(
    _ actor: Actor, _ organisation: PartyID, at now: Instant, _ reading: any Reading
  ) throws {
    guard try IdentityStore.represents(reading, actor.party, organisation, at: now) else { throw Rejection.notFound }
  }
}
