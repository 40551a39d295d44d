import JSON
import Kernel
import Testing

@testable import Forms

private let today = CivilDate(daysSince1970: 20_781)

private func field(_ kind: FormField.Kind, options: [String] = [], pattern: String? = nil) -> FormField {
  FormField(
    key: "k", label: "k", kind: kind, required: true, hint: nil, pattern: pattern,
    options: kind == .region || kind == .address ? [] : options, prefill: nil,
    columns: kind == .table ? FormField.columns("name:姓名:personName*") { _ in nil } ?? [] : [])
}

private func codes(_ field: FormField, _ value: JSON?) -> [String] {
  var answers: JSON = [:]
  if let value { answers["k"] = value }
  return Form(name: "f", fields: [field]).problems(answers, at: "/form", today: today).map { "\($0.pointer) \($0.code)" }
}

@Suite("Answers are checked against the form, all at once")
struct FormsTests {
  @Test("every kind of question takes its own example", arguments: FormField.Kind.allCases)
  func examples(kind: FormField.Kind) {
    let field = field(kind, options: ["甲", "乙"])
    #expect(codes(field, field.example) == [])
  }

  @Test(
    "a wrong answer is told by its kind and place",
    arguments: [
      (FormField.Kind.integer, JSON.string("x"), "integer"), (.decimal, "1", "number"), (.yesNo, "true", "type"),
      (.promise, false, "promise"),
      (.choice, "丙", "enum"), (.choices, .array(["甲", "甲"]), "uniqueItems"), (.choices, .array(["丙"]), "enum"),
      (.date, "2026-02-30", "date"),
      (.dateTime, "2026-11-24T25:00", "dateTime"), (.month, "2026-13", "month"),
      (.identityNumber, "152502188001010018", "identityCheck"),
      (.creditCode, "1", "creditCodeForm"), (.partyNumber, "1", "partyNumber"), (.mobile, "12900000000", "mobileForm"),
      (.bankCard, "6222020000000000001", "bankCardCheck"), (.text, 5, "type"),
      (.text, .string(String(repeating: "长", count: 201)), "maxLength"),
      (.textarea, .string(String(repeating: "长", count: 2001)), "maxLength"), (.text, "  ", "required"),
      (.text, .null, "required"),
    ])
  func wrong(kind: FormField.Kind, value: JSON, code: String) {
    #expect(codes(field(kind, options: ["甲", "乙"]), value) == ["/form/k \(code)"])
  }

  @Test(
    "a pattern holds for the whole answer",
    arguments: [("T150012345", true), ("T15001234", false), ("xT150012345", false), ("T150012345\n", false)])
  func pattern(text: String, fits: Bool) {
    #expect(codes(field(.text, pattern: "^[A-Z]\\d{9}$"), .string(text)).isEmpty == fits)
  }

  @Test("all problems are told at once, unknown members among them")
  func allAtOnce() {
    let form = Form(name: "f", fields: [field(.text)])
    let problems = form.problems(["x/y": 1, "z": 2], at: "/form", today: today).map { "\($0.pointer) \($0.code)" }
    #expect(Set(problems) == ["/form/x~1y unknownField", "/form/z unknownField", "/form/k required"])
    #expect(form.problems(.array([1]), at: "/form", today: today).map(\.code) == ["type"])
  }

  @Test("a service's form follows the base form, and declarations come last")
  func followed() {
    func named(_ key: String, _ kind: FormField.Kind) -> FormField {
      FormField(key: key, label: key, kind: kind, required: true)
    }
    let base = Form(name: "base", fields: [named("a", .text), named("truth", .promise)])
    let both = base.followed(by: Form(name: "own", fields: [named("b", .date), named("more", .promise), named("c", .month)]))
    #expect(both.name == "own")
    #expect(both.fields.map(\.key) == ["a", "b", "c", "truth", "more"])
  }
}
