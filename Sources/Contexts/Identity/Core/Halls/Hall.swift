public import Kernel

/// A hall of public services (政务服务大厅) of a region.
public struct Hall: Sendable, Hashable {
  /// What helps people there (无障碍环境建设法 art. 40; GB/T 32169 on halls).
  public enum Facility: String, Sendable, CaseIterable {
    case accessibleWindow, lowCounter, writingPad, captions, voiceGuide, barrierFreeWay, wheelchair, readingGlasses, nursery
    case thirdToilet, selfService24, consultation, waitingArea, parking
  }

  public let id: String
  public let region: String
  public let name: String
  public let address: String
  public let phone: String
  public let hours: HallHours
  public let facilities: Set<Facility>
  /// Given up: shown to nobody but its administrators.
  public let isRetired: Bool

  public init(
    id: String, region: String, name: String, address: String, phone: String, hours: HallHours, facilities: Set<Facility>,
    isRetired: Bool
  ) {
    self.id = id
    self.region = region
    self.name = name
    self.address = address
    self.phone = phone
    self.hours = hours
    self.facilities = facilities
    self.isRetired = isRetired
  }
}

/// A window of a hall.
public struct HallWindow: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    /// 综合窗口: all that is under unified acceptance.
    case unified
    /// 专业窗口: of one or some departments.
    case special
    /// 帮办代办
    case help
    /// 办不成事反映窗口
    case trouble
    /// 潮汐窗口: open while somebody is on the roster there.
    case flexible
    /// 出证窗口: hands out what was decided.
    case issuing

    /// The role without which nobody serves there.
    public var role: Role { self == .issuing ? .issuer : .windowClerk }
  }

  public let id: String
  public let hall: String
  /// As it is written over the window: `A01`.
  public let number: String
  public let name: String
  public let kind: Kind
  /// Keys of departments that it takes; only a special window's are a limit.
  public let departments: [String]
  /// Keys of services that it takes besides.
  public let services: [String]
  public let isAccessible: Bool
  public let isRetired: Bool

  public init(
    id: String, hall: String, number: String, name: String, kind: Kind, departments: [String], services: [String],
    isAccessible: Bool, isRetired: Bool
  ) {
    self.id = id
    self.hall = hall
    self.number = number
    self.name = name
    self.kind = kind
    self.departments = departments
    self.services = services
    self.isAccessible = isAccessible
    self.isRetired = isRetired
  }

  /// Whether an application for a service can be handed in here. `isUnified`: it is under unified acceptance.
  public func takes(service: String, department: String, isUnified: Bool) -> Bool {
    switch kind {
    case .unified, .flexible: isUnified || departments.contains(department) || services.contains(service)
    case .special: departments.contains(department) || services.contains(service)
    case .help, .trouble, .issuing: false
    }
  }

  /// Whether posts let somebody serve here: a clerk's at an agency of the region, an issuer's where results are handed out; at a special
  /// window of departments one at these.
  public func isServed(by posts: some Sequence<Post>, region: String) -> Bool {
    posts.contains { post in
      post.role == kind.role && post.agency.region == region
        && (kind != .special || departments.isEmpty || departments.contains(post.agency.department))
    }
  }
}

/// A time for which a hall, or one window of it, is closed.
public struct HallClosure: Sendable, Hashable {
  public let id: String
  public let hall: String
  /// nil: the whole hall.
  public let window: String?
  public let from: Instant
  /// Without this moment.
  public let to: Instant
  public let reason: String

  public init(id: String, hall: String, window: String?, from: Instant, to: Instant, reason: String) {
    self.id = id
    self.hall = hall
    self.window = window
    self.from = from
    self.to = to
    self.reason = reason
  }

  func covers(_ moment: Instant) -> Bool { from <= moment && moment < to }

  /// Whether it touches a part of a day.
  func touches(_ day: CivilDate, _ span: ClockSpan) -> Bool {
    from < day.start.adding(seconds: Int64(span.to) * 60) && day.start.adding(seconds: Int64(span.from) * 60) < to
  }
}

/// What an administrator says of a hall.
public struct HallInput: Sendable {
  public var region: String
  public var name: String
  public var address: String
  public var phone: String
  public var hours: HallHours
  public var facilities: Set<Hall.Facility>
  public var isRetired: Bool

  public init(
    region: String, name: String, address: String, phone: String, hours: HallHours, facilities: Set<Hall.Facility>,
    isRetired: Bool = false
  ) {
    self.region = region
    self.name = name
    self.address = address
    self.phone = phone
    self.hours = hours
    self.facilities = facilities
    self.isRetired = isRetired
  }
}

/// What an administrator says of a window. `kind`: nil when none was chosen.
public struct WindowInput: Sendable {
  public var number: String
  public var name: String
  public var kind: HallWindow.Kind?
  public var departments: [String]
  public var services: [String]
  public var isAccessible: Bool
  public var isRetired: Bool

  public init(
    number: String, name: String, kind: HallWindow.Kind?, departments: [String], services: [String], isAccessible: Bool,
    isRetired: Bool = false
  ) {
    self.number = number
    self.name = name
    self.kind = kind
    self.departments = departments
    self.services = services
    self.isAccessible = isAccessible
    self.isRetired = isRetired
  }
}
