import IdentityCore
import JSON
import Kernel
import SeededRandom
import Store
import TestDatabases
import Testing

@Suite("Standing in for a colleague")
struct DeputyTests {
  private static let today = CivilDate("2026-11-25") ?? CivilDate(daysSince1970: 0)
  private let post = Post(role: .reviewer, agency: StaffFixture.banner)

  private func deputy(_ post: Post, leave days: ClosedRange<Int>, stands: ClosedRange<Int>, id: String = "d") -> Deputy {
    Deputy(
      id: id,
      leave: Leave(
        id: "l", party: PartyID("a"), from: Self.today.adding(days: days.lowerBound),
        to: Self.today.adding(days: days.upperBound)), post: post, deputy: PartyID("b"),
      from: Self.today.adding(days: stands.lowerBound), to: Self.today.adding(days: stands.upperBound))
  }

  @Test("whoever stands in has the post on the days that leave and deputy share, as long as its owner holds it")
  func days() {
    var random = SplitMix(state: 17)
    for _ in 0..<2000 {
      func range() -> ClosedRange<Int> {
        let first = Int.random(in: -4...4, using: &random)
        return first...(first + Int.random(in: 0...4, using: &random))
      }
      let (leave, stands) = (range(), range())
      let isHeld = Bool.random(using: &random)
      let found = DeputyRules.posts(
        own: [], standing: [(deputy(post, leave: leave, stands: stands), isHeld ? [post] : [])], on: Self.today)
      let isExpected = isHeld && leave.contains(0) && stands.contains(0)
      #expect(found.posts == (isExpected ? [post] : []))
      #expect(found.standsInFor == (isExpected ? [post: PartyID("a")] : [:]))
    }
  }

