import JSON
public import Kernel
import Store

// What whoever has the machine does by command. It stands in the record as done by the system.

extension Identity {
  /// Makes an account for a member of staff with the given posts; refuses roles that one person may not hold together (`rolesApart`).
  public func addStaff(
    account: String, name: String, password: String, posts: [Post], home: AgencyID? = nil
  ) async throws
    -> PartyID
  {
    let account = account.lowercased()
    var problems = AccountName.problems(account, at: "/account")
    problems += PasswordRules.problems(password, account: account, name: name, at: "/password")
    problems += Self.nameProblems(name)
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    if let objection = ThreeAdministrators.objection(among: posts) { throw objection }
    let record = try await hasher.record(password)
    let now = clock.now
    let home = home ?? posts.map(\.agency).min() ?? AgencyID(region: league, department: "")
    return try await store.write { transaction in
      let party = try Self.insertStaff(
        account: account, name: name, record, expiresAt: now.adding(days: PasswordRules.staffLifetimeDays), home: home, at: now,
        transaction)
      try transaction.record(
        .added, of: party, by: .system, at: now, ["agency": .string(home.description), "by": "command"],
        personal: ["account": .string(account), "name": .string(name)])
      for post in posts {
        try IdentityStore.insert(post, of: party, until: nil, transaction)
        try transaction.record(.postGranted, of: party, by: .system, at: now, Self.details(post, nil))
      }
      return party
    }
  }

  public func accounts() async throws -> [AccountSummary] {
    let now = clock.now
    return try await store.read { try IdentityStore.accounts($0, at: now) }
  }

  /// The member of staff behind an account; `notFound` when there is none.
  public func staffMember(account: String) async throws -> StaffMember {
    let (name, now) = (account.lowercased(), clock.now)
    guard let member = try await store.read({ try StaffStore.member($0, account: name, at: now) }) else {
      throw Rejection.notFound
    }
    return member
  }

  /// Disables any account and ends its sessions, or enables it again; of staff it stands in their record.
  public func setDisabled(_ account: String, _ disabled: Bool) async throws {
    let (name, now) = (account.lowercased(), clock.now)
    try await store.write { transaction in
      guard try IdentityStore.setDisabled(name, disabled, transaction) else { throw Rejection.notFound }
      if disabled { try IdentityStore.endSessions(of: name, transaction) }
      if let member = try StaffStore.member(transaction, account: name, at: now) {
        try transaction.record(disabled ? .disabled : .enabled, of: member.party, by: .system, at: now, ["by": "command"])
      }
    }
  }

  /// Gives an account a new password and lifts its lock; of staff it stands in their record.
  public func resetPassword(_ account: String, to password: String) async throws {
    let (name, now) = (account.lowercased(), clock.now)
    guard let found = try await store.read({ try IdentityStore.account($0, name) }) else { throw Rejection.notFound }
    try await setPassword(of: found, to: password, pointer: "/password")
    try await store.write { transaction in
      if let member = try StaffStore.member(transaction, account: name, at: now) {
        try transaction.record(.passwordReset, of: member.party, by: .system, at: now, ["by": "command"])
      }
    }
  }
}

/// What the name of an account may be. Pure.
public enum AccountName {
  /// 3 to 40 of a–z, 0–9, `.`, `_`, `-`, `@`, beginning with a letter or digit.
  public static func problems(_ name: String, at pointer: String) -> [Problem] {
    let bytes = Array(name.utf8)
    let allowed = bytes.allSatisfy { byte in
      (97...122).contains(byte) || (48...57).contains(byte) || [45, 46, 95, 64].contains(byte)
    }
    let begins = bytes.first.map { (97...122).contains($0) || (48...57).contains($0) } ?? false
    return (3...40).contains(bytes.count) && allowed && begins ? [] : [Problem(pointer, "accountName")]
  }
}
