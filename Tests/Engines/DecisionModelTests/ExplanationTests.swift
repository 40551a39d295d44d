import DecisionModel
import FEEL
import JSON
import Testing

@Suite("Explanations")
struct ExplanationTests {
  private func model() throws -> DecisionModel {
    let table =
      "<decisionTable id=\"t\" hitPolicy=\"FIRST\"><input label=\"age of the applicant\"><inputExpression><text>age</text></inputExpression></input><output name=\"o\"/><annotation name=\"law\"/>"
      + "<rule id=\"young\"><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>\"no\"</text></outputEntry><annotationEntry><text>§ 1</text></annotationEntry></rule>"
      + "<rule id=\"old\"><inputEntry><text>-</text></inputEntry><outputEntry><text>\"yes\"</text></outputEntry><annotationEntry><text>§ 2</text></annotationEntry></rule></decisionTable>"
    return try DMN.model(
      "<inputData id=\"i\" name=\"age\"/><decision id=\"a\" name=\"allowed\"><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>\(table)</decision>"
        + "<decision name=\"d\"><informationRequirement><requiredDecision href=\"#a\"/></informationRequirement>\(DMN.literal("allowed + 1"))</decision>"
        + "<businessKnowledgeModel id=\"k\" name=\"k\"><encapsulatedLogic><formalParameter name=\"age\"/>\(table)</encapsulatedLogic></businessKnowledgeModel>"
        + "<decision name=\"by function\"><knowledgeRequirement><requiredKnowledge href=\"#k\"/></knowledgeRequirement>\(DMN.literal("k(30)"))</decision>"
    )
  }

  @Test("which rules matched, with id, annotations and outputs, and which column stopped the others")
  func table() throws {
    let trace = try model().decision("allowed")?.explain(Context(of: ["age": 30]))
    #expect(trace?.value == "yes")
    #expect(trace?.inputs.first?.name == "age" && trace?.inputs.first?.value == 30)
    let table = trace?.steps.first
    #expect(table?.kind == .table && table?.inputs.first?.name == "age of the applicant")
    #expect(table?.table?.matches.map(\.id) == ["old"])
    #expect(table?.table?.matches.first?.annotations.first?.value == "§ 2")
    #expect(table?.table?.misses.first?.column == "age of the applicant")
    #expect(table?.table?.misses.first?.test == "< 18")
  }

  @Test("rules behind the first that matched are counted, not tested")
  func first() throws {
    let trace = try model().decision("allowed")?.explain(Context(of: ["age": 3]))
    #expect(trace?.steps.first?.table?.notTested == 1)
    #expect(trace?.steps.first?.table?.matches.first?.rule == 1)
  }

  @Test("a decision's steps are the decisions before it; what became null says why, where it happened")
  func chain() throws {
    let trace = try model().decision("d")?.explain(Context(of: ["age": 30]))
    #expect(trace?.value == .null)
    #expect(trace?.name == "d" && trace?.steps.map(\.name) == ["allowed"])
    #expect(trace?.diagnostics.count == 1)
    #expect(trace?.steps.first?.diagnostics.isEmpty == true)
  }

  @Test("functions are steps, too")
  func functions() throws {
    let trace = try model().decision("by function")?.explain(Context())
    #expect(trace?.steps.map(\.kind) == [.knowledge])
    #expect(trace?.steps.first?.inputs.first?.value == 30)
    #expect(trace?.steps.first?.steps.map(\.kind) == [.table])
  }

  @Test("the whole as JSON")
  func json() throws {
    let json = try model().decision("allowed")?.explain(Context(of: ["age": 30])).json
    #expect(json?["value"] == "yes")
    #expect(json?.at("/steps/0/table/matches/0/id") == "old")
    #expect(json?.at("/steps/0/table/matches/0/annotations/law") == "§ 2")
    #expect(json?.at("/inputs/age") == 30)
  }

  @Test("an explanation of much is cut, and the value is right all the same")
  func long() throws {
    let table = DMN.table("FIRST", ["n"], ["o"], [["> 1", "n"], ["-", "0"]])
    let loop = "<for iteratorVariable=\"n\"><in>\(DMN.literal("1..5000"))</in><return>\(table)</return></for>"
    let trace = try DMN.model(DMN.decision(loop.replacing("1..5000", with: "[1..5000]"))).decision("d")?.explain(Context())
    #expect((trace?.steps.count ?? 0) <= 2_000)
    guard case .list(let values)? = trace?.value else {
      Issue.record("no list")
      return
    }
    #expect(values.count == 5_000)
  }
}
