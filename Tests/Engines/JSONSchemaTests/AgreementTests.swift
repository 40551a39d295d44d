import Foundation
import JSON
import SeededRandom
import Testing

@testable import JSONSchema

@Suite("The compiled program and the standard read word by word agree")
struct AgreementTests {
  @Test("on made-up schemas and values")
  func agrees() throws {
    var random = SplitMix(state: 2020)
    var fitting = 0
    var judged = 0
    for _ in 0..<1500 {
      var text = random.schema(4)
      if text.objectValue == nil { text = ["allOf": [text]] }
      text["$defs"] = ["leaf": random.schema(1)]
      // A leaf that refers to itself is endless; that has a test of its own.
      guard let compiled = try? JSONSchema(text) else { continue }
      let naive = NaiveValidator(root: text)
      for _ in 0..<20 {
        let value = random.value(3)
        let expected = naive.accepts(value)
        judged += 1
        if expected { fitting += 1 }
        #expect(try compiled.accepts(value) == expected, "\(text.text) on \(value.text)")
        #expect(try compiled.accepts(value.bytes) == expected)
        #expect(try compiled.errors(in: value).isEmpty == expected, "\(text.text) on \(value.text)")
      }
    }
    // Neither always yes nor always no.
    #expect(judged > 20_000 && fitting > judged / 10 && fitting < judged * 9 / 10)
  }

  @Test("all errors stay the same whatever stands around the value: each has its place")
  func places() throws {
    var random = SplitMix(state: 99)
    for _ in 0..<300 {
      let (inner, value) = (random.schema(3), random.value(3))
      guard let alone = try? JSONSchema(["$defs": ["leaf": true], "allOf": [inner]]),
        let within = try? JSONSchema(["$defs": ["leaf": true], "properties": ["x": ["items": inner]]])
      else { continue }
      let errors = try alone.errors(in: value)
      let nested = try within.errors(in: ["y": 1, "x": [value]])
      #expect(nested.map(\.instance) == errors.map { "/x/0" + $0.instance }, "\(inner.text) on \(value.text)")
    }
  }
}

@Suite("Hostile schemas and values neither crash nor hang")
struct HostileTests {
  @Test("a value nested deeper than a schema may follow ends with a clear error")
  func depth() throws {
    let tree = try schema(##"{"items":{"$ref":"#"}}"##)
    let text = Array((String(repeating: "[", count: 400) + String(repeating: "]", count: 400)).utf8)
    #expect(throws: SchemaFailure.tooDeep) { try tree.accepts(text, limits: JSONLimits(depth: 500)) }
    #expect { try tree.accepts(text) } throws: {
      guard case SchemaFailure.noJSON(let error)? = $0 as? SchemaFailure else { return false }
      return error.reason == .tooDeep
    }
  }

  @Test("a schema that doubles its work at each level ends at the limit of steps")
  func work() throws {
    let twice =
      ##"{"properties":{"a":{"anyOf":[{"allOf":[{"$ref":"#"},false]},{"allOf":[{"$ref":"#"},{"required":["z"]}]}]}}}"##
    let text = Array((String(repeating: #"{"a":"#, count: 60) + "1" + String(repeating: "}", count: 60)).utf8)
    #expect(throws: SchemaFailure.tooMuchWork) { try schema(twice).accepts(text) }
  }

  @Test("a hostile pattern gives up or ends soon, and names itself")
  func pattern() throws {
    let text = JSON.string(String(repeating: "a", count: 50_000) + "!")
    for pattern in ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*a){12}$", #"^(?=(a+))\\1*b"#] {
      let compiled = try schema("{\"pattern\":\"\(pattern)\"}")
      do throws(SchemaFailure) { _ = try compiled.accepts(text) } catch {
        #expect(error == .patternGaveUp(pattern.replacingOccurrences(of: "\\\\", with: "\\")))
      }
    }
  }

  @Test("many members and many items are looked at once, not each with each")
  func many() throws {
    let compiled = try schema(#"{"uniqueItems":true,"items":{"required":["k0"],"additionalProperties":{"type":"integer"}}}"#)
    let object = "{" + (0..<20_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    #expect(try compiled.accepts(Array("[\(object)]".utf8)))
    let items = "[" + (0..<50_000).map { "{\"k0\":\($0)}" }.joined(separator: ",") + "]"
    #expect(try compiled.accepts(Array(items.utf8)))
  }

  @Test("numbers of many digits and huge exponents are judged, not computed with")
  func numbers() throws {
    let compiled = try schema(#"{"multipleOf":0.01,"minimum":-1e9999,"maximum":1e999999}"#)
    #expect(try compiled.accepts(Array("1e999998".utf8)))
    #expect(try !compiled.accepts(Array("1e-999998".utf8)))
    #expect(try compiled.accepts(Array((String(repeating: "7", count: 100_000) + ".25").utf8)))
    #expect(try !compiled.accepts(Array((String(repeating: "7", count: 100_000) + ".255").utf8)))
  }

  /// One second and the same in every run; longer and anew when the environment variable FUZZ_SECONDS says so.
  @Test("whatever bytes come as schema and as value, there is an answer")
  func fuzz() throws {
    let asked = ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap(Double.init)
    let end = Date(timeIntervalSinceNow: asked ?? 1)
    var random = SplitMix(state: asked == nil ? 1 : UInt64.random(in: 0...UInt64.max))
    var compiled = 0
    repeat {
      var text = random.schema(4).bytes
      var value = random.value(4).bytes
      for _ in 0..<Int(random.next() % 4) where !text.isEmpty {
        text[Int(random.next() % UInt64(text.count))] = UInt8(random.next() % 128)
      }
      for _ in 0..<Int(random.next() % 3) {
        value[Int(random.next() % UInt64(value.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      guard let json = try? JSON.parse(text), let schema = try? JSONSchema(json, options: SchemaOptions(checksFormats: true))
      else { continue }
      compiled += 1
      let verdict = try? schema.accepts(value)
      let errors = try? schema.errors(in: value)
      #expect(verdict == errors?.isEmpty)
    } while Date() < end
    #expect(compiled > 10)
  }
}
