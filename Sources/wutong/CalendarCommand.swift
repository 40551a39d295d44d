import App
import ArgumentParser
import Kernel
import WorkingTime

struct CalendarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar", abstract: "Working days by the published calendar.", subcommands: [Due.self, Is.self])

  struct Due: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The date N working days after START, which is not counted.")
    @Argument(help: "YYYY-MM-DD") var start: String
    @Argument var workingDays: Int
    @Option(help: "Code of a region that has days off of its own.") var region = ""

    func run() throws {
      guard let start = CivilDate(start) else { throw ValidationError("START is a date such as 2026-11-24.") }
      guard (0...10_000).contains(workingDays) else { throw ValidationError("N is 0 to 10000.") }
      let due = try Calendars.published(in: region).due(from: start, workingDays: workingDays)
      print(due.provisional ? "\(due.date) provisional" : "\(due.date)")
    }
  }

  struct Is: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Whether DATE is a working day.")
    @Argument(help: "YYYY-MM-DD") var date: String
    @Option(help: "Code of a region that has days off of its own.") var region = ""

    func run() throws {
      guard let date = CivilDate(date) else { throw ValidationError("DATE is a date such as 2026-11-24.") }
      let day = try Calendars.published(in: region).day(date)
      print(day.isWorking ? "working" : "rest", day.kind.rawValue, day.name ?? "")
    }
  }
}
