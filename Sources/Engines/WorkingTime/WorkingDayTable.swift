import Kernel

/// Working days counted ahead: how many there are through any day, and which day is the n-th, each by one look.
///
/// Inside the span that the calendar names there is a table; before and after it the week alone decides, which is arithmetic.
struct WorkingDayTable: Sendable {
  /// Days since 1970-01-01 of the first day in the table; the table is empty for a calendar that names no day.
  private let first: Int
  /// Working days of the table through each of its days.
  private let counts: [Int32]
  /// The table's working days, as places in it.
  private let places: [Int32]
  /// Weekdays through the day before the table, and through its last day.
  private let weekdaysBefore: Int
  private let weekdaysThrough: Int

  /// `rests`, `worked`: days since 1970-01-01 that are off, and weekend days that are worked; what is both is worked.
  init(rests: Set<Int>, worked: Set<Int>) {
    let named = rests.union(worked)
    guard let first = named.min(), let last = named.max() else {
      self.first = 0
      (counts, places, weekdaysBefore, weekdaysThrough) = ([], [], 0, 0)
      return
    }
    var counts: [Int32] = []
    var places: [Int32] = []
    counts.reserveCapacity(last - first + 1)
    for day in first...last {
      let isWorking = worked.contains(day) || (!rests.contains(day) && CivilDate(daysSince1970: day).weekday < 6)
      if isWorking { places.append(Int32(day - first)) }
      counts.append(Int32(places.count))
    }
    self.first = first
    self.counts = counts
    self.places = places
    weekdaysBefore = Self.weekdays(through: first - 1)
    weekdaysThrough = Self.weekdays(through: last)
  }

  /// Working days through a day; differences count, the number itself has no meaning.
  func count(through day: Int) -> Int {
    guard !counts.isEmpty, day >= first else { return Self.weekdays(through: day) }
    let place = day - first
    return place < counts.count
      ? weekdaysBefore + Int(counts[place]) : weekdaysBefore + places.count + Self.weekdays(through: day) - weekdaysThrough
  }

  /// The first day through which there are so many.
  func day(of count: Int) -> Int {
    let place = count - weekdaysBefore
    guard !counts.isEmpty, place > 0 else { return Self.weekday(count) }
    return place <= places.count
      ? first + Int(places[place - 1]) : Self.weekday(count - weekdaysBefore - places.count + weekdaysThrough)
  }

  /// Mondays to Fridays through a day, from 1969-12-29 on, a Monday; below 1 before it.
  private static func weekdays(through day: Int) -> Int {
    let (week, rest) = floor(day + 3, 7)
    return week * 5 + min(rest + 1, 5)
  }

  /// The day of the n-th of them.
  private static func weekday(_ count: Int) -> Int {
    let (week, rest) = floor(count - 1, 5)
    return week * 7 + rest - 3
  }

  private static func floor(_ number: Int, _ divisor: Int) -> (quotient: Int, rest: Int) {
    let rest = ((number % divisor) + divisor) % divisor
    return ((number - rest) / divisor, rest)
  }
}
