import SeededRandom
import Testing

@testable import JSON

/// Why a text is not read; nil when it is.
func fault(_ text: String, limits: JSONLimits = .standard) -> JSONError? { fault(Array(text.utf8), limits: limits) }

func fault(_ bytes: [UInt8], limits: JSONLimits = .standard) -> JSONError? {
  do throws(JSONError) { _ = try JSON.parse(bytes, limits: limits) } catch { return error }
  return nil
}

@Suite("JSON that is not strictly so is refused")
struct StrictnessTests {
  @Test(
    "what is no JSON text is refused",
    arguments: [
      "", " ", "nul", "nulll", "True", "{", "[", "\"", "{\"a\"}", "{\"a\":}", "{a:1}", "[1 2]", "[,]", "[1,,2]", "{,}",
      "{\"a\":1 \"b\":2}",
      "]", "//x\n1", "/**/1", "-", "-x", "1e", "1e+", "0x10", "00", "-01", "1.e1", "Infinity", "-Infinity", "1_000", "\"\\a\"",
      "\"\\u12\"",
      "\"\\u12g4\"", "\"\\U0041\"", "\"a\nb\"", "\"\u{1F}\"", "\u{A0}1", "\u{C}1", "\u{FEFF}1", "'a'", "{\"a\":1,}", "[1,]",
    ])
  func noText(text: String) { #expect(fault(text) != nil) }

  @Test(
    "any value may stand alone, with space, tabs and line ends around it",
    arguments: [
      "null", "true", "false", "0", "-0", "1.5e-3", "\"\"", "[]", "{}", " \t\r\n1\n", "[ ]", "{ }", "\"\u{7F}\"", "\"\\/\"",
    ])
  func texts(text: String) { #expect(fault(text) == nil) }

  @Test(
    "a fault is told with its reason, line and column, counted in bytes from 1",
    arguments: [
      ("{\n  \"a\": tru\n}", JSONError.Reason.syntax, 2, 8), ("[1,2] x", .endExpected, 1, 7), ("{}\n{}", .endExpected, 2, 1),
      ("[1,\n2,\n]", .syntax, 3, 1), ("{\"a\":1,\n \"b\":2,\n \"a\":3}", .duplicateKey, 3, 2), ("", .syntax, 1, 1),
      ("01", .syntax, 1, 1),
      ("\"测\" 1", .endExpected, 1, 7), ("[\"\t\"]", .syntax, 1, 3), ("[\r\n\r\nx]", .syntax, 3, 1),
      ("\"\u{0}\"", .nulCharacter, 1, 2),
    ])
  func places(text: String, reason: JSONError.Reason, line: Int, column: Int) throws {
    let error = try #require(fault(text))
    #expect([error.line, error.column] == [line, column])
    #expect(error.reason == reason)
    #expect("\(error)" == "\(reason.rawValue) at line \(line), column \(column)")
  }

  @Test("the depth that is allowed is read, one more is not, of arrays and objects alike")
  func depth() throws {
    for limit in [1, 5, 64] {
      let limits = JSONLimits(depth: limit)
      for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        func nested(_ depth: Int) -> String {
          String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        #expect(fault(nested(limit), limits: limits) == nil)
        let error = try #require(fault(nested(limit + 1), limits: limits))
        #expect(error.reason == .tooDeep)
        #expect(error.column == open.utf8.count * limit + 1)
      }
    }
    #expect(fault(String(repeating: "[", count: 1_000_000))?.reason == .tooDeep)
  }

  @Test("a text of more bytes than allowed is not even looked at")
  func size() {
    #expect(fault("\"测试\"", limits: JSONLimits(bytes: 8)) == nil)
    #expect(fault("\"测试\"", limits: JSONLimits(bytes: 7))?.reason == .tooLarge)
    #expect(fault("#######", limits: JSONLimits(bytes: 6))?.reason == .tooLarge)
  }

  @Test(
    "half a surrogate pair is refused wherever it stands",
    arguments: [
      "\"\\ud800\"", "\"\\udc00\"", "\"\\ud83d\\ud83d\"", "\"\\ud83dx\"", "\"\\ud83d\\n\"", "\"\\ud83d\\u0041\"",
      "\"\\ude00\\ud83d\"",
      "{\"\\udfff\":1}",
    ])
  func surrogates(text: String) { #expect(fault(text)?.reason == .loneSurrogate) }

  @Test("a whole pair is one character, large or small hexadecimal digits")
  func pairs() throws {
    #expect(try JSON.parse("\"\\ud83d\\ude00\"") == "😀")
    #expect(try JSON.parse("\"\\uD83D\\uDE00\"") == "😀")
    #expect(try JSON.parse("\"\\udbff\\udfff\"").stringValue?.unicodeScalars.first?.value == 0x10FFFF)
  }

  @Test(
    "U+0000 is refused, raw or escaped, in values and in names",
    arguments: ["\"\\u0000\"", "{\"a\\u0000\":1}", "\"a\u{0}\"", "\"\\n\u{0}\""])
  func nul(text: String) { #expect(fault(text)?.reason == .nulCharacter) }

  @Test(
    "broken UTF-8 is refused in plain and in escaped strings, and in names",
    arguments: [
      [0xFF], [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE4, 0xB8], [0xED, 0xA0, 0x80],
      [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func brokenUTF8(bytes: [UInt8]) {
    for (before, after) in [("\"", "\""), ("\"\\n", "\""), ("{\"", "\":1}"), ("[1,\"测", "\"]")] {
      #expect(fault(Array(before.utf8) + bytes + Array(after.utf8))?.reason == .invalidUTF8)
    }
  }

  @Test(
    "a name that comes twice is refused, however it is written and however many stand between", arguments: [1, 11, 12, 13, 40])
  func duplicates(count: Int) {
    let members = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    #expect(fault("{\(members)}") == nil)
    #expect(fault("{\(members),\"k0\":1}")?.reason == .duplicateKey)
    #expect(fault("{\(members),\"\\u006b0\":1}")?.reason == .duplicateKey)
    #expect(fault("{\(members),\"K0\":{\"k0\":1}}") == nil)
  }

  @Test("no beginning of a text is a text: what breaks off is refused")
  func truncated() {
    let text = Array("{\"a\":[1,2.5,{\"中\":\"\\ud83d\\ude00测\"}],\"b\":null}".utf8)
    for count in text.indices { #expect(fault(Array(text.prefix(count))) != nil, "\(count)") }
    #expect(fault(text) == nil)
  }

  @Test("bytes thrown at random are refused or read, and what is read can be written and read again")
  func noise() throws {
    var random = SplitMix(state: 8259)
    let seed = Array("{\"a\":[1,-2.5e3,{\"中\":\"\\u00e9测\\n\"}],\"b\":null,\"c\":true}".utf8)
    var read = 0
    for _ in 0..<4000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(seed[Int.random(in: seed.indices, using: &random)], at: place)
        }
      }
      guard let json = try? JSON.parse(bytes) else { continue }
      read += 1
      #expect(try JSON.parse(json.bytes) == json)
    }
    #expect(read > 100)
  }
}
