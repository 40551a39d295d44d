import IdentityCore
import Kernel
import Store
import TestDatabases
import WorkingTime

/// Halls over a fresh database, with a hall of the banner that has three windows, and its people.
struct HallFixture {
  static let region = StaffFixture.banner.region
  static let window = AgencyID(region: region, department: "ZSJ")
  static let morning = ClockSpan(from: 540, to: 720)
  static let afternoon = ClockSpan(from: 840, to: 1020)
  static let usual = HallHours([
    [morning, afternoon], [morning, afternoon], [morning, afternoon], [morning, afternoon], [morning, afternoon],
  ])

  let house: StaffFixture
  let halls: Halls
  let supervisor: Actor
  let hall: String
  /// Unified, flexible, issuing.
  let windows: [String]
  let clerk: PartyID
  let second: PartyID

  /// Wednesday, 9 o'clock.
  static let today = CivilDate("2026-11-25") ?? CivilDate(daysSince1970: 0)

  static func run(_ engine: TestEngine, _ body: (HallFixture) async throws -> Void) async throws {
    try await StaffFixture.run(engine) { house in
      let halls = Halls(
        store: house.store, clock: house.clock.wall,
        calendar: WorkCalendar(holidays: [today.adding(days: 8): "测试节"], makeUps: [:]),
        known: Halls.Known(
          region: { ["152500", "152501", "152502"].contains($0) }, department: { $0 == "GAJ" }, service: { $0 == "GAJ001" }),
        league: { StaffFixture.league.region })
      func staff(_ account: String, _ posts: [Post]) async throws -> PartyID {
        try await house.identity.addStaff(
          account: account, name: "测\(account)", password: StaffFixture.password, posts: posts, home: window)
      }
      let boss = Post(role: .supervisor, agency: window)
      let supervisor = try await house.actor(try await staff("boss", [boss]))
      let hall = try await halls.add(input(), by: house.bannerSystem)
      var windows: [String] = []
      for (number, kind) in [("A01", HallWindow.Kind.unified), ("A02", .flexible), ("C01", .issuing)] {
        windows.append(
          try await halls.addWindow(windowInput(number, kind), to: hall, by: house.bannerSystem))
      }
      let post = Post(role: .windowClerk, agency: window)
      try await body(
        HallFixture(
          house: house, halls: halls, supervisor: supervisor, hall: hall, windows: windows,
          clerk: try await staff("clerk-one", [post]), second: try await staff("clerk-two", [post])))
    }
  }

  static func input(
    _ name: String = "测试大厅", region: String = region, hours: HallHours = usual, retired: Bool = false
  )
    -> HallInput
  {
    HallInput(
      region: region, name: name, address: "测试路 1 号", phone: "12345", hours: hours, facilities: [.lowCounter, .nursery],
      isRetired: retired)
  }

  static func windowInput(
    _ number: String, _ kind: HallWindow.Kind?, _ departments: [String] = [], services: [String] = [], retired: Bool = false
  ) -> WindowInput {
    WindowInput(
      number: number, name: "测\(number)", kind: kind, departments: departments, services: services, isAccessible: true,
      isRetired: retired)
  }

  func plan(
    _ account: String, _ window: Int = 0, _ days: [Int] = [0], _ span: ClockSpan = morning, by actor: Actor? = nil
  ) async throws -> [String] {
    try await halls.plan(
      account: account, window: windows[window], days: days.map { Self.today.adding(days: $0) }, span: span,
      by: actor ?? supervisor)
  }
}

/// All codes with which something is refused, with their pointers, in order.
func refusals(_ work: () async throws -> Void) async throws -> [String] {
  do { try await work() } catch let rejection as Rejection {
    return rejection.problems.isEmpty ? [rejection.code] : rejection.problems.map { "\($0.pointer) \($0.code)" }
  }
  return []
}
