import Forms
import Testing

@testable import BundleCompiler

func paper(_ key: String, _ originals: Int = 1, copies: Int = 0, fetched: Bool = false, dropped: String = "") -> BundlePaper {
  BundlePaper(key: key, name: key, originals: originals, copies: copies, isFetched: fetched, droppedBy: dropped)
}

func step(
  _ key: String, _ papers: [BundlePaper] = [], yields: [String] = [], days: Int = 0, questions: [BundleQuestion] = []
) -> BundleStep {
  BundleStep(
    key: key, name: key, days: days, papers: papers, yields: yields.map { BundleYield(paper: $0, basis: "") },
    questions: questions)
}

func question(
  _ form: String, _ key: String, _ kind: FormField.Kind = .text, canonical: String? = nil, required: Bool = true,
  condition: String? = nil, options: [String] = []
) -> BundleQuestion {
  BundleQuestion(
    form: form,
    field: FormField(
      key: key, label: key, kind: kind, required: required, options: options, condition: condition.flatMap(FormCondition.init),
      canonical: canonical))
}

@Suite("A bundle's papers")
struct PaperTests {
  private func cuts(_ plan: CompiledBundle) -> [String] {
    plan.removed.map { cut in
      switch cut.cut {
      case .duplicate(let service): "\(cut.service) \(cut.key) duplicate \(service)"
      case .yielded(let service, _): "\(cut.service) \(cut.key) yielded \(service)"
      case .implied(let paper, _): "\(cut.service) \(cut.key) implied \(paper)"
      case .situation(let rule, _): "\(cut.service) \(cut.key) situation \(rule)"
      }
    }
  }

  @Test("the same paper is asked for once: by who asks for most, as many originals and copies as anybody asks for")
  func duplicates() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(steps: [step("a", [paper("id", 1)]), step("b", [paper("id", 1, copies: 2)]), step("c", [paper("id", 2)])]))
    #expect(plan.items.map(\.service) == ["b"])
    #expect(plan.items.map(\.originals) == [2] && plan.items.map(\.copies) == [2])
    #expect(cuts(plan) == ["a id duplicate b", "c id duplicate b"])
    #expect(plan.before == 3 && plan.bring == 1)
  }

  @Test("what an earlier service yields is not asked of a later one, and makes the order")
  func yielded() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(steps: [step("hukou", [paper("birth")]), step("birth", [paper("form")], yields: ["birth"])]))
    #expect(plan.steps.map(\.key) == ["birth", "hukou"])
    #expect(plan.steps.map(\.after) == [[], ["birth"]])
    #expect(plan.items.map(\.key) == ["form"])
    #expect(cuts(plan) == ["hukou birth yielded birth"])
  }

  @Test("a service whose result is a paper that it asks for itself feeds nobody unless a link says so")
  func changed() throws {
    let steps = [step("use", [paper("deed")]), step("transfer", [paper("deed")], yields: ["deed"])]
    let apart = try BundleCompiler.compile(BundleInput(steps: steps))
    #expect(apart.steps.map(\.key) == ["use", "transfer"])
    #expect(cuts(apart) == ["transfer deed duplicate use"])
    let linked = try BundleCompiler.compile(
      BundleInput(steps: steps, links: [BundleLink(service: "use", after: "transfer")]))
    #expect(linked.steps.map(\.key) == ["transfer", "use"])
    #expect(cuts(linked) == ["use deed yielded transfer"])
  }

  @Test("a result that is one person's paper serves only whom it is said for, and orders nobody else")
  func scoped() throws {
    let maker = BundleStep(
      key: "birth", name: "", days: 0, papers: [], yields: [BundleYield(paper: "id", services: ["child"], basis: "")])
    let plan = try BundleCompiler.compile(
      BundleInput(steps: [step("mother", [paper("id")]), step("child", [paper("id")]), maker]))
    #expect(cuts(plan) == ["child id yielded birth"])
    #expect(plan.items.map(\.service) == ["mother"] && plan.steps.map(\.key) == ["mother", "birth", "child"])
  }

  @Test("where a link has the maker after the user, the user brings the paper from before")
  func before() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(
        steps: [step("close", [paper("licence")]), step("licence", [], yields: ["licence"])],
        links: [BundleLink(service: "licence", after: "close")]))
    #expect(plan.steps.map(\.key) == ["close", "licence"] && plan.items.map(\.key) == ["licence"])
  }

  @Test("a paper that another proves goes; only from the services it is said for; of two that prove each other one stays")
  func implied() throws {
    let steps = [step("a", [paper("parents")]), step("b", [paper("guardian")])]
    let rule = Implication(paper: "parents", implies: "guardian", basis: "")
    #expect(try cuts(BundleCompiler.compile(BundleInput(steps: steps, implications: [rule]))) == ["b guardian implied parents"])
    let elsewhere = Implication(paper: "parents", implies: "guardian", services: ["b"], basis: "")
    #expect(try cuts(BundleCompiler.compile(BundleInput(steps: steps, implications: [elsewhere]))).isEmpty)
    let back = Implication(paper: "guardian", implies: "parents", basis: "")
    let both = try BundleCompiler.compile(BundleInput(steps: steps, implications: [rule, back]))
    #expect(both.items.map(\.key) == ["parents"])
  }

  @Test("what a data source holds stays, to be fetched; what the answers make needless goes by their rule")
  func sources() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(steps: [step("a", [paper("id", fetched: true), paper("form"), paper("marriage", dropped: "r-04")])]))
    #expect(plan.items.map(\.key) == ["id", "form"] && plan.items.map(\.isFetched) == [true, false])
    #expect(plan.bring == 1 && plan.before == 3)
    #expect(cuts(plan) == ["a marriage situation r-04"])
  }

  @Test("a paper that is not needed orders nothing")
  func needless() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(steps: [step("use", [paper("deed", dropped: "r")]), step("make", [], yields: ["deed"])]))
    #expect(plan.steps.allSatisfy { $0.after.isEmpty })
  }
}

