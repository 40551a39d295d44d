import Kernel
import Tables

/// What the catalogue knows of services and regions, as a file of reviews needs it.
public struct ReviewCatalogue: Sendable {
  let hasService: @Sendable (String) -> Bool
  let hasRegion: @Sendable (String) -> Bool
  /// The department that answers for a service in a region; nil when nobody knows.
  let department: @Sendable (_ service: String, _ region: String) -> String?

  public init(
    hasService: @escaping @Sendable (String) -> Bool, hasRegion: @escaping @Sendable (String) -> Bool,
    department: @escaping @Sendable (_ service: String, _ region: String) -> String?
  ) {
    self.hasService = hasService
    self.hasRegion = hasRegion
    self.department = department
  }
}

/// The words for how a review came in.
public enum ReviewChannels {
  /// Those that people used.
  public static let active = [
    "web", "mobile", "window", "kiosk", "hotline", "homeVisit", "sms", "miniProgram", "qr", "device", "paper",
  ]
  public static let all = active + [ReviewPlace.byDefault]
}

/// A file of reviews as it was read: its good rows and what is wrong with the others. Pure.
struct ReviewFile: Sendable {
  struct Row: Sendable {
    let line: Int32
    let place: Int32
    let grade: UInt8
    let at: Int64
  }

  struct Extra: Sendable {
    let indicators: String
    let comment: String
    let caseID: String
  }

  private(set) var places: [ReviewPlace] = []
  private(set) var rows: [Row] = []
  /// What few rows have, by line.
  private(set) var extras: [Int32: Extra] = [:]
  private(set) var problems: [TableProblem] = []
  /// The file cannot be read as a table at all.
  private(set) var isUnusable = false

  static let needed = ["service", "region", "grade", "channel", "at"]
  static let channels = Set(ReviewChannels.all)
  private static let longestProblems = 1000

  /// `bytes` of the file called `file` in problems.
  init(_ bytes: [UInt8], file: String, catalogue: ReviewCatalogue, indicators: IndicatorTable) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      fail(TableProblem(file: file, line: CSV.brokenLine(bytes), column: "", code: "invalidUTF8"))
      return
    }
    var scanner = CSVScanner(bytes)
    scanner.skipRemarks()
    var header: [String] = []
    while header.isEmpty, let line = scanner.next() {
      if scanner.isBlank {
        scanner.skipRemarks()
      } else {
        header = scanner.cells.map { String(decoding: scanner.bytes($0), as: UTF8.self) }
        var seen = Set<String>()
        for name in header where !seen.insert(name).inserted {
          fail(TableProblem(file: file, line: line, column: "", code: "columnTwice", arguments: ["column": name]))
        }
        for name in Self.needed where !seen.contains(name) {
          fail(TableProblem(file: file, line: line, column: name, code: "noColumn"))
        }
      }
    }
    if header.isEmpty { fail(TableProblem(file: file, line: 1, column: "", code: "noHeader")) }
    guard !isUnusable else { return }
    read(&scanner, header: header, file: file, catalogue: catalogue, indicators: indicators)
    if let line = scanner.unclosedQuote {
      fail(TableProblem(file: file, line: line, column: "", code: "unclosedQuote"))
    }
  }

  private mutating func fail(_ problem: TableProblem) {
    problems.append(problem)
    isUnusable = true
  }

  private mutating func read(
    _ scanner: inout CSVScanner, header: [String], file: String, catalogue: ReviewCatalogue, indicators: IndicatorTable
  ) {
    func column(_ name: String) -> Int? { header.firstIndex(of: name) }
    let optional = (column("case"), column("department"), column("indicators"), column("comment"))
    let needed = Self.needed.map { column($0) ?? 0 }
    // The words of a row that make its place come again and again: each set of words is looked at once.
    var words = WordTable()
    var known: [PlaceKey: Int32] = [:]
    var cases = Set<String>()
    while let line = scanner.next() {
      if scanner.isBlank { continue }
      guard problems.count < Self.longestProblems else { return }
      let cells = scanner.cells
      guard cells.count == header.count else {
        problems.append(
          TableProblem(
            file: file, line: line, column: "", code: "wrongCellCount",
            arguments: ["expected": "\(header.count)", "found": "\(cells.count)"]))
        continue
      }
      func text(_ place: Int?) -> String { place.map { String(decoding: scanner.bytes(cells[$0]), as: UTF8.self) } ?? "" }
      let before = problems.count
      func wrong(_ column: String, _ code: String, _ value: String) {
        problems.append(
          TableProblem(file: file, line: line, column: column, code: code, arguments: ["value": String(value.prefix(60))]))
      }
      let key = PlaceKey(
        service: words.number(scanner.bytes(cells[needed[0]])), region: words.number(scanner.bytes(cells[needed[1]])),
        channel: words.number(scanner.bytes(cells[needed[3]])),
        department: optional.1.map { words.number(scanner.bytes(cells[$0])) } ?? -1)
      var place = known[key]
      if place == nil {
        let (service, region, channel) = (text(needed[0]), text(needed[1]), text(needed[3]))
        var department = text(optional.1)
        if !catalogue.hasService(service) { wrong("service", "unknownService", service) }
        if !catalogue.hasRegion(region) { wrong("region", "unknownRegion", region) }
        if !Self.channels.contains(channel) { wrong("channel", "word", channel) }
        if department.isEmpty { department = catalogue.department(service, region) ?? "" }
        if department.utf8.count > 64 { wrong("department", "tooLong", department) }
        if problems.count == before {
          place = Int32(places.count)
          known[key] = place
          places.append(ReviewPlace(region: region, department: department, service: service, channel: channel))
        }
      }
      let digits = scanner.bytes(cells[needed[2]])
      let grade = digits.count == 1 ? digits.first.flatMap { (0x31...0x35).contains($0) ? $0 - 0x30 : nil } : nil
      if grade == nil { wrong("grade", "reviewGrade", text(needed[2])) }
      let at = MomentReader.milliseconds(scanner.bytes(cells[needed[4]]))
      if at == nil { wrong("at", "moment", text(needed[4])) }
      let (caseID, codes, comment) = (text(optional.0), text(optional.2), text(optional.3))
      if !caseID.isEmpty {
        if caseID.utf8.count > 64 { wrong("case", "tooLong", caseID) }
        if !cases.insert(caseID).inserted { wrong("case", "caseTwice", caseID) }
      }
      if !codes.isEmpty, let grade, let grade = Grade(rawValue: Int(grade)) {
        for code in codes.split(separator: "|") where !indicators.contains(String(code), for: grade) {
          wrong("indicators", "indicatorOfOtherGrade", String(code))
        }
      }
      if comment.unicodeScalars.count > ReviewRules.longestComment { wrong("comment", "tooLong", comment) }
      if cells.contains(where: { scanner.bytes($0).contains(0) }) { wrong("", "nulCharacter", "") }
      guard problems.count == before, let place, let grade, let at else { continue }
      rows.append(Row(line: Int32(line), place: place, grade: grade, at: at))
      if !caseID.isEmpty || !codes.isEmpty || !comment.isEmpty {
        extras[Int32(line)] = Extra(indicators: codes, comment: comment, caseID: caseID)
      }
    }
  }

  /// A case that has been reviewed already is told with its line, and its row is left out.
  mutating func refuse(cases: Set<String>, file: String) {
    guard !cases.isEmpty else { return }
    rows.removeAll { row in
      guard let extra = extras[row.line], cases.contains(extra.caseID) else { return false }
      problems.append(
        TableProblem(file: file, line: Int(row.line), column: "case", code: "caseReviewed", arguments: ["value": extra.caseID]))
      return true
    }
  }

  private struct PlaceKey: Hashable {
    var service: Int32
    var region: Int32
    var channel: Int32
    var department: Int32
  }
}

