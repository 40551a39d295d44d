public import WorkingTime

/// The calendar that comes with the program.
public enum Calendars {
  public static func published() throws -> WorkCalendar { try DataFiles(folder: try Home.locate() + "/Data").calendar() }

  /// With what a region adds: `region` is its code.
  public static func published(in region: String) throws -> WorkCalendar {
    try DataFiles(folder: try Home.locate() + "/Data").calendars().calendar(of: region)
  }
}
