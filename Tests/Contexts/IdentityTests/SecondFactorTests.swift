import IdentityCore
import Kernel
import Store
import TestDatabases
import Testing

@Suite("One-time codes")
struct OneTimeCodeTests {
  private let secret = Array("12345678901234567890".utf8)

  @Test(
    "the vectors of RFC 6238, appendix B",
    arguments: [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
      (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ] as [(Int64, String)])
  func vectors(seconds: Int64, code: String) {
    let step = OneTimeCode.step(at: Instant(milliseconds: seconds * 1000))
    #expect(OneTimeCode.code(secret: secret, step: step, digits: 8) == code)
    #expect(OneTimeCode.code(secret: secret, step: step) == String(code.suffix(6)))
  }

  @Test("the step before and after is taken, two away is not, and none twice")
  func window() {
    let now = Instant(milliseconds: 1_234_567_890_000)
    let step = OneTimeCode.step(at: now)
    for away in Int64(-3)...3 {
      let code = OneTimeCode.code(secret: secret, step: step + away)
      let accepted = OneTimeCode.accepted(code, secret: secret, at: now, after: 0)
      #expect(accepted == (abs(away) <= 1 ? step + away : nil), "\(away)")
      #expect(OneTimeCode.accepted(code, secret: secret, at: now, after: step + away) == nil)
    }
    #expect(OneTimeCode.accepted("", secret: secret, at: now, after: 0) == nil)
    #expect(OneTimeCode.accepted("12345", secret: secret, at: now, after: 0) == nil)
  }

  @Test("an authenticator reads account and secret out of the link")
  func uri() {
    #expect(
      OneTimeCode.uri(secret: secret, account: "a@b", issuer: "Wutong")
        == "otpauth://totp/Wutong:a%40b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Wutong&algorithm=SHA1&digits=6&period=30"
    )
  }
}

@Suite("A second factor")
struct SecondFactorTests {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

