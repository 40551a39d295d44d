import CaseworkCore
import CatalogueCore
import Foundation
import IdentityCore
import JSON
import Kernel
import NoticesCore
import ReviewsCore
import Tables
import WorkingTime

/// What the program reads from its Data folder: procedures, tables of the catalogue, calendar, the table of reasons.
struct DataFiles {
  let folder: String

  func procedures() throws -> [ProcedureArchive.Source] {
    try files("procedures", "yaml").map { try ProcedureArchive.Source(try YAML.parse(try text($0), file: $0), file: $0) }
  }

  /// A table of the catalogue of the demonstration.
  func table(_ kind: CatalogueKind) throws -> CatalogueImport.File {
    .init(name: "Data/catalogue/\(kind.file)", bytes: try bytes("catalogue/\(kind.file)"))
  }

  /// All files of a table: situations are a model each.
  func tables(_ kind: CatalogueKind) throws -> [CatalogueImport.File] {
    guard kind == .situations else { return [try table(kind)] }
    return try files("situations", "dmn").map { path in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      return .init(name: "Data/situations/\(name)", bytes: try bytes("situations/\(name)"))
    }
  }

  func calendar() throws -> WorkCalendar {
    let path = "\(folder)/calendar/holidays.csv"
    let (table, problems) = CSV.read(Array(try text(path).utf8), file: path)
    if let problem = problems.first { throw problem }
    var holidays: [CivilDate: String] = [:]
    var makeUps: [CivilDate: String] = [:]
    for row in table.rows {
      guard let date = CivilDate(row["date"]) else {
        throw TableProblem(file: path, line: row.line, column: "date", code: "date")
      }
      if row["kind"] == "workday" { makeUps[date] = row["name"] } else { holidays[date] = row["name"] }
    }
    return WorkCalendar(holidays: holidays, makeUps: makeUps)
  }

  /// The country's calendar with what regions add: days off of their own, and their office hours.
  func calendars() throws -> WorkCalendars {
    let country = try calendar()
    var holidays: [String: [CivilDate: String]] = [:]
    var makeUps: [String: [CivilDate: String]] = [:]
    let days = try rows("calendar/regional.csv")
    for row in days.rows {
      guard let date = CivilDate(row["date"]) else {
        throw TableProblem(file: days.file, line: row.line, column: "date", code: "date")
      }
      if row["kind"] == "workday" {
        makeUps[row["region"], default: [:]][date] = row["name"]
      } else {
        holidays[row["region"], default: [:]][date] = row["name"]
      }
    }
    var spans: [String: [Range<Int>]] = [:]
    let hours = try rows("calendar/hours.csv")
    for row in hours.rows {
      guard let span = ClockSpan(row["from"], row["to"]), span.isOrdered else {
        throw TableProblem(file: hours.file, line: row.line, column: "from", code: "spanOrder")
      }
      spans[row["region"], default: []].append(span.from..<span.to)
    }
    let regions = Set(holidays.keys).union(makeUps.keys)
    return WorkCalendars(
      country,
      calendars: Dictionary(
        uniqueKeysWithValues: regions.map { region in
          // A banner has the festivals of its region too.
          let wider = regions.filter(region.hasPrefix).sorted { $0.count < $1.count }
          let calendar = wider.reduce(country) { $0.adding(holidays: holidays[$1] ?? [:], makeUps: makeUps[$1] ?? [:]) }
          return (region, calendar)
        }),
      hours: spans.compactMapValues { OfficeHours($0.sorted { $0.lowerBound < $1.lowerBound }) })
  }

  private func rows(_ name: String) throws -> (file: String, rows: [Table.Row]) {
    let path = "\(folder)/\(name)"
    let (table, problems) = CSV.read(Array(try text(path).utf8), file: path)
    if let problem = problems.first { throw problem }
    return (path, table.rows)
  }

  func indicators() throws -> IndicatorTable {
    let path = "\(folder)/reviews/indicators.yaml"
    let json = try YAML.parse(try text(path), file: path)
    var byGrade: [Grade: [IndicatorTable.Indicator]] = [:]
    for (key, items) in json["grades"]?.objectValue ?? JSONObject() {
      guard let grade = Int(key).flatMap(Grade.init) else { continue }
      byGrade[grade] = (items.arrayValue ?? []).compactMap { item in
        guard let code = item["code"]?.stringValue, let zh = item["zh"]?.stringValue, let en = item["en"]?.stringValue else {
          return nil
        }
        return IndicatorTable.Indicator(code: code, zh: zh, en: en)
      }
    }
    return IndicatorTable(version: json["version"]?.intValue.map { Int($0) } ?? 1, byGrade: byGrade)
  }

  func noticeTemplates() throws -> NoticeTemplates {
    let path = "\(folder)/notices/templates.yaml"
    return try NoticeTemplates(try YAML.parse(try text(path), file: path), file: path)
  }

  func demoScript() throws -> DemoScript {
    let path = "\(folder)/demo/life.yaml"
    return try DemoScript(try text(path), file: path)
  }

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))) }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private func files(_ name: String, _ ending: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)").filter { $0.hasSuffix(".\(ending)") }.sorted()
      .map { "\(folder)/\(name)/\($0)" }
  }
}
