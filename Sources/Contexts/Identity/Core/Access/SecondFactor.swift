import Cryptography
public import Kernel
import Store

/// What somebody sees of their own second factor.
public struct SecondFactorState: Sendable {
  public let isEnrolled: Bool
  /// One of the three administrators, who must have one.
  public let isRequired: Bool
  /// An account of a demonstration, whose password everybody knows: asking it for a second factor would protect nothing.
  public let isWaived: Bool
  public let recoveryCodesLeft: Int
}

/// A secret that is being set up; shown to its owner until it is confirmed, and never after.
public struct Enrolment: Sendable {
  /// Base 32.
  public let secret: String
  /// `otpauth://…`, what authenticators read from a picture.
  public let uri: String
}

extension Identity {
  public func secondFactor(of actor: Actor) async throws -> SecondFactorState {
    try await store.read { reading in
      let factor = try AccessStore.factor(reading, of: actor.party)
      let held = Set(try IdentityStore.posts(reading, of: actor.party, at: clock.now).map(\.role))
      return SecondFactorState(
        isEnrolled: factor?.confirmedAt != nil, isRequired: !ThreeAdministrators.roles.isDisjoint(with: held),
        isWaived: try IdentityStore.accountName(reading, of: actor.party).map { try AccessStore.isWaived(reading, $0) }
          ?? false,
        recoveryCodesLeft: try AccessStore.recoveryLeft(reading, of: actor.party))
    }
  }

  /// Whether somebody has one that is asked for.
  public func hasSecondFactor(_ party: PartyID) async throws -> Bool {
    try await store.read { try AccessStore.factor($0, of: party)?.confirmedAt != nil }
  }

  /// Makes a secret for the actor's authenticator; nothing is asked of them before they have confirmed it. Throws `secondFactorThere`.
  public func beginEnrolment(by actor: Actor) async throws -> Enrolment {
    guard actor.kind == .staff else { throw Rejection.forbidden }
    let secret = SecureRandom.bytes(20)
    let kept = try secrets.keep(secret, of: actor.party)
    let now = clock.now
    return try await store.write { transaction in
      if try AccessStore.factor(transaction, of: actor.party)?.confirmedAt != nil {
        throw Rejection(.conflict, "secondFactorThere")
      }
      guard let account = try IdentityStore.accountName(transaction, of: actor.party) else { throw Rejection.notFound }
      try AccessStore.begin(kept.bytes, isSealed: kept.isSealed, of: actor.party, at: now, transaction)
      return Self.enrolment(secret, account)
    }
  }

  /// The secret that the actor has begun to set up; nil for none, and once it is confirmed.
  public func enrolment(of actor: Actor) async throws -> Enrolment? {
    try await store.read { [secrets] reading in
      guard let factor = try AccessStore.factor(reading, of: actor.party), factor.confirmedAt == nil,
        let account = try IdentityStore.accountName(reading, of: actor.party)
      else { return nil }
      return Self.enrolment(try secrets.open(factor.secret, isSealed: factor.isSealed, of: actor.party), account)
    }
  }

  /// Takes the authenticator's first code. From then on each sign-in asks for one; other devices are signed out. Returns the ten
  /// recovery codes, which are shown this once.
  public func confirmEnrolment(code: String, session: String, by actor: Actor) async throws -> [String] {
    let now = clock.now
    let kept = SHA256.hash(Array(session.utf8))
    let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.make() }
    return try await store.write { [secrets] transaction in
      guard let factor = try AccessStore.factor(transaction, of: actor.party), factor.confirmedAt == nil else {
        throw Rejection(.conflict, "secondFactorThere")
      }
      let secret = try secrets.open(factor.secret, isSealed: factor.isSealed, of: actor.party)
      guard let step = OneTimeCode.accepted(Self.digits(code), secret: secret, at: now, after: factor.lastStep),
        try AccessStore.take(step: step, of: actor.party, transaction)
      else { throw Rejection.invalid([Problem("/code", "secondFactorWrong")]) }
      try AccessStore.confirm(
        actor.party, at: now, codes: codes.compactMap { RecoveryCode.digest($0, of: actor.party) }, transaction)
      if let account = try IdentityStore.accountName(transaction, of: actor.party) {
        try IdentityStore.endSessions(of: account, except: kept, transaction)
      }
      try transaction.record(.secondFactorEnrolled, of: actor.party, by: actor, at: now)
      return codes
    }
  }

  /// Takes somebody's second factor away, so that they enrol anew; ends their sessions.
  public func resetSecondFactor(of party: PartyID, by actor: Actor) async throws {
    try await change(party, .resetAccess, by: actor) { member, now, transaction in
      guard try AccessStore.removeFactor(of: party, transaction) else { throw Rejection.notFound }
      try IdentityStore.endSessions(of: member.account, transaction)
      try AccessStore.endPending(of: member.account, transaction)
      try transaction.record(.secondFactorReset, of: party, by: actor, at: now)
    }
  }

  /// Asks these accounts for no second factor: a demonstration's, whose passwords everybody knows.
  public func waiveSecondFactor(of accounts: [String]) async throws {
    try await store.write { transaction in
      for account in accounts { try AccessStore.waive(account, transaction) }
    }
  }

  /// Whether the one signed in must enrol before anything else.
  static func mustEnrol(_ reading: any Reading, _ actor: Actor, account: String) throws -> Bool {
    guard actor.posts.contains(where: { ThreeAdministrators.roles.contains($0.role) }) else { return false }
    if try AccessStore.factor(reading, of: actor.party)?.confirmedAt != nil { return false }
    return try !AccessStore.isWaived(reading, account)
  }

  /// Whether it is the authenticator's code, or a recovery code; either works once.
  static func accept(
    _ code: String, of party: PartyID, _ factor: KeptFactor, _ secrets: SecretKeeper, at now: Instant,
    _ transaction: any Transaction
  ) throws -> Bool {
    let secret = try secrets.open(factor.secret, isSealed: factor.isSealed, of: party)
    if let step = OneTimeCode.accepted(digits(code), secret: secret, at: now, after: factor.lastStep) {
      return try AccessStore.take(step: step, of: party, transaction)
    }
    guard let digest = RecoveryCode.digest(code, of: party) else { return false }
    return try AccessStore.take(recovery: digest, of: party, at: now, transaction)
  }

  private static func digits(_ code: String) -> String { code.filter { !$0.isWhitespace } }

  private static func enrolment(_ secret: [UInt8], _ account: String) -> Enrolment {
    Enrolment(
      secret: Base32.text(secret), uri: OneTimeCode.uri(secret: secret, account: account, issuer: "Wutong"))
  }
}
