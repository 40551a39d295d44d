/// The calendars and office hours of all regions: the country's, and what a region differs in (其他节日, as a Naadam in Inner Mongolia). Data.
public struct WorkCalendars: Sendable {
  /// What holds where no region says otherwise.
  public let country: WorkCalendar
  /// By the beginning of a region's code: `54` is all of Tibet, `1525` a league, `152502` a city.
  private let calendars: [String: WorkCalendar]
  private let hours: [String: OfficeHours]

  public init(_ country: WorkCalendar, calendars: [String: WorkCalendar] = [:], hours: [String: OfficeHours] = [:]) {
    self.country = country
    self.calendars = calendars
    self.hours = hours
  }

  /// The calendar of the narrowest region that has one.
  public func calendar(of region: String) -> WorkCalendar { Self.narrowest(calendars, region) ?? country }

  /// Its office hours.
  public func hours(of region: String) -> OfficeHours { Self.narrowest(hours, region) ?? .usual }

  private static func narrowest<Value>(_ values: [String: Value], _ region: String) -> Value? {
    guard !values.isEmpty else { return nil }
    var code = Substring(region)
    while !code.isEmpty {
      if let value = values[String(code)] { return value }
      code.removeLast()
    }
    return values[""]
  }
}
