import DecisionModel
import FEEL
import Testing

@Suite("Item definitions")
struct TypeTests {
  private func value(_ items: String, type: String, _ given: Value, _ text: String = "x") throws -> Value {
    let body =
      items + "<inputData id=\"i\" name=\"x\"><variable name=\"x\" typeRef=\"\(type)\"/></inputData>"
      + "<decision name=\"d\"><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>\(DMN.literal(text))</decision>"
    return try DMN.value(body, Context(of: ["x": given]))
  }

  private let items = """
    <itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues><text>"A","B"</text></allowedValues></itemDefinition>
    <itemDefinition name="tGrades" isCollection="true"><typeRef>tGrade</typeRef></itemDefinition>
    <itemDefinition name="tFew" isCollection="true"><typeRef>number</typeRef><typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>
    <itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent><itemComponent name="grade"><typeRef>tGrade</typeRef></itemComponent></itemDefinition>
    <itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
    """

  @Test("a value that is not allowed is null")
  func allowed() throws {
    #expect(try value(items, type: "tGrade", "A") == "A")
    #expect(try value(items, type: "tGrade", "C") == .null)
    #expect(try value(items, type: "tGrade", 1) == .null)
    #expect(try value(items, type: "tGrades", ["A", "B"]) == ["A", "B"])
    #expect(try value(items, type: "tGrades", ["A", "C"]) == .null)
    #expect(try value(items, type: "tGrades", "A") == ["A"])
  }

  @Test("a type constraint is on the whole")
  func constraint() throws {
    #expect(try value(items, type: "tFew", [1, 2]) == [1, 2])
    #expect(try value(items, type: "tFew", [1, 2, 3]) == .null)
  }

  @Test("names of components with blanks are read after a dot, in lists too")
  func components() throws {
    let person = Value.context(Context(of: ["full name": "Li Wei", "grade": "A"]))
    #expect(try value(items, type: "tPerson", person, "x.full name") == "Li Wei")
    #expect(try value(items, type: "tPeople", [person], "x[grade = \"A\"].full name") == ["Li Wei"])
    let wrong = Value.context(Context(of: ["full name": "Li Wei", "grade": "C"]))
    #expect(try value(items, type: "tPerson", wrong) == .null)
  }

  @Test("a type of functions is applied to what they are called with")
  func functions() throws {
    let body =
      "<itemDefinition name=\"tF\"><functionItem outputTypeRef=\"number\"><parameters name=\"n\" typeRef=\"number\"/></functionItem></itemDefinition>"
      + "<businessKnowledgeModel id=\"k\" name=\"k\"><variable name=\"k\" typeRef=\"tF\"/><encapsulatedLogic><formalParameter name=\"n\"/>\(DMN.literal("if n > 0 then n else \"none\""))</encapsulatedLogic></businessKnowledgeModel>"
      + "<decision name=\"d\"><knowledgeRequirement><requiredKnowledge href=\"#k\"/></knowledgeRequirement>\(DMN.literal("[k(1), k(-1)]"))</decision>"
    #expect(try DMN.value(body) == [1, .null])
  }

  @Test("types that are not there or contain themselves are told of, and are anything")
  func wrong() throws {
    let ring =
      "<itemDefinition name=\"a\"><itemComponent name=\"b\"><typeRef>b</typeRef></itemComponent></itemDefinition><itemDefinition name=\"b\"><itemComponent name=\"a\"><typeRef>a</typeRef></itemComponent></itemDefinition>"
    let model = try DMN.model(ring + "<itemDefinition name=\"c\"><typeRef>nothing</typeRef></itemDefinition>")
    #expect(model.problems.contains { $0.kind == .type && $0.message.english.contains("contains itself") })
    #expect(model.problems.contains { $0.kind == .type && $0.message.english.contains("nothing") })
    #expect(try value(ring, type: "a", .context(Context(of: ["b": .context(Context(of: ["a": 1]))])), "x.b.a") == 1)
    #expect(
      try value(
        "<itemDefinition name=\"s\"><itemComponent name=\"s\"><typeRef>s</typeRef></itemComponent></itemDefinition>", type: "s",
        1) == .null)
  }

  @Test("a type that grows without end is given up")
  func growing() throws {
    let doubling = (1...60).map { level in
      "<itemDefinition name=\"t\(level)\"><itemComponent name=\"l\"><typeRef>t\(level - 1)</typeRef></itemComponent><itemComponent name=\"r\"><typeRef>t\(level - 1)</typeRef></itemComponent></itemDefinition>"
    }
    let items = "<itemDefinition name=\"t0\"><typeRef>number</typeRef></itemDefinition>" + doubling.joined()
    #expect(try DMN.model(items).problems.contains { $0.message.english.contains("too large") })
  }
}
