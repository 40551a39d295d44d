/// A table read from a file: rows of text by column, each with the line it began on.
public struct Table: Sendable {
  public struct Row: Sendable {
    /// In the file, from 1.
    public let line: Int
    let columns: [String: Int]
    let cells: [String]

    /// The cell of a column; empty when the table has no such column.
    public subscript(_ column: String) -> String {
      guard let index = columns[column], index < cells.count else { return "" }
      return cells[index]
    }

    /// The values of a cell that holds several, joined with `|`.
    public func list(_ column: String) -> [String] {
      self[column].split(separator: "|").map(String.init)
    }
  }

  public let file: String
  public let columns: [String]
  public let rows: [Row]
}

/// What is wrong with one place of a file that was brought in.
public struct TableProblem: Error, Sendable, Hashable, CustomStringConvertible {
  public let file: String
  public let line: Int
  /// Name of the column; empty for the whole row.
  public let column: String
  /// Stable; words under `import.<code>` in the string tables.
  public let code: String
  public let arguments: [String: String]

  public init(file: String, line: Int, column: String, code: String, arguments: [String: String] = [:]) {
    self.file = file
    self.line = line
    self.column = column
    self.code = code
    self.arguments = arguments
  }

  public var description: String {
    let place = column.isEmpty ? "\(file):\(line)" : "\(file):\(line): \(column)"
    let values = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    return values.isEmpty ? "\(place): \(code)" : "\(place): \(code) (\(values))"
  }
}

/// Comma-separated values (RFC 4180) with a header row; lines that begin with `#` before the header are remarks.
public enum CSV {
  /// Reads a table. All faults of form are told: a quote that never ends, broken UTF-8, U+0000, a column twice, rows of the wrong length.
  public static func read(_ bytes: [UInt8], file: String) -> (table: Table, problems: [TableProblem]) {
    var problems: [TableProblem] = []
    func problem(_ line: Int, _ code: String, _ arguments: [String: String] = [:]) {
      problems.append(TableProblem(file: file, line: line, column: "", code: code, arguments: arguments))
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      problem(brokenLine(bytes), "invalidUTF8")
      return (Table(file: file, columns: [], rows: []), problems)
    }
    var scanner = CSVScanner(bytes)
    var header: [String] = []
    var index: [String: Int] = [:]
    var rows: [Table.Row] = []
    scanner.skipRemarks()
    while let line = scanner.next() {
      let cells = scanner.cells.map { String(decoding: scanner.bytes($0), as: UTF8.self) }
      if header.isEmpty {
        if cells == [""] {
          scanner.skipRemarks()
          continue
        }
        header = cells
        if cells.contains(where: { $0.unicodeScalars.contains("\0") }) { problem(line, "nulCharacter") }
        for (place, name) in cells.enumerated() where index.updateValue(place, forKey: name) != nil {
          problem(line, "columnTwice", ["column": name])
        }
      } else if cells == [""] {
        continue
      } else if cells.count != header.count {
        problem(line, "wrongCellCount", ["expected": "\(header.count)", "found": "\(cells.count)"])
      } else if cells.contains(where: { $0.unicodeScalars.contains("\0") }) {
        problem(line, "nulCharacter")
      } else {
        rows.append(Table.Row(line: line, columns: index, cells: cells))
      }
    }
    if let line = scanner.unclosedQuote { problem(line, "unclosedQuote") }
    if header.isEmpty { problem(1, "noHeader") }
    return (Table(file: file, columns: header, rows: rows), problems)
  }

  /// Writes a table. Cells that a spreadsheet would run as a formula keep their text and get a leading apostrophe when `guarded`.
  public static func write(
    columns: [String], rows: some Sequence<[String]>, remarks: [String] = [], guarded: Bool = false
  ) -> String {
    var text = ""
    for remark in remarks { text += "# " + remark + "\n" }
    text += columns.map { cell($0, guarded: false) }.joined(separator: ",") + "\n"
    for row in rows { text += row.map { cell($0, guarded: guarded) }.joined(separator: ",") + "\n" }
    return text
  }

  private static func cell(_ value: String, guarded: Bool) -> String {
    var value = value
    // By scalars: a quote that a mark joins to one character is still a quote to every reader.
    if guarded, let first = value.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) { value = "'" + value }
    let quoted = value.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D } || value.utf8.first == 0x23
    guard quoted else { return value }
    var text = "\""
    for scalar in value.unicodeScalars {
      if scalar == "\"" { text += "\"" }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }

  /// The line, from 1, on which bytes stop being UTF-8.
  public static func brokenLine(_ bytes: [UInt8]) -> Int { 1 + bytes.prefix(brokenUTF8(bytes)).filter { $0 == 0x0A }.count }

  private static func brokenUTF8(_ bytes: [UInt8]) -> Int {
    // The longest valid beginning, found by halving.
    var (low, high) = (0, bytes.count)
    while low < high {
      let middle = (low + high + 1) / 2
      let valid = (0...3).contains { middle >= $0 && String(validating: bytes.prefix(middle - $0), as: UTF8.self) != nil }
      if valid { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