  @Test("one of the three is never passed on, nor anything to one of the three; what is one's own stays one's own")
  func three() {
    for role in Role.allCases {
      let passed = Post(role: role, agency: StaffFixture.banner)
      let standing = [(deputy: deputy(passed, leave: 0...0, stands: 0...0), held: Set([passed]))]
      #expect(
        DeputyRules.posts(own: [], standing: standing, on: Self.today).posts.isEmpty == ThreeAdministrators.roles.contains(role)
      )
      let auditor = Post(role: .auditor, agency: StaffFixture.banner)
      #expect(DeputyRules.posts(own: [auditor], standing: standing, on: Self.today).posts == [auditor])
      #expect(DeputyRules.posts(own: [passed], standing: standing, on: Self.today).standsInFor.isEmpty)
    }
  }

  @Test("a post of the three cannot be given to a stand-in at all, and it is told so")
  func notForThree() {
    for role in Role.allCases {
      let passed = Post(role: role, agency: StaffFixture.banner)
      let leave = Leave(id: "l", party: PartyID("a"), from: Self.today, to: Self.today)
      let problems = DeputyRules.problems(
        passed, from: Self.today, to: Self.today, in: leave, held: [passed],
        deputy: StaffRelations(party: PartyID("b"), home: StaffFixture.banner, posts: []), home: StaffFixture.banner)
      #expect(problems.map(\.code) == (ThreeAdministrators.roles.contains(role) ? ["deputyNotForThree"] : []), "\(role)")
    }
  }

  @Test("who stands in decides neither their own matter nor that of the one they stand in for")
  func ownMatter() {
    let actor = Actor(party: PartyID("b"), kind: .staff, name: "b", posts: [post], standsInFor: [post: PartyID("a")])
    func may(_ applicant: String) -> Bool {
      IdentityCore.may(
        actor, .actOnTask(.reviewer, post.agency),
        on: .caseFile(
          CaseRelations(
            applicant: PartyID(applicant), agent: nil, accepting: post.agency, responsible: post.agency, issuing: post.agency,
            draft: false)), league: StaffFixture.league.region)
    }
    #expect(may("c") && !may("a") && !may("b"))
  }

  @Test("a leave, its stand-in and their end, with all that is refused", arguments: TestEngine.allCases)
  func life(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      func staff(_ account: String, _ posts: [Post], _ home: AgencyID = StaffFixture.banner) async throws -> PartyID {
        try await identity.addStaff(
          account: account, name: "测\(account)", password: StaffFixture.password, posts: posts, home: home)
      }
      let own = Post(role: .windowClerk, agency: StaffFixture.banner)
      let (a, b) = (try await staff("aaa", [post]), try await staff("bbb", [own]))
      _ = try await staff("far", [], StaffFixture.otherBanner)
      let absent = try await house.actor(a)
      let (first, last) = (Self.today.adding(days: 1), Self.today.adding(days: 3))
      #expect(try await refusal { _ = try await identity.addLeave(of: a, from: last, to: first, by: absent) } == "periodOrder")
      #expect(try await refusal { _ = try await identity.addLeave(of: b, from: first, to: last, by: absent) } == "notFound")
      let leave = try await identity.addLeave(of: a, from: first, to: last, by: absent)
      #expect(
        try await refusal { _ = try await identity.addLeave(of: a, from: last, to: last, by: house.system) } == "leaveOverlaps")
      // It gives a right: the system administrator may not, nor whoever would get it.
      let helper = try await house.actor(b)
      for other in [house.system, helper] {
        #expect(try await refusal { try await identity.nameDeputy(account: "bbb", for: post, in: leave, by: other) } != nil)
      }
      for (account, chosen, to, code) in [
        ("aaa", post, nil, "deputySelf"), ("far", post, nil, "deputyElsewhere"), ("none", post, nil, "deputyUnknown"),
        ("bbb", own, nil, "deputyPostNotHeld"), ("banner-security", post, nil, "rolesApart"),
        ("bbb", post, last.adding(days: 1), "deputyBeyondLeave"),
      ] as [(String, Post, CivilDate?, String)] {
        #expect(
          try await refusal {
            try await identity.nameDeputy(account: account, for: chosen, in: leave, to: to, by: absent)
          } == code, "\(account) \(code)")
      }
      try await identity.nameDeputy(account: "bbb", for: post, in: leave, by: absent)
      #expect(
        try await refusal { try await identity.nameDeputy(account: "bbb", for: post, in: leave, by: absent) } == "deputyThere")
      #expect(try await house.actor(b).posts == [own])
      house.clock.advance(days: 1)
      #expect(try await house.actor(b).posts == [own, post])
      #expect(try await house.actor(b).standsInFor == [post: a])
      // What the one on leave loses, the stand-in loses at once; and what is a stand-in's is not passed on.
      try await identity.setDisabled(a, true, by: house.system)
      #expect(try await house.actor(b).posts == [own])
      try await identity.setDisabled(a, false, by: house.system)
      try await identity.revoke(post, of: a, by: house.security)
      #expect(try await house.actor(b).posts == [own])
      try await identity.grant(post, until: nil, to: a, by: house.security)
      house.clock.advance(days: 3)
      #expect(try await house.actor(b).posts == [own])
      let kinds = try await house.store.read { try $0.events(stream: "staff.\(a.text)") }.map(\.kind)
      #expect(kinds.contains("staff.leaveAdded") && kinds.contains("staff.deputyNamed"))
    }
  }

  @Test("a leave that is taken back ends all standing in", arguments: TestEngine.allCases)
  func cancelled(engine: TestEngine) async throws {
    try await StaffFixture.run(engine) { house in
      let identity = house.identity
      let a = try await identity.addStaff(account: "aaa", name: "测", password: StaffFixture.password, posts: [post])
      let b = try await identity.addStaff(
        account: "bbb", name: "测", password: StaffFixture.password, posts: [], home: StaffFixture.banner)
      let absent = try await house.actor(a)
      let leave = try await identity.addLeave(of: a, from: Self.today, to: Self.today, by: absent)
      try await identity.nameDeputy(account: "bbb", for: post, in: leave, by: absent)
      #expect(try await house.actor(b).posts == [post])
      #expect(try await refusal { try await identity.cancelLeave(leave, by: try await house.actor(b)) } == "notFound")
      try await identity.cancelLeave(leave, by: absent)
      #expect(try await house.actor(b).posts.isEmpty)
    }
  }
}
