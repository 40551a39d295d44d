import JSON
import Testing

@testable import JSONSchema

func schema(_ text: String, options: SchemaOptions = SchemaOptions()) throws -> JSONSchema {
  try JSONSchema(try JSON.parse(text), options: options)
}

/// A schema, values that fit it and values that do not.
struct Rule: Sendable, CustomTestStringConvertible {
  var schema: String
  var good: [String]
  var bad: [String]

  init(_ schema: String, good: [String], bad: [String]) {
    self.schema = schema
    self.good = good
    self.bad = bad
  }

  var testDescription: String { schema }

  func check(options: SchemaOptions = SchemaOptions()) throws {
    let compiled = try JSONSchemaTests.schema(schema, options: options)
    for text in good {
      #expect(try compiled.accepts(Array(text.utf8)), "\(schema) should accept \(text)")
      #expect(try compiled.errors(in: Array(text.utf8)).isEmpty)
      #expect(try compiled.accepts(JSON.parse(text)))
    }
    for text in bad {
      #expect(try !compiled.accepts(Array(text.utf8)), "\(schema) should refuse \(text)")
      #expect(try !compiled.errors(in: Array(text.utf8)).isEmpty)
      #expect(try !compiled.accepts(JSON.parse(text)))
    }
  }
}

@Suite("What each keyword asks of a value")
struct KeywordTests {
  @Test(
    "any value: type, const, enum, and the schemas true and false",
    arguments: [
      Rule("true", good: ["null", "{}"], bad: []), Rule("false", good: [], bad: ["null", "0"]),
      Rule("{}", good: ["null", "[1]"], bad: []),
      Rule(
        #"{"type":"integer"}"#, good: ["1", "1.0", "-10", "1e3", "12345678901234567890123"], bad: ["1.5", "\"1\"", "true"]),
      Rule(#"{"type":"number"}"#, good: ["1", "1.5"], bad: ["\"1\"", "null"]),
      Rule(#"{"type":["string","null"]}"#, good: ["\"\"", "null"], bad: ["false", "[]", "0"]),
      Rule(#"{"type":"array"}"#, good: ["[]"], bad: ["{}"]), Rule(#"{"type":"object"}"#, good: ["{}"], bad: ["[]"]),
      Rule(#"{"type":"boolean"}"#, good: ["true", "false"], bad: ["0", "\"true\""]),
      Rule(#"{"const":{"a":[1,2.0]}}"#, good: [#"{"a":[1.0,2]}"#], bad: [#"{"a":[2,1]}"#, #"{"a":[1,2],"b":1}"#]),
      Rule(#"{"const":0}"#, good: ["0", "0.0", "-0"], bad: ["false", "\"0\"", "[]"]),
      Rule(
        #"{"enum":["red",1,null,{"a":1,"b":2}]}"#, good: ["\"red\"", "1.0", "null", #"{"b":2,"a":1}"#],
        bad: ["\"Red\"", "2", "{}"]),
    ])
  func anyValue(rule: Rule) throws { try rule.check() }

  @Test(
    "numbers are exact, however large or small",
    arguments: [
      Rule(#"{"minimum":1.5}"#, good: ["1.5", "2", "\"x\""], bad: ["1.4999999999999999999999999"]),
      Rule(#"{"maximum":9007199254740992}"#, good: ["9007199254740992"], bad: ["9007199254740993", "1e400"]),
      Rule(#"{"exclusiveMinimum":0}"#, good: ["1e-400", "0.1"], bad: ["0", "-0.0", "-1"]),
      Rule(#"{"exclusiveMaximum":0.3}"#, good: ["0.2999999999999999999", "-1e30"], bad: ["0.3", "0.30"]),
      Rule(
        #"{"multipleOf":0.01}"#, good: ["10.5", "0.07", "19.99", "0", "1e300", "-3"],
        bad: ["0.075", "1e-3", "0.0000000000000000000001"]),
      Rule(
        #"{"multipleOf":3}"#, good: ["3e40", "9", "123456789012345678901234567890"],
        bad: ["1e40", "10", "123456789012345678901234567891"]),
      Rule(
        #"{"multipleOf":1234567890123456789012.5}"#, good: ["2469135780246913578025", "1234567890123456789012.5"],
        bad: ["5", "2469135780246913578026"]),
    ])
  func numbers(rule: Rule) throws { try rule.check() }

  @Test(
    "texts: lengths in characters, patterns anywhere in the text",
    arguments: [
      Rule(#"{"minLength":2}"#, good: ["\"测试\"", "\"ab\"", "1"], bad: ["\"测\"", "\"\\ud83d\\ude00\"", "\"\""]),
      Rule(#"{"maxLength":2}"#, good: ["\"测试\"", "\"😀😀\""], bad: ["\"abc\"", "\"测试一\""]),
      Rule(#"{"pattern":"^[0-9]{3}$"}"#, good: ["\"123\"", "7"], bad: ["\"1234\"", "\"12\"", "\"一二三\""]),
      Rule(#"{"pattern":"b"}"#, good: ["\"abc\""], bad: ["\"ac\""]),
      Rule(
        #"{"pattern":"^\\p{Script=Han}+(·\\p{Script=Han}+)*$"}"#, good: ["\"苏和\"", "\"阿拉坦·其其格\""], bad: ["\"苏 和\"", "\"·\""]),
    ])
  func texts(rule: Rule) throws { try rule.check() }

  @Test(
    "lists",
    arguments: [
      Rule(#"{"minItems":1,"maxItems":2}"#, good: ["[1]", "[1,2]", "{}"], bad: ["[]", "[1,2,3]"]),
      Rule(
        #"{"uniqueItems":true}"#, good: ["[1,2]", "[{},[]]", "[0,false]", "[]"],
        bad: ["[1,1.0]", #"[{"a":1,"b":2},{"b":2,"a":1}]"#, "[[],[]]"]),
      Rule(#"{"uniqueItems":false}"#, good: ["[1,1]"], bad: []),
      Rule(#"{"items":{"type":"string"}}"#, good: ["[]", "[\"a\"]"], bad: ["[\"a\",1]"]),
      Rule(
        #"{"prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}"#, good: ["[\"a\",1]", "[\"a\"]", "[]"],
        bad: ["[1]", "[\"a\",1,2]"]),
      Rule(#"{"contains":{"const":1}}"#, good: ["[2,1]", "\"x\""], bad: ["[]", "[2]"]),
      Rule(
        #"{"contains":{"const":1},"minContains":2,"maxContains":3}"#, good: ["[1,1]", "[1,2,1,1]"], bad: ["[1]", "[1,1,1,1]"]),
      Rule(#"{"contains":{"const":1},"minContains":0}"#, good: ["[]", "[2]"], bad: []),
      Rule(#"{"prefixItems":[{}],"unevaluatedItems":{"type":"integer"}}"#, good: ["[\"a\",1]"], bad: ["[\"a\",\"b\"]"]),
      Rule(#"{"contains":{"type":"string"},"unevaluatedItems":false}"#, good: ["[\"a\",\"b\"]"], bad: ["[\"a\",1]"]),
      Rule(
        #"{"anyOf":[{"prefixItems":[true,true]},{"prefixItems":[{"const":1}]}],"unevaluatedItems":false}"#,
        good: ["[1,2]", "[3,4]"], bad: ["[1,2,3]"]),
    ])
  func lists(rule: Rule) throws { try rule.check() }

  @Test(
    "objects",
    arguments: [
      Rule(#"{"minProperties":1,"maxProperties":2}"#, good: [#"{"a":1}"#], bad: ["{}", #"{"a":1,"b":2,"c":3}"#]),
      Rule(#"{"required":["a","b"]}"#, good: [#"{"b":null,"a":0}"#, "[]"], bad: [#"{"a":1}"#, "{}", #"{"A":1,"b":2}"#]),
      Rule(#"{"properties":{"a":{"type":"integer"}}}"#, good: [#"{"a":1,"b":"x"}"#], bad: [#"{"a":"x"}"#]),
      Rule(
        #"{"patternProperties":{"^x-":{"type":"integer"},"y$":{"minimum":5}}}"#, good: [#"{"x-1":1,"y":5,"x-y":6}"#],
        bad: [#"{"x-1":"a"}"#, #"{"x-y":4}"#]),
      Rule(
        #"{"properties":{"a":{}},"patternProperties":{"^b":{}},"additionalProperties":{"type":"null"}}"#,
        good: [#"{"a":1,"bb":2,"c":null}"#], bad: [#"{"c":1}"#]),
      Rule(#"{"properties":{"a":{}},"additionalProperties":false}"#, good: [#"{"a":1}"#, "{}"], bad: [#"{"b":1}"#]),
      Rule(#"{"propertyNames":{"maxLength":2}}"#, good: [#"{"ab":1}"#], bad: [#"{"abc":1}"#]),
      Rule(
        #"{"dependentRequired":{"card":["bank","name"]}}"#, good: ["{}", #"{"card":1,"bank":2,"name":3}"#],
        bad: [#"{"card":1,"bank":2}"#]),
      Rule(
        #"{"dependentSchemas":{"card":{"required":["bank"]}}}"#, good: ["{}", #"{"card":1,"bank":2}"#], bad: [#"{"card":1}"#]),
      Rule(
        #"{"dependencies":{"a":["b"],"c":{"minProperties":2}}}"#, good: [#"{"a":1,"b":1}"#, #"{"c":1,"d":1}"#],
        bad: [#"{"a":1}"#, #"{"c":1}"#]),
      Rule(
        #"{"allOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}],"unevaluatedProperties":false}"#,
        good: [#"{"a":1,"b":2}"#], bad: [#"{"c":1}"#]),
      Rule(
        #"{"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"properties":{"a":{}}},"unevaluatedProperties":false}"#,
        good: [#"{"k":1,"a":2}"#, "{}"], bad: [#"{"k":2}"#, #"{"k":1,"b":2}"#]),
    ])
  func objects(rule: Rule) throws { try rule.check() }

  @Test(
    "schemas put together",
    arguments: [
      Rule(#"{"allOf":[{"minimum":1},{"maximum":3}]}"#, good: ["2"], bad: ["0", "4"]),
      Rule(#"{"anyOf":[{"type":"string"},{"minimum":5}]}"#, good: ["\"x\"", "5"], bad: ["4"]),
      Rule(#"{"oneOf":[{"multipleOf":2},{"multipleOf":3}]}"#, good: ["2", "9"], bad: ["1", "6"]),
      Rule(#"{"not":{"type":"string"}}"#, good: ["1"], bad: ["\"\""]),
      Rule(#"{"if":{"minimum":10},"then":{"multipleOf":10},"else":{"maximum":5}}"#, good: ["20", "5"], bad: ["11", "6"]),
      Rule(#"{"then":false}"#, good: ["1"], bad: []),
      Rule(##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"integer"}}}"##, good: ["1"], bad: ["\"x\""]),
      Rule(##"{"$ref":"#here","$defs":{"a":{"$anchor":"here","type":"integer"}}}"##, good: ["1"], bad: ["\"x\""]),
      Rule(##"{"$ref":"#/$defs/a","maximum":3,"$defs":{"a":{"type":"integer"}}}"##, good: ["1"], bad: ["4", "1.5"]),
      Rule(
        ##"{"properties":{"next":{"$ref":"#"}},"required":["v"]}"##, good: [##"{"v":1,"next":{"v":2}}"##],
        bad: [##"{"v":1,"next":{}}"##]),
      Rule(##"{"$id":"https://x.test/a","$ref":"b","$defs":{"b":{"$id":"b","type":"null"}}}"##, good: ["null"], bad: ["0"]),
      Rule(
        ##"{"$id":"https://x.test/tree","$dynamicAnchor":"node","type":"object","properties":{"kids":{"items":{"$dynamicRef":"#node"}}}}"##,
        good: [#"{"kids":[{"kids":[]}]}"#], bad: [#"{"kids":[1]}"#]),
      Rule(
        ##"{"$id":"https://x.test/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,"$defs":{"t":{"$id":"tree","$dynamicAnchor":"node","properties":{"kids":{"items":{"$dynamicRef":"#node"}}}}}}"##,
        good: [#"{"kids":[{"kids":[]}]}"#], bad: [#"{"kids":[{"kid":[]}]}"#]),
    ])
  func together(rule: Rule) throws { try rule.check() }

  @Test("unknown keywords and annotations ask nothing")
  func annotations() throws {
    try Rule(
      #"{"title":"a","description":"b","default":1,"examples":[1],"deprecated":true,"readOnly":true,"$comment":"c","x-own":false,"writeOnly":true,"contentEncoding":"base64","contentMediaType":"application/json","contentSchema":false}"#,
      good: ["null", "\"?\""], bad: []
    ).check()
  }

  @Test("formats only describe, unless they are asked for; the caller may bring its own")
  func formats() throws {
    let text = #"{"format":"date"}"#
    try Rule(text, good: ["\"2026-02-30\"", "\"2026-02-28\""], bad: []).check()
    try Rule(text, good: ["\"2026-02-28\"", "5"], bad: ["\"2026-02-30\""]).check(options: SchemaOptions(checksFormats: true))
    let own = SchemaOptions(checksFormats: true, formats: ["even": { $0.count % 2 == 0 }])
    try Rule(#"{"format":"even"}"#, good: ["\"ab\"", "\"\""], bad: ["\"a\""]).check(options: own)
    try Rule(#"{"format":"nobody knows"}"#, good: ["\"a\""], bad: []).check(options: own)
  }
}
