public import Kernel
import NationalCodes
public import Store

/// What a person gives to sign up; with an organisation, also the one they act for.
public struct SignUpInput: Sendable {
  public struct Organisation: Sendable {
    public var name: String
    public var creditCode: String
    public init(name: String, creditCode: String) {
      self.name = name
      self.creditCode = creditCode
    }
  }

  public var account: String
  public var password: String
  public var name: String
  public var identityNumber: String
  public var mobile: String
  public var organisation: Organisation?

  public init(
    account: String, password: String, name: String, identityNumber: String, mobile: String, organisation: Organisation? = nil
  ) {
    self.account = account
    self.password = password
    self.name = name
    self.identityNumber = identityNumber
    self.mobile = mobile
    self.organisation = organisation
  }
}

extension Identity {
  /// Signs a person up with the real-name step (网络安全法 art. 24): every field is checked and all problems are told at once, then the authority
  /// confirms that name and number belong together, then account and party are kept together or not at all.
  public func signUp(_ input: SignUpInput) async throws -> PartyID {
    let now = clock.now
    let person = try Self.checked(input, today: now.civilDate)
    try await confirm(.person(name: person.name, number: person.number), "realNameMismatch", ["/name", "/identityNumber"])
    if let organisation = person.organisation {
      try await confirm(
        .representative(
          organisation: organisation.name, code: organisation.creditCode, person: person.name, number: person.number),
        "notRepresentative", ["/organisation/name", "/organisation/creditCode"])
    }
    let record = try await hasher.record(input.password)
    let account = person.account
    return try await store.write { transaction in
      guard try IdentityStore.account(transaction, account) == nil else {
        throw Rejection.invalid([Problem("/account", "accountTaken")])
      }
      let id = try Identity.keepParty(
        .person, name: person.name, number: person.number, mobile: person.mobile, verified: true, at: now, transaction)
      guard try !IdentityStore.hasAccount(transaction, party: id) else {
        throw Rejection.invalid([Problem("/identityNumber", "identityHasAccount")])
      }
      try IdentityStore.insert(
        Account(
          name: account, party: id, password: record, failures: 0, lockedUntil: nil, disabled: false, passwordExpiresAt: nil,
          createdAt: now), transaction)
      if let organisation = person.organisation {
        let other = try Identity.keepParty(
          .organisation, name: organisation.name, number: organisation.creditCode, mobile: nil, verified: true, at: now,
          transaction)
        try IdentityStore.insert(AgentMandate(organisation: other, person: id, until: nil, isRepresentative: true), transaction)
      }
      return id
    }
  }

  /// The party with this number, made if there is none; for a person standing at the window who has no account.
  ///
  /// A number that is already known under another name is refused (`nameMismatch`).
  public static func keepParty(
    _ kind: Actor.Kind, name: String, number: String, mobile: String?, verified: Bool, at now: Instant,
    _ transaction: any Transaction
  ) throws -> PartyID {
    if let known = try IdentityStore.party(transaction, kind: kind, identityNumber: number) {
      guard known.name == name else { throw Rejection.invalid([Problem("/name", "nameMismatch")]) }
      if verified, known.verifiedAt == nil {
        try IdentityStore.verify(known.id, name: name, mobile: mobile, at: now, transaction)
      }
      return known.id
    }
    let party = Party(
      id: .make(at: now), kind: kind, name: name, identityNumber: number, mobile: mobile, verifiedAt: verified ? now : nil,
      createdAt: now)
    try IdentityStore.insert(party, transaction)
    return party.id
  }

  func confirm(_ claim: RealNameClaim, _ code: String, _ pointers: [String]) async throws {
    switch try await authority.verify(claim) {
    case .confirmed: return
    case .mismatch: throw Rejection.invalid(pointers.map { Problem($0, code) })
    }
  }
}
