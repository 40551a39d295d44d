import DecisionModel
import FEEL
import Testing

@Suite("Elements that need one another")
struct LinkingTests {
  private func problem(_ body: String, imports: [String: String] = [:]) -> ModelProblem? {
    do throws(ModelProblem) {
      _ = try DecisionModel(xml: Array(DMN.text(body).utf8), file: "m.dmn") { namespace, _ in
        imports[namespace].map { ModelFile(name: namespace, bytes: Array($0.utf8)) }
      }
      return nil
    } catch { return error }
  }

  private func decision(_ name: String, needs: [String] = [], _ text: String) -> String {
    "<decision id=\"\(name)\" name=\"\(name)\">"
      + needs.map { "<informationRequirement><requiredDecision href=\"\($0)\"/></informationRequirement>" }.joined()
      + DMN.literal(text) + "</decision>"
  }

  private let knowledge =
    "<businessKnowledgeModel id=\"k\" name=\"twice\"><encapsulatedLogic><formalParameter name=\"n\" typeRef=\"number\"/>\(DMN.literal("n * 2"))</encapsulatedLogic></businessKnowledgeModel>"

  @Test("a decision sees what it requires, by local and by full reference, and nothing else")
  func requirements() throws {
    let body = decision("a", "1") + decision("b", needs: ["urn:test#a"], "a + 1") + decision("c", "a")
    let model = try DMN.model(body)
    #expect(model.decision("b")?.evaluate(Context()) == 2)
    #expect(model.decision("c")?.evaluate(Context()) == .null)
    // A decision is not overruled by an input that happens to have its name.
    #expect(model.decision("b")?.evaluate(Context(of: ["a": 5])) == 2)
  }

  @Test("a name that nothing declares is taken from the inputs, and told of")
  func undeclared() throws {
    let model = try DMN.model(decision("d", "income * 2"))
    #expect(model.decision("d")?.evaluate(Context(of: ["income": 4])) == 8)
    #expect(model.problems.contains { $0.kind == .reference && $0.message.english.contains("income") })
    let evaluation = Evaluation()
    #expect(model.decision("d")?.evaluate(Context(), evaluation) == .null)
    #expect(evaluation.diagnostics.contains { $0.reason == .unknownName("income") })
  }

  @Test("a reference to nothing is named")
  func missing() {
    let found = problem(decision("d", needs: ["#nowhere"], "1"))
    #expect(found?.kind == .reference)
    #expect(found?.message.english.contains("#nowhere") == true)
    #expect(found?.place == "“d”")
    #expect(problem(decision("d", needs: ["urn:other#a"], "1"))?.kind == .reference)
  }

  @Test("a ring is refused with its path")
  func rings() {
    let found = problem(
      decision("a", needs: ["#b"], "1") + decision("b", needs: ["#c"], "1") + decision("c", needs: ["#a"], "1"))
    #expect(found?.kind == .cycle)
    #expect(found?.message.english.contains("“a” → “b” → “c” → “a”") == true)
    #expect(problem(decision("a", needs: ["#a"], "1"))?.kind == .cycle)
  }

  @Test("a chain may be as long as it likes")
  func chains() throws {
    let body = (1...5_000).map { decision("d\($0)", needs: ["#d\($0 - 1)"], "d\($0 - 1) + 1") }.joined()
    let model = try DMN.model(decision("d0", "0") + body)
    #expect(model.decision("d5000")?.evaluate(Context()) == 5_000)
  }

  @Test("business knowledge models are functions of those who require them")
  func knowledgeModels() throws {
    let user =
      "<decision name=\"d\"><knowledgeRequirement><requiredKnowledge href=\"#k\"/></knowledgeRequirement>\(DMN.literal("twice(twice(x))"))</decision>"
    let model = try DMN.model(knowledge + user)
    #expect(model.decision("d")?.evaluate(Context(of: ["x": 3])) == 12)
    #expect(model.decision("d")?.evaluate(Context(of: ["x": "a"])) == .null)
  }

