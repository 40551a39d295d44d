import DecisionModel
import FEEL
import Testing

@Suite("One model in many hands")
struct ConcurrencyTests {
  @Test("tasks that use a model at once have the answers they would have alone")
  func together() async throws {
    let rules = (0..<50).map { ["[\($0 * 10)..\($0 * 10 + 10))", "\($0) + y"] }
    let body = DMN.decision(DMN.table("FIRST", ["x"], ["o"], rules), inputs: ["x", "y"])
    let model = try DMN.model(body)
    guard let decision = model.decision("d") else {
      Issue.record("no decision")
      return
    }
    let sums = await withTaskGroup(of: Int.self, returning: [Int].self) { group in
      for task in 0..<8 {
        group.addTask {
          var right = 0
          for x in 0..<500 {
            let value = decision.evaluate(Context(of: ["x": Value(integerLiteral: x), "y": Value(integerLiteral: task)]))
            if value == Value(integerLiteral: x / 10 + task) { right += 1 }
          }
          return right
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums == Array(repeating: 500, count: 8))
  }
}
