import IdentityCore
import JSON
import Kernel
import Store
import TestDatabases
import Testing

@Suite("Separation of three administrators")
struct ThreeAdministratorsTests {
  private let clerk = Post(role: .windowClerk, agency: StaffFixture.banner)

  @Test("nobody may be two of the three, nor one of them and do other work; a role at many agencies is one role")
  func apart() {
    let three = ThreeAdministrators.roles
    for held in Role.allCases {
      let posts = [Post(role: held, agency: StaffFixture.banner)]
      for role in Role.allCases {
        let isApart = role != held && (three.contains(role) || three.contains(held))
        #expect((ThreeAdministrators.objection(to: role, holding: posts) != nil) == isApart, "\(held) \(role)")
        let both = [Post(role: role, agency: StaffFixture.league)] + posts
        #expect((ThreeAdministrators.objection(among: both) != nil) == isApart, "\(held) \(role)")
      }
    }
  }

  @Test("a new account has no right until the security administrator gives one", arguments: TestEngine.allCases)
  func newAccount(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let made = try await identity.addMember(account: "new-one", name: "测新", home: StaffFixture.banner, by: house.system)
      #expect(try await house.actor(made.party).posts.isEmpty)
      #expect(
        try await refusal { _ = try await identity.signIn(account: "new-one", password: made.password) } == "passwordExpired")
      #expect(
        try await refusal { try await identity.grant(clerk, until: nil, to: made.party, by: house.system) } == "forbidden")
      #expect(
        try await refusal { try await identity.grant(clerk, until: nil, to: made.party, by: house.auditor) } == "forbidden")
      try await identity.grant(clerk, until: nil, to: made.party, by: house.security)
      #expect(try await house.actor(made.party).posts == [clerk])
      try await identity.revoke(clerk, of: made.party, by: house.security)
      #expect(try await house.actor(made.party).posts.isEmpty)
    }
  }

  @Test("each does only their own part, whatever is asked", arguments: TestEngine.allCases)
  func parts(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let made = try await identity.addMember(account: "one", name: "测一", home: StaffFixture.banner, by: house.system).party
      for other in [house.security, house.auditor] {
        #expect(
          try await refusal {
            _ = try await identity.addMember(account: "two", name: "测二", home: StaffFixture.banner, by: other)
          } == "forbidden")
        #expect(try await refusal { try await identity.rename(made, to: "测三", by: other) } == "forbidden")
        #expect(try await refusal { try await identity.setDisabled(made, true, by: other) } == "forbidden")
        #expect(try await refusal { _ = try await identity.resetPassword(of: made, by: other) } == "forbidden")
      }
      #expect(try await refusal { try await identity.endSessions(of: made, by: house.auditor) } == "forbidden")
      // Nobody does anything to themselves, and a stranger learns nothing.
      #expect(try await refusal { try await identity.setDisabled(house.system.party, true, by: house.system) } == "forbidden")
      #expect(
        try await refusal { try await identity.grant(clerk, until: nil, to: house.security.party, by: house.security) }
          == "forbidden")
      let stranger = try await house.actor(made)
      #expect(try await refusal { _ = try await identity.staff(StaffQuery(), by: stranger) } == "forbidden")
      #expect(try await refusal { _ = try await identity.staffMember(house.system.party, by: stranger) } == "notFound")
    }
  }

  @Test(
    "a second of the three is refused in the transaction, also when it is asked for at the same moment",
    arguments: TestEngine.allCases)
  func exclusive(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let made = try await identity.addMember(account: "one", name: "测一", home: StaffFixture.league, by: house.system).party
      let given = await withTaskGroup(of: Bool.self) { group in
        for role in ThreeAdministrators.roles {
          group.addTask {
            (try? await identity.grant(Post(role: role, agency: StaffFixture.league), until: nil, to: made, by: house.security))
              != nil
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(given == 1)
      #expect(try await house.actor(made).posts.count == 1)
      #expect(
        try await refusal { try await identity.grant(clerk, until: nil, to: made, by: house.security) } == "rolesApart")
      #expect(
        try await refusal {
          _ = try await identity.addStaff(
            account: "both", name: "测", password: StaffFixture.password,
            posts: [Post(role: .auditor, agency: StaffFixture.league), clerk])
        } == "rolesApart")
    }
  }

  @Test("a banner's administrators answer for their banner alone", arguments: TestEngine.allCases)
  func regions(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let elsewhere = try await identity.addMember(
        account: "elsewhere", name: "测外", home: StaffFixture.otherBanner, by: house.system
      ).party
      let here = try await identity.addMember(account: "here", name: "测内", home: StaffFixture.banner, by: house.bannerSystem)
        .party
      #expect(try await refusal { _ = try await identity.staffMember(elsewhere, by: house.bannerSystem) } == "notFound")
      #expect(try await refusal { try await identity.setDisabled(elsewhere, true, by: house.bannerSystem) } == "notFound")
      #expect(
        try await refusal {
          _ = try await identity.addMember(account: "x-one", name: "测", home: StaffFixture.otherBanner, by: house.bannerSystem)
        } == "forbidden")
      #expect(
        try await identity.staff(StaffQuery(), by: house.bannerSystem).items.map(\.account) == [
          "banner-security", "banner-system", "here",
        ])
      #expect(try await identity.staff(StaffQuery(), by: house.system).total == 7)
      let far = Post(role: .reviewer, agency: StaffFixture.otherBanner)
      #expect(
        try await refusal { try await identity.grant(far, until: nil, to: here, by: house.bannerSecurity) } == "forbidden")
      // Who has a post elsewhere as well is no longer the banner's to disable: the league answers for both.
      try await identity.grant(far, until: nil, to: here, by: house.security)
      #expect(try await refusal { try await identity.setDisabled(here, true, by: house.bannerSystem) } == "forbidden")
      try await identity.setDisabled(here, true, by: house.system)
      #expect(try await identity.staff(StaffQuery(state: .disabled), by: house.system).items.map(\.account) == ["here"])
    }
  }

  @Test("all acts stand in the person's record, without a name outside what can be erased", arguments: TestEngine.allCases)
  func recorded(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let party = try await identity.addMember(account: "one", name: "测一", home: StaffFixture.banner, by: house.system).party
      try await identity.grant(clerk, until: CivilDate("2026-12-31"), to: party, by: house.security)
      try await identity.rename(party, to: "测二", by: house.system)
      _ = try await identity.resetPassword(of: party, by: house.system)
      try await identity.endSessions(of: party, by: house.security)
      try await identity.revoke(clerk, of: party, by: house.security)
      try await identity.setDisabled(party, true, by: house.system)
      let events = try await house.store.read { try $0.events(stream: "staff.\(party.text)") }
      #expect(
        events.map(\.kind) == [
          "staff.added", "staff.postGranted", "staff.renamed", "staff.passwordReset", "staff.sessionsEnded",
          "staff.postRevoked",
          "staff.disabled",
        ])
      #expect(events.map(\.actor).prefix(2) == [house.system.party.text, house.security.party.text])
      #expect(events.allSatisfy { !$0.body.contains("测") && !$0.body.contains("one") })
      #expect(try JSON.parse(events[1].body)["until"] == "2026-12-31")
      #expect(try await house.store.auditLedger().broken.isEmpty)
    }
  }
}

