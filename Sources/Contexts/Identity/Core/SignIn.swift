import Cryptography
import Kernel
import Store

/// What a sign-in came to: a session, or the wish for a second factor.
public enum SignInStep: Sendable {
  case done(SignedIn)
  /// Goes with the code to `finishSignIn`, within five minutes.
  case codeNeeded(pending: String)
}

extension Identity {
  /// How long the second step of a sign-in may take, in seconds.
  static let pendingSeconds: Int64 = 300

  /// Signs in with an account, password and, where the account has a second factor, its code.
  ///
  /// An unknown account and a wrong password are refused alike (`wrongCredentials`), and take the same time. After
  /// `PasswordRules.attempts` wrong ones, codes counted as passwords, the account rests (`accountLocked`, with the time it ends).
  /// Without the code that is needed: `secondFactorNeeded`. Staff whose password is older than allowed change it first
  /// (`passwordExpired`). Each attempt is kept in the history.
  public func signIn(
    account: String, password: String, code: String? = nil, from origin: SignInOrigin = SignInOrigin(channel: .api)
  ) async throws -> SignedIn {
    let found = try await entitled(account, password, origin)
    return try await open(found, code: code, origin)
  }

  /// The first step on pages, where the code is asked for after the password.
  public func beginSignIn(account: String, password: String, from origin: SignInOrigin) async throws -> SignInStep {
    let found = try await entitled(account, password, origin)
    do {
      return .done(try await open(found, code: nil, origin))
    } catch let rejection as Rejection where rejection.code == "secondFactorNeeded" {
      let pending = SecureRandom.token()
      let digest = SHA256.hash(Array(pending.utf8))
      let until = clock.now.adding(seconds: Self.pendingSeconds)
      try await store.write { try AccessStore.pend(digest, account: found.name, until: until, $0) }
      return .codeNeeded(pending: pending)
    }
  }

  /// The second step. Throws `signInOver` when the first is too long ago, `secondFactorWrong`, `accountLocked`.
  public func finishSignIn(pending: String, code: String, from origin: SignInOrigin) async throws -> SignedIn {
    let (now, digest) = (clock.now, SHA256.hash(Array(pending.utf8)))
    let found = try await store.read { reading in
      try AccessStore.pending(reading, digest, at: now).flatMap { try IdentityStore.account(reading, $0) }
    }
    guard let found, !found.disabled else { throw Rejection(.unauthenticated, "signInOver") }
    return try await open(found, code: code, origin)
  }

  /// Opens a session without a password: for the demo's one-click roles alone.
  public func signInDemo(account: String) async throws -> SignedIn {
    guard let found = try await store.read({ try IdentityStore.account($0, account) }), !found.disabled else {
      throw Rejection.notFound
    }
    return try await open(found, code: nil, SignInOrigin(channel: .demo))
  }

  /// Ends the session behind a token. Ending none is no error.
  public func signOut(token: String) async throws {
    let digest = SHA256.hash(Array(token.utf8))
    try await store.write { try IdentityStore.endSession(digest: digest, $0) }
  }

  /// Changes one's own password after proving the old one, and the second factor where there is one; other devices are signed out and
  /// a new session is opened.
  @discardableResult
  public func changePassword(
    account: String, old: String, new: String, code: String? = nil, from origin: SignInOrigin = SignInOrigin(channel: .api)
  ) async throws -> SignedIn {
    let found = try await proven(account, old, origin)
    guard old != new else { throw Rejection.invalid([Problem("/new", "passwordSame")]) }
    let party = try await party(found.party)
    let problems = PasswordRules.problems(new, account: found.name, name: party?.name ?? "", at: "/new")
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let session = try await open(found, code: code, origin)
    try await setPassword(of: found, to: new, pointer: "/new", keeping: session.token)
    return session
  }

  func setPassword(of account: Account, to password: String, pointer: String, keeping token: String? = nil) async throws {
    let now = clock.now
    let party = try await party(account.party)
    let problems = PasswordRules.problems(password, account: account.name, name: party?.name ?? "", at: pointer)
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let record = try await hasher.record(password)
    let expires = party?.kind == .staff ? now.adding(days: PasswordRules.staffLifetimeDays) : nil
    let kept = token.map { SHA256.hash(Array($0.utf8)) }
    try await store.write { transaction in
      _ = try IdentityStore.setPassword(account.name, record, expiresAt: expires, transaction)
      try IdentityStore.endSessions(of: account.name, except: kept, transaction)
      try AccessStore.endPending(of: account.name, transaction)
    }
  }

  // MARK: - Steps

