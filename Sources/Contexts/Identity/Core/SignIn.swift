import Cryptography
import Kernel
import Store

extension Identity {
  /// Signs in with an account and password.
  ///
  /// An unknown account and a wrong password are refused alike (`wrongCredentials`), and take the same time. After
  /// `PasswordRules.attempts` wrong ones the account rests (`accountLocked`, with the time it ends).
  ///
  /// Staff whose password is older than allowed change it first (`passwordExpired`).
  public func signIn(account: String, password: String) async throws -> SignedIn {
    let found = try await proven(account: account, password: password)
    let now = clock.now
    if let expires = found.passwordExpiresAt, expires <= now { throw Rejection(.forbidden, "passwordExpired") }
    return try await openSession(found, at: now)
  }

  /// The account whose password this is; guesses are counted.
  private func proven(account: String, password: String) async throws -> Account {
    let name = account.lowercased()
    let now = clock.now
    guard let found = try await store.read({ try IdentityStore.account($0, name) }), !found.disabled else {
      try await hasher.waste(password)
      throw Rejection(.unauthenticated, "wrongCredentials")
    }
    if let until = found.lockedUntil, until > now {
      throw Rejection(.tooMany, "accountLocked", ["until": until.clockTime])
    }
    guard try await hasher.matches(password, found.password) else {
      try await store.write { transaction in
        guard let current = try IdentityStore.account(transaction, name) else { return }
        let failures = current.failures + 1
        try IdentityStore.setAttempts(
          name, failures: failures, lockedUntil: PasswordRules.rest(afterFailures: failures, at: now), transaction)
      }
      throw Rejection(.unauthenticated, "wrongCredentials")
    }
    return found
  }

  /// Opens a session without a password: for the demo's one-click roles alone.
  public func signInDemo(account: String) async throws -> SignedIn {
    guard let found = try await store.read({ try IdentityStore.account($0, account) }), !found.disabled else {
      throw Rejection.notFound
    }
    return try await openSession(found, at: clock.now)
  }

  private func openSession(_ account: Account, at now: Instant) async throws -> SignedIn {
    let token = SecureRandom.token()
    let csrf = SecureRandom.token(bytes: 16)
    let digest = SHA256.hash(Array(token.utf8))
    return try await store.write { transaction in
      guard let actor = try Identity.actor(transaction, account.party, at: now) else { throw Rejection.notFound }
      let expires = now.adding(seconds: actor.kind == .staff ? lengths.staff : lengths.open)
      let session = Session(
        tokenDigest: digest, account: account.name, party: account.party, csrf: csrf, createdAt: now, expiresAt: expires)
      try IdentityStore.insert(session, transaction)
      if account.failures > 0 { try IdentityStore.setAttempts(account.name, failures: 0, lockedUntil: nil, transaction) }
      return SignedIn(
        token: token, csrf: csrf, expiresAt: expires, actor: actor)
    }
  }

  /// Ends the session behind a token. Ending none is no error.
  public func signOut(token: String) async throws {
    let digest = SHA256.hash(Array(token.utf8))
    try await store.write { try IdentityStore.endSession(digest: digest, $0) }
  }

  /// Changes one's own password after proving the old one; other devices are signed out.
  public func changePassword(account: String, old: String, new: String) async throws {
    let found = try await proven(account: account, password: old)
    guard old != new else { throw Rejection.invalid([Problem("/new", "passwordSame")]) }
    try await setPassword(of: found, to: new, pointer: "/new")
  }

  func setPassword(of account: Account, to password: String, pointer: String) async throws {
    let now = clock.now
    let party = try await party(account.party)
    let problems = PasswordRules.problems(password, account: account.name, name: party?.name ?? "", at: pointer)
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let record = try await hasher.record(password)
    let expires = party?.kind == .staff ? now.adding(days: PasswordRules.staffLifetimeDays) : nil
    try await store.write { transaction in
      _ = try IdentityStore.setPassword(account.name, record, expiresAt: expires, transaction)
      try IdentityStore.endSessions(of: account.name, transaction)
    }
  }
}
