import IdentityCore
import Kernel
import SeededRandom
import Testing
import WorkingTime

@Suite("What stands against a shift")
struct RosterRulesTests {
  // Wednesday 2026-11-25; Thursday is made a holiday here, and Saturday a working day.
  private static let today = CivilDate("2026-11-25") ?? CivilDate(daysSince1970: 0)
  private static let holiday = today.adding(days: 1)
  private static let saturday = today.adding(days: 3)
  private static let calendar = WorkCalendar(holidays: [holiday: "测试节"], makeUps: [saturday: "测试节"])
  private static let region = "152502"
  private static let morning = ClockSpan(from: 9 * 60, to: 12 * 60)
  private static let afternoon = ClockSpan(from: 14 * 60, to: 17 * 60)
  private let clerk = Post(role: .windowClerk, agency: AgencyID(region: region, department: "ZSJ"))
  private let police = Post(role: .windowClerk, agency: AgencyID(region: region, department: "GAJ"))
  private let issuer = Post(role: .issuer, agency: AgencyID(region: region, department: "ZSJ"))

  private func hall(_ week: [[ClockSpan]]? = nil, retired: Bool = false) -> Hall {
    let usual = [Self.morning, Self.afternoon]
    return Hall(
      id: "h", region: Self.region, name: "测试大厅", address: "测", phone: "",
      hours: HallHours(week ?? [usual, usual, usual, usual, usual, [], []]), facilities: [], isRetired: retired)
  }

  private func window(
    _ id: String, _ kind: HallWindow.Kind = .unified, _ departments: [String] = [], retired: Bool = false
  )
    -> HallWindow
  {
    HallWindow(
      id: id, hall: "h", number: id.uppercased(), name: id, kind: kind, departments: departments, services: [],
      isAccessible: false, isRetired: retired)
  }

  private func person(
    _ id: String, _ posts: [Post], until: Instant? = nil, leaves: [Leave] = [], isDisabled: Bool = false,
    standing: [(deputy: Deputy, held: [HeldPost])] = []
  ) -> RosterBook.Person {
    RosterBook.Person(
      party: PartyID(id), account: id, name: "测\(id)", isDisabled: isDisabled,
      held: posts.map { HeldPost(post: $0, until: until) }, leaves: leaves, standing: standing)
  }

  private func book(
    _ people: [RosterBook.Person], hall: Hall? = nil, windows: [HallWindow]? = nil, closures: [HallClosure] = [],
    shifts: [Shift] = []
  ) -> RosterBook {
    RosterBook(
      hall: hall ?? self.hall(), windows: windows ?? [window("a"), window("b")], closures: closures, people: people,
      calendar: Self.calendar, shifts: shifts.map { ($0, $0.window.uppercased()) })
  }

  private func shift(
    _ party: String, _ window: String = "a", _ day: CivilDate = today, _ span: ClockSpan = morning, id: String = "new"
  ) -> Shift {
    Shift(id: id, window: window, party: PartyID(party), day: day, span: span)
  }

  private func codes(_ book: RosterBook, _ shift: Shift, today: CivilDate? = today) -> Set<String> {
    Set(book.conflicts(shift, today: today).map(\.code))
  }

  private func leave(_ party: String, _ from: CivilDate = today, _ to: CivilDate = today) -> Leave {
    Leave(id: "l", party: PartyID(party), from: from, to: to)
  }

