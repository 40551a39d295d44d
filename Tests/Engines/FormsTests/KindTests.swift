import JSON
import JSONSchema
import Kernel
import SeededRandom
import Testing

@testable import Forms

private let today = CivilDate(daysSince1970: 20_781)

private func field(
  _ kind: FormField.Kind, key: String = "k", required: Bool = true, limits: String? = nil, pattern: String? = nil,
  options: [String] = [], columns: String? = nil
) -> FormField {
  FormField(
    key: key, label: key, kind: kind, required: required, pattern: pattern, options: options,
    limits: limits.flatMap { FormLimits($0) }, columns: columns.flatMap { FormField.columns($0) { _ in ["子", "女"] } } ?? [])
}

private func told(_ field: FormField, _ value: JSON) -> [String] {
  Form(name: "f", fields: [field]).problems(["k": value], at: "", today: today).map { "\($0.pointer) \($0.code)" }
}

private func json(_ text: String) -> JSON { (try? JSON.parse(Array(text.utf8))) ?? .null }
private func long(_ sign: String, _ count: Int) -> String { String(repeating: sign, count: count) }

@Suite("The kinds of answers that people expect here")
struct KindTests {
  private func question(_ kind: FormField.Kind) -> FormField {
    field(
      kind, options: kind == .region || kind == .address ? ["152502 锡林浩特市", "110000 北京市"] : [],
      columns: kind == .table ? "name:姓名:personName*|share:份额:decimal:>0..100" : nil)
  }

