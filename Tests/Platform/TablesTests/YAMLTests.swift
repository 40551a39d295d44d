import JSON
import Testing

@testable import Tables

private func fault(_ text: String) throws -> YAMLError {
  do {
    let json = try YAML.parse(text, file: "f.yaml")
    Issue.record("was read: \(json.text)")
  } catch let error as YAMLError { return error }
  return YAMLError(file: "", line: 0, reason: "")
}

@Suite("YAML is read as JSON")
struct YAMLTests {
  @Test(
    "plain words are what they look like in JSON, and nothing else",
    arguments: [
      ("true", JSON.bool(true)), ("false", .bool(false)), ("null", .null), ("~", .null), ("", .null), ("12", 12), ("-3", -3),
      ("yes", "yes"), ("no", "no"), ("on", "on"), ("0479", "0479"), ("1_000", "1_000"), ("0x1F", "0x1F"), (".5", ".5"),
      ("+1", "+1"),
      ("2026-11-24", "2026-11-24"), ("12:30", "12:30"), ("测试", "测试"), ("'true'", "true"), ("\"12\"", "12"),
      ("|\n  12\n", "12\n"),
    ])
  func words(text: String, value: JSON) throws { #expect(try YAML.parse("a: \(text)", file: "f.yaml")["a"] == value) }

  @Test("a number keeps its digits")
  func digits() throws {
    #expect(try YAML.parse("[1.50, 12345678901234567890]", file: "f.yaml").text == "[1.50,12345678901234567890]")
  }

  @Test("members keep their order, sequences and mappings nest, folded text is one line")
  func nested() throws {
    let json = try YAML.parse("b:\n  - x: 1\n    y: [2, {z: 3}]\na: >-\n  one\n  two\n# remark\n", file: "f.yaml")
    #expect(json.text == "{\"b\":[{\"x\":1,\"y\":[2,{\"z\":3}]}],\"a\":\"one two\"}")
  }

  @Test("an anchor is what it names, wherever it is used")
  func anchors() throws {
    let json = try YAML.parse("a: &x [1, 2]\nb: *x\nc: {d: *x}\n", file: "f.yaml")
    #expect(json.at("/c/d") == [1, 2])
    #expect(json["b"] == json["a"])
  }

  @Test("a merge takes in the members of another mapping, and one's own stand above them")
  func merges() throws {
    let json = try YAML.parse("base: &x {p: 1, q: 2}\nown:\n  <<: *x\n  q: 3\n  r: 4\n", file: "f.yaml")
    #expect(json["own"] == ["p": 1, "q": 3, "r": 4])
    let two = try YAML.parse("a: &a {p: 1}\nb: &b {p: 2, q: 2}\nown: {<<: [*a, *b], s: 5}\n", file: "f.yaml")
    #expect(two["own"] == ["p": 1, "q": 2, "s": 5])
  }

  @Test("nothing is null") func empty() throws { #expect(try YAML.parse("", file: "f.yaml") == .null) }

  @Test(
    "a fault is told with the file and the line it stands on",
    arguments: [
      ("a: 1\nb: [1, 2\nc: 3\n", 3), ("a: 1\n\tb: 2\n", 2), ("a: 1\nb: *none\n", 2), ("b: 2\na: 1\na: 3\n", 2),
      ("x:\n  a: 1\n  b: 2\n  a: 3\n", 2),
      ("a: \"x\n", 2), ("a: 1\n[1, 2]: 3\n", 2), ("a: 1\n---\nb: 2\n", 2), ("a: 1\nown:\n  <<: 5\n", 3),
    ])
  func faults(text: String, line: Int) throws {
    let error = try fault(text)
    #expect(error.file == "f.yaml")
    #expect(error.line == line, "\(error)")
    #expect(error.description.hasPrefix("f.yaml:\(line): "))
  }

  @Test("a member that comes twice is told by its name")
  func twice() throws { #expect(try fault("a: 1\nb: 2\na: 3\n").reason.contains("a")) }

  @Test("U+0000 is told with the line it stands on")
  func nul() throws { #expect(try fault("a: 1\nb: \"x\u{0}\"\n").line == 2) }

  @Test("nesting ends at the limit, not in a crash")
  func depth() throws {
    #expect(try YAML.parse(String(repeating: "[", count: 60) + String(repeating: "]", count: 60), file: "f.yaml") != .null)
    #expect(try fault(String(repeating: "[", count: 80) + String(repeating: "]", count: 80)).reason == "too deep")
  }
}
