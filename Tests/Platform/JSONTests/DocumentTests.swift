import SeededRandom
import Testing

@testable import JSON

@Suite("A JSON text as a flat row of values")
struct DocumentTests {
  @Test("a document and the tree say the same, whichever is made from which")
  func agrees() throws {
    var random = SplitMix(state: 7)
    for _ in 0..<300 {
      let value = Self.value(&random, depth: 4)
      #expect(JSONDocument(value).value() == value)
      let read = try JSONDocument(value.bytes)
      #expect(read.value()?.bytes == value.bytes)
      #expect(read.nodes.count == JSONDocument(value).nodes.count)
    }
  }

  @Test("the pointer of each value leads back to it, by its names and by its places")
  func pointers() throws {
    var random = SplitMix(state: 11)
    for _ in 0..<200 {
      let value = Self.value(&random, depth: 4)
      let document = JSONDocument(value)
      var isName = Set<Int>()
      for place in document.nodes.indices where document.nodes[place].kind == .object {
        var at = place + 1
        while at < Int(document.nodes[place].next) {
          isName.insert(at)
          at = Int(document.nodes[at + 1].next)
        }
      }
      for place in document.nodes.indices where !isName.contains(place) {
        #expect(value.at(document.pointer(to: place)) == document.value(at: place))
      }
    }
  }

  @Test("a name's place has the pointer of the member it names")
  func names() throws {
    let document = try JSONDocument(Array("{\"a/b\":[1,{\"~\":2}]}".utf8))
    #expect(document.pointer(to: 1) == "/a~1b")
    #expect(document.pointer(to: 5) == "/a~1b/1/~0")
    #expect(document.pointer(to: 6) == "/a~1b/1/~0")
  }

  @Test("strings with escapes stand behind the text, decoded, and hash like those without")
  func escapes() throws {
    let document = try JSONDocument(Array("[\"\\u6d4b\\n\",\"测\",\"\\u6d4b\"]".utf8))
    #expect(document.value() == ["测\n", "测", "测"])
    #expect(document.nodes[2].hash == document.nodes[3].hash)
    #expect(document.nodes[1].hash != document.nodes[2].hash)
  }

  @Test("U+0000 comes in only where it is let in, and only as an escape")
  func nul() throws {
    let limits = JSONLimits(nul: true)
    #expect(try JSON.parse("\"a\\u0000b\"", limits: limits) == .string("a\u{0}b"))
    #expect(fault("\"a\u{0}\"", limits: limits)?.reason == .nulCharacter)
  }

  @Test("whether a number is written plainly is noted")
  func plainIntegers() throws {
    let document = try JSONDocument(Array("[1,-20,1.0,1e2,0]".utf8))
    #expect(document.nodes.dropFirst().map(\.isPlainInteger) == [true, true, false, false, true])
    let written = JSONDocument(["a", 5, .number(JSONNumber("1E2") ?? JSONNumber(0))])
    #expect(written.nodes.dropFirst().map(\.isPlainInteger) == [false, true, false])
  }

  @Test("names that differ in bytes alone are two in a document, and no tree")
  func canonicalEquivalents() throws {
    let text = Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8)
    #expect(try JSONDocument(text).nodes[0].length == 2)
    #expect(fault(text)?.reason == .duplicateKey)
  }

  private static func value(_ random: inout SplitMix, depth: Int) -> JSON {
    let names = ["a", "b/c", "~", "测试", "", "a longer name than eight", "x\"y", "0"]
    switch random.next() % (depth == 0 ? 5 : 7) {
    case 0: return .null
    case 1: return .bool(random.next() % 2 == 0)
    case 2: return .number(JSONNumber(Int64(bitPattern: random.next() >> 40)))
    case 3: return .number(JSONNumber("\(random.next() % 1000).\(random.next() % 1000)e\(random.next() % 9)") ?? JSONNumber(0))
    case 4: return .string(names[Int(random.next() % 8)] + String(random.next() % 100))
    case 5: return .array((0..<Int(random.next() % 5)).map { _ in value(&random, depth: depth - 1) })
    default:
      var object = JSONObject()
      for _ in 0..<Int(random.next() % 6) { object[names[Int(random.next() % 8)]] = value(&random, depth: depth - 1) }
      return .object(object)
    }
  }
}
