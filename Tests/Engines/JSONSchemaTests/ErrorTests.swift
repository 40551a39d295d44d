import JSON
import Testing

@testable import JSONSchema

@Suite("What is wrong is told: all of it, where, by which keyword, in words")
struct ErrorTests {
  private let form = #"""
    {"$id":"https://x.test/form","type":"object","required":["name","born"],"additionalProperties":false,
     "properties":{
       "name":{"title":"姓名","type":"string","minLength":2},
       "born":{"title":"出生日期","type":"string","format":"date"},
       "fee":{"title":"费用","type":"number","multipleOf":0.01,"minimum":0},
       "kids":{"items":{"$ref":"#/$defs/kid"}},
       "way":{"anyOf":[{"const":"mail"},{"type":"integer"}]}},
     "$defs":{"kid":{"title":"子女","required":["id"],"properties":{"id":{"pattern":"^[0-9]{4}$","examples":["0001"]}}}}}
    """#

  private func errors(_ text: String) throws -> [SchemaError] {
    try schema(form, options: SchemaOptions(checksFormats: true)).errors(in: Array(text.utf8))
  }

  @Test("all errors are found at once, each with the place of the value, the place of the keyword, and the keyword")
  func all() throws {
    let errors = try errors(#"{"name":"苏","fee":-1.005,"kids":[{"id":"0001"},{"id":"x"},{}],"way":"post","more":1}"#)
    let found = errors.map { [$0.instance, $0.schema, $0.keyword] }
    let at = "https://x.test/form#"
    for row in [
      ["/name", at + "/properties/name/minLength", "minLength"], ["/fee", at + "/properties/fee/minimum", "minimum"],
      ["/fee", at + "/properties/fee/multipleOf", "multipleOf"],
      ["/kids/1/id", at + "/$defs/kid/properties/id/pattern", "pattern"],
      ["/kids/2", at + "/$defs/kid/required", "required"], ["/way", at + "/properties/way/anyOf", "anyOf"],
      ["/more", at + "/additionalProperties", "additionalProperties"], ["", at + "/required", "required"],
    ] {
      #expect(found.contains(row), "\(row)")
    }
    #expect(found.count == 8, "\(found)")
  }

  @Test("a missing member is an error of its own field, and bears its title")
  func missing() throws {
    let error = try #require(try errors(#"{"name":"苏和"}"#).first)
    #expect(error.instance == "" && error.field == "/born")
    #expect(error.message(.chinese) == "出生日期：请填写")
    #expect(error.message(.english) == "出生日期: is needed")
  }

  @Test("of several schemas none of which fits, each says why")
  func causes() throws {
    let error = try #require(try errors(#"{"name":"苏和","born":"2020-01-01","way":"post"}"#).first)
    #expect(error.fault == .anyOf)
    #expect(error.causes.map(\.keyword) == ["const", "type"])
    #expect(error.causes.allSatisfy { $0.instance == "/way" })
  }

  @Test("what is of the wrong type is told so, and nothing else")
  func wrongType() throws {
    #expect(try errors("[]").map(\.keyword) == ["type"])
    #expect(try errors(#"{"name":5,"born":"2020-01-01"}"#).map(\.keyword) == ["type"])
  }

  @Test(
    "messages in Chinese and in English",
    arguments: [
      (#"{"type":"integer"}"#, "1.5", "应为整数", "must be a whole number"),
      (#"{"type":["string","null"]}"#, "1", "应为文字或空", "must be text or empty"),
      (#"{"const":true}"#, "false", "必须勾选", "must be ticked"), (#"{"const":"A"}"#, "1", "必须是“A”", "must be “A”"),
      (#"{"enum":["a","b"]}"#, "1", "只能从以下选择：a、b", "must be one of these: a, b"),
      (#"{"minimum":1}"#, "0", "不能小于 1", "must be 1 or more"), (#"{"maximum":1.50}"#, "2", "不能大于 1.50", "must be 1.50 or less"),
      (#"{"exclusiveMinimum":0}"#, "0", "必须大于 0", "must be more than 0"),
      (#"{"exclusiveMaximum":9}"#, "9", "必须小于 9", "must be less than 9"),
      (#"{"multipleOf":0.01}"#, "0.005", "最多 2 位小数", "must have at most 2 decimal places"),
      (#"{"multipleOf":1}"#, "0.5", "必须是整数", "must be a whole number"),
      (#"{"multipleOf":5}"#, "3", "必须是 5 的整数倍", "must be a multiple of 5"),
      (#"{"minLength":1}"#, "\"\"", "不能为空", "must not be empty"),
      (#"{"minLength":2}"#, "\"测\"", "至少要 2 个字，现在是 1 个", "must have at least 2 characters, and has 1"),
      (#"{"maxLength":1}"#, "\"测试\"", "最多 1 个字，现在是 2 个", "must have at most 1 character, and has 2"),
      (#"{"pattern":"^a","examples":["abc"]}"#, "\"b\"", "格式不对，例如：abc", "is not in the right form, for example: abc"),
      (#"{"format":"date"}"#, "\"x\"", "应为日期，例如：2026-01-31", "must be a date, for example: 2026-01-31"),
      (#"{"minItems":1}"#, "[]", "至少填一项", "must have at least one entry"),
      (#"{"maxItems":1}"#, "[1,2]", "最多 1 项，现在是 2 项", "must have at most 1 entry, and has 2"),
      (#"{"uniqueItems":true}"#, "[1,2,1]", "第 1 项和第 3 项重复", "entries 1 and 3 are the same"),
      (#"{"contains":{"const":1}}"#, "[2]", "符合要求的至少要有 1 项，现在是 0 项", "at least 1 entry must meet the condition, and 0 do"),
      (
        #"{"contains":{},"maxContains":1}"#, "[1,2]", "符合要求的最多只能有 1 项，现在是 2 项",
        "at most 1 entry may meet the condition, and 2 do"
      ),
      (#"{"minProperties":2}"#, "{}", "至少要填 2 项，现在是 0 项", "at least 2 entries must be given, and 0 are"),
      (#"{"maxProperties":0}"#, "{\"a\":1}", "最多填 0 项，现在是 1 项", "at most 0 entries may be given, and 1 are"),
      (#"{"required":["a"]}"#, "{}", "请填写“a”", "“a” is needed"),
      (#"{"dependentRequired":{"a":["b"]}}"#, "{\"a\":1}", "填了“a”，就要填“b”", "“b” is needed, since “a” is given"),
      (
        #"{"title":"form","additionalProperties":false}"#, "{\"a\":1}", "没有“a”这一项，请删去",
        "“a” is not asked for; please take it out"
      ),
      (
        #"{"title":"form","unevaluatedProperties":false}"#, "{\"a\":1}", "没有“a”这一项，请删去",
        "“a” is not asked for; please take it out"
      ),
      ("false", "1", "这里不应有内容，请删去", "nothing may stand here; please take it out"),
      (#"{"anyOf":[false]}"#, "1", "不符合任何一种允许的填法", "fits none of the ways in which this may be filled in"),
      (#"{"oneOf":[true,true]}"#, "1", "同时符合 2 种填法，只能符合一种", "fits 2 ways in which this may be filled in, and may fit only one"),
      (
        #"{"oneOf":[false]}"#, "1", "不符合任何一种允许的填法，应恰好符合一种",
        "fits none of the ways in which this may be filled in, and must fit exactly one"
      ),
      (#"{"not":{}}"#, "1", "不能这样填", "must not be filled in like this"),
    ])
  func messages(text: String, value: String, chinese: String, english: String) throws {
    let error = try #require(try schema(text, options: SchemaOptions(checksFormats: true)).errors(in: Array(value.utf8)).first)
    #expect(error.message(.chinese) == chinese)
    #expect(error.message(.english) == english)
  }

  @Test("an error is data for other programs too")
  func json() throws {
    let error = try #require(try errors(#"{"name":"苏","born":"2020-01-01"}"#).first)
    #expect(error.json["instanceLocation"] == "/name")
    #expect(error.json["keywordLocation"] == "https://x.test/form#/properties/name/minLength")
    #expect(error.json["error"]?["zh-Hans"] == "姓名：至少要 2 个字，现在是 1 个")
  }
}
