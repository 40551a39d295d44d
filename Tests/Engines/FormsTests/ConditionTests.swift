import JSON
import JSONSchema
import Kernel
import Testing

@testable import Forms

private let today = CivilDate(daysSince1970: 20_781)

private func field(
  _ key: String, _ kind: FormField.Kind = .text, required: Bool = true, options: [String] = [], if condition: String? = nil,
  pattern: String? = nil
) -> FormField {
  FormField(
    key: key, label: key, kind: kind, required: required, pattern: pattern, options: options,
    condition: condition.flatMap { FormCondition($0) })
}

/// A choice, a yes-or-no and a list, a question on each, and one that hangs on another that hangs.
private let form = Form(
  name: "f",
  fields: [
    field("kind", .choice, options: ["甲", "乙", "丙"]), field("mail", .yesNo, required: false),
    field("causes", .choices, required: false, options: ["病", "灾"]), field("number", if: "kind=甲|乙"),
    field("street", if: "mail=true"), field("pickUp", required: false, if: "mail=false"), field("illness", if: "causes=病"),
    field("deep", .yesNo, if: "kind=丙"), field("deeper", if: "deep=true"),
  ])

@Suite("Questions that are asked only after certain answers")
struct ConditionTests {
  private static let cases: [(answers: JSON, problems: Set<String>)] = [
    (["kind": "甲"], ["/number required"]), (["kind": "乙", "number": "1"], []), (["kind": "丙"], ["/deep required"]),
    (["kind": "丙", "deep": true], ["/deeper required"]), (["kind": "丙", "deep": false], []),
    (["kind": "丙", "deep": false, "number": "1"], ["/number notAsked"]),
    (["kind": "丙", "deep": false, "deeper": "x"], ["/deeper notAsked"]),
    (["kind": "甲", "number": "1", "deeper": "x"], ["/deeper notAsked"]),
    (["kind": "甲", "number": "1", "mail": true], ["/street required"]),
    (["kind": "甲", "number": "1", "mail": true, "street": "一号"], []),
    (["kind": "甲", "number": "1", "mail": false], []), (["kind": "甲", "number": "1", "mail": false, "pickUp": "x"], []),
    (["kind": "甲", "number": "1", "pickUp": "x"], ["/pickUp notAsked"]),
    (["kind": "甲", "number": "1", "causes": ["灾"]], []),
    (["kind": "甲", "number": "1", "causes": ["灾", "病"]], ["/illness required"]),
    (["kind": "甲", "number": "1", "causes": ["病"], "illness": "x"], []), ([:], ["/kind required"]),
  ]

  @Test(
    "what hangs on an answer is needed when it holds and refused when it does not; the schema says the same", arguments: cases)
  func asked(answers: JSON, problems: Set<String>) throws {
    #expect(Set(form.problems(answers, at: "", today: today).map { "\($0.pointer) \($0.code)" }) == problems)
    let schema = try JSONSchema(form.schema)
    #expect(try schema.errors(in: answers).isEmpty == problems.isEmpty, "\(answers.text)")
  }

  @Test("an example answers what is asked, and passes the check and the schema")
  func example() throws {
    #expect(form.example == ["kind": "甲", "number": "测试填写"])
    #expect(form.problems(form.example, at: "", today: today).isEmpty)
    #expect(try JSONSchema(form.schema).errors(in: form.example).isEmpty)
  }

  @Test("answers to what fell away, or is not in the form any more, are dropped, and nothing else")
  func pruned() {
    let answers: JSON = ["kind": "乙", "deep": true, "deeper": "x", "number": "1", "old": "y", "mail": true]
    #expect(form.pruned(answers) == ["kind": "乙", "mail": true, "number": "1"])
    #expect(form.asked(answers).map(\.key) == ["kind", "mail", "causes", "number", "street"])
  }

  @Test(
    "a condition is written as key=value or key=value|value",
    arguments: [
      ("a=b", ["b"]), ("a=b|c", ["b", "c"]), ("a=b=c", ["b=c"]), ("a", nil), ("=b", nil), ("a=", nil), ("a=b|", nil), ("", nil),
    ] as [(String, [String]?)])
  func written(text: String, values: [String]?) {
    #expect(FormCondition(text)?.values == values)
    if values != nil { #expect(FormCondition(text)?.text == text) }
  }

  @Test("conditions in a ring end, and nobody is asked")
  func ring() {
    let ring = Form(name: "r", fields: [field("a", .yesNo, if: "b=true"), field("b", .yesNo, if: "a=true")])
    #expect(ring.asked(["a": true, "b": true]).isEmpty)
  }

  @Test("the layout tells the condition")
  func layout() { #expect(form.layout[3]?["condition"] == "kind=甲|乙") }
}

@Suite("What makes a form unusable")
struct FormFaultTests {
  private static let first = field("kind", .choice, options: ["甲"])

  @Test(
    "each fault is told with its question",
    arguments: [
      ([], ["formEmpty -"]), ([first, first], ["fieldTwice kind"]), ([field("a", .choice)], ["fieldWithoutOptions a"]),
      ([field("a", .choices)], ["fieldWithoutOptions a"]), ([field("a", pattern: "[")], ["fieldPattern a"]),
      ([first, field("a", if: "kind=甲")], []), ([first, field("a", if: "kind=乙")], ["fieldCondition a"]),
      ([field("a", if: "kind=甲"), first], ["fieldCondition a"]), ([field("a", if: "a=甲")], ["fieldCondition a"]),
      ([field("t"), field("a", if: "t=甲")], ["fieldCondition a"]),
      ([field("y", .yesNo), field("a", if: "y=true")], []),
      ([field("y", .yesNo), field("a", if: "y=yes")], ["fieldCondition a"]),
      (
        [field("a", .choice), field("b", pattern: "("), field("b")],
        ["fieldWithoutOptions a", "fieldPattern b", "fieldTwice b"]
      ),
    ] as [([FormField], [String])])
  func faults(fields: [FormField], told: [String]) {
    #expect(Form(name: "f", fields: fields).faults.map { "\($0.rule.rawValue) \($0.field ?? "-")" } == told)
  }
}
