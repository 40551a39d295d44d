import IdentityCore
import Kernel
import Store
import TestDatabases
import Testing

@Suite("Rosters")
struct RosterTests {
  private static let today = HallFixture.today

  @Test("supervisors and administrators of the region plan; nobody else learns anything", arguments: TestEngine.allCases)
  func rights(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { world in
      let (halls, house) = (world.halls, world.house)
      let far = try await house.actor(
        try await house.identity.addStaff(
          account: "far-boss", name: "测", password: StaffFixture.password,
          posts: [Post(role: .supervisor, agency: StaffFixture.otherBanner)]))
      let shift = try await world.plan("clerk-one")[0]
      for actor in [far, house.security, house.auditor, try await house.actor(world.clerk)] {
        #expect(try await refusals { _ = try await world.plan("clerk-two", 0, [1], by: actor) } == ["notFound"])
        #expect(try await refusals { _ = try await halls.roster(world.hall, week: Self.today, by: actor) } == ["notFound"])
        #expect(try await refusals { try await halls.unplan(shift, by: actor) } == ["notFound"])
        #expect(try await refusals { try await halls.hand(shift, to: "clerk-two", by: actor) } == ["notFound"])
        #expect(
          try await refusals {
            _ = try await halls.copyWeek(
              world.hall, from: Self.today, to: Self.today.adding(days: 7), skip: true, by: actor)
          } == ["notFound"])
      }
      #expect(try await halls.planned(by: far).isEmpty)
      #expect(try await halls.planned(by: world.supervisor).count == 1)
      #expect(try await refusals { _ = try await halls.planned(by: house.security) } == ["forbidden"])
      for (days, actor) in [([1], house.bannerSystem), ([2], house.system)] as [([Int], Actor)] {
        #expect(try await world.plan("clerk-one", 0, days, by: actor).count == 1)
      }
    }
  }

  @Test("several days are planned together or not at all, with all that stands against them", arguments: TestEngine.allCases)
  func plan(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { world in
      let halls = world.halls
      _ = try await world.plan("clerk-one", 0, [0, 1])
      // Thursday of next week is a holiday; Saturday is closed.
      #expect(
        try await refusals { _ = try await world.plan("clerk-two", 0, [-1, 1, 3, 8]) } == [
          "/days/0 shiftPast", "/days/1 shiftSeatTaken", "/days/2 shiftHallClosed", "/days/3 shiftHoliday",
        ])
      #expect(try await refusals { _ = try await world.plan("clerk-one", 1, [0]) } == ["/days/0 shiftPersonTwice"])
      #expect(try await refusals { _ = try await world.plan("clerk-one", 2, [2]) } == ["/days/0 shiftNoPost"])
      #expect(try await refusals { _ = try await world.plan("nobody", 0, [2]) } == ["/staff staffUnknown"])
      #expect(
        try await refusals {
          _ = try await halls.plan(account: "", window: "", days: [], span: nil, by: world.supervisor)
        } == ["/staff required", "/window required", "/days required", "/from required"])
      #expect(
        try await refusals { _ = try await world.plan("clerk-one", 0, [2, 2], ClockSpan(from: 600, to: 600)) } == [
          "/days uniqueItems", "/to spanOrder",
        ])
      let week = try await halls.roster(world.hall, week: Self.today, by: world.supervisor)
      #expect(week.monday == Self.today.adding(days: -2) && week.entries.count == 2)
      #expect(week.entries.allSatisfy { $0.name == "测clerk-one" && $0.gap == nil })
      #expect(week.people.map(\.account) == ["clerk-one", "clerk-two"])
    }
  }

  @Test(
    "a leave shows as a gap with who stands in; the shift is handed to them, and all stands in the record",
    arguments: TestEngine.allCases)
  func gap(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { world in
      let (halls, identity) = (world.halls, world.house.identity)
      let shift = try await world.plan("clerk-one")[0]
      let absent = try await world.house.actor(world.clerk)
      let leave = try await identity.addLeave(of: world.clerk, from: Self.today, to: Self.today, by: absent)
      func entry() async throws -> RosterWeek.Entry? {
        let week = try await halls.roster(world.hall, week: Self.today, by: world.supervisor)
        return week.entries.first
      }
      let before = try await entry()
      #expect(before?.gap == .onLeave && before?.deputies.isEmpty == true)
      #expect(
        try await refusals { _ = try await world.plan("clerk-one", 0, [0], HallFixture.afternoon) } == ["/days/0 shiftOnLeave"])
      try await identity.nameDeputy(
        account: "clerk-two", for: Post(role: .windowClerk, agency: HallFixture.window), in: leave, by: absent)
      let filled = try await entry()
      #expect(filled?.deputies.map(\.account) == ["clerk-two"])
      #expect(
        try await refusals { try await halls.hand(shift, to: "boss", by: world.supervisor) } == ["/staff shiftNoPost"])
      #expect(try await refusals { try await halls.hand(shift, to: "", by: world.supervisor) } == ["/staff required"])
      try await halls.hand(shift, to: "clerk-two", by: world.supervisor)
      let handed = try await entry()
      #expect(handed?.name == "测clerk-two" && handed?.gap == nil)
      try await halls.unplan(shift, by: world.supervisor)
      let gone = try await entry()
      #expect(gone == nil)
      func kinds(_ party: PartyID) async throws -> [String] {
        try await world.house.store.read { try $0.events(stream: "staff.\(party.text)") }.map(\.kind).filter {
          $0.hasPrefix("staff.shift")
        }
      }
      #expect(try await kinds(world.clerk) == ["staff.shiftsPlanned", "staff.shiftHanded"])
      #expect(try await kinds(world.second) == ["staff.shiftHanded", "staff.shiftRemoved"])
    }
  }

  @Test(
    "a week is copied whole or not at all, or without what does not fit; copying twice changes nothing",
    arguments: TestEngine.allCases)
  func copy(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { world in
      let halls = world.halls
      let next = Self.today.adding(days: 7)
      _ = try await world.plan("clerk-one", 0, [0, 1, 2])
      _ = try await world.plan("clerk-two", 1, [0, 2])
      let absent = try await world.house.actor(world.second)
      _ = try await world.house.identity.addLeave(of: world.second, from: next, to: next, by: absent)
      #expect(
        try await refusals {
          _ = try await halls.copyWeek(world.hall, from: Self.today, to: next, skip: false, by: world.supervisor)
        } == ["/shifts/0 shiftOnLeave", "/shifts/1 shiftHoliday"])
      #expect(try await halls.roster(world.hall, week: next, by: world.supervisor).entries.isEmpty)
      #expect(
        try await refusals {
          _ = try await halls.copyWeek(
            world.hall, from: Self.today, to: Self.today.adding(days: 2), skip: true, by: world.supervisor)
        } == ["/to sameWeek"])
      let made = try await halls.copyWeek(world.hall, from: Self.today, to: next, skip: true, by: world.supervisor)
      #expect(made.copied == 3 && made.there == 0)
      #expect(made.skipped.map { $0.conflicts.map(\.code) } == [["shiftOnLeave"], ["shiftHoliday"]])
      let week = try await halls.roster(world.hall, week: next, by: world.supervisor)
      #expect(week.entries.map { $0.shift.day.weekday }.sorted() == [3, 5, 5])
      let again = try await halls.copyWeek(world.hall, from: Self.today, to: next, skip: true, by: world.supervisor)
      #expect(again.copied == 0 && again.there == 3 && again.skipped.count == 2)
    }
  }

  @Test("where somebody sits follows roster, leave and standing in, to the minute", arguments: TestEngine.allCases)
  func seat(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { world in
      let (house, identity) = (world.house, world.house.identity)
      func seat(_ party: PartyID, minute: Int) async throws -> String? {
        let moment = Self.today.start.adding(seconds: Int64(minute) * 60)
        return try await house.store.read { try Halls.seat($0, of: party, at: moment)?.number }
      }
      _ = try await world.plan("clerk-one")
      #expect(try await seat(world.clerk, minute: 539) == nil)
      #expect(try await seat(world.clerk, minute: 540) == "A01")
      #expect(try await seat(world.clerk, minute: 719) == "A01")
      #expect(try await seat(world.clerk, minute: 720) == nil)
      #expect(try await seat(world.second, minute: 600) == nil)
      let absent = try await house.actor(world.clerk)
      let leave = try await identity.addLeave(of: world.clerk, from: Self.today, to: Self.today, by: absent)
      #expect(try await seat(world.clerk, minute: 600) == nil)
      try await identity.nameDeputy(
        account: "clerk-two", for: Post(role: .windowClerk, agency: HallFixture.window), in: leave, by: absent)
      #expect(try await seat(world.second, minute: 600) == "A01")
      let instead = try await world.halls.ownShifts(week: Self.today, by: try await house.actor(world.second))
      #expect(instead.map(\.insteadOf) == ["测clerk-one"] && instead.map(\.number) == ["A01"])
      #expect(try await world.halls.ownShifts(week: Self.today, by: absent).isEmpty)
      _ = try await world.plan("clerk-two", 1)
      #expect(try await seat(world.second, minute: 600) == "A02", "one's own seat comes first")
      try await identity.cancelLeave(leave, by: absent)
      #expect(try await seat(world.clerk, minute: 600) == "A01")
    }
  }

  @Test("what is over stays as it was: cases name their window by it", arguments: TestEngine.allCases)
  func over(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { world in
      let shift = try await world.plan("clerk-one")[0]
      world.house.clock.advance(days: 1)
      #expect(try await refusals { try await world.halls.unplan(shift, by: world.supervisor) } == ["shiftOver"])
      #expect(
        try await refusals { try await world.halls.hand(shift, to: "clerk-two", by: world.supervisor) } == ["shiftOver"])
    }
  }
}
