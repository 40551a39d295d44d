import Decimals
import SeededRandom
import Temporal
import Testing

@Suite("Reckoning with dates and times")
struct MomentTests {
  func moment(_ text: String) throws -> DateAndTime {
    let value: DateAndTime = try #require(DateAndTime(text), "\(text)")
    return value
  }

  func time(_ text: String) throws -> TimeOfDay {
    let value: TimeOfDay = try #require(TimeOfDay(text), "\(text)")
    return value
  }

  @Test(
    "the time between two moments, none when only one has a zone",
    arguments: [
      ("2021-01-02T10:10:10", "2021-01-01T10:10:10", "P1D"),
      ("2021-01-02T10:10:10@Europe/Paris", "2021-01-01T10:10:10@Asia/Dhaka", "P1DT5H"),
      ("2021-01-02T10:10:10+01:00", "2021-01-01T10:10:10@Europe/Paris", "P1D"),
      ("2021-01-02T10:10:10@Europe/Paris", "1995-01-01T10:10:10@Asia/Dhaka", "P9498DT5H"),
      ("2021-01-02T10:10:10@Europe/Paris", "2021-01-01T10:10:10", "nil"),
      ("2021-01-02T10:10:10", "2021-01-01T10:10:10+02:00", "nil"),
      ("2021-01-02T00:00:00Z", "2021-01-01T10:10:10@Australia/Melbourne", "P1DT49M50S"),
      ("2021-01-02T10:10:10+01:00", "1995-01-01T00:00:00Z", "P9498DT9H10M10S"),
      ("2016-12-24T23:59:00-08:00", "2015-12-24T00:00:01-01:00", "P367DT6H58M59S"),
      ("2021-03-28T12:00:00@Europe/Paris", "2021-03-27T12:00:00@Europe/Paris", "PT23H"),
    ])
  func differences(_ later: String, _ earlier: String, _ result: String) throws {
    #expect(try moment(later).duration(since: moment(earlier))?.description ?? "nil" == result)
  }

  @Test(
    "a moment and a duration",
    arguments: [
      ("2021-01-12T10:10:10", "P1DT1H", "2021-01-13T11:10:10"),
      ("2021-01-12T10:10:10@Australia/Melbourne", "P1DT1H", "2021-01-13T11:10:10@Australia/Melbourne"),
      ("2021-01-01T24:00:00", "-PT1S", "2021-01-01T23:59:59"),
      ("-2021-01-01T10:10:10+11:00", "-P1D", "-2022-12-31T10:10:10+11:00"),
      ("-2021-01-01T10:10:10@Australia/Melbourne", "P1D", "-2021-01-02T10:10:10@Australia/Melbourne"),
      ("2021-03-27T12:00:00@Europe/Paris", "P1D", "2021-03-28T13:00:00@Europe/Paris"),
      ("1969-12-31T23:59:59.75", "PT0.25S", "1970-01-01T00:00:00"),
      ("1970-01-01T00:00:00", "-PT0.000000001S", "1969-12-31T23:59:59.999999999"), ("999999999-12-31T23:59:59", "PT1S", "nil"),
      ("-999999999-01-01T00:00:00+14:00", "-PT1S", "nil"), ("2021-01-01T00:00:00", "PT9223372036854775807S", "nil"),
    ])
  func sums(_ start: String, _ duration: String, _ result: String) throws {
    let duration: SecondsDuration = try #require(SecondsDuration(duration))
    #expect(try moment(start).adding(duration)?.description ?? "nil" == result)
  }

  @Test(
    "a moment and months",
    arguments: [
      ("2021-01-01T10:10:10", "-P1M", "2020-12-01T10:10:10"),
      ("-2021-01-01T10:10:10+11:00", "P1Y", "-2020-01-01T10:10:10+11:00"),
      ("2020-02-29T10:00:00@Australia/Melbourne", "P1Y", "2021-02-28T10:00:00@Australia/Melbourne"),
    ])
  func months(_ start: String, _ duration: String, _ result: String) throws {
    let duration: MonthsDuration = try #require(MonthsDuration(duration))
    #expect(try moment(start).adding(duration)?.description == result)
    #expect(try moment(start).subtracting(try #require(duration.negated))?.description == result)
  }

  @Test(
    "whole months between two days",
    arguments: [
      ("2011-12-22", "2013-08-24", "P1Y8M"), ("2013-08-24", "2011-12-22", "-P1Y8M"), ("2016-01-01", "2016-01-01", "P0M"),
      ("2016-09-30T23:25:00", "2017-12-28T12:12:12", "P1Y2M"), ("2010-05-30T03:55:58", "2017-12-15T00:59:59", "P7Y6M"),
      ("-2016-01-30T09:05:00", "-2017-02-28T02:02:02", "-P11M"),
      ("2014-12-31T23:59:59", "-2019-10-01T12:32:59", "-P4033Y2M"),
      ("2017-09-05T10:20:00-01:00", "-2019-10-01T12:32:59+02:00", "-P4035Y11M"),
      ("2011-12-31T10:15:30@Etc/UTC", "2017-08-10T10:20:00@Europe/Paris", "P5Y7M"),
      ("2014-12-31T23:59:59", "2016-12-31T00:00:01", "P2Y"),
      ("-999999999-01-01", "999999999-12-31", "P1999999998Y11M"),
    ])
  func monthsBetween(_ from: String, _ to: String, _ result: String) throws {
    #expect(try moment(to).months(since: moment(from)).description == result)
  }

