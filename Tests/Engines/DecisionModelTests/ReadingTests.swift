import DecisionModel
import FEEL
import Testing

@Suite("Reading models")
struct ReadingTests {
  private func problem(_ text: String) -> ModelProblem? { problem(Array(text.utf8)) }

  private func problem(_ bytes: [UInt8]) -> ModelProblem? {
    do throws(ModelProblem) {
      _ = try DecisionModel(xml: bytes, file: "m.dmn")
      return nil
    } catch { return error }
  }

  @Test(
    "DMN 1.1 to 1.5 are read",
    arguments: [
      "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
      "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
      "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ])
  func versions(_ namespace: String) throws {
    let text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><x:definitions xmlns:x=\"\(namespace)\" xmlns:feel=\"urn:feel\" name=\"m\" namespace=\"n\"><x:decision name=\"d\"><x:variable name=\"d\" typeRef=\"feel:number\"/><x:literalExpression><x:text><![CDATA[1 < 2]]></x:text></x:literalExpression></x:decision></x:definitions>"
    let model = try DecisionModel(xml: Array(text.utf8))
    #expect(model.name == "m" && model.namespace == "n")
    // The type is a number, and the value is none.
    #expect(model.decision("d")?.type == .number)
    #expect(model.decision("d")?.evaluate(Context()) == .null)
  }

  @Test("elements of other namespaces and diagrams are passed over")
  func extensions() throws {
    let model = try DMN.model(
      "<k:decision xmlns:k=\"urn:k\" name=\"x\"/><decision name=\"d\"><extensionElements><k:literalExpression xmlns:k=\"urn:k\"/></extensionElements>\(DMN.literal("1"))</decision>"
    )
    #expect(model.decisionNames == ["d"])
    #expect(model.decision("d")?.evaluate(Context()) == 1)
  }

  @Test("a document type is refused, whatever it would do; in a comment it is only text")
  func documentTypes() {
    let bomb =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n"
      + DMN.text("<decision name=\"&b;\"/>")
    #expect(problem(bomb)?.kind == .xml)
    #expect(problem(bomb)?.line == 2)
    #expect(problem("<!DOCTYPE d SYSTEM \"file:///etc/passwd\">" + DMN.text(""))?.message.english.contains("DOCTYPE") == true)
    #expect(problem("<!-- <!DOCTYPE d> -->" + DMN.text("")) == nil)
    #expect(problem(DMN.text("<decision name=\"&nothing;\"/>"))?.kind == .xml)
  }

  @Test("what is too deep, too large or no XML at all is refused with its line")
  func hostile() {
    let deep = String(repeating: "<context>", count: 100_000)
    #expect(problem(DMN.text(deep))?.kind == .xml)
    #expect(problem([UInt8](repeating: 0x20, count: 9 << 20))?.message.english.contains("larger") == true)
    #expect(problem(DMN.text("<decision name=\"d\">\n</wrong>"))?.kind == .xml)
    #expect(problem("")?.kind == .xml)
    #expect(problem("no xml")?.kind == .xml)
    #expect(problem(DMN.text("") + "<more/>")?.kind == .xml)
  }

  @Test("only UTF-8 is read")
  func encodings() {
    var broken = Array(DMN.text("\n<decision name=\"d\"/>").utf8)
    broken.insert(0xFF, at: broken.count - 20)
    #expect(problem(broken)?.message.english.contains("UTF-8") == true)
    #expect(problem("<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + DMN.text(""))?.message.english.contains("UTF-7") == true)
    #expect(problem([0xFF, 0xFE] + DMN.text("").utf8.flatMap { [$0, 0] })?.message.english.contains("UTF-8") == true)
    #expect(problem([0xEF, 0xBB, 0xBF] + Array(DMN.text("").utf8)) == nil)
  }

  @Test("another vocabulary is told by name, in English and Chinese")
  func vocabulary() {
    let found = problem("<definitions xmlns=\"urn:other\"/>")
    #expect(found?.kind == .structure)
    #expect(found?.message.english.contains("urn:other") == true)
    #expect(found?.inChinese.contains("第1行") == true)
    #expect(problem(DMN.text("\n<decision/>"))?.line == 3)
  }

  @Test("names are compared with their white space made single")
  func names() throws {
    let body =
      "<inputData id=\"i\" name=\"a  b\"/><decision name=\"d\"><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>\(DMN.literal("a b + 1"))</decision>"
    #expect(try DMN.value(body, Context(of: ["a b": 1])) == 2)
  }
}
