import ArgumentParser
import DecisionModel
import FEEL
import JSON

extension BenchCommand {
  struct Decision: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A decision table in process, on one thread, every answer checked first.",
      discussion: "Without files, a table of twenty rules over four inputs and 500 made-up inputs.")

    @Option(help: "A DMN model with one decision.") var model: String?
    @Option(help: "A list of {\"input\":{…},\"expect\":…}.") var inputs: String?
    @Option(help: "A Python that has zen-engine: measured beside ours in the same run. Wants --jdm.") var peer: String?
    @Option(help: "The same table in the form that zen-engine reads.") var jdm: String?
    @Option(help: "How long to measure.") var seconds = 2.0

    func validate() throws {
      guard (model == nil) == (inputs == nil) else { throw ValidationError("--model and --inputs go together.") }
      guard peer == nil || (jdm != nil && inputs != nil) else { throw ValidationError("--peer wants --jdm and --inputs.") }
    }

    func run() throws {
      let sample = DecisionSample()
      let xml = try model.map { try bytes(of: $0) } ?? sample.model
      let cases = try inputs.map { try JSON.parse(try bytes(of: $0)).arrayValue ?? [] } ?? sample.cases
      let program = try DecisionModel(xml: xml, file: model ?? "sample.dmn")
      guard let decision = program.decisions.first else { throw ValidationError("The model has no decision.") }
      let contexts = cases.map { DecisionBatch.context($0["input"]?.objectValue ?? JSONObject(), decision.inputs) }
      var right = 0
      for (row, context) in zip(cases, contexts) where UntypedJSON.json(decision.evaluate(context)) == row["expect"] {
        right += 1
      }
      print(
        (["bench": "decision", "what": "right", "count": .number(JSONNumber(right)), "of": .number(JSONNumber(cases.count))]
          as JSON)
          .text)
      guard right == cases.count, !contexts.isEmpty else { throw ValidationError("Not every answer is right.") }
      let other = try peer.map { try Measuring.peer($0, Self.program, [jdm ?? "", inputs ?? ""]) }?.first?.rate
      var place = 0
      let rate = Measuring.rate(seconds: seconds) {
        _ = decision.evaluate(contexts[place])
        place = place + 1 == contexts.count ? 0 : place + 1
      }
      Measuring.report("decision", "evaluate", rate, beside: other)
      place = 0
      let explained = Measuring.rate(seconds: seconds) {
        _ = decision.explain(contexts[place])
        place = place + 1 == contexts.count ? 0 : place + 1
      }
      Measuring.report("decision", "explain", explained, beside: nil)
    }

    /// Precompiled content through a loader: the fastest way that zen-engine has for one context.
    private static let program = """
      import json, sys, time, zen
      cases = json.load(open(sys.argv[2])); content = zen.ZenDecisionContent(open(sys.argv[1]).read())
      engine = zen.ZenEngine({'loader': lambda key: content})
      run = lambda c: engine.evaluate('t', c)['result']
      assert all(run(c['input']) == c['expect'] for c in cases)
      rates = []
      for _ in range(5):
          start = time.perf_counter()
          for i in range(50000): run(cases[i % len(cases)]['input'])
          rates.append(50000 / (time.perf_counter() - start))
      print('evaluate', sorted(rates)[2])
      """
  }
}

/// A made-up table of grants by kind of applicant, income and years, and what each of 500 inputs should get by it.
struct DecisionSample {
  private static let kinds = ["low", "mid", "talent", "veteran"]
  private static let bounds = [0, 1000, 2000, 3500, 5000]

  var model: [UInt8] {
    var rules = ""
    func rule(_ tests: [String], _ outputs: [String]) {
      rules += "<rule>" + tests.map { "<inputEntry><text>\($0)</text></inputEntry>" }.joined()
      rules += outputs.map { "<outputEntry><text>\($0)</text></outputEntry>" }.joined() + "</rule>"
    }
    for (place, kind) in Self.kinds.enumerated() {
      for step in 0..<4 {
        rule(
          ["\"\(kind)\"", "[\(Self.bounds[step])..\(Self.bounds[step + 1]))", "&lt; \(20 - step * 2)", "&gt;= \(place)"],
          ["\"\(step)\"", "\(900 - step * 200 - place)"])
      }
    }
    for (kind, amount) in zip(Self.kinds.reversed(), [40, 30, 20]) {
      rule(["\"\(kind)\"", "-", "&lt; 10", "-"], ["\"hardship\"", "\(amount)"])
    }
    rule(["-", "-", "-", "-"], ["\"none\"", "0"])
    let columns = ["kind", "income", "area", "years"].map {
      "<input><inputExpression><text>\($0)</text></inputExpression></input>"
    }.joined()
    return Array(
      """
      <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="sample" namespace="urn:sample"><decision id="d" name="grant">
      <decisionTable hitPolicy="FIRST">\(columns)<output name="level"/><output name="amount"/>\(rules)</decisionTable></decision></definitions>
      """.utf8)
  }

  var cases: [JSON] {
    (0..<500).map { number in
      let (place, income, area, years) = (number % 4, number * 37 % 6000, number * 7 % 25, number * 13 % 9)
      let step = Self.bounds.lastIndex { $0 <= income } ?? 0
      var expected: JSON = ["level": "none", "amount": 0]
      if step < 4, area < 20 - step * 2, years >= place {
        expected = ["level": .string("\(step)"), "amount": .number(JSONNumber(900 - step * 200 - place))]
      } else if place > 0, area < 10 {
        expected = ["level": "hardship", "amount": .number(JSONNumber([20, 30, 40][place - 1]))]
      }
      let input: JSON = [
        "kind": .string(Self.kinds[place]), "income": .number(JSONNumber(income)), "area": .number(JSONNumber(area)),
        "years": .number(JSONNumber(years)),
      ]
      return ["input": input, "expect": expected]
    }
  }
}
