import CaseworkCore
import JSON
import Testing

@Suite("Procedures")
struct ProcedureTests {
  @Test("the procedures that come with the product have no faults", arguments: ["permit", "instant"])
  func shipped(key: String) throws {
    #expect(try procedure(key).faults() == [])
  }

  private static let wording: JSON = ["zh": "名", "en": "name"]

  /// A small good procedure; each test spoils one thing.
  private func json(_ change: (inout JSON) -> Void = { _ in }) -> JSON {
    var json: JSON = [
      "key": "small", "version": 1, "name": Self.wording, "summary": Self.wording,
      "clocks": ["promised": ["name": Self.wording, "limit": "promisedDays", "source": Self.wording]],
      "entry": ["online": "first", "window": "first"],
      "states": [
        "first": [
          "stage": "reception", "name": Self.wording, "task": ["role": "windowClerk", "at": "accepting"],
          "limit": ["workingDays": 5, "article": "x"],
          "actions": ["accept": ["name": Self.wording, "to": ["second"]], "ask": ["name": Self.wording, "to": ["waits"]]],
        ],
        "waits": [
          "stage": "reception", "name": Self.wording, "task": ["role": "applicant"],
          "expires": ["workingDays": 5, "to": ["over"]],
          "actions": ["answer": ["name": Self.wording, "to": ["first"]]],
        ],
        "second": ["stage": "done", "name": Self.wording, "passes": ["over"]],
        "over": ["stage": "done", "name": Self.wording, "ends": "granted"],
      ],
    ]
    change(&json)
    return json
  }

  private func codes(_ json: JSON) -> Set<String> {
    do { return Set(try ProcedureReader.read(json, file: "small").faults().map { "\($0.place) \($0.code)" }) } catch {
      return Set((error as? ProcedureFaults)?.faults.map { "\($0.place) \($0.code)" } ?? ["?"])
    }
  }

  @Test("a good one has none")
  func good() { #expect(codes(json()) == []) }

  @Test("every state is reachable")
  func reachable() {
    let spoiled = json { $0["states"]?["island"] = ["stage": "done", "name": Self.wording, "ends": "x"] }
    #expect(codes(spoiled) == ["island unreachable"])
  }

  @Test("every state leads to an end")
  func ends() {
    let spoiled = json {
      $0["states"]?["second"] = [
        "stage": "decision", "name": Self.wording, "task": ["role": "reviewer", "at": "responsible"],
        "limit": ["workingDays": 1, "article": "x"], "actions": ["again": ["name": Self.wording, "to": ["second"]]],
      ]
    }
    #expect(codes(spoiled) == ["second noWayToEnd"])
  }

  @Test("every action has a role that may do it")
  func roles() {
    let spoiled = json { $0["states"]?["first"]?["task"] = nil }
    #expect(codes(spoiled).contains("first actionWithoutRole"))
  }

  @Test("no state is without a limit, unless it waits for the applicant")
  func limits() {
    #expect(codes(json { $0["states"]?["first"]?["limit"] = nil }) == ["first noLimit"])
  }

  @Test("what waits for the applicant has an expiry")
  func expiry() {
    #expect(codes(json { $0["states"]?["waits"]?["expires"] = nil }) == ["waits noExpiry"])
  }

  @Test("an action leads to a state there is")
  func unknown() {
    let spoiled = json { $0["states"]?["first"]?["actions"]?["accept"]?["to"] = ["nowhere", "second"] }
    #expect(codes(spoiled) == ["first unknownState:nowhere"])
  }

  @Test("a clock that nobody declared is told")
  func clocks() {
    let spoiled = json { $0["states"]?["first"]?["actions"]?["accept"]?["starts"] = ["wrong"] }
    #expect(codes(spoiled) == ["first.accept unknownClock:wrong"])
  }

  @Test("a misspelt member is told, not ignored")
  func spelling() {
    let spoiled = json { $0["states"]?["first"]?["actions"]?["accept"]?["onse"] = true }
    #expect(codes(spoiled) == ["first.accept unknownMember:onse"])
  }
}
