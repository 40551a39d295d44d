import Foundation
import Kernel
import Testing

@testable import WorkingTime

@Suite("The calendar beside another's")
struct OracleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Data/calendar/holidays.csv.
  private static func published() throws -> WorkCalendar {
    let text = try String(contentsOf: root.appendingPathComponent("Data/calendar/holidays.csv"), encoding: .utf8)
    var holidays: [CivilDate: String] = [:]
    var makeUps: [CivilDate: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard let date = CivilDate(cells[0]) else { continue }
      if cells[1] == "workday" { makeUps[date] = cells[2] } else { holidays[date] = cells[2] }
    }
    return WorkCalendar(holidays: holidays, makeUps: makeUps)
  }

  @Test("every day that PyPI's chinesecalendar covers is a working day here if and only if it is one there")
  func everyDay() throws {
    let python = Self.root.appendingPathComponent(".build/oracle/bin/python")
    try #require(
      FileManager.default.isExecutableFile(atPath: python.path),
      "PyPI's chinesecalendar is not there to compare with: run tools/needs test")
    let process = Process()
    let pipe = Pipe()
    process.executableURL = python
    process.arguments = [Self.root.appendingPathComponent("Tests/Engines/WorkingTimeTests/oracle.py").path]
    process.standardOutput = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let calendar = try Self.published()
    var days = 0
    for line in said.split(separator: "\n") {
      let cells = line.split(separator: " ")
      let date = try #require(CivilDate(String(cells[0])))
      // A year that one knows and the other does not yet is no difference.
      guard date <= calendar.publishedThrough else { continue }
      #expect(calendar.isWorkingDay(date) == (cells[1] == "1"), "\(date)")
      days += 1
    }
    #expect(days > 8000, "\(days) days were compared")
  }
}