  @Test("imports have their names before them; one without a name has not; imports of imports go on")
  func imports() throws {
    let deep = DMN.text(decision("base", "10"), of: "urn:deep")
    let types =
      "<itemDefinition name=\"tAge\"><typeRef>number</typeRef><allowedValues><text>&gt;= 0</text></allowedValues></itemDefinition>"
    let far = DMN.text(
      "<import name=\"deep\" namespace=\"urn:deep\"/>" + types + knowledge
        + "<inputData id=\"i\" name=\"age\"><variable name=\"age\" typeRef=\"tAge\"/></inputData>"
        + decision("far one", needs: ["urn:deep#base"], "deep.base + 1"), of: "urn:far")
    for name in ["lib", ""] {
      let before = name.isEmpty ? "" : name + "."
      let body =
        "<import name=\"\(name)\" namespace=\"urn:far\"/><decision name=\"d\"><variable name=\"d\" typeRef=\"\(before)tAge\"/>"
        + "<informationRequirement><requiredDecision href=\"urn:far#far one\"/></informationRequirement>"
        + "<informationRequirement><requiredInput href=\"urn:far#i\"/></informationRequirement>"
        + "<knowledgeRequirement><requiredKnowledge href=\"urn:far#k\"/></knowledgeRequirement>"
        + DMN.literal("\(before)twice(\(before)far one) + \(before)age") + "</decision>"
      let model = try DMN.model(body, imports: ["urn:far": far, "urn:deep": deep])
      #expect(model.problems.isEmpty)
      #expect(model.decision("d")?.evaluate(Context(of: ["age": 1])) == 23)
      #expect(model.decision("d")?.evaluate(Context(of: ["age": -1])) == .null)
      #expect(model.decision("\(before)far one")?.evaluate(Context()) == 11)
      #expect(model.decisionNames == ["d"])
    }
  }

  @Test("an import that is not there, or imports in a ring, are refused")
  func wrongImports() {
    let wanted = "<import name=\"lib\" namespace=\"urn:far\"/>"
    #expect(problem(wanted)?.kind == .importing)
    let back = DMN.text("<import name=\"back\" namespace=\"urn:test\"/>", of: "urn:far")
    #expect(problem(wanted, imports: ["urn:far": back])?.kind == .cycle)
  }

  @Test("a service gives its output, with input decisions from outside; in FEEL it is a function")
  func services() throws {
    let inputs = "<inputData id=\"i\" name=\"x\"><variable name=\"x\" typeRef=\"number\"/></inputData>"
    let out =
      "<decision id=\"out\" name=\"out\"><informationRequirement><requiredDecision href=\"#inner\"/></informationRequirement><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>\(DMN.literal("inner + x"))</decision>"
    let service =
      "<decisionService id=\"s\" name=\"s\"><outputDecision href=\"#out\"/><inputDecision href=\"#inner\"/><inputData href=\"#i\"/></decisionService>"
      + "<decisionService id=\"two\" name=\"two\"><outputDecision href=\"#out\"/><outputDecision href=\"#inner\"/><inputData href=\"#i\"/></decisionService>"
    let user =
      "<decision name=\"user\"><knowledgeRequirement><requiredKnowledge href=\"#s\"/></knowledgeRequirement>\(DMN.literal("s(1, 100) + s(inner: 5, x: 2)"))</decision>"
    let model = try DMN.model(inputs + decision("inner", "1000") + out + service + user)
    #expect(model.serviceNames == ["s", "two"])
    #expect(model.service("s")?.evaluate(Context(of: ["x": 1, "inner": 2])) == 3)
    #expect(model.service("two")?.evaluate(Context(of: ["x": 1])) == .context(Context(of: ["out": 1001, "inner": 1000])))
    #expect(model.decision("user")?.evaluate(Context()) == 108)
    #expect(model.decision("out")?.evaluate(Context(of: ["x": 1])) == 1001)
    #expect(model.service("s")?.inputs.map(\.name) == ["x", "inner"])
  }
}
