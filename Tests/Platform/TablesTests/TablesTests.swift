import JSON
import Testing

@testable import Tables

@Suite("Tables are read with the place of every fault")
struct TablesTests {
  private func read(_ text: String) -> (table: Table, problems: [TableProblem]) { CSV.read(Array(text.utf8), file: "t.csv") }

  @Test("quotes, commas and line breaks inside a cell; BOM, CRLF and comments around them")
  func rfc4180() throws {
    let (table, problems) = read("\u{FEFF}# a comment\r\na,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\nlast,\r\n")
    #expect(problems.isEmpty)
    #expect(table.columns == ["a", "b"])
    #expect(table.rows.map { [$0["a"], $0["b"]] } == [["x, \"y\"", "two\nlines"], ["last", ""]])
    #expect(table.rows.map(\.line) == [3, 5])
  }

  @Test("a row with too many or too few cells is told with its line, and the others are kept")
  func wrongNumberOfCells() {
    let (table, problems) = read("a,b\n1,2\n1\n1,2,3\n3,4\n")
    #expect(problems.map(\.line) == [3, 4])
    #expect(table.rows.map { $0["a"] } == ["1", "3"])
    #expect(problems.allSatisfy { $0.description.hasPrefix("t.csv:") })
  }

  @Test("broken UTF-8 and U+0000 are told, never kept")
  func bytes() {
    for bad: [UInt8] in [[0x61, 0x0A, 0xFF, 0x0A], [0x61, 0x0A, 0x62, 0x00, 0x0A]] {
      let (table, problems) = CSV.read(bad, file: "t.csv")
      #expect(!problems.isEmpty)
      #expect(table.rows.isEmpty)
    }
  }

  @Test("what is written reads back the same")
  func roundTrip() {
    let rows = [["a,b", "\"q\""], ["line\nbreak", ""], ["", "中文"]]
    let (table, problems) = read(CSV.write(columns: ["x", "y"], rows: rows))
    #expect(problems.isEmpty)
    #expect(table.rows.map { [$0["x"], $0["y"]] } == rows)
  }

  @Test("a list of words is parted by bars")
  func lists() {
    let (table, _) = read("a\nx|y|\n")
    #expect(table.rows.first?.list("a") == ["x", "y"])
    #expect(table.rows.first?.list("none") == [])
  }

  @Test("YAML becomes JSON: plain words by their kind, quoted ones as text, anchors resolved")
  func yaml() throws {
    let json = try YAML.parse("a: &x {n: 1, t: \"1\", y: true, z: ~}\nb: *x\nc: [x, 2.50]\n", file: "f.yaml")
    #expect(json["b"] == ["n": 1, "t": "1", "y": true, "z": nil])
    #expect(json["c"]?[1] == JSONNumber("2.50").map(JSON.number))
  }

  @Test("a fault in YAML names file and line")
  func yamlFault() {
    do {
      _ = try YAML.parse("a: 1\nb: [1, 2\nc: 3\n", file: "f.yaml")
      Issue.record("was read")
    } catch { #expect("\(error)".hasPrefix("f.yaml:")) }
  }
}
