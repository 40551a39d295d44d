public import Kernel

/// How long a legal clock runs.
public enum ClockTerm: Sendable, Hashable {
  /// 0: on the spot, today or on the next working day.
  case workingDays(Int)
  case workingMinutes(Int)

  /// In its own unit.
  public var amount: Int {
    switch self {
    case .workingDays(let days): days
    case .workingMinutes(let minutes): minutes
    }
  }
}

/// Something that happened to a legal clock.
public struct ClockEntry: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// It began: the day itself is not counted.
    case start
    /// It began earlier than somebody said: the law takes the application as accepted (视为受理).
    case deemed
    /// More days.
    case extend
    /// It stands still, for as long as was told in writing.
    case pause
    case resume
    /// What it counted for is done.
    case stop
  }

  public let kind: Kind
  public let at: Instant
  /// What a pause is for, and a resumption ends: `hearing`, `supplement`.
  public let subject: String
  /// Working days that an extension adds, or that a pause was told to need; 0 when nothing was told.
  public let days: Int
  /// The article that says so.
  public let source: String

  public init(_ kind: Kind, at: Instant, subject: String = "", days: Int = 0, source: String = "") {
    self.kind = kind
    self.at = at
    self.subject = subject
    self.days = days
    self.source = source
  }

  /// One order for entries whatever order they came in: by time, and at the same moment as the kinds are listed.
  func precedes(_ other: ClockEntry) -> Bool {
    if at != other.at { return at < other.at }
    if kind != other.kind { return kind.order < other.kind.order }
    return (subject, days, source) < (other.subject, other.days, other.source)
  }
}

extension ClockEntry.Kind {
  fileprivate var order: Int {
    switch self {
    case .start: 0
    case .deemed: 1
    case .extend: 2
    case .pause: 3
    case .resume: 4
    case .stop: 5
    }
  }
}
