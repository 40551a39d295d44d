import Testing

@testable import JSON

@Suite("JSON is read strictly and written exactly")
struct JSONTests {
  @Test(
    "what RFC 8259 does not allow is refused, with its reason",
    arguments: [
      ("{'a':1}", JSONError.Reason.syntax), ("[1,]", .syntax), ("{\"a\":1,}", .syntax), ("01", .syntax), ("+1", .syntax),
      ("1.", .syntax), (".5", .syntax), ("NaN", .syntax), ("[1] x", .endExpected), ("\"\t\"", .syntax), ("\"\\x41\"", .syntax),
      ("\"\\ud800\"", .loneSurrogate), ("\"\\udc00\\ud800\"", .loneSurrogate), ("\"\\u0000\"", .nulCharacter),
      ("{\"a\":1,\"a\":2}", .duplicateKey), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey),
    ])
  func refused(text: String, reason: JSONError.Reason) {
    #expect(throws: JSONError.self) { try JSON.parse(text) }
    do { _ = try JSON.parse(text) } catch { #expect(error.reason == reason, "\(text): \(error)") }
  }

  @Test(
    "broken UTF-8 is refused",
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
    ])
  func brokenUTF8(bytes: [UInt8]) {
    do {
      _ = try JSON.parse(bytes)
      Issue.record("was read: \(bytes)")
    } catch { #expect(error.reason == .invalidUTF8) }
  }

  @Test("an error names its line and column")
  func place() {
    do {
      _ = try JSON.parse("{\n  \"a\": tru\n}")
      Issue.record("was read")
    } catch {
      #expect(error.line == 2)
      #expect(error.column >= 8)
    }
  }

  @Test("nesting ends at the limit, not in a crash")
  func depth() {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    do { _ = try JSON.parse(deep) } catch { #expect(error.reason == .tooDeep) }
    #expect((try? JSON.parse(String(repeating: "[", count: 60) + String(repeating: "]", count: 60))) != nil)
  }

  @Test("numbers keep their digits, and compare by value")
  func numbers() throws {
    let text = "[12345678901234567890123456789,0.1,1e400,-0,1.0,1]"
    let json = try JSON.parse(text)
    #expect(json.text == text)
    #expect(json[4] == json[5])
    #expect(JSONNumber("1e2") == JSONNumber("100"))
    #expect(JSONNumber("9223372036854775807")?.int == Int64.max)
    #expect(JSONNumber("9223372036854775808")?.int == nil)
    #expect(JSONNumber("0.10")?.compared(to: JSONNumber("0.1") ?? JSONNumber(0)) == 0)
    #expect(JSONNumber("-2")?.compared(to: JSONNumber(1)) == -1)
  }

  @Test("what is written reads back the same: a thousand made-up values")
  func roundTrip() throws {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let scalars: [Unicode.Scalar] = ["a", "\"", "\\", "/", "\u{1}", "\u{7F}", "中", "ᠮ", "\u{202E}", "😀", "\n", "é"]
    func word() -> String { String(String.UnicodeScalarView((0..<next(8)).map { _ in scalars[next(scalars.count)] })) }
    func value(_ depth: Int) -> JSON {
      switch next(depth > 4 ? 4 : 6) {
      case 0: return .null
      case 1: return .bool(next(2) == 0)
      case 2: return .number(JSONNumber(next(1_000_000) - 500_000))
      case 3: return .string(word())
      case 4: return .array((0..<next(4)).map { _ in value(depth + 1) })
      default:
        var object: JSON = [:]
        for _ in 0..<next(4) { object[word()] = value(depth + 1) }
        return object
      }
    }
    for _ in 0..<1000 {
      let json = value(0)
      #expect(try JSON.parse(json.text) == json)
      #expect(try JSON.parse(json.bytes) == json)
    }
  }

  @Test("the canonical form does not depend on the order of members")
  func canonical() throws {
    let one = try JSON.parse("{\"b\":[1,{\"y\":2,\"x\":1}],\"a\":\"é\"}")
    let other = try JSON.parse("{ \"a\" : \"\\u00e9\", \"b\" : [ 1 , { \"x\" : 1, \"y\" : 2 } ] }")
    #expect(one.canonical == other.canonical)
  }

  @Test("a pointer finds its place, escapes and all")
  func pointer() throws {
    let json = try JSON.parse("{\"a/b\":{\"m~n\":[0,{\"x\":7}]}}")
    #expect(json.at("/a~1b/m~0n/1/x") == 7)
    #expect(json.at("/a~1b/m~0n/9") == nil)
    #expect(JSONPointer.unescaped(JSONPointer.escaped("~/a~1/")) == "~/a~1/")
  }
}