@Suite("The list of staff")
struct StaffListTests {
  @Test(
    "is paged by account with the total of all, and filtered by region, agency, role, state and text",
    arguments: TestEngine.allCases)
  func list(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      for number in 10..<35 {
        let home = number % 2 == 0 ? StaffFixture.banner : StaffFixture.otherBanner
        let made = try await identity.addMember(account: "p\(number)", name: "测\(number)%", home: home, by: house.system)
        if number % 5 == 0 {
          try await identity.grant(Post(role: .reviewer, agency: home), until: nil, to: made.party, by: house.security)
        }
      }
      var seen: [String] = []
      var query = StaffQuery(limit: 7)
      repeat {
        let part = try await identity.staff(query, by: house.system)
        #expect(part.total == 30)
        seen += part.items.map(\.account)
        query.after = part.next
      } while query.after != nil
      #expect(seen.count == 30 && seen == seen.sorted() && Set(seen).count == 30)
      func total(_ query: StaffQuery) async throws -> Int { try await identity.staff(query, by: house.system).total }
      #expect(try await total(StaffQuery(region: "152501")) == 12)
      #expect(try await total(StaffQuery(agency: StaffFixture.banner)) == 15)
      #expect(try await total(StaffQuery(role: .reviewer)) == 5)
      #expect(try await total(StaffQuery(text: "测1")) == 10)
      #expect(try await total(StaffQuery(text: "1%")) == 3)
      #expect(try await total(StaffQuery(text: "'; DROP TABLE post; --")) == 0)
      let counts = try await identity.postCounts(by: house.bannerSecurity)
      #expect(counts.first { $0.post.role == .reviewer }?.people == 3)
      #expect(counts.allSatisfy { $0.post.agency.region == StaffFixture.banner.region })
    }
  }
}
