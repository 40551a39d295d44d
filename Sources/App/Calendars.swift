public import WorkingTime

/// The calendar that comes with the program.
public enum Calendars {
  public static func published() throws -> WorkCalendar { try DataFiles(folder: try Home.locate() + "/Data").calendar() }
}