  @Test(
    "good answers are taken",
    arguments: [
      (FormField.Kind.money, ["0", "123456"]), (.personName, ["\"巴图\"", "\"阿不都·热西提\"", "\"阿不都•热西提\"", "\"ᠪᠠᠲᠤ\"", "\" 王五 \""]),
      (.phone, ["\"13900000000\"", "\"0479-8202345\""]), (.mongolianText, ["\"ᠪᠠᠲᠤ\"", "\"ᠮᠣᠩᠭᠣᠯ ᠬᠦᠮᠦᠨ\""]),
      (.region, ["{\"region\":\"152502\"}", "{\"region\":\"110000\",\"detail\":\"朝阳区\"}"]),
      (.address, ["{\"region\":\"152502\",\"detail\":\"一号\"}"]), (.coordinates, ["[[116.0812,43.9331]]", "[[73,3],[136,54]]"]),
      (.table, ["[{\"name\":\"巴图\"}]", "[{\"name\":\"巴图\",\"share\":100},{\"name\":\"其其格\",\"share\":0.5}]"]),
      (.file, ["\"01ARZ3NDEKTSV4RRFFQ69G5FAV\""]), (.signature, ["{\"name\":\"巴图\",\"at\":\"2026-11-24T09:00:00+08:00\"}"]),
      (.bankCard, ["\"4111 1111 1111 1111\""]),
    ] as [(FormField.Kind, [String])])
  func good(kind: FormField.Kind, answers: [String]) {
    for answer in answers { #expect(told(question(kind), json(answer)) == [], "\(answer)") }
  }

  @Test(
    "bad answers are told with the code of what is wrong",
    arguments: [
      (FormField.Kind.money, "money", ["\"12\"", "0.5", "true"]), (.money, "moneyLeast", ["-1"]),
      (.money, "moneyMost", ["1000000000000001"]),
      (.personName, "nameTooShort", ["\"王\""]), (.personName, "nameCharacters", ["\"王5\"", "\"<b>\""]),
      (.personName, "nameSeparator", ["\"·王五\"", "\"王··五\""]), (.personName, "nameTooLong", ["\"\(long("王", 51))\""]),
      (.phone, "phoneForm", ["\"8202345\"", "\"0479-82023456789\"", "\"12345\""]),
      (.mongolianText, "mongolianText", ["\"巴图\"", "\"Batu\""]),
      (
        .coordinates, "coordinates",
        ["\"116,43\"", "[[116]]", "[[116,43,1]]", "[[43,116]]", "[[\"116\",\"43\"]]", "[[116.00000001,43]]"]
      ), (.file, "unknownFile", ["\"../../etc/passwd\"", "\"01arz3ndektsv4rrffq69g5fav\""]), (.table, "type", ["\"x\"", "{}"]),
      (.address, "type", ["\"一号\"", "1", "[]"]), (.signature, "type", ["\"巴图\""]), (.decimal, "decimals", ["0.0000001"]),
      (.decimal, "maximum", ["1e999999"]), (.integer, "minimum", ["-1e400"]),
      (.text, "plainText", ["\"甲\\u202E乙\"", "\"甲\\u2066\"", "\"a\\u0007b\""]), (.textarea, "plainText", ["\"甲\\u202A\\n乙\""]),
    ] as [(FormField.Kind, String, [String])])
  func bad(kind: FormField.Kind, code: String, answers: [String]) {
    for answer in answers { #expect(told(question(kind), json(answer)) == ["/k \(code)"], "\(answer)") }
  }

  @Test("a name of fifty characters is a name")
  func longName() { #expect(told(question(.personName), .string(long("王", 50))) == []) }
}

@Suite("Limits bound what an answer may be")
struct LimitTests {
  @Test(
    "a limit is written as a range, an open end, a day or yes",
    arguments: [
      ("2..30", true), (">0", true), (">0..50", true), ("..20", true), ("5", true), ("0.01..", true), ("..today", true),
      ("today..", true), ("tomorrow..", true), ("true", true), ("", false), ("..", false), (">", false), (">..5", false),
      ("3..2", false), (">2..2", false), ("a..b", false), ("1..2..3", false), ("false", false), ("..tomorrow", false),
    ])
  func written(text: String, isOne: Bool) { #expect((FormLimits(text) != nil) == isOne) }

  @Test(
    "each kind is bounded by what limits count in it, and both ends are inside unless they are open",
    arguments: [
      (FormField.Kind.integer, "3..5", ["2 minimum", "3", "5", "6 maximum"]),
      (.decimal, ">0..1", ["0 moreThan", "0.5", "1", "1.1 maximum"]), (.money, ">0", ["0 moneyLeast", "1"]),
      (.money, "1..2.50", ["99 moneyLeast", "100", "250", "251 moneyMost"]),
      (.text, "2..3", ["\"一\" minLength", "\"一二\"", "\"一二三\"", "\"一二三四\" maxLength"]),
      (.choices, "2..2", ["[\"甲\"] minItems", "[\"甲\",\"乙\"]", "[\"甲\",\"乙\",\"丙\"] maxItems"]),
      (.yesNo, "true", ["true", "false mustHold"]), (.date, "..today", ["\"2026-11-24\"", "\"2026-11-25\" untilToday"]),
      (.date, "today..", ["\"2026-11-24\"", "\"2026-11-23\" fromToday"]),
      (.date, "tomorrow..", ["\"2026-11-25\"", "\"2026-11-24\" afterToday"]),
      // 23:30 in London is the next civil day here.
      (.dateTime, "..today", ["\"2026-11-24T23:59:00+08:00\"", "\"2026-11-24T23:30:00Z\" untilToday"]),
      (.table, "2..3", ["[{\"a\":\"x\"}] minItems", "[{\"a\":\"x\"},{\"a\":\"y\"}]"]),
      (.coordinates, "2..2", ["[[116,43]] minItems", "[[116,43],[117,43]]", "[[116,43],[116,43],[116,43]] maxItems"]),
    ] as [(FormField.Kind, String, [String])])
  func bounds(kind: FormField.Kind, limits: String, cases: [String]) throws {
    let field = field(kind, limits: limits, options: ["甲", "乙", "丙"], columns: kind == .table ? "a:甲:text*" : nil)
    for line in cases {
      let parts = line.split(separator: " ")
      #expect(told(field, json(String(parts[0]))) == parts.dropFirst().map { "/k \($0)" }, "\(line)")
    }
    #expect(told(field, field.example) == [], "\(field.example.text)")
  }

  @Test("limits that mean nothing for a kind, and columns of what is no table, make a form unusable")
  func faults() {
    func faults(_ field: FormField) -> [FormFault.Rule] { Form(name: "f", fields: [field]).faults.map(\.rule) }
    #expect(faults(field(.mobile, limits: "1..2")) == [.fieldLimits])
    #expect(faults(field(.text, limits: "..today")) == [.fieldLimits])
    #expect(faults(field(.integer, limits: "true")) == [.fieldLimits])
    #expect(faults(field(.table)) == [.fieldColumns])
    #expect(faults(field(.text, columns: "a:甲:text")) == [.fieldColumns])
    #expect(faults(field(.table, columns: "a:甲:text")) == [])
  }
}

@Suite("Answers with parts")
struct PartTests {
  private static let table = field(
    .table, columns: "name:姓名:personName*|id:证件号:partyNumber*|share:份额:decimal:>0..100|of:关系:choice:@relations|job:职业:text:..5")

  @Test("each cell of a table is told at its own place; rows that are empty are no rows")
  func rows() {
    let good: JSON = ["name": "巴图", "id": "152502188001010019", "share": 50, "of": "子", "job": "牧民"]
    #expect(told(Self.table, [good, [:], ["name": " "]]) == [])
    #expect(told(Self.table, [[:], ["name": ""]]) == ["/k required"])
    #expect(
      told(Self.table, [good, ["name": "王", "id": "1", "share": 0, "of": "叔", "job": "一二三四五六", "x": 1]]) == [
        "/k/1/x unknownField", "/k/1/name nameTooShort", "/k/1/id partyNumber", "/k/1/share moreThan", "/k/1/of enum",
        "/k/1/job maxLength",
      ])
    #expect(told(Self.table, [["name": "巴图"]]) == ["/k/0/id required"])
    #expect(told(Self.table, ["x"]) == ["/k/0 type"])
  }

  @Test("what is hostile is bounded: ten thousand rows, names, members, levels and digits")
  func hostile() throws {
    let row: JSON = ["name": "王"]
    #expect(told(Self.table, .array(Array(repeating: row, count: 10_000))) == ["/k maxItems"])
    var many: JSON = [:]
    for index in 0..<10_000 { many["x\(index)"] = 1 }
    #expect(told(Self.table, [many]).count <= 201)
    #expect(Form(name: "f", fields: [Self.table]).problems(many, at: "", today: today).count <= 200)
    var deep: JSON = 1
    for _ in 0..<200 { deep = [deep] }
    #expect(told(Self.table, deep).count == 1)
    let digits = try #require(JSONNumber(String(repeating: "9", count: 100_000)))
    #expect(told(field(.integer), .number(digits)) == ["/k maximum"])
    #expect(told(field(.coordinates), [[.number(digits), 43]]) == ["/k coordinates"])
  }

  @Test("addresses, regions and signatures tell which part is wrong")
  func parts() {
    let address = field(.address, options: ["152502 锡林浩特市"])
    #expect(told(address, ["region": "152502"]) == ["/k/detail required"])
    #expect(told(address, ["detail": "一号"]) == ["/k/region required"])
    #expect(told(address, ["region": "999999", "detail": "一号"]) == ["/k/region unknownRegion"])
    #expect(
      told(address, ["region": "152502", "detail": "一\u{202E}号", "x": 1]) == ["/k/x unknownField", "/k/detail plainText"])
    #expect(told(address, ["region": " ", "detail": ""]) == ["/k required"])
    let signature = field(.signature)
    #expect(told(signature, ["name": "巴图"]) == ["/k/at required"])
    #expect(
      told(signature, ["name": "1", "at": "x", "drawing": "../x"]) == [
        "/k/name nameTooShort", "/k/at dateTime", "/k/drawing unknownFile",
      ])
  }

  @Test("columns are written as key:label:kind, and nothing else is taken")
  func columns() {
    for bad in [
      "", "a", "a:甲", "a:甲:colour", "a:甲:table", "1a:甲:text", "a::text", "a:甲:text|a:乙:text", "a:甲:choice:", "a:甲:text:x",
    ] {
      #expect(FormField.columns(bad) { _ in nil } == nil, "\(bad)")
    }
    #expect(FormField.columns("a:甲:choice:@none") { _ in nil } == nil)
    let good = FormField.columns("a:甲:choice*:一;二|b:乙:money:>0") { _ in nil }
    #expect(good?.map(\.key) == ["a", "b"] && good?[0].options == ["一", "二"] && good?[0].required == true)
    #expect(good?[1].limits?.text == ">0" && good?[1].required == false)
  }

  @Test("answers are kept in one form: separators, spaces, zones, and nothing that was left empty")
  func normal() {
    let fields = [
      field(.personName, key: "name"), field(.identityNumber, key: "id"), field(.mobile, key: "mobile"),
      field(.phone, key: "phone"),
      field(.bankCard, key: "card"), field(.dateTime, key: "at"), field(.text, key: "none"), field(.signature, key: "sign"),
    ]
    let form = Form(name: "f", fields: fields)
    for dot in ["\u{2022}", "\u{30FB}", "\u{FF0E}", "\u{2027}", "\u{B7}"] {
      #expect(form.normalised(["name": .string(" 阿不都\(dot)热西提")]) == ["name": "阿不都·热西提"])
    }
    let written: JSON = [
      "id": "1101 0519 4912 3100 2x", "mobile": "+86 139-0000-0000", "phone": "139 0000 0000", "card": "4111 1111 1111 1111",
      "at": "2026-11-24T09:00", "none": "  ", "sign": ["name": "阿・乙", "drawing": ""], "other": nil,
    ]
    let kept: JSON = [
      "id": "11010519491231002X", "mobile": "13900000000", "phone": "13900000000", "card": "4111111111111111",
      "at": "2026-11-24T09:00:00+08:00", "sign": ["name": "阿·乙"], "other": nil,
    ]
    #expect(form.normalised(written) == kept)
    #expect(form.normalised(kept) == kept)
    #expect(form.normalised("x") == "x")
  }

  @Test(
    "yuan are written with two decimals at most, fen are whole",
    arguments: [
      ("0", 0), ("1", 100), ("1.5", 150), ("1,234.50", 123_450), ("0.01", 1), ("9999999999999.99", 999_999_999_999_999),
      ("", nil),
      ("1.", nil), (".5", nil), ("1.234", nil), ("-1", nil), ("1e3", nil), ("１", nil), ("99999999999999", nil), ("1.2.3", nil),
    ] as [(String, Int64?)])
  func money(text: String, fen: Int64?) {
    #expect(Money.fen(text) == fen)
    if let fen { #expect(Money.fen(Money.yuan(fen)) == fen) }
  }
}

@Suite("Pages of a form")
struct SheetTests {
  private static func question(
    _ key: String, _ kind: FormField.Kind = .text, group: String? = nil, if condition: String? = nil
  ) -> FormField {
    FormField(
      key: key, label: key, kind: kind, required: true, condition: condition.flatMap { FormCondition($0) }, step: "部分",
      group: group)
  }

  @Test("neighbours under one heading share a page, everything else has its own; declarations have none")
  func sheets() {
    let form = Form(
      name: "f",
      fields: [
        Self.question("a"), Self.question("b", group: "甲"), Self.question("c", group: "甲"), Self.question("d", group: "乙"),
        Self.question("e"), Self.question("f"), Self.question("truth", .promise),
      ])
    #expect(form.sheets([:]).map { $0.fields.map(\.key) } == [["a"], ["b", "c"], ["d"], ["e"], ["f"]])
    #expect(form.sheets([:])[1].group == "甲" && form.sheets([:])[1].step == "部分" && form.sheets([:])[1].key == "b")
  }

  @Test("a page whose questions all fell away is not there; what hangs on an answer of the same page stands there")
  func conditions() {
    let form = Form(
      name: "f",
      fields: [
        Self.question("online", .yesNo, group: "甲"), Self.question("platform", group: "甲", if: "online=true"),
        Self.question("alone", if: "online=true"), Self.question("one", .yesNo, group: "乙", if: "online=true"),
        Self.question("two", group: "乙", if: "one=true"),
      ])
    #expect(form.sheets([:]).map { $0.fields.map(\.key) } == [["online", "platform"]])
    #expect(
      form.sheets(["online": true]).map { $0.fields.map(\.key) } == [["online", "platform"], ["alone"], ["one", "two"]])
  }
}

@Suite("The check and the schema say the same")
struct AgreementTests {
  private static let texts = [
    "", " ", "甲", "测试", "152502188001010019", "152502188001010018", "15250218800101001x", "91350100M000100Y43", "13900000000",
    "0479-8202345", "4111111111111111", "2026-11-24", "2026-11-25", "2026-13-01", "2026-11-24T09:00:00+08:00",
    "2026-11-24T09:00",
    "2026-11", "ᠪᠠᠲᠤ", "阿•乙", "·", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "a\u{202E}b", "1\n2", "T123456789", "1e5", "е\u{301}",
  ]

