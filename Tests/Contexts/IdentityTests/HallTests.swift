import IdentityCore
import Kernel
import Store
import TestDatabases
import Testing

@Suite("Halls and their windows")
struct HallTests {
  @Test("a hall is kept by its administrators and seen by everybody, with what is open now", arguments: TestEngine.allCases)
  func life(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { world in
      let (halls, house) = (world.halls, world.house)
      let view = try await halls.hall(world.hall)
      #expect(view.hall.hours == HallFixture.usual && view.hall.facilities == [.lowCounter, .nursery])
      #expect(view.isOpen && view.windows.map(\.window.number) == ["A01", "A02", "C01"])
      // Nobody is on the roster: the flexible window is closed, the others are open with the hall.
      #expect(view.windows.map(\.isOpen) == [true, false, true])
      _ = try await world.plan("clerk-one", 1)
      #expect(try await halls.hall(world.hall).windows.map(\.isOpen) == [true, true, true])
      house.clock.advance(seconds: 3 * 3600)
      #expect(try await !halls.hall(world.hall).isOpen)
      #expect(try await halls.hall(world.hall).windows.map(\.isOpen) == [false, false, false])
      #expect(try await halls.halls(region: HallFixture.region).count == 1)
      #expect(try await halls.halls(region: "152501").isEmpty)
      // Only administrators of the region or of the league.
      let other = try await house.identity.addStaff(
        account: "other-admin", name: "测", password: StaffFixture.password,
        posts: [Post(role: .administrator, agency: StaffFixture.otherBanner)])
      let far = try await house.actor(other)
      for actor in [far, world.supervisor, house.security, house.auditor, try await house.actor(world.clerk)] {
        let made = try await refusals { _ = try await halls.add(HallFixture.input("又一个"), by: actor) }
        #expect(made == ["forbidden"])
        #expect(try await refusals { try await halls.change(world.hall, HallFixture.input("改"), by: actor) } == ["notFound"])
        let window = HallFixture.windowInput("Z1", .unified)
        #expect(try await refusals { _ = try await halls.addWindow(window, to: world.hall, by: actor) } == ["notFound"])
        #expect(
          try await refusals { try await halls.changeWindow(world.windows[0], window, by: actor) } == ["notFound"])
        let now = house.clock.now
        #expect(
          try await refusals {
            _ = try await halls.close(
              world.hall, window: nil, from: now, to: now.adding(days: 1), reason: "测", by: actor)
          } == ["notFound"])
      }
      #expect(try await refusals { _ = try await halls.kept(by: house.security) } == ["forbidden"])
      #expect(try await halls.kept(by: far).isEmpty)
      #expect(try await halls.kept(by: house.system).count == 1)
      try await halls.change(world.hall, HallFixture.input("改名大厅", region: "152501"), by: house.system)
      let renamed = try await halls.hall(world.hall).hall
      #expect(renamed.name == "改名大厅" && renamed.region == HallFixture.region, "its region stays")
      #expect(halls.shelf.halls(in: HallFixture.region).map(\.name) == ["改名大厅"])
      let kinds = try await house.store.read { try $0.events(stream: "hall.\(world.hall)") }.map(\.kind)
      #expect(kinds == ["hall.made", "hall.windowMade", "hall.windowMade", "hall.windowMade", "hall.changed"])
      let record = try await house.identity.record(limit: 200, by: house.auditor)
      #expect(record.items.filter { $0.kind.hasPrefix("hall.") }.count == 5)
      #expect(record.items.contains { $0.kind == "hall.changed" && $0.subjectName == "改名大厅" && $0.party == nil })
    }
  }

  @Test("all that is wrong with a hall or a window is told at once", arguments: TestEngine.allCases)
  func wrong(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { (world: HallFixture) async throws in
      let (halls, admin) = (world.halls, world.house.system)
      let odd = HallHours([
        [ClockSpan(from: 600, to: 540)], [ClockSpan(from: 540, to: 720), ClockSpan(from: 700, to: 800)],
      ])
      #expect(
        try await refusals { _ = try await halls.add(HallFixture.input(" ", region: "1", hours: odd), by: admin) } == [
          "/name required", "/region unknownRegion", "/hours/0 spanOrder", "/hours/1 spanOverlap",
        ])
      #expect(
        try await refusals {
          _ = try await halls.addWindow(
            HallFixture.windowInput("a 1", .special, ["XXX"], services: ["YYY"]), to: world.hall, by: admin)
        } == ["/number windowNumber", "/departments windowDepartment", "/services windowService"])
      #expect(
        try await refusals {
          _ = try await halls.addWindow(HallFixture.windowInput("B01", .special), to: world.hall, by: admin)
        } == ["/departments windowTakesNothing"])
      #expect(
        try await refusals {
          _ = try await halls.addWindow(HallFixture.windowInput("A01", .unified), to: world.hall, by: admin)
        } == ["/number windowNumberTaken"])
      #expect(
        try await refusals {
          try await halls.changeWindow(world.windows[1], HallFixture.windowInput("A01", .flexible), by: admin)
        } == ["/number windowNumberTaken"])
      let now = world.house.clock.now
      #expect(
        try await refusals {
          _ = try await halls.close(world.hall, window: nil, from: now, to: now.adding(seconds: -1), reason: "", by: admin)
        } == ["/to spanOrder", "/to closurePast", "/reason required"])
      #expect(
        try await refusals {
          _ = try await halls.close(
            world.hall, window: "none", from: now, to: now.adding(days: 1), reason: "测", by: admin)
        } == ["/window windowUnknown"])
    }
  }

  @Test("a closure shuts the window or the hall for its time, and can be taken back", arguments: TestEngine.allCases)
  func closures(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { world in
      let (halls, admin, now) = (world.halls, world.house.bannerSystem, world.house.clock.now)
      let one = try await halls.close(
        world.hall, window: world.windows[0], from: now, to: now.adding(seconds: 3600), reason: "系统升级", by: admin)
      let view = try await halls.hall(world.hall)
      #expect(view.isOpen && !view.windows[0].isOpen && view.windows[2].isOpen)
      #expect(view.windows[0].closure?.reason == "系统升级")
      #expect(try await refusals { try await halls.reopen(one, by: world.supervisor) } == ["notFound"])
      try await halls.reopen(one, by: admin)
      #expect(try await refusals { try await halls.reopen(one, by: admin) } == ["notFound"])
      #expect(try await halls.hall(world.hall).windows[0].isOpen)
      _ = try await halls.close(world.hall, window: nil, from: now, to: now.adding(seconds: 3600), reason: "停电", by: admin)
      #expect(try await !halls.hall(world.hall).isOpen)
      world.house.clock.advance(seconds: 3600)
      #expect(try await halls.hall(world.hall).isOpen)
      #expect(try await halls.hall(world.hall).closures.isEmpty)
    }
  }

  @Test(
    "neither hall nor window is given up while somebody is on its roster; then nobody sees it", arguments: TestEngine.allCases)
  func retired(engine: TestEngine) async throws {
    try await HallFixture.run(engine) { world in
      let (halls, admin) = (world.halls, world.house.system)
      let shifts = try await world.plan("clerk-one", 0, [1])
      let (gone, window) = (HallFixture.input(retired: true), HallFixture.windowInput("A01", .unified, retired: true))
      #expect(try await refusals { try await halls.change(world.hall, gone, by: admin) } == ["hallPlanned"])
      #expect(try await refusals { try await halls.changeWindow(world.windows[0], window, by: admin) } == ["hallPlanned"])
      try await halls.unplan(shifts[0], by: world.supervisor)
      try await halls.changeWindow(world.windows[0], window, by: admin)
      #expect(try await halls.hall(world.hall).windows.map(\.window.number) == ["A02", "C01"])
      #expect(try await halls.kept(world.hall, by: admin).windows.count == 3)
      try await halls.change(world.hall, gone, by: admin)
      #expect(try await refusals { _ = try await halls.hall(world.hall) } == ["notFound"])
      #expect(try await halls.halls().isEmpty)
      #expect(try await halls.kept(by: admin).count == 1)
      #expect(halls.shelf.halls(in: HallFixture.region).isEmpty)
    }
  }
}
