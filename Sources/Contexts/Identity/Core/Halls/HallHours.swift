import Kernel
public import WorkingTime

/// A part of a civil day, from one minute up to, and without, another.
public struct ClockSpan: Sendable, Hashable, Comparable {
  /// Minutes since midnight, 0 to 1439.
  public let from: Int
  public let to: Int

  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }

  /// Reads `09:00` and `12:00`; nil when either is no time of day.
  public init?(_ from: String, _ to: String) {
    guard let from = Self.minute(from), let to = Self.minute(to) else { return nil }
    self.init(from: from, to: to)
  }

  /// Reads `09:00-12:00`, with a hyphen or a dash; nil when it is anything else.
  public init?(_ text: String) {
    let parts = text.split(omittingEmptySubsequences: false) { "-–—~".contains($0) }.map(String.init)
    guard parts.count == 2 else { return nil }
    self.init(parts[0], parts[1])
  }

  public var isOrdered: Bool { from < to }
  public func overlaps(_ other: Self) -> Bool { from < other.to && other.from < to }
  public func contains(_ other: Self) -> Bool { from <= other.from && other.to <= to }
  public func contains(minute: Int) -> Bool { from <= minute && minute < to }

  public var fromText: String { Self.text(from) }
  public var toText: String { Self.text(to) }
  /// `09:00-12:00`.
  public var text: String { "\(fromText)-\(toText)" }

  public static func < (left: Self, right: Self) -> Bool { (left.from, left.to) < (right.from, right.to) }

  /// Minutes since midnight of `09:00`; nil when it is no time of day.
  public static func minute(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
    let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
    guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    return hour < 24 && minute < 60 ? hour * 60 + minute : nil
  }

  private static func text(_ minute: Int) -> String { "\(minute / 60, digits: 2):\(minute % 60, digits: 2)" }
}

/// When a hall is open, by weekday. Pure.
public struct HallHours: Sendable, Hashable {
  /// Monday first; each in order and apart from the others.
  public let week: [[ClockSpan]]

  public init(_ week: [[ClockSpan]]) {
    self.week = (0..<7).map { $0 < week.count ? week[$0].sorted() : [] }
  }

  /// The hours of a day of the calendar: none on a public holiday; a weekend day that is worked (调休上班) without hours of its own has
  /// Monday's.
  public func spans(on day: CalendarDay) -> [ClockSpan] {
    let own = week[day.date.weekday - 1]
    switch day.kind {
    case .holiday: return []
    case .makeUp: return own.isEmpty ? week[0] : own
    case .working, .weekend: return own
    }
  }

  /// What is wrong: `/hours/0` is Monday.
  var problems: [Problem] {
    var problems: [Problem] = []
    for (index, spans) in week.enumerated() {
      if !spans.allSatisfy(\.isOrdered) {
        problems.append(Problem("/hours/\(index)", "spanOrder"))
      } else if zip(spans, spans.dropFirst()).contains(where: { $0.overlaps($1) }) {
        problems.append(Problem("/hours/\(index)", "spanOverlap"))
      }
    }
    return problems
  }

  /// As it is kept: `09:00-12:00 14:30-17:30;…`, Monday first.
  var text: String { week.map { $0.map(\.text).joined(separator: " ") }.joined(separator: ";") }

  init(kept text: String) {
    self.init(
      text.split(separator: ";", omittingEmptySubsequences: false).map { day in
        day.split(separator: " ").compactMap { ClockSpan(String($0)) }
      })
  }
}
