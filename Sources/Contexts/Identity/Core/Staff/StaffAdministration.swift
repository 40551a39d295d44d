import Cryptography
import JSON
public import Kernel
import Store

// What the system administrator does: people and their accounts, never their rights.

/// An account that was just made, or given a new password: shown once, changed at the first sign-in.
public struct FirstPassword: Sendable {
  public let party: PartyID
  public let account: String
  public let password: String
}

extension Identity {
  /// Staff within the regions that one of the three administrators answers for. Throws `forbidden` for everybody else.
  public func staff(_ query: StaffQuery, by actor: Actor) async throws -> StaffPortion<StaffMember> {
    let regions = try answersFor(actor)
    let now = clock.now
    return try await store.read { try StaffStore.members($0, query, regions: regions, at: now) }
  }

  /// One member of staff; `notFound` for one whom the actor does not answer for.
  public func staffMember(_ party: PartyID, by actor: Actor) async throws -> StaffMember {
    let now = clock.now
    return try await store.read { try seen($0, party, by: actor, at: now) }
  }

  /// How many people who can work hold which post, in the regions the actor answers for.
  public func postCounts(by actor: Actor) async throws -> [PostCount] {
    let regions = try answersFor(actor)
    let now = clock.now
    return try await store.read { try StaffStore.counts($0, regions: regions, at: now) }
  }

  /// Makes an account without any right for a member of staff of an agency. The password is made up, and must be changed at once.
  public func addMember(account: String, name: String, home: AgencyID?, by actor: Actor) async throws -> FirstPassword {
    let account = account.lowercased()
    let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var problems = AccountName.problems(account, at: "/account") + Self.nameProblems(name)
    if home == nil { problems.append(Problem("/agency", "required")) }
    guard problems.isEmpty, let home else { throw Rejection.invalid(problems) }
    guard IdentityCore.may(actor, .manageAccounts, on: .region(home.region), league: league) else { throw Rejection.forbidden }
    let password = Self.madeUpPassword()
    let made = try await hasher.record(password)
    let now = clock.now
    return try await store.write { transaction in
      let party = try Self.insertStaff(account: account, name: name, made, expiresAt: now, home: home, at: now, transaction)
      try transaction.record(
        .added, of: party, by: actor, at: now, ["agency": .string(home.description)],
        personal: ["account": .string(account), "name": .string(name)])
      return FirstPassword(party: party, account: account, password: password)
    }
  }

  public func rename(_ party: PartyID, to name: String, by actor: Actor) async throws {
    let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let problems = Self.nameProblems(name)
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    try await change(party, .manageAccounts, by: actor) { member, now, transaction in
      guard member.name != name else { return }
      try StaffStore.rename(party, name, transaction)
      try transaction.record(
        .renamed, of: party, by: actor, at: now, personal: ["from": .string(member.name), "to": .string(name)])
    }
  }

  /// Disables an account and ends its sessions, or enables it again.
  public func setDisabled(_ party: PartyID, _ disabled: Bool, by actor: Actor) async throws {
    try await change(party, .manageAccounts, by: actor) { member, now, transaction in
      guard member.disabled != disabled else { return }
      _ = try IdentityStore.setDisabled(member.account, disabled, transaction)
      if disabled { try IdentityStore.endSessions(of: member.account, transaction) }
      try transaction.record(disabled ? .disabled : .enabled, of: party, by: actor, at: now)
    }
  }

  /// Gives a new password that is shown once and changed at the next sign-in; ends all sessions and lifts the lock.
  public func resetPassword(of party: PartyID, by actor: Actor) async throws -> FirstPassword {
    // Rights first: hashing is dear.
    _ = try await store.read { [clock] in try permitted($0, party, .manageAccounts, by: actor, at: clock.now) }
    let password = Self.madeUpPassword()
    let made = try await hasher.record(password)
    return try await change(party, .manageAccounts, by: actor) { member, now, transaction in
      _ = try IdentityStore.setPassword(member.account, made, expiresAt: now, transaction)
      try IdentityStore.endSessions(of: member.account, transaction)
      try transaction.record(.passwordReset, of: party, by: actor, at: now)
      return FirstPassword(party: party, account: member.account, password: password)
    }
  }