/// Numbers for words, found by their bytes without making text of them.
private struct WordTable {
  private var slots = [Int32](repeating: -1, count: 1 << 13)
  private var words: [[UInt8]] = []

  mutating func number(_ word: ArraySlice<UInt8>) -> Int32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var slot = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
    while slots[slot] >= 0 {
      if words[Int(slots[slot])].elementsEqual(word) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = Int32(words.count)
    words.append(Array(word))
    slots[slot] = number
    if words.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    let old = words
    words = []
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for word in old { _ = number(word[...]) }
  }
}

/// Moments of files: `2022-03-03`, `2022-03-03 10:00[:00]` by the civil clock (+08:00), or RFC 3339 with a zone.
enum MomentReader {
  /// nil for what is none, or lies before 1970 or after 2100.
  static func milliseconds(_ text: ArraySlice<UInt8>) -> Int64? {
    let text = Array(text)
    guard text.count >= 10, text[4] == 0x2D, text[7] == 0x2D, let year = number(text, 0, 4), let month = number(text, 5, 2),
      let day = number(text, 8, 2), (1970...2100).contains(year), let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    let start = date.start.milliseconds
    if text.count == 10 { return start }
    guard text.count >= 16, text[10] == 0x20 || text[10] == 0x54, text[13] == 0x3A, let hour = number(text, 11, 2),
      let minute = number(text, 14, 2), hour < 24, minute < 60
    else { return nil }
    if text.count == 16 { return start + Int64(hour * 3600 + minute * 60) * 1000 }
    guard text.count >= 19, text[16] == 0x3A, let second = number(text, 17, 2), second < 60 else { return nil }
    if text.count == 19 { return start + Int64(hour * 3600 + minute * 60 + second) * 1000 }
    return Instant(rfc3339: String(decoding: text, as: UTF8.self))?.milliseconds
  }

  private static func number(_ text: [UInt8], _ start: Int, _ count: Int) -> Int? {
    var value = 0
    for index in start..<(start + count) {
      guard (0x30...0x39).contains(text[index]) else { return nil }
      value = value * 10 + Int(text[index] - 0x30)
    }
    return value
  }
}
