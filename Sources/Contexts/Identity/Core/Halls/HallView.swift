import Kernel
public import WorkingTime

/// A hall as everybody sees it at a moment.
public struct HallView: Sendable {
  public struct Window: Sendable {
    public let window: HallWindow
    public let isOpen: Bool
    /// Why it is closed while the hall is open; nil when it is only not staffed.
    public let closure: HallClosure?
  }

  public let hall: Hall
  public let windows: [Window]
  /// Of the whole hall and of its windows, that are not over.
  public let closures: [HallClosure]
  public let today: CalendarDay
  /// Of today; empty when it is closed all day.
  public let hoursToday: [ClockSpan]
  public let isOpen: Bool

  /// `staffed`: windows where somebody of the roster is now.
  init(
    _ hall: Hall, windows: [HallWindow], closures: [HallClosure], staffed: Set<String>, calendar: WorkCalendar, at now: Instant
  ) {
    self.hall = hall
    self.closures = closures
    let today = calendar.day(now.civilDate)
    self.today = today
    let hours = hall.hours.spans(on: today)
    hoursToday = hours
    let covering = closures.filter { $0.covers(now) }
    let isOpen = hours.contains { $0.contains(minute: now.secondOfDay / 60) } && !covering.contains { $0.window == nil }
    self.isOpen = isOpen
    self.windows = windows.map { window in
      let closure = covering.first { $0.window == window.id }
      let isReady = window.kind != .flexible || staffed.contains(window.id)
      return Window(window: window, isOpen: isOpen && closure == nil && isReady, closure: closure)
    }
  }
}

/// Where somebody sits at a moment, as a case remembers it.
public struct WindowSeat: Sendable, Hashable {
  public let hall: String
  public let hallName: String
  public let number: String
}
