import SeededRandom
import Temporal
import Testing

@Suite("Dates, times and durations as text")
struct ReadingTests {
  static let dates = [
    "2017-12-31", "2017-01-01", "-2017-12-31", "999999999-12-31", "-999999999-12-31", "0000-02-29", "2020-02-29", "0001-01-01",
    "12345-06-07",
  ]
  static let times = [
    "01:02:03", "00:00:00", "11:22:33.444", "11:22:33.123456789", "23:59:00Z", "13:20:00+02:00", "13:20:00-05:00",
    "00:01:00@Etc/UTC",
    "00:01:00@Europe/Paris", "11:59:45+02:45:55", "11:59:45-02:45:55", "10:20:00.5@America/Argentina/Buenos_Aires",
    "23:59:59+14:00",
    "23:59:59-14:00", "00:00:00@UTC",
  ]

  @Test("what is in normal form prints as it was read")
  func normal() {
    for text in Self.dates { #expect(CivilDate(text)?.description == text) }
    for text in Self.times { #expect(TimeOfDay(text)?.description == text) }
    for date in Self.dates {
      for time in Self.times { #expect(DateAndTime(date + "T" + time)?.description == date + "T" + time) }
    }
  }

  @Test(
    "other ways of writing come to the normal form",
    arguments: [
      ("11:22:33-00:00", "11:22:33Z"), ("11:22:33+00:00", "11:22:33Z"), ("10:30:00.0000", "10:30:00"),
      ("10:30:00.1200", "10:30:00.12"),
      ("24:00:00", "00:00:00"), ("24:00:00.000Z", "00:00:00Z"), ("10:30:00.1234567899", "10:30:00.123456789"),
      ("11:59:00+02:01:00", "11:59:00+02:01"),
    ])
  func times(_ text: String, _ normal: String) { #expect(TimeOfDay(text)?.description == normal) }

  @Test(
    "a date alone is its midnight, and the 24th hour the next day",
    arguments: [
      ("2012-12-24", "2012-12-24T00:00:00"), ("2021-01-01T24:00:00", "2021-01-02T00:00:00"),
      ("2020-02-28T24:00:00Z", "2020-02-29T00:00:00Z"),
    ])
  func datesAndTimes(_ text: String, _ normal: String) { #expect(DateAndTime(text)?.description == normal) }

  @Test(
    "no date",
    arguments: [
      "", "2012-12-25T", "2012/12/25", "0000-12-25T", "9999999999-12-25", "2017-13-10", "2017-12-32", "998-12-31",
      "01211-12-31",
      "2012T-12-2511:00:00Z", "+2012-12-02", "2017-00-10", "2017-12-00", "2017-02-29", "1900-02-29", "2017-4-31", "2017-04-31",
      "2017-12-1", "--2017-12-01",
      "2017-12-01Z", " 2017-12-01", "2017-12-01 ", "1000999999-12-01", "20171201", "-", "-2017", "2017-12", "２017-12-01",
      "99999999999999999999999-01-01",
    ])
  func badDates(_ text: String) {
    #expect(CivilDate(text) == nil)
    #expect(DateAndTime(text) == nil)
  }

  @Test(
    "no time of day",
    arguments: [
      "", "23:59:60", "24:00:01", "24:01:00", "24:00:00.001", "25:00:00", "00:60:00", "00:00:61", "7:00:00", "07:1:00",
      "07:01:2", "13:20:00@xyz/abc",
      "13:20:00+19:00", "13:20:00-19:00", "13:20:00+14:01", "13:20:00+5:00", "13:20:00+5", "13:20:00+05",
      "13:20:00+02:00@Europe/Paris",
      "13:20:00@Europe/Paris+02:00", "13:20:00Z@Etc/UTC", "13:20:00@", "13:20:00@europe/paris", "13:20:00@PST",
      "13:20:00@GMT+5", "13:20:00@../Europe/Paris",
      "7:20", "07:2", "07:20", "11:30:00T", "2012T-12-2511:00:00Z", "11:30:00z", "11:30:00.", "11:30:00.Z", "11:30:00 Z",
      "T11:30:00", "-01:00:00",
      "11:30:00+02:60", "11:30:00+02:00:60", "11:30:00+02:00:5", "13:20:00@Europe/Pariŝ",
    ])
  func badTimes(_ text: String) {
    #expect(TimeOfDay(text) == nil)
    #expect(DateAndTime("2017-12-31T" + text) == nil)
  }

  @Test(
    "no date and time",
    arguments: [
      "11:00:00", "2011-12-0310:15:30", "2017-13-10T11:22:33", "998-12-31T11:22:33", "01211-12-31T11:22:33",
      "+99999-12-01T11:22:33",
      "2017-12-31t11:22:33", "2017-12-31 11:22:33", "2017-12-31T13:20:00+05:0", "999999999-12-31T24:00:00", "2017-12-31T",
    ])
  func badDatesAndTimes(_ text: String) { #expect(DateAndTime(text) == nil) }

  @Test(
    "days and time durations in normal form",
    arguments: [
      ("P1D", "P1D"), ("PT2H", "PT2H"), ("PT3M", "PT3M"), ("PT4S", "PT4S"), ("PT0.999S", "PT0.999S"),
      ("P1DT2H3M4.123456789S", "P1DT2H3M4.123456789S"),
      ("PT0S", "PT0S"), ("PT0.000S", "PT0S"), ("PT0.S", "PT0S"), ("PT0M", "PT0S"), ("PT0H", "PT0S"), ("P0D", "PT0S"),
      ("-P0D", "PT0S"), ("-PT1H2M", "-PT1H2M"),
      ("PT1000M", "PT16H40M"), ("PT1000M0.999999999S", "PT16H40M0.999999999S"), ("PT24H", "P1D"), ("P2DT100M", "P2DT1H40M"),
      ("PT3600S", "PT1H"),
      ("P2DT274M", "P2DT4H34M"), ("-PT0.5S", "-PT0.5S"), ("-P1DT0.000000001S", "-P1DT0.000000001S"),
      ("PT00000000000000000000001S", "PT1S"),
      ("PT9223372036854775807S", "P106751991167300DT15H30M7S"), ("-PT1M0.25S", "-PT1M0.25S"), ("P1DT1S", "P1DT1S"),
    ])
  func seconds(_ text: String, _ normal: String) {
    #expect(SecondsDuration(text)?.description == normal)
    #expect(MonthsDuration(text) == nil)
  }

  @Test(
    "years and months durations in normal form",
    arguments: [
      ("P1Y2M", "P1Y2M"), ("P1Y", "P1Y"), ("P0Y", "P0M"), ("P0M", "P0M"), ("-P0Y", "P0M"), ("-P1Y", "-P1Y"), ("P26M", "P2Y2M"),
      ("P1Y27M", "P3Y3M"),
      ("P100M", "P8Y4M"), ("-P100M", "-P8Y4M"), ("P999999999M", "P83333333Y3M"), ("-P99999999Y", "-P99999999Y"),
    ])
  func months(_ text: String, _ normal: String) {
    #expect(MonthsDuration(text)?.description == normal)
    #expect(SecondsDuration(text) == nil)
  }

  @Test(
    "no duration",
    arguments: [
      "", "P", "-P", "PT", "-PT", "P0", "1Y", "1D", "P1H", "P1S", "P1DT", "P1YT", "PT1D", "P1M1Y", "PT1S1M", "PT1H1H", "PT1.5H",
      "P1.5D", "P1.5Y", "P-1D", "+P1D",
      "--P1D", "P1Y1D", "P1M1D", "P1Y1MT1H", "p1d", "P1D ", " P1D", "PT1", "PT.5S", "PTS", "P1Y2", "P2012T-12-2511:00:00Z",
      "PT99999999999999999999S", "P9223372036854775807D",
      "P9223372036854775807Y", "P99999999999999999999M", "-PT9223372036854775807H",
    ])
  func badDurations(_ text: String) {
    #expect(SecondsDuration(text) == nil)
    #expect(MonthsDuration(text) == nil)
  }

  @Test("random values print and read back unchanged")
  func roundTrips() throws {
    var generator = SplitMix(state: 3)
    for _ in 0..<5000 {
      let moment = randomMoment(&generator)
      #expect(DateAndTime(moment.description) == moment)
      #expect(CivilDate(moment.date.description) == moment.date)
      #expect(TimeOfDay(moment.time.description) == moment.time)
      let span = SecondsDuration(totalNanoseconds: Int128(Int.random(in: Int.min...Int.max, using: &generator)) * 1_000_000_007)
      if let span { #expect(SecondsDuration(span.description) == span) }
      let months = MonthsDuration(months: Int.random(in: Int.min...Int.max, using: &generator))
      #expect(MonthsDuration(months.description) == months)
    }
    #expect(MonthsDuration(MonthsDuration(months: .min).description)?.totalMonths == .min)
    #expect(SecondsDuration(SecondsDuration(seconds: .min).description)?.seconds == .min)
  }

  @Test("random bytes never make the readers fail otherwise than by nil")
  func fuzz() {
    var generator = SplitMix(state: 4)
    let alphabet = Array("0123456789012345-:-:TZ.+@PYMDTHS/EuropeParis\u{0}\u{ff}".utf8)
    let seeds = [
      "2024-02-29T23:59:59.5+08:00", "12:00:00@Europe/Paris", "P1DT2H3M4.5S", "-P3Y4M", "-999999999-01-01T00:00:00Z",
    ].map { Array($0.utf8) }
    var read = 0
    for _ in 0..<100_000 {
      var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let place = Int.random(in: 0..<max(bytes.count, 1), using: &generator)
        let byte =
          Bool.random(using: &generator)
          ? alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] : UInt8.random(in: 0...255, using: &generator)
        switch Int.random(in: 0...2, using: &generator) {
        case 0: if place < bytes.count { bytes.remove(at: place) }
        case 1: bytes.insert(byte, at: min(place, bytes.count))
        default: if place < bytes.count { bytes[place] = byte }
        }
      }
      if let value = CivilDate(bytes.span) { #expect(CivilDate(value.description) == value) }
      if let value = TimeOfDay(bytes.span) { #expect(TimeOfDay(value.description) == value) }
      if let value = MonthsDuration(bytes.span) { #expect(MonthsDuration(value.description) == value) }
      if let value = SecondsDuration(bytes.span) { #expect(SecondsDuration(value.description) == value) }
      if let value = DateAndTime(bytes.span) {
        #expect(DateAndTime(value.description) == value)
        read += 1
      }
    }
    #expect(read > 1000)
  }
}

/// Any year, any zone.
func randomMoment(_ generator: inout SplitMix) -> DateAndTime {
  let far = Bool.random(using: &generator)
  let days =
    far
    ? Int.random(in: -365_000_000_000...365_000_000_000, using: &generator)
    : Int.random(in: -30_000...60_000, using: &generator)
  let zones: [Zone?] = [
    nil, .utc, .offset(seconds: Int.random(in: -50_400...50_400, using: &generator)), .named("Europe/Paris"),
    .named("Australia/Melbourne"),
    .named("Asia/Shanghai"), .named("America/New_York"),
  ]
  let zone = zones[Int.random(in: 0..<zones.count, using: &generator)]
  let nanosecond = Bool.random(using: &generator) ? 0 : Int.random(in: 0..<1_000_000_000, using: &generator)
  let time = TimeOfDay(
    hour: Int.random(in: 0..<24, using: &generator), minute: Int.random(in: 0..<60, using: &generator),
    second: Int.random(in: 0..<60, using: &generator), nanosecond: nanosecond, zone: zone)
  guard let date = CivilDate(daysSinceEpoch: days), let time else { preconditionFailure("the ranges above are valid") }
  return DateAndTime(date: date, time: time)
}
