public import Kernel
import Store

extension Identity {
  /// Makes an account for a member of staff with the given posts.
  public func addStaff(account: String, name: String, password: String, posts: [Post]) async throws -> PartyID {
    let account = account.lowercased()
    var problems = AccountName.problems(account, at: "/account")
    problems += PasswordRules.problems(password, account: account, name: name, at: "/password")
    if name.isEmpty { problems.append(Problem("/name", "required")) }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let record = try await hasher.record(password)
    let now = clock.now
    return try await store.write { transaction in
      guard try IdentityStore.account(transaction, account) == nil else {
        throw Rejection.invalid([Problem("/account", "accountTaken")])
      }
      let party = Party(
        id: .make(at: now), kind: .staff, name: name, identityNumber: nil, mobile: nil, verifiedAt: now, createdAt: now)
      try IdentityStore.insert(party, transaction)
      try IdentityStore.insert(
        Account(
          name: account, party: party.id, password: record, failures: 0, lockedUntil: nil, disabled: false,
          passwordExpiresAt: now.adding(days: PasswordRules.staffLifetimeDays), createdAt: now), transaction)
      for post in posts { try IdentityStore.insert(post, of: party.id, until: nil, transaction) }
      return party.id
    }
  }

  public func accounts() async throws -> [AccountSummary] {
    let now = clock.now
    return try await store.read { try IdentityStore.accounts($0, at: now) }
  }

  /// Disables an account and ends its sessions, or enables it again.
  public func setDisabled(_ account: String, _ disabled: Bool) async throws {
    let name = account.lowercased()
    try await store.write { transaction in
      guard try IdentityStore.setDisabled(name, disabled, transaction) else { throw Rejection.notFound }
      if disabled { try IdentityStore.endSessions(of: name, transaction) }
    }
  }

  /// Gives an account a new password and lifts its lock.
  public func resetPassword(_ account: String, to password: String) async throws {
    let name = account.lowercased()
    guard let found = try await store.read({ try IdentityStore.account($0, name) }) else { throw Rejection.notFound }
    try await setPassword(of: found, to: password, pointer: "/password")
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