  /// Signs somebody out everywhere.
  public func endSessions(of party: PartyID, by actor: Actor) async throws {
    try await change(party, .endSessions, by: actor) { member, now, transaction in
      try IdentityStore.endSessions(of: member.account, transaction)
      try transaction.record(.sessionsEnded, of: party, by: actor, at: now)
    }
  }

  // MARK: - Shared

  /// A member and the right to do something to them, decided inside the caller's transaction; `notFound` when they may not be seen.
  func permitted(_ reading: any Reading, _ party: PartyID, _ deed: Deed, by actor: Actor, at now: Instant) throws -> StaffMember
  {
    let member = try seen(reading, party, by: actor, at: now)
    guard IdentityCore.may(actor, deed, on: .staff(member.relations), league: league) else { throw Rejection.forbidden }
    return member
  }

  func change<Value: Sendable>(
    _ party: PartyID, _ deed: Deed, by actor: Actor,
    _ work: @escaping @Sendable (StaffMember, Instant, any Transaction) throws -> Value
  ) async throws -> Value {
    let now = clock.now
    return try await store.write { transaction in
      try work(try permitted(transaction, party, deed, by: actor, at: now), now, transaction)
    }
  }

  private func seen(_ reading: any Reading, _ party: PartyID, by actor: Actor, at now: Instant) throws -> StaffMember {
    guard let member = try StaffStore.member(reading, party, at: now),
      IdentityCore.may(actor, .seeStaff, on: .staff(member.relations), league: league)
    else { throw Rejection.notFound }
    return member
  }

  /// Regions whose staff the actor sees; nil for all.
  func answersFor(_ actor: Actor) throws(Rejection) -> [String]? {
    if actor.kind == .system { return nil }
    let regions = Set(actor.posts.filter { ThreeAdministrators.roles.contains($0.role) }.map(\.agency.region))
    guard !regions.isEmpty else { throw Rejection.forbidden }
    return regions.contains(league) ? nil : regions.sorted()
  }

  /// 16 letters and digits without those that look alike: 79 bits.
  static func madeUpPassword() -> String {
    let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
    return String(decoding: SecureRandom.bytes(16).map { alphabet[Int($0) % alphabet.count] }, as: UTF8.self)
  }

  static func nameProblems(_ name: String) -> [Problem] {
    if name.isEmpty { return [Problem("/name", "required")] }
    let isPlain = name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace || $0 == " " }
    return name.unicodeScalars.count <= 50 && isPlain ? [] : [Problem("/name", "staffName")]
  }

  /// Party, employment and account, together or not at all.
  static func insertStaff(
    account: String, name: String, _ password: PasswordRecord, expiresAt: Instant, home: AgencyID, at now: Instant,
    _ transaction: any Transaction
  ) throws -> PartyID {
    guard try IdentityStore.account(transaction, account) == nil else {
      throw Rejection.invalid([Problem("/account", "accountTaken")])
    }
    let party = Party(
      id: .make(at: now), kind: .staff, name: name, identityNumber: nil, mobile: nil, verifiedAt: now, createdAt: now)
    try IdentityStore.insert(party, transaction)
    try StaffStore.employ(party.id, at: home, on: now, transaction)
    try IdentityStore.insert(
      Account(
        name: account, party: party.id, password: password, failures: 0, lockedUntil: nil, disabled: false,
        passwordExpiresAt: expiresAt, createdAt: now), transaction)
    return party.id
  }
}

extension Identity {
  public var leagueCode: String { league }

  /// Whether the actor may do something to a member of staff: what a page offers. The use case decides it again.
  public func may(_ actor: Actor, _ deed: Deed, on member: StaffMember) -> Bool {
    IdentityCore.may(actor, deed, on: .staff(member.relations), league: league)
  }
}
