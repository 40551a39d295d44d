import SeededRandom
import Testing

@testable import JSON

private func number(_ text: String) throws -> JSONNumber { try #require(JSONNumber(text), "\(text)") }

@Suite("Numbers are exact")
struct NumberTests {
  @Test(
    "a literal is kept as it came",
    arguments: [
      "0", "-0", "0.0", "1E5", "1e+05", "123456789012345678901234567890.000000000000000000001", "1e-400", "9007199254740993",
    ])
  func kept(text: String) throws { #expect(try JSON.parse(text).text == text) }

  @Test(
    "a whole number that fits 64 bits is one, however it is written",
    arguments: [
      ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("9223372036854775808", nil),
      ("-9223372036854775809", nil),
      ("1.0", 1), ("1e2", 100), ("1.5e1", 15), ("1.25e1", nil), ("0.5", nil), ("-0", 0), ("0e999", 0),
      ("1e18", 1_000_000_000_000_000_000),
      ("1e19", nil), ("1e999999999999", nil), ("1e-999999999999", nil), ("9007199254740993", 9_007_199_254_740_993),
      ("922337203685477580.7e1", Int64.max),
    ])
  func whole(text: String, value: Int64?) throws { #expect(try number(text).int == value) }

  @Test("numbers are compared by value, beyond what binary floating point can tell apart")
  func order() throws {
    let ordered = [
      "-1e400", "-10000000000000000000001", "-10000000000000000000000", "-2", "-1.5", "-1e-400", "0", "1e-400", "0.1",
      "0.10000000000000000000000000001", "1", "9007199254740992", "9007199254740993", "1e400", "1.1e400",
    ]
    for (left, one) in ordered.enumerated() {
      for (right, other) in ordered.enumerated() {
        let expected = left < right ? -1 : left == right ? 0 : 1
        #expect(try number(one).compared(to: number(other)) == expected, "\(one) \(other)")
        #expect(try (number(one) == number(other)) == (left == right))
      }
    }
  }

  @Test("the same number written otherwise is equal, and hashes the same")
  func equal() throws {
    for group in [["1", "1.0", "10e-1", "0.1e1", "1E0"], ["0", "-0", "0.00", "0e5"], ["-120", "-1.2e2", "-12E+1"]] {
      #expect(try Set(group.map(number)).count == 1)
    }
    #expect(try number("1") != number("-1"))
  }

  @Test("made-up decimals compare as the whole numbers they are scaled from")
  func scaled() throws {
    var random = SplitMix(state: 64)
    func written(_ value: Int) -> String {
      let digits = String(abs(value))
      let shift = Int.random(in: 0...6, using: &random)
      let padded = String(repeating: "0", count: max(0, shift + 1 - digits.count)) + digits
      let fraction = shift == 0 ? "" : "." + padded.suffix(shift)
      return (value < 0 ? "-" : "") + padded.dropLast(shift) + fraction + "e\(shift)"
    }
    for _ in 0..<2000 {
      let (left, right) = (Int.random(in: -5000...5000, using: &random), Int.random(in: -5000...5000, using: &random))
      let (one, other) = (try number(written(left)), try number(written(right)))
      #expect(one.int == Int64(left))
      #expect(one.compared(to: other) == (left < right ? -1 : left == right ? 0 : 1))
    }
  }

  @Test("what is no JSON number makes none", arguments: ["", "+1", "01", "1.", ".1", "1e", "１", "1 ", "0x1", "NaN", "--1"])
  func none(text: String) { #expect(JSONNumber(text) == nil) }
}

@Suite("One value has one canonical form")
struct CanonicalTests {
  @Test("members stand in the order of their bytes, without space, characters as themselves")
  func order() throws {
    let json = try JSON.parse(
      " { \"b\" : 1.0 , \"a\" : [ true , null ] , \"\u{1F600}\" : 1 , \"\u{FFFD}\" : \"\\u00e9\\/\\u001f\\\"\\\\\\t\" } ")
    #expect(
      String(decoding: json.canonical, as: UTF8.self)
        == "{\"a\":[true,null],\"b\":1.0,\"\u{FFFD}\":\"é/\\u001f\\\"\\\\\\t\",\"\u{1F600}\":1}")
  }

  @Test("made-up values with their members shuffled are equal, have one canonical form, and it reads back")
  func property() throws {
    var random = SplitMix(state: 8785)
    func shuffled(_ json: JSON) -> JSON {
      switch json {
      case .array(let items): return .array(items.map(shuffled))
      case .object(let object):
        var members: [(String, JSON)] = object.map { member in (member.key, shuffled(member.value)) }
        members.shuffle(using: &random)
        return .object(JSONObject(members))
      default: return json
      }
    }
    for _ in 0..<300 {
      let json = madeUp(&random)
      let other = shuffled(json)
      #expect(json == other)
      #expect(Set([json, other]).count == 1)
      #expect(json.canonical == other.canonical)
      #expect(try JSON.parse(json.canonical) == json)
      #expect(try JSON.parse(json.canonical).canonical == json.canonical)
      #expect(try JSON.parse(json.text).text == json.text)
    }
  }
}

@Suite("Members and pointers")
struct PointerTests {
  @Test("every member is found by the pointer made of its name, whatever the name")
  func everyName() {
    for name in [
      "", "a", "/", "~", "~1", "~0", "a/b", "~/~", "中", "/\u{301}", "~\u{301}", "\u{301}", "a/\u{FE0F}b", " ", "0", "-1",
    ] {
      var json: JSON = [:]
      json[name] = 7
      json[name + "x"] = 8
      #expect(json.at("/" + JSONPointer.escaped(name)) == 7, "\(name.debugDescription)")
      #expect(JSONPointer.unescaped(JSONPointer.escaped(name)) == name)
    }
  }

  @Test(
    "an index is written one way only, and lies within", arguments: ["/01", "/+1", "/-0", "/-1", "/3", "/", "/1/x", "/１", "0"])
  func indices(pointer: String) {
    let json: JSON = [1, 2, 3]
    #expect(json.at(pointer) == nil)
    #expect(json.at("/2") == 3)
    #expect(json.at("") == json)
  }

  @Test("setting a member keeps its place, taking it away keeps the order of the others, in small and large objects")
  func members() {
    for count in [3, 12, 13, 30] {
      var json: JSON = nil
      for index in 0..<count { json["k\(index)"] = .number(JSONNumber(index)) }
      json["k1"] = "x"
      json["k0"] = nil
      #expect(json.objectValue?.keys == (1..<count).map { "k\($0)" })
      #expect(json["k1"] == "x")
      #expect(json["k\(count - 1)"] == .number(JSONNumber(count - 1)))
      #expect(json["k0"] == nil)
    }
  }
}

/// A value of every kind, to a depth of four.
private func madeUp(_ random: inout SplitMix, depth: Int = 0) -> JSON {
  let scalars: [Unicode.Scalar] = [
    "a", "\"", "\\", "/", "\u{1}", "\u{7F}", "中", "ᠮ", "\u{202E}", "😀", "\n", "é", "\u{E000}", "\u{FFFF}",
  ]
  func word() -> String {
    String(
      String.UnicodeScalarView(
        (0..<Int.random(in: 0..<6, using: &random)).map { _ in scalars[Int.random(in: scalars.indices, using: &random)] }))
  }
  switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &random) {
  case 0: return .null
  case 1: return .bool(Bool.random(using: &random))
  case 2:
    let literal =
      "\(Int.random(in: -999...999, using: &random)).\(Int.random(in: 0...99, using: &random))e\(Int.random(in: -9...9, using: &random))"
    return JSONNumber(literal).map(JSON.number) ?? .null
  case 3: return .string(word())
  case 4: return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in madeUp(&random, depth: depth + 1) })
  default:
    let members = (0..<Int.random(in: 0..<16, using: &random)).map { _ in (word(), madeUp(&random, depth: depth + 1)) }
    return .object(JSONObject(members))
  }
}
