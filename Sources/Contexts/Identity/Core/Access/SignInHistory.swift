import Glibc
public import Kernel
import Store

/// Where a sign-in came from.
public struct SignInOrigin: Sendable, Hashable {
  public enum Channel: String, Sendable, CaseIterable { case page, api, demo }
  public let channel: Channel
  /// As far as it is kept: the first 24 bits of an IPv4 address, 48 of an IPv6 one; empty when it is not known.
  public let address: String

  /// `address`: an IP address as text.
  public init(channel: Channel, address: String? = nil) {
    self.channel = channel
    self.address = address.map(Self.truncated) ?? ""
  }

  /// `192.0.2.0/24`, `2001:db8:1::/48`; empty when it is no address. Enough to tell a foreign network, too little to find a person.
  static func truncated(_ text: String) -> String {
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, text, &four) == 1 { return "\(four[0]).\(four[1]).\(four[2]).0/24" }
    var six = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET6, text, &six) == 1 else { return "" }
    // An IPv4 address in the clothes of an IPv6 one (RFC 4291, 2.5.5.2).
    if six.prefix(10).allSatisfy({ $0 == 0 }), six[10] == 0xFF, six[11] == 0xFF {
      return "\(six[12]).\(six[13]).\(six[14]).0/24"
    }
    let groups = (0..<3).map { String(Int(six[2 * $0]) << 8 | Int(six[2 * $0 + 1]), radix: 16) }
    return groups.joined(separator: ":") + "::/48"
  }
}

/// One attempt to sign in.
public struct SignInAttempt: Sendable {
  public enum Outcome: String, Sendable, CaseIterable {
    case success, wrongPassword, codeNeeded, wrongCode, unknownAccount, disabled, locked, passwordExpired
  }

  public let id: String
  public let at: Instant
  /// Empty for an account that there is none of: people type passwords there.
  public let account: String
  public let party: PartyID?
  public let outcome: Outcome
  public let channel: SignInOrigin.Channel
  public let address: String
}

/// Which attempts.
public struct SignInQuery: Sendable {
  public var account: String?
  public var outcome: SignInAttempt.Outcome?
  public var limit: Int
  public var after: String?

  public init(account: String? = nil, outcome: SignInAttempt.Outcome? = nil, limit: Int = 20, after: String? = nil) {
    self.account = account
    self.outcome = outcome
    self.limit = limit
    self.after = after
  }
}

extension Identity {
  /// Attempts on one's own accounts.
  public func ownSignIns(_ query: SignInQuery, by actor: Actor) async throws -> StaffPortion<SignInAttempt> {
    try await store.read { try AccessStore.attempts($0, query, party: actor.party, regions: nil) }
  }

  /// Attempts on accounts of the staff that an auditor answers for; the league's sees all.
  public func signIns(_ query: SignInQuery, by actor: Actor) async throws -> StaffPortion<SignInAttempt> {
    let regions = try audited(actor)
    return try await store.read { try AccessStore.attempts($0, query, party: nil, regions: regions) }
  }

  /// Regions whose record the actor reads; nil for all. Throws `forbidden` for who is no auditor.
  func audited(_ actor: Actor) throws(Rejection) -> [String]? {
    if actor.kind == .system { return nil }
    let regions = Set(actor.posts.filter { $0.role == .auditor }.map(\.agency.region))
    guard !regions.isEmpty else { throw Rejection.forbidden }
    return regions.contains(league) ? nil : regions.sorted()
  }

  /// Forgets attempts older than they are kept. Returns how many; some at a time.
  public func sweepSignIns(limit: Int = 500) async throws -> Int {
    let before = clock.now.adding(days: -signInDays)
    return try await store.write { try AccessStore.forget(before: before, limit: limit, $0) }
  }

  static func attempt(
    _ account: Account?, _ outcome: SignInAttempt.Outcome, _ origin: SignInOrigin, at now: Instant,
    _ transaction: any Transaction
  ) throws {
    try AccessStore.insert(
      SignInAttempt(
        id: SortableText.make(at: now), at: now, account: account?.name ?? "", party: account?.party, outcome: outcome,
        channel: origin.channel, address: origin.address), transaction)
  }
}