  @Test("nothing stands against a clerk at a free window in the hours of the hall")
  func free() { #expect(codes(book([person("p", [clerk])]), shift("p")).isEmpty) }

  @Test("nobody is at two windows at one time, and no window has two people; one after the other is fine")
  func twice() {
    let people = [person("p", [clerk]), person("q", [clerk])]
    let later = ClockSpan(from: 12 * 60 - 1, to: 12 * 60)
    let there = [shift("p", "a", Self.today, ClockSpan(from: 9 * 60, to: 11 * 60), id: "there")]
    let half = ClockSpan(from: 10 * 60, to: 12 * 60)
    #expect(codes(book(people, shifts: there), shift("p", "b", Self.today, half)) == ["shiftPersonTwice"])
    #expect(codes(book(people, shifts: there), shift("q", "a", Self.today, half)) == ["shiftSeatTaken"])
    #expect(codes(book(people, shifts: there), shift("q", "b", Self.today, half)).isEmpty)
    for party in ["p", "q"] {
      #expect(codes(book(people, shifts: there), shift(party, "a", Self.today, later)).isEmpty)
      #expect(codes(book(people, shifts: there), shift(party, "a", Self.today.adding(days: 2), half)).isEmpty)
    }
  }

  @Test("two spans collide exactly when some minute lies in both, whatever they are")
  func overlap() {
    var random = SplitMix(state: 5)
    for _ in 0..<3000 {
      func span() -> ClockSpan {
        let from = Int.random(in: 0..<60, using: &random)
        return ClockSpan(from: from, to: from + Int.random(in: 1...30, using: &random))
      }
      let (one, other) = (span(), span())
      let both = (0..<100).contains { one.contains(minute: $0) && other.contains(minute: $0) }
      #expect(one.overlaps(other) == both && other.overlaps(one) == both)
      #expect(one.contains(other) == (other.from..<other.to).allSatisfy { one.contains(minute: $0) })
    }
  }

  @Test("the hours of the hall hold: none on a holiday, Monday's on a weekend day that is worked, own ones first")
  func hours() {
    let people = [person("p", [clerk])]
    let early = ClockSpan(from: 8 * 60, to: 10 * 60)
    let noon = ClockSpan(from: 11 * 60, to: 15 * 60)
    #expect(codes(book(people), shift("p", "a", Self.holiday)) == ["shiftHoliday"])
    #expect(codes(book(people), shift("p", "a", Self.saturday)).isEmpty)
    #expect(codes(book(people), shift("p", "a", Self.saturday.adding(days: 1))) == ["shiftHallClosed"])
    for span in [early, noon] {
      #expect(codes(book(people), shift("p", "a", Self.today, span)) == ["shiftOutsideHours"])
    }
    let own = hall([[], [], [], [Self.morning], [], [Self.afternoon], []])
    #expect(own.hours.spans(on: Self.calendar.day(Self.saturday)) == [Self.afternoon])
    #expect(own.hours.spans(on: Self.calendar.day(Self.holiday)).isEmpty)
    #expect(own.hours.spans(on: Self.calendar.day(Self.holiday.adding(days: 7))) == [Self.morning])
  }

  @Test("who is on leave, has no post for the window that day, or whose account is closed, is told apart")
  func people() {
    let endsToday = Self.today.end
    let leaves = [leave("p", Self.today.adding(days: 2), Self.today.adding(days: 3))]
    let book = self.book(
      [
        person("p", [clerk], leaves: leaves), person("none", []), person("closed", [clerk], isDisabled: true),
        person("issuer", [issuer]), person("police", [police]), person("short", [clerk], until: endsToday),
        person("far", [Post(role: .windowClerk, agency: AgencyID(region: "152501", department: "ZSJ"))]),
        person("boss", [Post(role: .supervisor, agency: clerk.agency)]),
      ],
      windows: [window("a"), window("s", .special, ["GAJ"]), window("i", .issuing), window("h", .help)])
    let friday = Self.today.adding(days: 2)
    #expect(codes(book, shift("p", "a", friday)) == ["shiftOnLeave"])
    #expect(codes(book, shift("p", "a", Self.today)).isEmpty)
    for party in ["none", "closed", "issuer", "far", "boss"] {
      #expect(codes(book, shift(party)) == ["shiftNoPost"], "\(party)")
    }
    #expect(codes(book, shift("p", "s")) == ["shiftNoPost"])
    #expect(codes(book, shift("p", "i")) == ["shiftNoPost"])
    #expect(codes(book, shift("police", "s")).isEmpty && codes(book, shift("issuer", "i")).isEmpty)
    #expect(codes(book, shift("p", "h")).isEmpty)
    #expect(codes(book, shift("short")).isEmpty && codes(book, shift("short", "a", friday)) == ["shiftNoPost"])
  }

  @Test("a closure of the hall or of the window stands against it, for its time alone; so does a window given up")
  func closures() {
    func closure(_ window: String?, _ from: Int64, _ to: Int64) -> HallClosure {
      HallClosure(
        id: "c", hall: "h", window: window, from: Self.today.start.adding(seconds: from * 3600),
        to: Self.today.start.adding(seconds: to * 3600), reason: "测")
    }
    let people = [person("p", [clerk])]
    #expect(codes(book(people, closures: [closure("a", 10, 11)]), shift("p")) == ["shiftWindowClosed"])
    #expect(codes(book(people, closures: [closure(nil, 0, 24)]), shift("p")) == ["shiftWindowClosed"])
    for closed in [closure("b", 0, 24), closure("a", 12, 24), closure(nil, 0, 9)] {
      #expect(codes(book(people, closures: [closed]), shift("p")).isEmpty)
    }
    #expect(codes(book(people, windows: [window("a", retired: true)]), shift("p")) == ["shiftWindowRetired"])
    #expect(codes(book(people, hall: hall(retired: true)), shift("p")) == ["shiftWindowRetired"])
  }

  @Test("rosters are planned from today to a year ahead; the program itself may enter what was")
  func days() {
    let people = [person("p", [clerk])]
    #expect(codes(book(people), shift("p", "a", Self.today.adding(days: -1))) == ["shiftPast"])
    #expect(codes(book(people), shift("p", "a", Self.today.adding(days: -1)), today: nil).isEmpty)
    #expect(!codes(book(people), shift("p", "a", Self.today.adding(days: 366))).contains("shiftFar"))
    #expect(codes(book(people), shift("p", "a", Self.today.adding(days: 367))).contains("shiftFar"))
  }

  @Test("everything that stands against a shift is told at once")
  func all() {
    let people = [person("p", [], leaves: [leave("p", Self.holiday, Self.holiday)]), person("q", [clerk])]
    let there = [
      shift("q", "a", Self.holiday, Self.morning, id: "1"), shift("p", "b", Self.holiday, Self.morning, id: "2"),
    ]
    #expect(
      codes(book(people, shifts: there), shift("p", "a", Self.holiday)) == [
        "shiftHoliday", "shiftSeatTaken", "shiftPersonTwice", "shiftOnLeave", "shiftNoPost",
      ])
  }