  /// Bytes of base 32 as an authenticator reads it.
  private static func bytes(_ text: String) -> [UInt8] {
    var (buffer, bits, out) = (0, 0, [UInt8]())
    for character in text {
      buffer = buffer << 5 | (alphabet.firstIndex(of: character) ?? 0)
      bits += 5
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(buffer >> bits & 255))
        buffer &= (1 << bits) - 1
      }
    }
    return out
  }

  private func enrol(_ house: StaffFixture, _ actor: Actor, session: String) async throws -> (secret: [UInt8], codes: [String])
  {
    let secret = Self.bytes(try await house.identity.beginEnrolment(by: actor).secret)
    let code = OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: house.clock.now))
    return (secret, try await house.identity.confirmEnrolment(code: code, session: session, by: actor))
  }

  private func refusalOfSignIn(_ house: StaffFixture, _ account: String, _ code: String?) async throws -> String? {
    try await refusal {
      _ = try await house.identity.signIn(account: account, password: StaffFixture.password, code: code)
    }
  }

  @Test(
    "one of the three holds no right before they have one, and signs in with its code from then on",
    arguments: TestEngine.allCases)
  func required(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let first = try await identity.signIn(account: "security", password: StaffFixture.password)
      let before = try #require(try await identity.bearer(first.token))
      #expect(before.mustEnrol && before.actor.posts.isEmpty)
      #expect(try await refusal { _ = try await identity.staff(StaffQuery(), by: before.actor) } == "forbidden")
      #expect(try await identity.secondFactor(of: before.actor).isRequired)
      let other = try await identity.signIn(account: "security", password: StaffFixture.password)
      #expect(
        try await refusal {
          _ = try await identity.beginEnrolment(by: before.actor)
          _ = try await identity.confirmEnrolment(code: "000000", session: first.token, by: before.actor)
        } == "secondFactorWrong")
      let (secret, codes) = try await enrol(house, before.actor, session: first.token)
      #expect(codes.count == 10 && Set(codes).count == 10)
      let after = try #require(try await identity.bearer(first.token))
      #expect(!after.mustEnrol && after.actor.posts.count == 1)
      // Whoever knew the password alone is out.
      #expect(try await identity.bearer(other.token) == nil)
      #expect(try await identity.enrolment(of: after.actor) == nil)
      #expect(try await refusalOfSignIn(house, "security", nil) == "secondFactorNeeded")
      house.clock.advance(seconds: 60)
      let code = OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: house.clock.now))
      #expect(try await refusalOfSignIn(house, "security", code) == nil)
      #expect(try await refusalOfSignIn(house, "security", code) == "secondFactorWrong")
      house.clock.advance(seconds: 30)
      let next = OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: house.clock.now))
      #expect(try await refusalOfSignIn(house, "security", next) == nil, "the next one is good again")
      #expect(try await refusalOfSignIn(house, "security", codes[3]) == nil)
      #expect(try await refusalOfSignIn(house, "security", codes[3]) == "secondFactorWrong")
      #expect(try await refusalOfSignIn(house, "security", codes[4].uppercased().replacing("-", with: " ")) == nil)
      #expect(try await identity.secondFactor(of: after.actor).recoveryCodesLeft == 8)
    }
  }

  @Test("wrong codes count as wrong passwords: the account rests, also for the right code", arguments: TestEngine.allCases)
  func guesses(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let (secret, _) = try await enrol(house, house.auditor, session: "none")
      house.clock.advance(seconds: 60)
      for _ in 0..<PasswordRules.attempts {
        #expect(try await refusalOfSignIn(house, "auditor", "000000") == "secondFactorWrong")
        house.clock.advance(seconds: 1)
      }
      let right = OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: house.clock.now))
      #expect(try await refusalOfSignIn(house, "auditor", right) == "accountLocked")
      house.clock.advance(seconds: 16 * 60)
      let later = OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: house.clock.now))
      // Two steps on pages; the proof of the first is good for five minutes.
      let step = try await house.identity.beginSignIn(
        account: "auditor", password: StaffFixture.password, from: SignInOrigin(channel: .page))
      guard case .codeNeeded(let pending) = step else {
        Issue.record("no code was asked for")
        return
      }
      #expect(
        try await refusal {
          _ = try await house.identity.finishSignIn(pending: "other", code: later, from: SignInOrigin(channel: .page))
        } == "signInOver")
      house.clock.advance(seconds: 1)
      _ = try await house.identity.finishSignIn(pending: pending, code: later, from: SignInOrigin(channel: .page))
      #expect(
        try await refusal {
          _ = try await house.identity.finishSignIn(pending: pending, code: later, from: SignInOrigin(channel: .page))
        } == "signInOver")
      let history = try await house.identity.signIns(SignInQuery(account: "auditor"), by: house.auditor).items.map(\.outcome)
      #expect(history == [.success, .codeNeeded, .locked, .wrongCode, .wrongCode, .wrongCode, .wrongCode, .wrongCode])
    }
  }

  @Test(
    "an account that rests is refused its right password, and its right code in a sign-in begun before",
    arguments: TestEngine.allCases)
  func resting(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let origin = SignInOrigin(channel: .page)
      _ = try await house.identity.addStaff(
        account: "worker", name: "测工", password: StaffFixture.password,
        posts: [Post(role: .reviewer, agency: StaffFixture.banner)])
      for _ in 0..<PasswordRules.attempts {
        #expect(
          try await refusal { _ = try await house.identity.signIn(account: "worker", password: "wrong-One-2026") } != nil)
        house.clock.advance(seconds: 1)
      }
      #expect(try await refusalOfSignIn(house, "worker", nil) == "accountLocked")
      house.clock.advance(seconds: 16 * 60)
      #expect(try await refusalOfSignIn(house, "worker", nil) == nil)
      let (secret, _) = try await enrol(house, house.auditor, session: "none")
      house.clock.advance(seconds: 60)
      guard
        case .codeNeeded(let pending) = try await house.identity.beginSignIn(
          account: "auditor", password: StaffFixture.password, from: origin)
      else {
        Issue.record("no code was asked for")
        return
      }
      for _ in 0..<PasswordRules.attempts {
        #expect(try await refusalOfSignIn(house, "auditor", "000000") == "secondFactorWrong")
        house.clock.advance(seconds: 1)
      }
      let right = OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: house.clock.now))
      #expect(
        try await refusal { _ = try await house.identity.finishSignIn(pending: pending, code: right, from: origin) }
          == "accountLocked")
    }
  }

  @Test(
    "only the security administrator takes it away, never their own; then its owner enrols anew", arguments: TestEngine.allCases
  )
  func reset(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let (secret, _) = try await enrol(house, house.system, session: "none")
      _ = try await enrol(house, house.security, session: "none")
      house.clock.advance(seconds: 60)
      let code = OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: house.clock.now))
      let before = try await identity.signIn(account: "system", password: StaffFixture.password, code: code)
      #expect(try await identity.bearer(before.token) != nil)
      for other in [house.system, house.auditor, house.bannerSystem] {
        #expect(try await refusal { try await identity.resetSecondFactor(of: house.security.party, by: other) } != nil)
      }
      #expect(
        try await refusal { try await identity.resetSecondFactor(of: house.security.party, by: house.security) } == "forbidden")
      #expect(try await refusal { _ = try await identity.beginEnrolment(by: house.system) } == "secondFactorThere")
      try await identity.resetSecondFactor(of: house.system.party, by: house.security)
      #expect(try await identity.bearer(before.token) == nil, "whoever holds the old session is out")
      let session = try await identity.signIn(account: "system", password: StaffFixture.password)
      #expect(try await identity.bearer(session.token)?.mustEnrol == true)
    }
  }

  @Test("with the installation's key secrets are sealed, and another key opens none", arguments: TestEngine.allCases)
  func sealed(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      func identity(_ key: [UInt8]?) -> Identity {
        Identity(
          store: house.store, clock: house.clock.wall, hasher: PasswordHasher(n: 1 << 4), authority: SimulatedAuthority(),
          secrets: SecretKeeper(key: key), league: { StaffFixture.league.region })
      }
      let key = [UInt8](repeating: 7, count: 32)
      let made = try await identity(key).beginEnrolment(by: house.auditor)
      let kept = try #require(
        try await house.store.read { try $0.first("SELECT secret, sealed FROM second_factor")?.bytes("secret") })
      let secret = Self.bytes(made.secret)
      #expect(kept.count == secret.count + 28 && !kept.starts(with: secret))
      #expect(try await identity(key).enrolment(of: house.auditor)?.secret == made.secret)
      for wrong in [nil, [UInt8](repeating: 8, count: 32)] {
        #expect(try await refusal { _ = try await identity(wrong).enrolment(of: house.auditor) } == "secretKey")
      }
    }
  }

  @Test("a waiver holds for the accounts it names and no other", arguments: TestEngine.allCases)
  func waived(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      try await house.identity.waiveSecondFactor(of: ["security"])
      for (account, mustEnrol) in [("security", false), ("system", true)] {
        let session = try await house.identity.signIn(account: account, password: StaffFixture.password)
        #expect(try await house.identity.bearer(session.token)?.mustEnrol == mustEnrol)
      }
    }
  }
}

