import JSON
import JSONSchema
import Kernel
import SeededRandom
import Testing

@testable import Forms

private let today = CivilDate(daysSince1970: 20_781)
private let options = ["甲", "乙", "丙"]

private func question(
  _ kind: FormField.Kind, key: String = "k", required: Bool = true, pattern: String? = nil, options: [String] = options
) -> FormField {
  FormField(
    key: key, label: key, kind: kind, required: required, hint: nil, pattern: pattern, options: choices(kind, options),
    prefill: nil,
    columns: kind == .table ? FormField.columns("name:姓名:personName*|share:份额:decimal:>0..100") { _ in nil } ?? [] : [])
}

/// Places are chosen by code, everything else by its words.
private func choices(_ kind: FormField.Kind, _ words: [String]) -> [String] {
  kind == .region || kind == .address ? ["152502 锡林浩特市", "110000 北京市"] : words
}

/// `pointer code`, with the arguments behind it where there are any.
private func told(_ fields: [FormField], _ answers: JSON, at pointer: String = "/form") -> [String] {
  Form(name: "f", fields: fields).problems(answers, at: pointer, today: today).map { problem in
    let arguments = problem.arguments.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    return "\(problem.pointer) \(problem.code)\(arguments)"
  }
}

@Suite("Every kind of question knows good answers from bad ones")
struct AnswerTests {
  @Test(
    "good answers are taken",
    arguments: [
      (FormField.Kind.text, ["测试", " 测 ", "<b>", "😀"]), (.textarea, ["一\n二"]), (.lines, ["一\n二"]),
      (.integer, [0, -5, 12_345_678_901]),
      (.decimal, [0, -5]), (.yesNo, [true, false]), (.promise, [true]), (.date, ["2024-02-29", "1900-01-01"]),
      (.dateTime, ["2026-11-24T09:00:00Z", "2026-11-24T09:00:00+08:00", "2026-11-24T09:00"]), (.month, ["2026-01", "2026-12"]),
      (.choice, ["甲", "丙"]),
      (.choices, [["甲"], ["丙", "甲"]]), (.identityNumber, ["11010519491231002X", "11010519491231002x"]),
      (.creditCode, ["91350100M000100Y43"]),
      (.partyNumber, ["440524188001010014", "91350100M000100Y43"]), (.mobile, ["13900000000", "19900000000"]),
      (.bankCard, ["4111111111111111", "4111 1111 1111 1111"]),
    ] as [(FormField.Kind, [JSON])])
  func good(kind: FormField.Kind, answers: [JSON]) {
    for answer in answers { #expect(told([question(kind)], ["k": answer]) == [], "\(answer.text)") }
  }

  @Test(
    "bad answers are told with the code of what is wrong",
    arguments: [
      (FormField.Kind.integer, "integer", ["1", true, [1], .number(JSONNumber("1.5") ?? JSONNumber(0))]),
      (.decimal, "number", ["1.5", true]),
      (.yesNo, "type", ["true", 1, "是"]), (.promise, "promise", [false, "true", 1]), (.choice, "enum", ["丁", "甲 ", "甲乙"]),
      (.choice, "type type=string", [1, ["甲"]]), (.choices, "enum", ["甲", [1], ["甲", "丁"], [nil]]),
      (.choices, "uniqueItems", [["甲", "乙", "甲"]]),
      (.choices, "required", [.array([])]),
      (.date, "date", ["2026-2-3", "2025-02-29", "20260203", "2026-11-24T00:00:00Z", "24.11.2026"]),
      (.dateTime, "dateTime", ["2026-11-24", "2026-11-24T24:01:00Z", "2026-13-01T00:00:00Z", "x"]),
      (.month, "month", ["2026-00", "2026-1", "202601", "2026"]),
      (.identityNumber, "identityOld", ["110105491231002"]), (.identityNumber, "identityForm", ["1", "1101051949123100"]),
      (.identityNumber, "identityRegion", ["000105194912310021"]), (.identityNumber, "identityDate", ["152502190002300010"]),
      (.identityNumber, "identityFuture", ["152502299901010019"]), (.identityNumber, "identityCheck", ["110105194912310021"]),
      (.creditCode, "creditCodeForm", ["1", "9135O100M000100Y43"]),
      (.creditCode, "creditCodeOrganisation", ["91350100M000100X43"]),
      (.creditCode, "creditCodeCheck", ["91350100M000100Y44"]), (.partyNumber, "partyNumber", ["1", "152502188001010018"]),
      (.mobile, "mobileForm", ["12900000000", "0479-8200000", "1390000000"]),
      (.bankCard, "bankCardForm", ["1", "411111111111111"]),
      (.bankCard, "bankCardCheck", ["4111111111111112"]), (.text, "type type=string", [1, true, ["x"], [:]]),
      (.text, "required", ["", "  ", "\u{3000}", "\n"]),
      (.lines, "required", [" \n "]), (.text, "maxLength n=200", [.string(String(repeating: "测", count: 201))]),
      (.lines, "maxLength n=2000", [.string(String(repeating: "测", count: 2001))]),
    ] as [(FormField.Kind, String, [JSON])])
  func bad(kind: FormField.Kind, code: String, answers: [JSON]) {
    for answer in answers { #expect(told([question(kind)], ["k": answer]) == ["/form/k \(code)"], "\(answer.text)") }
  }

  @Test("length is counted in characters of Unicode, as the schema counts it")
  func length() {
    #expect(told([question(.text)], ["k": .string(String(repeating: "😀", count: 200))]) == [])
    #expect(told([question(.text)], ["k": .string(String(repeating: "e\u{301}", count: 101))]) == ["/form/k maxLength n=200"])
    #expect(told([question(.textarea)], ["k": .string(String(repeating: "测", count: 2000))]) == [])
  }

  @Test("what is not required may be left out, null or blank, but not wrong", arguments: FormField.Kind.allCases)
  func optional(kind: FormField.Kind) {
    let field = question(kind, required: false)
    #expect(told([field], [:]) == [])
    #expect(told([field], ["k": nil]) == [])
    #expect(told([field], ["k": "  "]) == [] || [.integer, .decimal, .money, .yesNo, .promise].contains(kind))
    #expect(!told([field], ["k": ["x": 1]]).isEmpty)
    #expect(told([question(kind)], [:]) == ["/form/k required"])
    #expect(told([question(kind)], ["k": nil]) == ["/form/k required"])
  }

  @Test("of several that are not required, none may be chosen")
  func noneChosen() { #expect(told([question(.choices, required: false)], ["k": .array([])]) == []) }

  @Test("a pattern is asked beside the kind, and of the whole answer")
  func pattern() {
    let field = question(.text, pattern: "^[0-9]{4}$")
    #expect(told([field], ["k": "2026"]) == [])
    for answer in ["20260", "x2026", "2026\n", "２０２６"] { #expect(told([field], ["k": .string(answer)]) == ["/form/k pattern"]) }
  }
}

@Suite("A form is checked as a whole")
struct WholeFormTests {
  @Test("every question that is wrong is told, in the order of the form, after what was not asked")
  func all() {
    let fields = FormField.Kind.allCases.map { question($0, key: $0.rawValue) }
    let answers: JSON = ["text": 1, "date": "x", "other": 1, "mobile": "13900000000", "choices": ["甲", "甲"]]
    let problems = told(fields, answers)
    #expect(problems.first == "/form/other unknownField")
    let rest = FormField.Kind.allCases.compactMap { kind -> String? in
      switch kind {
      case .text: "/form/text type type=string"
      case .date: "/form/date date"
      case .choices: "/form/choices uniqueItems"
      case .mobile: nil
      default: "/form/\(kind.rawValue) required"
      }
    }
    #expect(Array(problems.dropFirst()) == rest)
  }

  @Test("what is no object is told at its own place", arguments: [JSON.null, [], "x", 1, true])
  func noObject(answers: JSON) { #expect(told([question(.text)], answers, at: "/a/b") == ["/a/b type type=object"]) }

  @Test("places are JSON Pointers, whatever signs stand in a name")
  func pointers() {
    #expect(told([question(.text, key: "a/b~c")], ["x/y": 1]) == ["/form/x~1y unknownField", "/form/a~1b~0c required"])
    #expect(told([question(.text, key: "a")], ["a": 1], at: "") == ["/a type type=string"])
  }

  @Test("a name that differs in case is another name")
  func names() { #expect(told([question(.text)], ["K": "x"]) == ["/form/K unknownField", "/form/k required"]) }

  @Test("the example of a form holds what is required, and no made-up change of one member passes unseen")
  func example() throws {
    var random = SplitMix(state: 2020)
    for _ in 0..<100 {
      let kinds = FormField.Kind.allCases.shuffled(using: &random).prefix(6)
      let form = Form(name: "f", fields: kinds.map { question($0, key: $0.rawValue, required: Bool.random(using: &random)) })
      let example = form.example
      #expect(form.problems(example, at: "", today: today) == [])
      #expect(Set(example.objectValue?.keys ?? []) == Set(form.fields.filter(\.required).map(\.key)))
      for field in form.fields {
        var broken = example
        broken[field.key] = ["x": 1]
        let places = Set(form.problems(broken, at: "", today: today).map { $0.pointer.split(separator: "/").first })
        #expect(places == [Substring(field.key)])
        guard field.required else { continue }
        broken[field.key] = nil
        #expect(form.problems(broken, at: "", today: today).map(\.code) == ["required"])
      }
    }
  }
}

@Suite("The schema says what the check does")
struct SchemaTests {
  @Test("every kind has a schema that its example fits and its type stands in", arguments: FormField.Kind.allCases)
  func kinds(kind: FormField.Kind) throws {
    for required in [true, false] {
      let field = question(kind, required: required)
      let schema = try #require(Form(name: "f", fields: [field]).schema.at("/properties/k"))
      let example = field.example
      switch schema["type"]?.stringValue {
      case "integer": #expect(example.intValue != nil)
      case "number": if case .number = example {} else { Issue.record("\(kind)") }
      case "boolean": #expect(example.boolValue != nil)
      case "array":
        #expect(schema["minItems"] == (required ? 1 : nil))
        guard kind == .choices else { break }
        #expect(schema["uniqueItems"] == true)
        #expect(schema.at("/items/enum") == .array(options.map(JSON.string)))
      case "object": #expect(schema["additionalProperties"] == false)
      case "string":
        let text = try #require(example.stringValue)
        #expect(schema["maxLength"] == .number(JSONNumber(field.longest)))
        #expect(schema["minLength"] == (required ? 1 : nil))
        #expect(try JSONSchema(schema).accepts(.string(text)), "\(kind)")
        if let words = schema["enum"]?.arrayValue { #expect(words.contains(example)) }
      default: Issue.record("\(kind) has no type")
      }
      #expect(schema["title"] == "k")
    }
  }

  @Test("a promise can only be kept, and a choice only be one of its words")
  func constants() {
    let schema = Form(name: "f", fields: [question(.promise, key: "p"), question(.choice, key: "c")]).schema
    #expect(schema.at("/properties/p/const") == true)
    #expect(schema.at("/properties/c/enum") == .array(options.map(JSON.string)))
    #expect(schema["additionalProperties"] == false)
    #expect(schema["required"] == ["p", "c"])
    #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
  }

  @Test("questions of the page stand in the order of the form, with hint and source where there is one")
  func layout() {
    let field = FormField(
      key: "a", label: "甲", kind: .date, required: false, hint: "提示", pattern: nil, options: [], prefill: "applicant.name")
    let layout = Form(name: "f", fields: [field, question(.text)]).layout
    #expect(layout[0] == ["key": "a", "label": "甲", "widget": "date", "hint": "提示", "prefill": "applicant.name"])
    #expect(layout[1] == ["key": "k", "label": "k", "widget": "text"])
  }
}
