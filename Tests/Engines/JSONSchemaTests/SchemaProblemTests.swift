import JSON
import Testing

@testable import JSONSchema

@Suite("A schema that is none is refused, with the place")
struct SchemaProblemTests {
  private func problem(_ text: String, options: SchemaOptions = SchemaOptions()) throws -> SchemaProblem? {
    let value = try JSON.parse(text, limits: JSONLimits(depth: 2000))
    do throws(SchemaProblem) { _ = try JSONSchema(value, options: options) } catch { return error }
    return nil
  }

  @Test(
    "each keyword wants its kind of value",
    arguments: [
      (#"{"type":"text"}"#, "#/type"), (#"{"type":[]}"#, "#/type"), (#"{"type":["string",1]}"#, "#/type"),
      (#"{"enum":1}"#, "#/enum"), (#"{"minimum":"1"}"#, "#/minimum"), (#"{"multipleOf":0}"#, "#/multipleOf"),
      (#"{"minLength":-1}"#, "#/minLength"), (#"{"maxItems":1.5}"#, "#/maxItems"), (#"{"pattern":1}"#, "#/pattern"),
      (#"{"uniqueItems":1}"#, "#/uniqueItems"), (#"{"required":"a"}"#, "#/required"), (#"{"required":[1]}"#, "#/required"),
      (#"{"properties":[]}"#, "#/properties"), (#"{"properties":{"a/b":3}}"#, "#/properties/a~1b"),
      (#"{"items":[]}"#, "#/items"), (#"{"allOf":{}}"#, "#/allOf"), (#"{"allOf":[{"not":1}]}"#, "#/allOf/0/not"),
      (#"{"dependentRequired":{"a":"b"}}"#, "#/dependentRequired/a"), (#"{"minContains":"2","contains":{}}"#, "#/minContains"),
      (#"{"$ref":1}"#, "#/$ref"), (#"{"$anchor":1}"#, "#/$anchor"), (#"{"$defs":1}"#, "#/$defs"), ("3", "#"), ("null", "#"),
      (#"{"format":1}"#, "#/format"), (#"{"if":2}"#, "#/if"), (#"{"unevaluatedItems":2}"#, "#/unevaluatedItems"),
    ])
  func values(text: String, location: String) throws {
    #expect(try problem(text)?.location == location)
  }

  @Test("a pattern that is no regular expression of ECMA-262 is refused")
  func patterns() throws {
    for pattern in ["(", "[", "a{2,1}", #"\\Z"#] {
      let problem = try #require(try problem("{\"properties\":{\"a\":{\"pattern\":\"\(pattern)\"}}}"))
      #expect(problem.location == "#/properties/a/pattern")
      guard case .badPattern = problem.reason else {
        Issue.record("\(problem)")
        continue
      }
    }
  }

  @Test("what a reference leads to must be known; nothing is fetched")
  func references() throws {
    for reference in ["#/nowhere", "#name", "other", "https://x.test/a.json", "#/properties/%FF"] {
      let problem = try #require(try problem("{\"properties\":{\"a\":{\"$ref\":\"\(reference)\"}}}"))
      #expect(problem.location == "#/properties/a/$ref")
      guard case .unresolved = problem.reason else {
        Issue.record("\(problem)")
        continue
      }
    }
  }

  @Test("two schemas may not bear one name")
  func names() throws {
    let twice = #"{"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}}"#
    #expect(try problem(twice)?.reason == .named("#x"))
    let ids = #"{"$defs":{"a":{"$id":"https://x.test/1"},"b":{"$id":"https://x.test/1"}}}"#
    #expect(try problem(ids)?.reason == .named("https://x.test/1"))
  }

  @Test("a dialect must be known, and so must each vocabulary that it needs")
  func dialects() throws {
    let text = #"{"$schema":"https://x.test/dialect","minimum":5}"#
    #expect(try problem(text)?.reason == .unknownDialect("https://x.test/dialect"))
    func options(_ vocabulary: String) -> SchemaOptions {
      SchemaOptions { _ in try? JSON.parse("{\"$vocabulary\":{\(vocabulary)}}") }
    }
    let core = "\"https://json-schema.org/draft/2020-12/vocab/core\":true"
    #expect(
      try problem(text, options: options(core + ",\"https://x.test/own\":true"))?.reason
        == .unknownDialect("https://x.test/own"))
    // One that is merely wished for may be unknown; and without the validation vocabulary, `minimum` means nothing.
    let weak = options(core + ",\"https://x.test/own\":false")
    #expect(try schema(text, options: weak).accepts(1))
    let strict = options(core + ",\"https://json-schema.org/draft/2020-12/vocab/validation\":true")
    #expect(try !schema(text, options: strict).accepts(1))
  }

  @Test(
    "a schema that applies itself to the same value for ever is refused",
    arguments: [
      ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##, ##"{"anyOf":[{"type":"string"},{"not":{"$ref":"#"}}]}"##,
      ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"if":{"$ref":"#/$defs/a"}}}}"##,
      ##"{"dependentSchemas":{"x":{"$ref":"#"}}}"##,
    ])
  func endless(text: String) throws { #expect(try problem(text)?.reason == .endless) }

  @Test("size and depth have limits")
  func limits() throws {
    let deep = String(repeating: #"{"not":"#, count: 1000) + "true" + String(repeating: "}", count: 1000)
    #expect(try problem(deep)?.reason == .tooLarge)
    let wide = "{\"allOf\":[" + Array(repeating: "{}", count: 100).joined(separator: ",") + "]}"
    #expect(try problem(wide, options: SchemaOptions(schemas: 50))?.reason == .tooLarge)
    #expect(try problem(wide, options: SchemaOptions(schemas: 101)) == nil)
  }

  @Test("a problem is told in a sentence with its place")
  func words() throws {
    let problem = try #require(try problem(#"{"properties":{"a":{"minLength":"x"}}}"#))
    #expect("\(problem)" == "#/properties/a/minLength: the value must be a whole number from 0")
  }
}
