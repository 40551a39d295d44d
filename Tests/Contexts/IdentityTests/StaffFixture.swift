import IdentityCore
import Kernel
import Store
import Synchronization
import TestDatabases

/// A clock that a test moves.
final class TestClock: Sendable {
  private let moment: Mutex<Instant>
  init(_ start: Instant) { moment = Mutex(start) }
  var now: Instant { moment.withLock { $0 } }
  func advance(seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
  func advance(days: Int64) { advance(seconds: days * 86_400) }
  var wall: WallClock { WallClock { self.now } }
}

/// Identity over a fresh database, with the three administrators of the league and of one banner.
struct StaffFixture {
  static let league = AgencyID(region: "152500", department: "ZSJ")
  static let banner = AgencyID(region: "152502", department: "GAJ")
  static let otherBanner = AgencyID(region: "152501", department: "GAJ")
  static let password = "a-long-Enough-one-2026"

  let identity: Identity
  let store: any Store
  let clock: TestClock
  /// Of the league.
  let system: Actor
  let security: Actor
  let auditor: Actor
  /// Of a banner.
  let bannerSystem: Actor
  let bannerSecurity: Actor

  static func run(_ engine: TestEngine, _ body: (StaffFixture) async throws -> Void) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations + identityMigrations)
      let clock = TestClock(Instant(rfc3339: "2026-11-25T09:00:00+08:00") ?? Instant(milliseconds: 0))
      let identity = Identity(
        store: store, clock: clock.wall, hasher: PasswordHasher(n: 1 << 4), authority: SimulatedAuthority(),
        league: { league.region })
      func make(_ account: String, _ role: Role, _ agency: AgencyID) async throws -> Actor {
        let party = try await identity.addStaff(
          account: account, name: "测\(account)", password: password, posts: [Post(role: role, agency: agency)])
        return Actor(party: party, kind: .staff, name: account, posts: [Post(role: role, agency: agency)])
      }
      try await body(
        StaffFixture(
          identity: identity, store: store, clock: clock, system: try await make("system", .administrator, league),
          security: try await make("security", .securityAdministrator, league),
          auditor: try await make("auditor", .auditor, league),
          bannerSystem: try await make("banner-system", .administrator, banner),
          bannerSecurity: try await make("banner-security", .securityAdministrator, banner)))
    }
  }

  /// A member of staff as they are now.
  func actor(_ party: PartyID) async throws -> Actor {
    guard let actor = try await identity.actor(party) else { throw Rejection.notFound }
    return actor
  }
}

/// The code with which something is refused; nil when it is not.
func refusal(_ work: () async throws -> Void) async throws -> String? {
  do { try await work() } catch let rejection as Rejection { return rejection.problems.first?.code ?? rejection.code }
  return nil
}
