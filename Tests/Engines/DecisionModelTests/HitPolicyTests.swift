import DecisionModel
import FEEL
import Testing

@Suite("Decision tables: hit policies")
struct HitPolicyTests {
  private let rules = [["< 10", "\"low\""], ["[5..20]", "\"middle\""], ["> 15", "\"high\""]]

  private func value(
    _ policy: String, _ x: Value, rules: [[String]]? = nil, aggregation: String? = nil, outputValues: [String] = [],
    defaults: [String] = []
  ) throws -> Value {
    let table = DMN.table(
      policy, ["x"], ["o"], rules ?? self.rules, aggregation: aggregation, outputValues: outputValues, defaults: defaults)
    return try DMN.value(DMN.decision(table, inputs: ["x"]), Context(of: ["x": x]))
  }

  @Test("UNIQUE gives the one rule that matches, and null when there are several")
  func unique() throws {
    #expect(try value("UNIQUE", 1) == "low")
    #expect(try value("UNIQUE", 7) == .null)
    #expect(try value("UNIQUE", .null) == .null)
  }

  @Test("ANY takes rules that agree, and gives null when they do not")
  func any() throws {
    let rules = [["< 10", "\"a\""], ["< 20", "\"a\""], ["< 5", "\"b\""]]
    #expect(try value("ANY", 7, rules: rules) == "a")
    #expect(try value("ANY", 3, rules: rules) == .null)
  }

  @Test("FIRST takes the first rule that matches")
  func first() throws {
    #expect(try value("FIRST", 7) == "low")
    #expect(try value("FIRST", 16) == "middle")
  }

  @Test("PRIORITY takes the output that stands first among the output values, OUTPUT ORDER sorts by them")
  func priority() throws {
    let values = ["\"high\", \"middle\", \"low\""]
    #expect(try value("PRIORITY", 7, outputValues: values) == "middle")
    #expect(try value("OUTPUT ORDER", 7, outputValues: values) == ["middle", "low"])
    #expect(try value("OUTPUT ORDER", 18, outputValues: values) == ["high", "middle"])
  }

  @Test("ranks that are missing, and results that are not among the output values, are told of")
  func ranks() throws {
    func problems(_ outputValues: [String]) throws -> [String] {
      let table = DMN.table("PRIORITY", ["x"], ["o"], rules, outputValues: outputValues)
      return try DMN.model(DMN.decision(table, inputs: ["x"])).problems.map(\.message.english)
    }
    #expect(try problems([]).first?.contains("needs output values") == true)
    #expect(try problems(["\"high\", \"low\""]) == ["rule 2: \"middle\" is not among the output values of “o”"])
    #expect(try problems(["\"high\", \"middle\", \"low\""]).isEmpty)
  }

  @Test("RULE ORDER and COLLECT list the outputs in the order of the rules")
  func lists() throws {
    #expect(try value("RULE ORDER", 18) == ["middle", "high"])
    #expect(try value("COLLECT", 7) == ["low", "middle"])
  }

  @Test(
    "COLLECT adds up, counts, and finds the least and the greatest",
    arguments: [("SUM", 60 as Value), ("COUNT", 3), ("MIN", 10), ("MAX", 30)])
  func aggregates(_ name: String, _ wanted: Value) throws {
    let rules = [["< 5", "20"], ["< 6", "10"], ["< 7", "30"], ["> 7", "99"]]
    #expect(try value("COLLECT", 1, rules: rules, aggregation: name) == wanted)
  }

  @Test("COLLECT without a match is an empty list, or a count of zero, or null")
  func nothing() throws {
    let rules = [["< 5", "20"]]
    #expect(try value("COLLECT", 9, rules: rules) == [])
    #expect(try value("COLLECT", 9, rules: rules, aggregation: "COUNT") == 0)
    #expect(try value("COLLECT", 9, rules: rules, aggregation: "SUM") == .null)
  }

  @Test("sums of what cannot be added are null")
  func notAdded() throws {
    let rules = [["< 5", "\"a\""], ["< 6", "10"]]
    #expect(try value("COLLECT", 1, rules: rules, aggregation: "SUM") == .null)
    #expect(try value("COLLECT", 1, rules: rules, aggregation: "MAX") == .null)
  }

  @Test("the default output stands in where no rule matches")
  func defaults() throws {
    #expect(try value("UNIQUE", -5, rules: [["> 0", "1"]], defaults: ["\"none\""]) == "none")
    #expect(try value("UNIQUE", 5, rules: [["> 0", "1"]], defaults: ["\"none\""]) == 1)
  }

  @Test("several outputs are a context, and rank together")
  func compound() throws {
    let rules = [["< 10", "\"b\"", "1"], ["< 20", "\"a\"", "1"], ["< 30", "\"a\"", "2"]]
    let table = DMN.table("PRIORITY", ["x"], ["o", "p"], rules, outputValues: ["\"a\", \"b\"", "2, 1"])
    let value = try DMN.value(DMN.decision(table, inputs: ["x"]), Context(of: ["x": 5]))
    #expect(value == .context(Context(of: ["o": "a", "p": 2])))
  }

  @Test("input entries may compute, see other inputs, and name the value `?`")
  func computed() throws {
    let table = DMN.table(
      "FIRST", ["x", "y"], ["o"], [["> y", "-", "\"more\""], ["? + 1 = y", "-", "\"one less\""], ["-", "-", "x"]])
    let body = DMN.decision(table, inputs: ["x", "y"])
    #expect(try DMN.value(body, Context(of: ["x": 5, "y": 4])) == "more")
    #expect(try DMN.value(body, Context(of: ["x": 4, "y": 5])) == "one less")
    #expect(try DMN.value(body, Context(of: ["x": 1, "y": 5])) == 1)
  }

  @Test("an input outside its allowed values gives null, and the reason")
  func allowed() throws {
    let table = DMN.table("FIRST", ["x"], ["o"], [["-", "1"]], inputValues: ["\"a\", \"b\""])
    let decision = try DMN.model(DMN.decision(table, inputs: ["x"])).decision("d")
    #expect(decision?.evaluate(Context(of: ["x": "a"])) == 1)
    let evaluation = Evaluation()
    #expect(decision?.evaluate(Context(of: ["x": "c"]), evaluation) == .null)
    #expect(evaluation.diagnostics.contains { $0.description.contains("allowed") })
  }
}