  @Test("moments are compared on the time line, and are the same value only in the same form")
  func comparison() throws {
    let same = [
      ("2018-10-08T00:00:00+02:00", "2018-10-08T00:00:00@Europe/Paris"),
      ("2002-04-02T12:00:00@Australia/Melbourne", "2002-04-02T12:00:00@Australia/Sydney"),
      ("2002-04-02T23:00:00-04:00", "2002-04-03T02:00:00-01:00"), ("2018-12-08T00:00:00+00:00", "2018-12-08T00:00:00@Etc/UTC"),
    ]
    for (left, right) in same {
      #expect(try moment(left).order(against: moment(right)) == 0)
      #expect(try moment(left).isSameSecond(as: moment(right)) == true)
      #expect(try moment(left) != moment(right))
    }
    #expect(try moment("2018-12-08T00:00:00.0001").isSameSecond(as: moment("2018-12-08T00:00:00")) == true)
    #expect(try moment("2018-12-08T00:00:00.0001").order(against: moment("2018-12-08T00:00:00")) == 1)
    #expect(try moment("2018-12-08T00:00:00@Europe/Paris").order(against: moment("2018-12-08T00:00:00@Asia/Dhaka")) == 1)
    #expect(try moment("2018-12-08T00:00:00").order(against: moment("2018-12-08T00:00:00Z")) == nil)
    #expect(try moment("2018-12-08T00:00:00").isSameSecond(as: moment("2018-12-08T00:00:00Z")) == nil)
    #expect(try time("10:30:00Z") == time("10:30:00+00:00"))
    #expect(try time("20:00:50+00:00") != time("21:00:50+01:00"))
    #expect(try time("20:00:50+00:00").order(against: time("21:00:50+01:00")) == 0)
    #expect(try time("23:00:50").order(against: time("23:00:50Z")) == nil)
    #expect(try time("10:30:00.0001").isSameSecond(as: time("10:30:00.0002")) == true)
    #expect(try time("10:30:00.0001").order(against: time("10:30:00.0002")) == -1)
    #expect(try time("23:00:50@Australia/Melbourne").order(against: time("23:00:50+10:00")) == 0)
  }

  @Test(
    "the clock goes round at midnight",
    arguments: [
      ("10:15:00", "P1D", "10:15:00"), ("10:15:00+11:00", "PT1H", "11:15:00+11:00"),
      ("10:15:00@Australia/Melbourne", "-PT1H", "09:15:00@Australia/Melbourne"),
      ("23:59:59.5", "PT0.5S", "00:00:00"), ("00:00:00", "-PT0.000000001S", "23:59:59.999999999"),
      ("12:00:00", "-P1000DT13H", "23:00:00"),
      ("00:00:00", "PT9223372036854775807.999999999S", "15:30:07.999999999"),
    ])
  func clock(_ start: String, _ duration: String, _ result: String) throws {
    #expect(try time(start).adding(try #require(SecondsDuration(duration))).description == result)
  }

  @Test(
    "the time between two times of a day",
    arguments: [
      ("10:10:10", "11:10:10", "-PT1H"), ("10:10:10+11:00", "09:10:10+11:00", "PT1H"),
      ("10:10:10@Australia/Melbourne", "09:10:10@Australia/Melbourne", "PT1H"),
      ("10:10:10Z", "10:10:10+01:00", "PT1H"), ("10:10:10Z", "10:10:10", "nil"), ("00:00:00", "23:59:59.25", "-PT23H59M59.25S"),
    ])
  func times(_ later: String, _ earlier: String, _ result: String) throws {
    #expect(try time(later).duration(since: time(earlier))?.description ?? "nil" == result)
  }

  @Test("a + d − a is d, and a + d − d is a, in every zone and year")
  func laws() throws {
    var generator = SplitMix(state: 2)
    for _ in 0..<3000 {
      let start = randomMoment(&generator)
      let seconds = Int.random(in: -100_000_000...100_000_000, using: &generator)
      let duration: SecondsDuration = try #require(
        SecondsDuration(seconds: seconds, nanoseconds: Int.random(in: 0...999_999_999, using: &generator)))
      let end: DateAndTime = try #require(start.adding(duration))
      if case .named? = start.zone {
        // Where clocks go back an hour comes twice, and the second cannot be told from the first.
        let error = try #require(end.duration(since: start)?.subtracting(duration)?.magnitude)
        #expect(error <= SecondsDuration(seconds: 3600))
      } else {
        #expect(end.duration(since: start) == duration)
        #expect(end.subtracting(duration) == start)
      }
      #expect(end.order(against: start) == (duration.isNegative ? -1 : (duration == .zero ? 0 : 1)))
      #expect(start.time.adding(duration).subtracting(duration) == start.time)
    }
  }
}