  /// The account whose password this is and still good.
  private func entitled(_ account: String, _ password: String, _ origin: SignInOrigin) async throws -> Account {
    let found = try await proven(account, password, origin)
    let now = clock.now
    if let expires = found.passwordExpiresAt, expires <= now {
      try await note(found, .passwordExpired, origin, at: now)
      throw Rejection(.forbidden, "passwordExpired")
    }
    return found
  }

  /// The account whose password this is; guesses are counted.
  private func proven(_ account: String, _ password: String, _ origin: SignInOrigin) async throws -> Account {
    let name = account.lowercased()
    let now = clock.now
    let known = try await store.read { try IdentityStore.account($0, name) }
    guard let found = known, !found.disabled else {
      try await hasher.waste(password)
      try await note(known, known == nil ? .unknownAccount : .disabled, origin, at: now)
      throw Rejection(.unauthenticated, "wrongCredentials")
    }
    if let until = found.lockedUntil, PasswordRules.isResting(until: until, failures: found.failures, at: now) {
      try await note(found, .locked, origin, at: now)
      throw Rejection(.tooMany, "accountLocked", ["until": until.clockTime])
    }
    guard try await hasher.matches(password, found.password) else {
      try await store.write { try Self.fail(name, .wrongPassword, origin, at: now, $0) }
      throw Rejection(.unauthenticated, "wrongCredentials")
    }
    return found
  }

  private func note(_ account: Account?, _ outcome: SignInAttempt.Outcome, _ origin: SignInOrigin, at now: Instant) async throws
  {
    try await store.write { try Self.attempt(account, outcome, origin, at: now, $0) }
  }

  /// Counts a wrong guess.
  private static func fail(
    _ account: String, _ outcome: SignInAttempt.Outcome, _ origin: SignInOrigin, at now: Instant, _ transaction: any Transaction
  ) throws {
    guard let current = try IdentityStore.account(transaction, account) else { return }
    let failures = current.failures + 1
    try IdentityStore.setAttempts(
      account, failures: failures, lockedUntil: PasswordRules.rest(afterFailures: failures, at: now), transaction)
    try attempt(current, outcome, origin, at: now, transaction)
  }

  private enum Opening: Sendable {
    case opened(SignedIn)
    case refused(Rejection)
  }

  /// Checks the second factor and opens the session in one transaction: what counts a wrong code must stay though it is refused.
  private func open(_ account: Account, code: String?, _ origin: SignInOrigin) async throws -> SignedIn {
    let now = clock.now
    let (token, csrf) = (SecureRandom.token(), SecureRandom.token(bytes: 16))
    let digest = SHA256.hash(Array(token.utf8))
    let opening: Opening = try await store.write { [secrets, lengths] transaction in
      guard let current = try IdentityStore.account(transaction, account.name), !current.disabled,
        let actor = try Identity.actor(transaction, account.party, at: now)
      else { return .refused(.notFound) }
      if let until = current.lockedUntil, PasswordRules.isResting(until: until, failures: current.failures, at: now) {
        try Self.attempt(current, .locked, origin, at: now, transaction)
        return .refused(Rejection(.tooMany, "accountLocked", ["until": until.clockTime]))
      }
      if let factor = try AccessStore.factor(transaction, of: account.party), factor.confirmedAt != nil {
        guard let code, !code.isEmpty else {
          try Self.attempt(current, .codeNeeded, origin, at: now, transaction)
          return .refused(Rejection(.unauthenticated, "secondFactorNeeded"))
        }
        guard try Self.accept(code, of: account.party, factor, secrets, at: now, transaction) else {
          try Self.fail(account.name, .wrongCode, origin, at: now, transaction)
          return .refused(Rejection(.unauthenticated, "secondFactorWrong"))
        }
      }
      let expires = now.adding(seconds: actor.kind == .staff ? lengths.staff : lengths.open)
      try IdentityStore.insert(
        Session(
          tokenDigest: digest, account: account.name, party: account.party, csrf: csrf, createdAt: now, expiresAt: expires),
        transaction)
      try IdentityStore.setSignedIn(account.name, at: now, transaction)
      try AccessStore.endPending(of: account.name, transaction)
      try Self.attempt(current, .success, origin, at: now, transaction)
      if current.failures > 0 { try IdentityStore.setAttempts(account.name, failures: 0, lockedUntil: nil, transaction) }
      return .opened(SignedIn(token: token, csrf: csrf, expiresAt: expires, actor: actor))
    }
    switch opening {
    case .opened(let session): return session
    case .refused(let rejection): throw rejection
    }
  }
}
