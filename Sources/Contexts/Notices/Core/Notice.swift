public import Kernel

/// Words in Chinese and English; Chinese is the authoritative text.
public struct NoticeWords: Sendable, Hashable {
  public let zh: String
  public let en: String

  public init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  public func callAsFunction(_ language: String) -> String { language.hasPrefix("en") && !en.isEmpty ? en : zh }
}

/// How a notice leaves the house. In-site is no channel: every notice is there.
public enum NoticeChannel: String, Sendable, Hashable, CaseIterable {
  case sms, mail
}

/// Something that somebody is told (通知), as it was worded when it happened: what is said to people is not said anew when words change.
public struct Notice: Sendable, Hashable {
  public let id: String
  public let party: PartyID
  public let caseID: CaseID?
  public let template: String
  /// The version of the template.
  public let version: Int
  public let title: NoticeWords
  public let text: NoticeWords
  public let at: Instant
  public let readAt: Instant?
}

/// Where a notice stands on its way out through one channel.
public struct NoticeDelivery: Sendable, Hashable {
  public enum State: String, Sendable, Hashable {
    /// Is sent, or sent again, at `next`.
    case waiting
    /// The gateway or mail server has taken it.
    case sent
    /// Given up; where there was another channel, that was tried next.
    case failed
  }

  public let id: String
  public let channel: NoticeChannel
  public let state: State
  public let attempts: Int
  public let at: Instant
}

/// A notice with what became of it, for whom it is for.
public struct NoticeView: Sendable {
  public let notice: Notice
  public let deliveries: [NoticeDelivery]
}

/// How somebody is reached, and when not.
public struct Contact: Sendable, Hashable {
  /// Confirmed with a code that was sent there; nil while there is none.
  public var mail: String?
  /// Given and not yet confirmed.
  public var unconfirmedMail: String?
  /// From the person's own record; nil while there is none.
  public var mobile: String?
  public var bySMS: Bool
  public var byMail: Bool
  public var language: String
  /// No short message comes then, unless it is urgent.
  public var quiet: QuietHours

  public init(
    mail: String? = nil, unconfirmedMail: String? = nil, mobile: String? = nil, bySMS: Bool = true, byMail: Bool = true,
    language: String = "zh-Hans", quiet: QuietHours = .standard
  ) {
    self.mail = mail
    self.unconfirmedMail = unconfirmedMail
    self.mobile = mobile
    self.bySMS = bySMS
    self.byMail = byMail
    self.language = language
    self.quiet = quiet
  }

  /// Where a channel reaches them, if they want it.
  public func address(_ channel: NoticeChannel) -> String? {
    switch channel {
    case .sms: bySMS ? mobile : nil
    case .mail: byMail ? mail : nil
    }
  }
}

/// A part of every civil day, in minutes from midnight; over midnight where `from` is later than `to`; none where they are alike.
public struct QuietHours: Sendable, Hashable {
  public let from: Int
  public let to: Int

  /// 21:30 to 8:00
  public static let standard = QuietHours(from: 21 * 60 + 30, to: 8 * 60)

  /// Both in 0..<1440, else they are taken modulo a day.
  public init(from: Int, to: Int) {
    self.from = ((from % 1440) + 1440) % 1440
    self.to = ((to % 1440) + 1440) % 1440
  }

  /// `21:30`
  public var fromText: String { Self.text(from) }
  public var toText: String { Self.text(to) }

  private static func text(_ minutes: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(minutes / 60)):\(two(minutes % 60))"
  }

  /// The same moment, or the end of the quiet hours in which it lies.
  public func after(_ now: Instant) -> Instant {
    let start = now.civilDate.start
    let minute = Int(now.since(start) / 60_000)
    let isQuiet = from < to ? (from..<to).contains(minute) : from > to && (minute >= from || minute < to)
    guard isQuiet else { return now }
    let day = minute >= to ? now.civilDate.adding(days: 1) : now.civilDate
    return day.start.adding(seconds: Int64(to) * 60)
  }
}
