import DecisionModel
import FEEL
import Testing

@Suite("Boxed expressions")
struct BoxedTests {
  struct Kept: Sendable {
    let list: String
    let match: String
    let value: Value

    init(_ list: String, _ match: String, _ value: Value) {
      self.list = list
      self.match = match
      self.value = value
    }
  }

  private func value(_ logic: String, _ inputs: KeyValuePairs<String, Value> = [:], type: String = "Any") throws -> Value {
    try DMN.value(DMN.decision(logic, inputs: inputs.map(\.key), type: type), Context(of: inputs))
  }

  private func entry(_ name: String?, _ logic: String) -> String {
    "<contextEntry>\(name.map { "<variable name=\"\($0)\"/>" } ?? "")\(logic)</contextEntry>"
  }

  @Test("a literal expression, and an empty one that is null")
  func literal() throws {
    #expect(try value(DMN.literal("x * 2"), ["x": 21]) == 42)
    #expect(try value(DMN.literal("  ")) == .null)
    #expect(try value("") == .null)
  }

  @Test("a context's entries see those before them; one without a name is the result")
  func context() throws {
    let entries = entry("a b", DMN.literal("1")) + entry("c", DMN.literal("a b + 1"))
    #expect(try value("<context>\(entries)</context>") == .context(Context(of: ["a b": 1, "c": 2])))
    #expect(try value("<context>\(entries)\(entry(nil, DMN.literal("c * 10")))</context>") == 20)
  }

  @Test("a list and a relation")
  func lists() throws {
    #expect(try value("<list>\(DMN.literal("1"))\(DMN.literal("x"))</list>", ["x": "a"]) == [1, "a"])
    let relation =
      "<relation><column name=\"k\"/><column name=\"v\"/><row>\(DMN.literal("1"))\(DMN.literal("2"))</row><row>\(DMN.literal("3"))\(DMN.literal("4"))</row></relation>"
    #expect(
      try value(relation) == [.context(Context(of: ["k": 1, "v": 2])), .context(Context(of: ["k": 3, "v": 4]))])
  }

  @Test("a function sees what is around it, and an invocation binds by name")
  func functions() throws {
    let function =
      "<functionDefinition><formalParameter name=\"n\" typeRef=\"number\"/>\(DMN.literal("n + x"))</functionDefinition>"
    let call = "<invocation>\(DMN.literal("f"))<binding><parameter name=\"n\"/>\(DMN.literal("1"))</binding></invocation>"
    #expect(try value("<context>\(entry("f", function))\(entry(nil, call))</context>", ["x": 10]) == 11)
    #expect(try value("<context>\(entry("f", function))\(entry(nil, DMN.literal("f(2)")))</context>", ["x": 10]) == 12)
    // A value of the wrong type is no argument.
    #expect(try value("<context>\(entry("f", function))\(entry(nil, DMN.literal("f(\"a\")")))</context>", ["x": 10]) == .null)
  }

  @Test("functions of other languages are null, and the model says so")
  func external() throws {
    let function =
      "<functionDefinition kind=\"Java\"><formalParameter name=\"n\"/><context/></functionDefinition>"
    let body = DMN.decision("<context>\(entry("f", function))\(entry(nil, DMN.literal("f(1)")))</context>")
    let model = try DMN.model(body)
    #expect(model.problems.contains { $0.kind == .expression && $0.message.english.contains("Java") })
    let evaluation = Evaluation()
    #expect(model.decision("d")?.evaluate(Context(), evaluation) == .null)
    #expect(evaluation.diagnostics.contains { $0.reason == .externalFunction })
  }

  @Test(
    "if, then, else: only true and false decide", arguments: [("true", 1 as Value), ("false", 2), ("null", 2), ("3", .null)])
  func conditional(_ condition: String, _ wanted: Value) throws {
    let logic =
      "<conditional><if>\(DMN.literal(condition))</if><then>\(DMN.literal("1"))</then><else>\(DMN.literal("2"))</else></conditional>"
    #expect(try value(logic) == wanted)
  }

  @Test(
    "a filter keeps what matches, by `item` or by the element's own names, or takes one by number",
    arguments: [
      Kept("[1,2,3,4]", "item > 2", [3, 4]), Kept("[{a: 1}, {a: 5}]", "a > 2", [.context(Context(of: ["a": 5]))]),
      Kept("[7,8,9]", "2", 8), Kept("[7,8,9]", "-1", 9), Kept("[7]", "5", .null), Kept("[1]", "\"x\"", .null),
      Kept("null", "true", .null),
    ])
  func filter(_ one: Kept) throws {
    let (list, match, wanted) = (one.list, one.match, one.value)
    #expect(try value("<filter><in>\(DMN.literal(list))</in><match>\(DMN.literal(match))</match></filter>") == wanted)
  }

  @Test("for, with `partial`; some; every")
  func iterations() throws {
    func loop(_ kind: String, _ list: String, _ each: String) throws -> Value {
      let inner = kind == "for" ? "return" : "satisfies"
      return try value(
        "<\(kind) iteratorVariable=\"n\"><in>\(DMN.literal(list))</in><\(inner)>\(DMN.literal(each))</\(inner)></\(kind)>")
    }
    #expect(try loop("for", "[1,2,3]", "n * n") == [1, 4, 9])
    #expect(try loop("for", "[1..3]", "n + count(partial)") == [1, 3, 5])
    #expect(try loop("some", "[1,2,3]", "n > 2") == true)
    #expect(try loop("some", "[]", "n > 2") == false)
    #expect(try loop("every", "[1,2,3]", "n > 2") == false)
    #expect(try loop("every", "[]", "n > 2") == true)
    #expect(try loop("every", "[1,2]", "\"x\"") == .null)
    #expect(try loop("for", "null", "n") == .null)
  }

  @Test("boxed expressions stand in each other")
  func nested() throws {
    let table = DMN.table("FIRST", ["n"], ["o"], [["> 1", "n * factor"], ["-", "0"]])
    let loop = "<for iteratorVariable=\"n\"><in>\(DMN.literal("[1,2,3]"))</in><return>\(table)</return></for>"
    #expect(try value("<context>\(entry("factor", DMN.literal("10")))\(entry(nil, loop))</context>") == [0, 20, 30])
  }

  @Test("the type of an expression, a variable and a decision is applied")
  func types() throws {
    #expect(try value(DMN.literal("\"a\"", type: "number")) == .null)
    #expect(try value(DMN.literal("[1]"), type: "number") == 1)
    #expect(try value(DMN.literal("1"), type: "string") == .null)
  }

  @Test("what cannot be read is null, is told with its line, and leaves the rest alone")
  func unreadable() throws {
    let model = try DMN.model(DMN.decision("<list>\(DMN.literal("1 +"))\(DMN.literal("2"))</list>"))
    #expect(model.decision("d")?.evaluate(Context()) == [.null, 2])
    #expect(model.problems.map(\.kind) == [.expression])
    #expect(model.problems.first?.line == 2)
    #expect(model.problems.first?.message.chinese.contains("无法读取") == true)
    let table = try DMN.model(DMN.decision(DMN.table("FIRST", ["x"], ["o"], [["-", "1"], ["[1..", "2"]]), inputs: ["x"]))
    #expect(table.problems.first?.message.english.hasPrefix("rule 2: “[1..” cannot be read") == true)
    #expect(table.problems.first?.message.chinese.hasPrefix("规则 2：") == true)
  }
}