@Suite("A bundle's order and time")
struct OrderTests {
  @Test("the time is that of the longest path, what runs side by side counts once; a longer promise for the whole wins")
  func time() throws {
    var input = BundleInput(
      steps: [step("a", days: 2), step("b", days: 3), step("c", days: 7), step("d", days: 1)],
      links: [BundleLink(service: "b", after: "a"), BundleLink(service: "d", after: "b"), BundleLink(service: "d", after: "c")])
    let plan = try BundleCompiler.compile(input)
    #expect(plan.days == 8 && plan.longestPath == ["c", "d"])
    #expect(plan.steps.first { $0.key == "d" }?.depth == 2)
    input.term = 0.5
    #expect(try BundleCompiler.compile(input).days == 8)
    input.term = 20
    #expect(try BundleCompiler.compile(input).days == 20)
  }

  @Test("what is waited for by the way of another is not said twice")
  func reduced() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(
        steps: [step("a"), step("b"), step("c")],
        links: [
          BundleLink(service: "b", after: "a"), BundleLink(service: "c", after: "a"), BundleLink(service: "c", after: "b"),
        ]))
    #expect(plan.steps.last?.after == ["b"])
  }

  @Test("services that wait for each other are refused with the ring, from its first member in the bundle on")
  func rings() {
    func ring(_ input: BundleInput) -> BundleFault? {
      do throws(BundleFault) {
        _ = try BundleCompiler.compile(input)
        return nil
      } catch { return error }
    }
    let links = [
      BundleLink(service: "a", after: "c"), BundleLink(service: "c", after: "b"), BundleLink(service: "b", after: "a"),
    ]
    #expect(ring(BundleInput(steps: [step("x"), step("a"), step("b"), step("c")], links: links)) == .cycle(["a", "c", "b"]))
    // Two that need each other's results, without any link.
    let steps = [step("a", [paper("p")], yields: ["q"]), step("b", [paper("q")], yields: ["p"])]
    #expect(ring(BundleInput(steps: steps)) == .cycle(["a", "b"]))
    #expect(ring(BundleInput(steps: [step("a")], links: [BundleLink(service: "a", after: "a")])) == .cycle(["a"]))
  }
}

@Suite("A bundle's one form")
struct FormMergeTests {
  private func field(_ key: String, _ kind: FormField.Kind = .text, canonical: String? = nil) -> FormField {
    FormField(key: key, label: key, kind: kind, required: true, canonical: canonical)
  }