@Suite("Tokens and the history of sign-ins")
struct TokenTests {
  @Test(
    "a token acts as its owner with its scopes, until it expires, is revoked, or its owner is disabled",
    arguments: TestEngine.allCases)
  func life(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let party = try await identity.addStaff(
        account: "worker", name: "测工", password: StaffFixture.password,
        posts: [Post(role: .reviewer, agency: StaffFixture.banner)])
      let worker = try await house.actor(party)
      func make(_ name: String, days: Int64 = 10) async throws -> MadeToken {
        try await identity.makeToken(
          name: name, scopes: ["cases:read"], until: house.clock.now.adding(days: days).civilDate, known: ["cases:read"],
          by: worker)
      }
      for (days, code) in [(Int64(367), "tokenUntil"), (-1, "tokenUntil")] {
        #expect(try await refusal { _ = try await make("x", days: days) } == code)
      }
      #expect(
        try await refusal {
          _ = try await identity.makeToken(name: "", scopes: ["all"], until: nil, known: ["cases:read"], by: worker)
        } == "required")
      #expect(
        try await refusal {
          _ = try await identity.makeToken(
            name: "屏", scopes: ["cases:read", "all"], until: house.clock.now.adding(days: 10).civilDate,
            known: ["cases:read"], by: worker)
        } == "enum", "a scope that there is not")
      let made = try await make("屏")
      let bearer = try #require(try await identity.bearer(made.text))
      #expect(bearer.actor == worker && bearer.scopes == ["cases:read"] && bearer.csrf.isEmpty)
      #expect(try await identity.ownTokens(by: worker).first?.lastUsedAt == house.clock.now)
      // The text is nowhere in the database.
      let rows = try await house.store.read {
        try $0.query("SELECT id FROM api_token WHERE name = ? OR scopes = ?", [.text(made.text), .text(made.text)])
      }
      #expect(rows.isEmpty)
      #expect(try await refusal { try await identity.revokeToken(made.id, by: house.auditor) } == "notFound")
      #expect(try await identity.tokens(by: house.bannerSecurity).map(\.id) == [made.id])
      try await identity.revokeToken(made.id, by: house.bannerSecurity)
      #expect(try await identity.bearer(made.text) == nil)
      let second = try await make("二")
      let session = try await identity.signIn(account: "worker", password: StaffFixture.password)
      #expect(try await identity.bearer(session.token) != nil)
      try await identity.setDisabled(party, true, by: house.system)
      #expect(try await identity.bearer(second.text) == nil)
      try await identity.setDisabled(party, false, by: house.system)
      #expect(try await identity.bearer(second.text) != nil)
      #expect(try await identity.bearer(session.token) == nil, "a session that has ended does not come back with the account")
      house.clock.advance(days: 11)
      #expect(try await identity.bearer(second.text) == nil)
      for number in 0..<20 { _ = try await make("n\(number)") }
      #expect(try await refusal { _ = try await make("too many") } == "tokensTooMany")
    }
  }

  @Test("a token of one of the three opens nothing before they have a second factor", arguments: TestEngine.allCases)
  func unenrolled(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let made = try await house.identity.makeToken(
        name: "x", scopes: ["staff:read"], until: house.clock.now.civilDate, known: ["staff:read"], by: house.system)
      #expect(try await house.identity.bearer(made.text) == nil)
    }
  }

  @Test(
    "each attempt is kept with its outcome and network, for its person and the auditor, and forgotten in time",
    arguments: TestEngine.allCases)
  func history(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let origin = SignInOrigin(channel: .page, address: "192.0.2.77")
      for (account, password) in [
        ("system", "wrong"), ("my-secret-password-typed-here", "x"), ("system", StaffFixture.password),
      ] {
        _ = try? await identity.signIn(account: account, password: password, from: origin)
        house.clock.advance(seconds: 1)
      }
      let all = try await identity.signIns(SignInQuery(), by: house.auditor)
      #expect(all.items.map(\.outcome) == [.success, .unknownAccount, .wrongPassword] && all.total == 3)
      #expect(all.items.map(\.account) == ["system", "", "system"])
      #expect(all.items.allSatisfy { $0.address == "192.0.2.0/24" && $0.channel == .page })
      #expect(try await identity.ownSignIns(SignInQuery(), by: house.system).total == 2)
      #expect(try await identity.ownSignIns(SignInQuery(), by: house.security).total == 0)
      for other in [house.system, house.security] {
        #expect(try await refusal { _ = try await identity.signIns(SignInQuery(), by: other) } == "forbidden")
      }
      house.clock.advance(days: 179)
      #expect(try await identity.sweepSignIns() == 0)
      house.clock.advance(days: 2)
      #expect(try await identity.sweepSignIns() == 3)
    }
  }

  @Test(
    "an address is kept as its network alone",
    arguments: [
      ("203.0.113.9", "203.0.113.0/24"), ("2001:db8:1234:5678::9", "2001:db8:1234::/48"), ("::ffff:192.0.2.1", "192.0.2.0/24"),
      ("::1", "0:0:0::/48"), ("evil\"><b>", ""), ("", ""),
    ])
  func networks(address: String, kept: String) {
    #expect(SignInOrigin(channel: .api, address: address).address == kept)
  }

  @Test("the auditor reads who did what to whom, of their regions alone, in portions", arguments: TestEngine.allCases)
  func record(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      for number in 0..<6 {
        house.clock.advance(seconds: 1)
        let home = number % 2 == 0 ? StaffFixture.banner : StaffFixture.otherBanner
        _ = try await identity.addMember(account: "p-\(number)", name: "测\(number)", home: home, by: house.system)
      }
      var (seen, after) = ([RecordedDeed](), String?.none)
      repeat {
        let part = try await identity.record(limit: 4, after: after, by: house.auditor)
        #expect(part.total == 16)
        seen += part.items
        after = part.next
      } while after != nil
      #expect(seen.count == 16 && seen.map(\.at) == seen.map(\.at).sorted(by: >))
      #expect(seen.first?.subjectName == "测5" && seen.first?.actorName == "测system" && seen.last?.actor == nil)
      let banner = Actor(
        party: PartyID("b"), kind: .staff, name: "b", posts: [Post(role: .auditor, agency: StaffFixture.otherBanner)])
      #expect(try await identity.record(by: banner).total == 3)
      #expect(try await refusal { _ = try await identity.record(by: house.system) } == "forbidden")
      #expect(try await refusal { _ = try await identity.record(after: "x", by: house.auditor) } == "cursor")
    }
  }
}
