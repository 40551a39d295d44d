import DecisionModel
import FEEL
import JSON
import Temporal
import Testing

@Suite("Batches")
struct BatchTests {
  private func batch(_ text: String, type: String = "Any") throws -> DecisionBatch {
    let body =
      "<inputData id=\"i\" name=\"x\"><variable name=\"x\" typeRef=\"\(type)\"/></inputData><decision id=\"d\" name=\"d\"><informationRequirement><requiredInput href=\"#i\"/></informationRequirement>\(DMN.literal(text))</decision>"
      + "<decisionService name=\"s\"><outputDecision href=\"#d\"/><inputData href=\"#i\"/></decisionService>"
    return DecisionBatch(try DMN.model(body), at: DateAndTime("2026-01-02T03:04:05Z"))
  }

  private func typed(_ text: String, _ value: String) throws -> String {
    try batch(text).typed(Array("{\"decision\":\"d\",\"inputs\":{\"x\":\(value)}}".utf8)).text
  }

  @Test(
    "typed values go in and out",
    arguments: [
      #"{"t":"decimal","v":"1.50"}"#, #"{"t":"string","v":"文"}"#, #"{"t":"boolean","v":true}"#,
      #"{"t":"date","v":"2026-01-02"}"#, #"{"t":"time","v":"10:00:00Z"}"#, #"{"t":"dateTime","v":"2026-01-02T10:00:00Z"}"#,
      #"{"t":"duration","v":"P1Y2M"}"#, #"{"t":"duration","v":"P1DT2H"}"#, #"{"t":"nil","v":null}"#,
      #"{"t":"list","v":[{"t":"decimal","v":"1"}]}"#, #"{"t":"context","v":{"a b":{"t":"nil","v":null}}}"#,
    ])
  func roundTrip(_ value: String) throws {
    #expect(try typed("x", value) == value.replacing("1.50", with: "1.5"))
  }

  @Test("a decision, a service, and what is neither")
  func targets() throws {
    let batch = try batch("x + 1")
    let inputs = #""inputs":{"x":{"t":"decimal","v":"1"}}"#
    #expect(batch.typed(Array("{\"decision\":\"d\",\(inputs)}".utf8)).text == #"{"t":"decimal","v":"2"}"#)
    #expect(batch.typed(Array("{\"service\":\"s\",\(inputs)}".utf8)).text == #"{"t":"decimal","v":"2"}"#)
    #expect(batch.typed(Array("{\"decision\":\"no\"}".utf8))["error"] != nil)
    #expect(batch.typed(Array("nonsense".utf8))["error"] != nil)
    #expect(batch.typed(Array(#"{"decision":"d","inputs":{"x":{"t":"date","v":"1"}}}"#.utf8))["error"] != nil)
    #expect(batch.typed(Array(#"{"decision":"d","inputs":{"x":5}}"#.utf8))["error"] != nil)
  }

  @Test("plain JSON keeps numbers exact and makes texts what the type says")
  func plain() throws {
    let number = try JSON.parse(#"{"x":0.1000000000000000000000000000000001}"#)
    #expect(try batch("x + x").plain(number, decision: "d").text == "0.2000000000000000000000000000000002")
    #expect(try batch("x.year", type: "date").plain(try JSON.parse(#"{"x":"2026-01-02"}"#), decision: "d") == 2026)
    #expect(try batch("x.days", type: "days and time duration").plain(try JSON.parse(#"{"x":"P3D"}"#), decision: "d") == 3)
    #expect(try batch("x", type: "date").plain(try JSON.parse(#"{"x":"tomorrow"}"#), decision: "d") == .null)
    #expect(try batch("x").plain(try JSON.parse(#"{"x":{"a":[1,null,true]}}"#), decision: "d").text == #"{"a":[1,null,true]}"#)
    #expect(try batch("x").plain([1], decision: "d")["error"] != nil)
    #expect(try batch("x + 1").plain(try JSON.parse(#"{"x":1}"#), service: "s") == 2)
  }

  @Test("the clock is the caller's")
  func clock() throws {
    #expect(try batch("string(today())").plain([:], decision: "d") == "2026-01-02")
    #expect(try DMN.value(DMN.decision(DMN.literal("today()"))) == .null)
  }
}