  private static func value(_ random: inout SplitMix, _ level: Int = 0) -> JSON {
    switch Int.random(in: 0..<(level > 2 ? 6 : 9), using: &random) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2:
      json(["0", "1", "-1", "2.5", "1e3", "1e99", "0.0000001", "100", "116.5", "43.9"].randomElement(using: &random) ?? "0")
    case 3, 4, 5: .string(texts.randomElement(using: &random) ?? "")
    case 6: .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(&random, level + 1) })
    default:
      .object(
        JSONObject(
          (0..<Int.random(in: 0...4, using: &random)).map { _ in
            (
              ["region", "detail", "name", "at", "drawing", "x", "share"].randomElement(using: &random) ?? "x",
              value(&random, level + 1)
            )
          }))
    }
  }

  /// An answer of the kind that is asked for, at the edge of what is taken.
  private static func near(_ kind: FormField.Kind, _ random: inout SplitMix) -> JSON {
    let numbers = [
      "0", "1", "2", "5", "6", "-1", "100", "500", "501", "1000", "1001", "0.5", "1.5", "0.000001", "1e15", "999999999999999",
    ]
    let candidates: [String] =
      switch kind {
      case .integer, .decimal, .money: numbers
      case .yesNo, .promise: ["true", "false"]
      case .choices: ["[]", "[\"甲\"]", "[\"甲\",\"测试\"]", "[\"甲\",\"甲\"]", "[\"丙\"]"]
      case .choice: ["\"甲\"", "\"丙\"", "\"甲 \""]
      case .region, .address:
        [
          "{\"region\":\"152502\"}", "{\"region\":\"152502\",\"detail\":\"一\"}", "{\"region\":\"152503\",\"detail\":\"一\"}",
          "{\"detail\":\"一\"}", "{\"region\":\"152502\",\"detail\":\" \",\"x\":1}",
        ]
      case .coordinates:
        ["[[116,43]]", "[[116,43],[117,44]]", "[[137,43]]", "[[116,43,1]]", "[[116]]", "[[116.0000001,43]]", "[116,43]"]
      case .table:
        [
          "[{\"name\":\"巴图\"}]", "[{\"name\":\"巴图\",\"share\":0}]", "[{\"name\":\"巴图\",\"share\":100.5}]", "[{\"share\":1}]",
          "[{},{\"name\":\"巴图\"}]", "[{\"name\":\"巴图\"},{\"name\":\"巴图\"},{\"name\":\"巴图\"}]", "[{\"name\":\"王\",\"y\":1}]",
          "[1]",
        ]
      case .signature:
        [
          "{\"name\":\"巴图\",\"at\":\"2026-11-24T09:00:00Z\"}", "{\"name\":\"巴图\"}", "{\"name\":\"王\",\"at\":\"x\"}",
          "{\"name\":\"巴图\",\"at\":\"2026-11-24T09:00:00Z\",\"drawing\":\"x\"}",
        ]
      default: texts.map { JSON.string($0).text }
      }
    return json(candidates.randomElement(using: &random) ?? "null")
  }

  private static func form(_ random: inout SplitMix) -> Form {
    let limits: [FormField.Kind: [String]] = [
      .integer: ["0..5", ">1"], .decimal: [">0..1", "0..500"], .money: [">0", "0..10"], .text: ["2..5", "..3"],
      .choices: ["1..2"],
      .date: ["..today", "tomorrow.."], .dateTime: ["today.."], .yesNo: ["true"], .table: ["1..2"], .coordinates: ["1..1"],
    ]
    var fields: [FormField] = []
    for (index, kind) in FormField.Kind.allCases.shuffled(using: &random).prefix(5).enumerated() {
      let condition = fields.last { $0.kind == .yesNo }.flatMap { FormCondition("\($0.key)=true") }
      fields.append(
        FormField(
          key: "k\(index)", label: "k", kind: kind, required: Bool.random(using: &random),
          pattern: kind == .text && Bool.random(using: &random) ? "^[A-Z]\\d{9}$" : nil,
          options: kind == .region || kind == .address ? ["152502 甲"] : ["甲", "测试"],
          condition: Bool.random(using: &random) ? condition : nil,
          limits: Bool.random(using: &random) ? limits[kind]?.randomElement(using: &random).flatMap { FormLimits($0) } : nil,
          columns: kind == .table ? FormField.columns("name:姓名:personName*|share:份额:decimal:>0..100") { _ in nil } ?? [] : []))
    }
    return Form(name: "f", fields: fields)
  }

  @Test("for random forms and answers, near good ones and far from them, both take or both refuse", arguments: 0..<8)
  func agree(seed: Int) throws {
    var random = SplitMix(state: UInt64(7000 + seed))
    var (taken, refused) = (0, 0)
    for _ in 0..<250 {
      let form = Self.form(&random)
      let schema = try form.compiled()
      for _ in 0..<6 {
        var answers = form.example
        for field in form.fields where Int.random(in: 0..<3, using: &random) == 0 {
          answers[field.key] = Bool.random(using: &random) ? Self.near(field.kind, &random) : Self.value(&random)
        }
        if Int.random(in: 0..<8, using: &random) == 0 { answers["other"] = 1 }
        let normal = form.normalised(answers)
        let (fits, told) = try JudgedDay.$today.withValue(today) {
          (try schema.accepts(normal), form.explained(normal, at: "", today: today))
        }
        #expect(fits == told.isEmpty, "\(normal.text) \(told.map { "\($0.pointer) \($0.code)" }) \(form.schema.text)")
        if fits { taken += 1 } else { refused += 1 }
      }
    }
    #expect(taken > 200 && refused > 200, "\(taken) \(refused)")
  }
}