  @Test("one question a meaning: by canonical id, by the very question of a shared form, or by a question of the bundle")
  func meanings() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(
        steps: [
          step(
            "a",
            questions: [question("base", "matter"), question("A", "name", canonical: "person.name"), question("A", "baby")]),
          step(
            "b",
            questions: [question("base", "matter"), question("B", "who", canonical: "person.name"), question("B", "child")]),
        ],
        fields: [BundleField(field: field("babyName"), same: ["A/baby", "B/child"])]))
    #expect(plan.form.fields.map(\.key) == ["babyName", "matter", "name"])
    #expect(plan.fieldsBefore == 6)
    #expect(
      plan.removedFields.map { "\($0.service) \($0.key) \($0.reason)" } == [
        "b matter same(service: \"a\")", "b who same(service: \"a\")",
        "b child same(service: \"\")",
      ])
  }

  @Test("two questions of one name and different meanings are both asked; what hangs on one follows it")
  func names() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(steps: [
        step("a", questions: [question("A", "mail", .yesNo)]),
        step("b", questions: [question("B", "mail", .yesNo), question("B", "address", condition: "mail=true")]),
      ]))
    #expect(plan.form.fields.map(\.key) == ["mail", "mail_b", "address"])
    #expect(plan.form.field("address")?.condition?.text == "mail_b=true")
    #expect(plan.form.faults.isEmpty)
  }

  @Test("what an earlier service answers is asked of nobody, unless that service is not there")
  func passed() throws {
    let fields = [BundleField(field: field("number"), same: ["B/no"], service: "b")]
    let links = [BundleLink(service: "b", after: "a", passes: ["number"])]
    let second = step("b", questions: [question("B", "no")])
    let whole = try BundleCompiler.compile(BundleInput(steps: [step("a"), second], links: links, fields: fields))
    #expect(whole.form.fields.isEmpty)
    #expect(whole.removedFields.map(\.reason) == [.passed(service: "a")] && whole.removedFields.map(\.key) == ["no"])
    let alone = try BundleCompiler.compile(BundleInput(steps: [second], links: links, fields: fields))
    #expect(alone.form.fields.map(\.key) == ["number"])
    #expect(try BundleCompiler.compile(BundleInput(steps: [step("a")], links: links, fields: fields)).fieldsBefore == 0)
  }

  @Test("a question that the answers make needless is asked of nobody")
  func needless() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(
        steps: [step("a", questions: [question("A", "kind")])],
        fields: [BundleField(field: field("invoice"), same: ["A/kind"], droppedBy: "r-12")]))
    #expect(plan.form.fields.isEmpty)
    #expect(plan.removedFields.map(\.reason) == [.situation(rule: "r-12")] && plan.fieldsBefore == 1)
  }

  @Test("one question in two ways is refused: of two kinds, or with other options")
  func kinds() {
    func fault(_ other: BundleQuestion) -> BundleFault? {
      do throws(BundleFault) {
        let first = question("A", "sex", .choice, canonical: "person.sex", options: ["x", "y"])
        _ = try BundleCompiler.compile(BundleInput(steps: [step("a", questions: [first]), step("b", questions: [other])]))
        return nil
      } catch { return error }
    }
    #expect(
      fault(question("B", "s", canonical: "person.sex"))
        == .fieldKinds(field: "sex", first: .choice, service: "a", other: .text, otherService: "b"))
    #expect(fault(question("B", "s", .choices, canonical: "person.sex", options: ["x", "y"])) != nil)
    #expect(fault(question("B", "s", .choice, canonical: "person.sex", options: ["x"])) != nil)
    #expect(fault(question("B", "s", .choice, canonical: "person.sex", options: ["x", "y"])) == nil)
  }

  @Test("who asks for less makes it no less needed; declarations stay last")
  func needed() throws {
    let plan = try BundleCompiler.compile(
      BundleInput(steps: [
        step("a", questions: [question("A", "true", .promise), question("A", "mail", canonical: "mail", required: false)]),
        step("b", questions: [question("B", "post", canonical: "mail")]),
      ]))
    #expect(plan.form.fields.map(\.key) == ["mail", "true"])
    #expect(plan.form.field("mail")?.required == true)
  }
}