  @Test("a leave makes a gap, and a deputy who may serve there fills it")
  func gaps() {
    let away = leave("p")
    let deputy = Deputy(
      id: "d", leave: away, post: clerk, deputy: PartyID("q"), from: Self.today, to: Self.today)
    let held = [HeldPost(post: clerk, until: nil)]
    let book = self.book(
      [
        person("p", [clerk], leaves: [away]), person("q", [], standing: [(deputy, held)]), person("r", [clerk]),
        person("gone", []),
      ])
    #expect(book.gap(shift("r")) == nil)
    #expect(book.gap(shift("gone")) == .noPost)
    #expect(book.gap(shift("p")) == .onLeave)
    #expect(book.deputies(of: shift("p")).map(\.account) == ["q"])
    #expect(book.gap(shift("p", "a", Self.today.adding(days: 2))) == nil)
    #expect(book.deputies(of: shift("p", "a", Self.today.adding(days: 2))).isEmpty)
    // Standing in gives the post, so that a deputy may be put onto the roster, and only on its days.
    #expect(codes(book, shift("q")).isEmpty)
    #expect(codes(book, shift("q", "a", Self.today.adding(days: 2))) == ["shiftNoPost"])
    #expect(book.gap(shift("r", "a", Self.holiday)) == .closed)
  }

  @Test("which window takes an application for a service")
  func takes() {
    func takes(_ window: HallWindow, _ isUnified: Bool) -> Bool {
      window.takes(service: "GAJ001", department: "GAJ", isUnified: isUnified)
    }
    #expect(takes(window("a"), true) && !takes(window("a"), false))
    #expect(takes(window("s", .special, ["GAJ"]), false) && !takes(window("s", .special, ["LCJ"]), true))
    for kind in [HallWindow.Kind.help, .trouble, .issuing] { #expect(!takes(window("x", kind, ["GAJ"]), true)) }
  }
}
