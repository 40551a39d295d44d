import JSON
import Testing

@testable import JSONSchema

@Suite("Schemas in other documents come through the resolver alone")
struct ResolverTests {
  private let documents: [String: JSON] = [
    "https://x.test/forms/address": [
      "$id": "https://x.test/forms/address", "required": ["city"],
      "$defs": ["zip": ["$anchor": "zip", "pattern": "^[0-9]{6}$"]],
    ],
    "https://x.test/forms/list.json": ["items": ["$ref": "address"]],
  ]

  private var options: SchemaOptions {
    let known = documents
    return SchemaOptions { known[$0] }
  }

  @Test("by absolute and by relative URI, whole, by pointer and by anchor")
  func references() throws {
    try Rule(##"{"$ref":"https://x.test/forms/list.json"}"##, good: [#"[{"city":1}]"#], bad: ["[{}]"]).check(options: options)
    try Rule(##"{"$id":"https://x.test/forms/me","$ref":"address#zip"}"##, good: ["\"026000\""], bad: ["\"26\""]).check(
      options: options)
    try Rule(
      ##"{"$id":"https://x.test/other/me","$ref":"../forms/address#/$defs/zip"}"##, good: ["\"026000\""], bad: ["\"26\""]
    )
    .check(options: options)
  }

  @Test("errors name the document in which the keyword stands")
  func places() throws {
    let compiled = try schema(##"{"$ref":"https://x.test/forms/list.json"}"##, options: options)
    #expect(try compiled.errors(in: [[:]]).map(\.schema) == ["https://x.test/forms/address#/required"])
  }

  @Test("the meta-schemas of the standard are known without a resolver: a schema is checked like any value")
  func metaSchema() throws {
    try Rule(
      ##"{"$ref":"https://json-schema.org/draft/2020-12/schema"}"##,
      good: ["{}", "true", #"{"type":"string","properties":{"a":{"minLength":1}}}"#],
      bad: ["1", #"{"type":"text"}"#, #"{"properties":{"a":{"minLength":-1}}}"#, #"{"allOf":[]}"#]
    ).check()
  }

  @Test("a schema is compiled once, and used from many threads at a time")
  func threads() async throws {
    let compiled = try schema(
      ##"{"$dynamicAnchor":"n","properties":{"a":{"$dynamicRef":"#n"},"b":{"pattern":"^[a-z]+$"}},"unevaluatedProperties":false}"##
    )
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<64 {
        group.addTask {
          let good = (try? compiled.accepts(["a": ["a": ["b": "x"]]])) == true
          let bad = (try? compiled.accepts(["a": ["b": .string(String(number))]])) == false
          return good && bad
        }
      }
      for await right in group { #expect(right) }
    }
  }
}

@Suite("References are resolved as RFC 3986 says")
struct URIReferenceTests {
  @Test(
    "its examples (§5.4), and documents without a host",
    arguments: [
      ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
      ("//g", "http://g"),
      ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("", "http://a/b/c/d;p?q"), (";x", "http://a/b/c/;x"),
      (".", "http://a/b/c/"),
      ("..", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../g", "http://a/g"),
      ("../../../g", "http://a/g"),
      ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), ("./g/.", "http://a/b/c/g/"),
      ("g/../h", "http://a/b/c/h"),
      ("g;x=1/../y", "http://a/b/c/y"), ("g?y/../x", "http://a/b/c/g?y/../x"),
    ])
  func examples(reference: String, expected: String) {
    #expect(URIReference(reference).resolved(against: URIReference("http://a/b/c/d;p?q")).document == expected)
  }

  @Test("a URN stays what it is, and its fragment is apart")
  func urn() {
    let urn = URIReference("urn:uuid:dead-beef")
    #expect(URIReference("#a").resolved(against: urn).document == "urn:uuid:dead-beef")
    #expect(URIReference("#a%20b").fragment.flatMap(URIReference.decoded) == "a b")
  }
}
