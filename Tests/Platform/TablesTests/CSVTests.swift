import SeededRandom
import Testing

@testable import Tables

private func read(_ text: String) -> (table: Table, problems: [TableProblem]) { CSV.read(Array(text.utf8), file: "t.csv") }

private func cells(_ table: Table) -> [[String]] { table.rows.map { row in table.columns.map { row[$0] } } }

private func told(_ problems: [TableProblem]) -> [String] { problems.map { "\($0.line) \($0.code)" } }

@Suite("Comma-separated values (RFC 4180)")
struct CSVTests {
  @Test(
    "line ends of every kind, a byte-order mark, and a last line without its end are read alike",
    arguments: [
      "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "\u{FEFF}a,b\n1,2\n3,4", "a,b\r\n1,2\n\n3,4\r\n\r\n",
      "\u{FEFF}\"a\",\"b\"\r\n\"1\",2\r\n3,\"4\"",
    ])
  func lineEnds(text: String) {
    let (table, problems) = read(text)
    #expect(problems.isEmpty)
    #expect(table.columns == ["a", "b"])
    #expect(cells(table) == [["1", "2"], ["3", "4"]])
  }

  @Test("a quoted cell holds commas, doubled quotes and line ends as they are; a quote inside a bare cell is itself")
  func quotes() {
    let (table, problems) = read("a,b\n\"x,\"\"y\"\"\r\nz\",\"\"\n5\" pipe, spaced \n")
    #expect(problems.isEmpty)
    #expect(cells(table) == [["x,\"y\"\r\nz", ""], ["5\" pipe", " spaced "]])
  }

  @Test("a row is told by the line it begins on, though cells before it span lines")
  func lines() {
    let (table, problems) = read("# remark\n\na,b\n\"1\n1\n1\",2\n3\n4,5\n6,7,8\n")
    #expect(table.rows.map(\.line) == [4, 8])
    #expect(told(problems) == ["7 wrongCellCount", "9 wrongCellCount"])
    #expect(problems.map(\.arguments) == [["expected": "2", "found": "1"], ["expected": "2", "found": "3"]])
    #expect(problems.first?.description == "t.csv:7: wrongCellCount (expected=2 found=1)")
  }

  @Test("a quote that never ends is told with the line it begins on")
  func unclosedQuote() { #expect(told(read("a,b\n1,2\n3,\"4\n5,6\n").problems).contains("3 unclosedQuote")) }

  @Test("a column that comes twice and a table without a header are told")
  func header() {
    #expect(told(read("# x\na,b,a\n1,2,3\n").problems) == ["2 columnTwice"])
    #expect(told(read("").problems) == ["1 noHeader"])
    #expect(told(read("# only a remark\n\n").problems) == ["1 noHeader"])
  }

  @Test("a remark is left out to the end of its line, whatever stands in it")
  func remarks() {
    let (table, problems) = read("# one,\"two\n# three\na,b\n1,2\n#3,4\n")
    #expect(problems.isEmpty)
    #expect(table.columns == ["a", "b"])
    #expect(cells(table) == [["1", "2"], ["#3", "4"]])
    #expect(table.rows.map(\.line) == [4, 5])
  }

  @Test("U+0000 is told with its line, in the header as in a row, and not kept")
  func nul() {
    let (table, problems) = read("a,b\n1,\u{0}2\n3,4\n")
    #expect(told(problems) == ["2 nulCharacter"])
    #expect(cells(table) == [["3", "4"]])
    #expect(told(read("# x\na,b\u{0}\n1,2\n").problems) == ["2 nulCharacter"])
  }

  @Test(
    "broken UTF-8 is told with the line it stands on",
    arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8], [0xB2, 0xE2, 0xCA, 0xD4]] as [[UInt8]])
  func brokenUTF8(bad: [UInt8]) {
    for lines in 0..<5 {
      let before = Array("名称,b\n".utf8) + Array(String(repeating: "测试,2\n", count: lines).utf8)
      let (table, problems) = CSV.read(before + bad + Array(",2\n测试,4\n".utf8), file: "t.csv")
      #expect(told(problems) == ["\(lines + 2) invalidUTF8"])
      #expect(table.rows.isEmpty)
    }
  }

  @Test("a column that is not there is empty")
  func missing() { #expect(read("a\n1\n").table.rows.first?["b"] == "") }
}

@Suite("Tables are written so that they read back")
struct CSVWritingTests {
  @Test("made-up cells with quotes, commas, line ends and joining marks come back as they were")
  func property() {
    var random = SplitMix(state: 4180)
    let scalars: [Unicode.Scalar] = [
      "a", "\"", ",", "\n", "\r", "#", "'", "=", " ", "测", "\u{301}", "\u{FE0F}", "\u{200D}", "😀", "\t",
    ]
    for _ in 0..<1500 {
      let columns = Int.random(in: 2...4, using: &random)
      let rows = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        (0..<columns).map { _ in
          String(
            String.UnicodeScalarView(
              (0..<Int.random(in: 0..<6, using: &random)).map { _ in scalars[Int.random(in: scalars.indices, using: &random)] })
          )
        }
      }
      let names = (0..<columns).map { "c\($0)" }
      let (table, problems) = read(CSV.write(columns: names, rows: rows, remarks: ["a, \"b"]))
      #expect(problems.isEmpty, "\(rows)")
      #expect(cells(table).map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
    }
  }

  @Test("a column whose name begins like a remark comes back")
  func headerLikeRemark() {
    let (table, problems) = read(CSV.write(columns: ["#", "b"], rows: [["1", "2"]]))
    #expect(problems.isEmpty)
    #expect(table.columns == ["#", "b"])
  }

  @Test(
    "what a spreadsheet would run is written as text when guarded, joined to a mark or not",
    arguments: ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "=\u{301}x", "+\u{FE0F}"])
  func guarded(cell: String) {
    #expect(read(CSV.write(columns: ["a", "b"], rows: [[cell, ""]], guarded: true)).table.rows.first?["a"] == "'" + cell)
    #expect(read(CSV.write(columns: ["a", "b"], rows: [[cell, ""]])).table.rows.first?["a"] == cell)
  }

  @Test("plain cells are written bare, without quotes or apostrophes")
  func bare() {
    #expect(CSV.write(columns: ["a", "b"], rows: [["测 试", "it's"]], remarks: ["r"], guarded: true) == "# r\na,b\n测 试,it's\n")
  }
}
