import Decimals
import Temporal
import Testing

@Suite("Zones")
struct ZoneTests {
  @Test(
    "the offset of a named zone at a local time: before a gap, the first of two",
    arguments: [
      ("2021-01-15T12:00:00@Europe/Paris", "PT1H"), ("2021-07-15T12:00:00@Europe/Paris", "PT2H"),
      ("2021-03-28T01:59:59@Europe/Paris", "PT1H"),
      ("2021-03-28T02:30:00@Europe/Paris", "PT1H"), ("2021-03-28T03:00:00@Europe/Paris", "PT2H"),
      ("2021-10-31T01:59:59@Europe/Paris", "PT2H"),
      ("2021-10-31T02:30:00@Europe/Paris", "PT2H"), ("2021-10-31T03:00:00@Europe/Paris", "PT1H"),
      ("2021-01-15T12:00:00@Asia/Shanghai", "PT8H"),
      ("1990-07-15T12:00:00@Asia/Shanghai", "PT9H"), ("2021-01-15T12:00:00@Australia/Melbourne", "PT11H"),
      ("1800-01-01T00:00:00@Europe/Paris", "PT9M21S"),
      ("-999999999-01-01T00:00:00@Europe/Paris", "PT9M21S"), ("999999999-01-15T00:00:00@Europe/Paris", "PT1H"),
      ("999999999-07-15T00:00:00@Europe/Paris", "PT2H"),
      ("2021-01-15T12:00:00@Etc/UTC", "PT0S"), ("2021-01-15T12:00:00-05:30", "-PT5H30M"),
      ("2021-01-15T12:00:00@America/St_Johns", "-PT3H30M"),
    ])
  func offsets(_ text: String, _ offset: String) {
    #expect(DateAndTime(text)?.offset?.description == offset)
  }

  @Test("a moment on the clocks of another zone")
  func conversion() throws {
    let moment: DateAndTime = try #require(DateAndTime("2021-10-31T00:30:00Z"))
    #expect(moment.converted(to: .named("Europe/Paris"))?.description == "2021-10-31T02:30:00@Europe/Paris")
    #expect(moment.converted(to: .named("Asia/Shanghai"))?.description == "2021-10-31T08:30:00@Asia/Shanghai")
    #expect(moment.converted(to: .offset(seconds: -3600))?.description == "2021-10-30T23:30:00-01:00")
    #expect(moment.converted(to: .named("Nowhere/At_all")) == nil)
    #expect(moment.converted(to: .offset(seconds: 50_401)) == nil)
    #expect(DateAndTime("2021-10-31T00:30:00")?.converted(to: .utc) == nil)
    let epoch = DateAndTime(instant: .zero, zone: .utc)
    #expect(epoch?.description == "1970-01-01T00:00:00Z")
    #expect(epoch?.instant == .zero)
    for second in [Int.max, Int.min] { #expect(DateAndTime(instant: SecondsDuration(seconds: second), zone: .utc) == nil) }
  }

  @Test("unknown zones and offsets out of range have no values")
  func unknown() {
    for zone in [
      Zone.named("xyz/abc"), .named(""), .named("/"), .named("PST"), .offset(seconds: 50_401), .offset(seconds: .min),
      .offset(seconds: .max),
    ] {
      #expect(!zone.isValid)
      #expect(TimeOfDay(hour: 1, minute: 2, second: 3, zone: zone) == nil)
      #expect(TimeOfDay.midnight.with(zone: zone) == nil)
    }
    #expect(Zone.named("xyz/abc").offset(atEpochSecond: 0) == nil)
    for second in [Int.max, Int.min] {
      #expect(Zone.named("Europe/Paris").offset(atLocalSecond: second) != nil)
      #expect(Zone.named("Europe/Paris").offset(atEpochSecond: second) != nil)
    }
    #expect(Zone.offset(seconds: .min).description == "-14:00")
  }

  @Test("a time of day with a named zone has the offset of its standard time")
  func standard() {
    #expect(TimeOfDay("12:00:00@Europe/Paris")?.offset?.description == "PT1H")
    #expect(TimeOfDay("12:00:00@Australia/Melbourne")?.offset?.description == "PT10H")
    #expect(TimeOfDay("12:00:00+05:00")?.offset?.description == "PT5H")
    #expect(TimeOfDay("12:00:00")?.offset == nil)
    #expect(TimeOfDay("12:00:00@Europe/Paris")?.zoneName == "Europe/Paris")
    #expect(TimeOfDay("12:00:00Z")?.zoneName == nil)
  }

  @Test(
    "times from parts, with a decimal second and an offset",
    arguments: [
      (12, 59, "1.3", "-PT1H", "12:59:01.3-01:00"), (11, 59, "45", "PT0H", "11:59:45Z"),
      (11, 59, "45", "PT2H45M55S", "11:59:45+02:45:55"), (12, 0, "0", nil, "12:00:00"),
      (23, 59, "59.9999999999", nil, "23:59:59.999999999"), (24, 59, "45", nil, nil), (-24, 59, "45", nil, nil),
      (23, 60, "45", nil, nil), (23, 59, "60", nil, nil),
      (23, 59, "-0.1", nil, nil), (1, 2, "3", "PT14H1S", nil), (1, 2, "3", "PT0.5S", nil), (1, 2, "1e30", nil, nil),
      (1, 2, "1e-30", nil, "01:02:00"),
    ] as [(Int, Int, String, String?, String?)])
  func parts(_ hour: Int, _ minute: Int, _ second: String, _ offset: String?, _ result: String?) throws {
    let second: Decimal34 = try #require(Decimal34(second))
    let offset = try offset.map { text in try #require(SecondsDuration(text) as SecondsDuration?) }
    let time = TimeOfDay(hour: hour, minute: minute, second: second, offset: offset)
    #expect(time?.description == result)
  }

  @Test("parts out of range, and dates as moments")
  func more() throws {
    for bad in [-1, 60, Int.max, Int.min] {
      #expect(TimeOfDay(hour: bad, minute: 0, second: 0) == nil)
      #expect(TimeOfDay(hour: 0, minute: bad, second: 0) == nil)
      #expect(TimeOfDay(hour: 0, minute: 0, second: bad) == nil)
    }
    #expect(TimeOfDay(hour: 0, minute: 0, second: 0, nanosecond: 1_000_000_000) == nil)
    #expect(TimeOfDay("10:20:30.25")?.decimalSecond == Decimal34("30.25"))
    let date: CivilDate = try #require(CivilDate("2021-01-02"))
    #expect(date.midnightUTC.description == "2021-01-02T00:00:00Z")
    #expect(date.midnight.description == "2021-01-02T00:00:00")
    let start: DateAndTime = try #require(DateAndTime("2021-01-01T10:10:10@Australia/Melbourne"))
    #expect(date.midnightUTC.duration(since: start)?.description == "P1DT49M50S")
  }
}
