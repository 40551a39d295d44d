import Foundation
import JSON
import RunningProgram
import Testing

@Suite("The engines are used from the command line")
struct EngineCommandTests {
  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "wutong-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  private func write(_ text: String, _ path: String) throws { try text.write(toFile: path, atomically: true, encoding: .utf8) }

  @Test("schema check answers each line with true, false or an error, and goes on")
  func schemaCheck() async throws {
    let lines = [
      #"{"schema":{"type":"integer"},"instance":1.0}"#, #"{"schema":{"type":"integer"},"instance":"1"}"#,
      #"{"schema":{"type":"whole"},"instance":1}"#, "not JSON", #"{"schema":true}"#,
      #"{"schema":{"$ref":"https://x.test/a"},"instance":5,"remotes":{"https://x.test/a":{"minimum":6}}}"#,
      #"{"schema":{"$ref":"https://x.test/a"},"instance":5}"#, #"{"schema":{"format":"date"},"instance":"2026-02-30"}"#,
      #"{"schema":{"const":"a\u0000b"},"instance":"a\u0000b"}"#,
    ]
    let run = try await BuiltProgram.run("schema", "check", input: lines.joined(separator: "\n"))
    #expect(run.status == 0)
    let answers = run.output.split(separator: "\n").map(String.init)
    #expect(
      answers.map { $0.hasPrefix("error: ") ? "error" : $0 } == [
        "true", "false", "error", "error", "error", "false", "error", "true", "true",
      ])
    #expect(answers[2].contains("#/type"))
    let formats = try await BuiltProgram.run("schema", "check", "--format", input: lines[7])
    #expect(formats.output == "false\n")
  }

  @Test("schema validate tells all that is wrong with a file, in the reader's language, and exits 1")
  func schemaValidate() async throws {
    try await withFolder { folder in
      try write(
        #"{"required":["name"],"properties":{"name":{"title":"姓名"},"born":{"title":"出生日期","format":"date"}}}"#,
        folder + "/s.json")
      try write(#"{"born":"yesterday"}"#, folder + "/v.json")
      let run = try await BuiltProgram.run(
        "schema", "validate", folder + "/s.json", folder + "/v.json", environment: ["LC_ALL": "zh_CN.UTF-8"])
      #expect(run.status == 1)
      #expect(run.output == "/born: 出生日期：应为日期，例如：2026-01-31\n/name: 姓名：请填写\n")
      let good = try await BuiltProgram.run(
        "schema", "validate", folder + "/s.json", "-", input: #"{"name":"苏和"}"#)
      #expect(good.status == 0 && good.output.isEmpty)
      let json = try await BuiltProgram.run("schema", "validate", "--json", folder + "/s.json", folder + "/v.json")
      #expect(try json.output.split(separator: "\n").map { try JSON.parse(String($0))["keyword"] } == ["format", "required"])
      try write(#"{"required":"name"}"#, folder + "/s.json")
      let broken = try await BuiltProgram.run("schema", "validate", folder + "/s.json", folder + "/v.json")
      #expect(broken.status == 2 && broken.errors.contains("#/required"))
      // What is no JSON is told with its file and place, whichever of the two it is.
      for files in [["/v.json", "/t.json"], ["/t.json", "/v.json"]] {
        try write("{\n\"a\":", folder + "/t.json")
        let run = try await BuiltProgram.run("schema", "validate", folder + files[0], folder + files[1])
        #expect(
          run.status == 1 && run.errors.hasSuffix("/t.json: no valid JSON: syntax at line 2, column 5\n"), "\(run.errors)")
      }
    }
  }

  private static let model = """
    <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="grants" namespace="urn:grants">
    <inputData id="i1" name="born"><variable name="born" typeRef="date"/></inputData>
    <inputData id="i2" name="income"><variable name="income" typeRef="number"/></inputData>
    <decision id="d1" name="age"><variable name="age" typeRef="number"/>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <literalExpression><text>years and months duration(born, date("2026-01-31")).years</text></literalExpression></decision>
    <decision id="d2" name="grant"><variable name="grant" typeRef="number"/>
    <informationRequirement><requiredDecision href="#d1"/></informationRequirement>
    <informationRequirement><requiredInput href="#i2"/></informationRequirement>
    <decisionTable hitPolicy="UNIQUE"><input><inputExpression typeRef="number"><text>age</text></inputExpression></input>
    <input><inputExpression typeRef="number"><text>income</text></inputExpression></input><output/>
    <rule id="old"><inputEntry><text>&gt;= 80</text></inputEntry><inputEntry><text>&lt; 1000.5</text></inputEntry><outputEntry><text>300</text></outputEntry></rule>
    <rule id="young"><inputEntry><text>&lt; 80</text></inputEntry><inputEntry><text>&lt; 1000.5</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
    </decisionTable></decision></definitions>
    """

  @Test("decide answers with the value, with its reasons, line by line, or with types")
  func decide() async throws {
    try await withFolder { folder in
      let path = folder + "/grants.dmn"
      try write(Self.model, path)
      let input = #"{"born":"1940-05-01","income":1000.4}"#
      let one = try await BuiltProgram.run("decide", path, "--decision", "grant", input: input)
      #expect(one.status == 0 && one.output == "300\n")
      let many = try await BuiltProgram.run(
        "decide", path, "--decision", "grant", "--batch",
        input: input + "\n" + #"{"born":"1990-05-01","income":1}"# + "\nx\n" + #"{"born":"1940-05-01","income":1000.5}"#)
      #expect(
        many.output.split(separator: "\n").map(String.init) == [
          "300", "0", #"{"error":"the input is no JSON object"}"#, "null",
        ])
      let why = try JSON.parse(
        try await BuiltProgram.run("decide", path, "--decision", "grant", "--explain", input: input).output)
      #expect(why["value"] == 300)
      #expect(why.text.contains(#""id":"old""#) && why.text.contains(#""age":85"#))
      let typed = try await BuiltProgram.run(
        "decide", path, "--typed", "--batch",
        input: #"{"decision":"age","inputs":{"born":{"t":"date","v":"1940-05-01"}}}"# + "\n"
          + #"{"decision":"none","inputs":{}}"#)
      let answers = try typed.output.split(separator: "\n").map { try JSON.parse(String($0)) }
      #expect(answers.first == ["t": "decimal", "v": "85"])
      #expect(answers.last?["error"] != nil)
    }
  }

  @Test("decide --check tells what no rule covers and exits 1; what is no model, and what is not there, is told with its place")
  func check() async throws {
    try await withFolder { folder in
      let path = folder + "/grants.dmn"
      try write(Self.model, path)
      let check = try await BuiltProgram.run("decide", path, "--check", environment: ["LC_ALL": "zh_CN.UTF-8"])
      #expect(check.status == 1)
      #expect(check.output.contains("1000.5") && check.output.contains("grants.dmn:"))
      #expect(try await BuiltProgram.run("decide", path, "--decision", "gift", input: "{}").errors.contains("age, grant"))
      #expect(try await BuiltProgram.run("decide", path, input: "{}").status == 2)
      try write(Self.model.replacing("#i1", with: "#i9"), path)
      let broken = try await BuiltProgram.run("decide", path, "--decision", "age", input: "{}")
      #expect(broken.status == 1 && broken.errors.contains("grants.dmn:") && broken.errors.contains("i9"))
      #expect(try await BuiltProgram.run("decide", folder + "/none.dmn", input: "{}").status == 1)
    }
  }

  @Test("the engines' benchmarks check their answers before they measure, and print lines of JSON")
  func bench() async throws {
    for name in ["schema", "decision"] {
      let run = try await BuiltProgram.run("bench", name, "--seconds", "0.05")
      #expect(run.status == 0, "\(run.errors)")
      let lines = try run.output.split(separator: "\n").map { try JSON.parse(String($0)) }
      #expect(lines.count >= 3 && lines.allSatisfy { $0["bench"] == .string(name) })
    }
  }
}
