import App
import CaseworkCore
import CatalogueCore
import Foundation
import HTTPTypes
import IdentityCore
import JSON
import Kernel
import Synchronization
import TestDatabases
import Testing

/// A clock that a test moves.
private final class MovedClock: Sendable {
  private let now: Mutex<Instant>
  init(_ now: Instant) { self.now = Mutex(now) }
  var clock: WallClock { WallClock { self.now.withLock { $0 } } }
  func add(days: Int64) { now.withLock { $0 = $0.adding(days: days) } }
}

@Suite("The catalogue is changed by one, reviewed by another and published on a day")
struct CatalogueJourneyTests {
  private static let start = Instant(rfc3339: "2026-11-25T10:00:00+08:00") ?? Instant(milliseconds: 0)

  /// Begins a change and puts rows into it.
  private func change(
    _ product: Product, as token: String, _ rows: [(kind: String, cells: JSON)], title: String = "缩短时限"
  ) async throws -> String {
    let begun = try await product.ask(.post, "/catalogue/changes", ["title": .string(title), "reason": "群众嫌慢"], as: token)
    #expect(begun.status == 201)
    let id = try #require(begun.json["id"]?.stringValue)
    for row in rows {
      let put = try await product.ask(
        .post, "/catalogue/changes/\(id)/rows", ["kind": .string(row.kind), "cells": row.cells], as: token)
      #expect(put.status == 200, "\(put.text)")
    }
    return id
  }

  private func act(
    _ product: Product, _ id: String, _ action: String, as token: String, _ more: JSON = [:]
  ) async throws -> Product.Answer {
    var body = more
    body["action"] = .string(action)
    return try await product.ask(.post, "/catalogue/changes/\(id)/actions", body, as: token)
  }

  /// Through review and out.
  private func publish(
    _ product: Product, _ id: String, author: String, reviewer: String, on day: String = "2026-11-25"
  ) async throws {
    for (action, token, more) in [
      ("handIn", author, [:]), ("approve", reviewer, [:]), ("publish", reviewer, ["takesEffect": .string(day)]),
    ] as [(String, String, JSON)] {
      let answer = try await act(product, id, action, as: token, more)
      #expect(answer.status == 200, "\(action): \(answer.text)")
    }
  }

  private func cells(_ product: Product, _ kind: CatalogueKind, _ key: String, _ changed: [String: String]) async throws -> JSON
  {
    let row = try #require(try await product.program.catalogueDesk.row(kind, key, in: nil))
    var json: JSON = [:]
    for (column, value) in row.merging(changed, uniquingKeysWith: { $1 }) { json[column] = .string(value) }
    return json
  }

  @Test(
    "what an editor changes is seen after a second person has approved it and its day has come", arguments: TestEngine.allCases)
  func twoPersons(engine: TestEngine) async throws {
    let time = MovedClock(Self.start)
    try await Product.run(engine, clock: time.clock) { product in
      let (author, reviewer) = (try await product.signIn("editor"), try await product.signIn("editor2"))
      let before = try await product.ask(.get, "/services/GAJ002?region=152502").json
      func listed() async throws -> JSON? {
        let hits = try await product.ask(.get, "/services?department=GAJ&region=152502&limit=200").json["items"]?.arrayValue
        return hits?.first { $0["key"] == "GAJ002" }?["promisedDays"]
      }
      #expect(try await listed() == 10)
      #expect(before["promisedDays"] == 10 && before["version"] == 1)
      let row = try await cells(product, .services, "GAJ002", ["promisedDays": "6"])
      let id = try await change(product, as: author, [("services", row)])
      let view = try await product.ask(.get, "/catalogue/changes/\(id)", as: reviewer).json
      #expect(view["differences"]?.arrayValue?.count == 1)
      #expect(view["differences"]?[0]?["before"] == "10" && view["differences"]?[0]?["after"] == "6")
      // Nobody skips the second person.
      #expect(try await act(product, id, "publish", as: author, ["takesEffect": "2026-11-25"]).status == 409)
      #expect(try await act(product, id, "approve", as: reviewer).status == 409)
      #expect(try await act(product, id, "handIn", as: reviewer).status == 403)
      #expect(try await act(product, id, "handIn", as: author).status == 200)
      #expect(try await act(product, id, "approve", as: author).status == 403)
      // Given back with a reason, handed in again.
      #expect(try await act(product, id, "giveBack", as: reviewer, ["comment": ""]).status == 422)
      #expect(try await act(product, id, "giveBack", as: reviewer, ["comment": "请写明依据"]).status == 200)
      #expect(try await product.ask(.get, "/catalogue/changes/\(id)", as: author).json["comment"] == "请写明依据")
      #expect(try await act(product, id, "handIn", as: author).status == 200)
      #expect(try await act(product, id, "approve", as: reviewer).status == 200)
      #expect(try await act(product, id, "publish", as: reviewer, ["takesEffect": "2026-11-24"]).status == 422)
      let scheduled = try await act(product, id, "publish", as: reviewer, ["takesEffect": "2026-11-27"])
      #expect(scheduled.json["state"] == "scheduled")
      try await product.program.housekeeping()
      #expect(try await product.ask(.get, "/services/GAJ002?region=152502").json["promisedDays"] == 10)
      time.add(days: 2)
      // Two servers come to it at once: it is published once.
      async let one: Void = product.program.housekeeping()
      async let other: Void = product.program.housekeeping()
      _ = try await (one, other)
      let after = try await product.ask(.get, "/services/GAJ002?region=152502").json
      #expect(try await listed() == after["promisedDays"], "an answer that was kept is made anew")
      #expect(after["promisedDays"] == 6 && after["version"] == 2)
      let versions = try await product.ask(.get, "/services/GAJ002/versions").json["items"]?.arrayValue ?? []
      #expect(versions.count == 2)
      #expect(versions.last?["title"] == "缩短时限" && versions.last?["reviewer"] == "编辑测二" && versions.last?["author"] == "编辑测一")
      let second = try await product.ask(.get, "/services/GAJ002/versions/2").json
      #expect(second["differences"]?[0]?["column"] == "promisedDays")
    }
  }

  @Test(
    "a case keeps the papers of the version it began under, and a draft moves to the newest", arguments: TestEngine.allCases)
  func versions(engine: TestEngine) async throws {
    try await Product.run(engine, clock: MovedClock(Self.start).clock) { product in
      let citizen = try await product.signIn("citizen")
      let (author, reviewer) = (try await product.signIn("editor"), try await product.signIn("editor2"))
      let sent = try await product.submit("GAJ001", as: citizen)
      let begun = try await product.ask(
        .post, "/cases",
        ["service": "GAJ001", "region": "152502", "form": try await product.form("GAJ001"), "submit": false], as: citizen)
      let draft = try #require(begun.json["id"]?.stringValue)
      let asked = try await product.ask(.get, "/cases/\(sent)", as: citizen).json["missingEvidence"]?.arrayValue ?? []
      let papers = try await product.ask(.get, "/services/GAJ001?region=152502").json["evidence"]?.arrayValue ?? []
      let gone = try #require(papers.first { $0["required"] == true && $0["source"] == "applicant" }?["key"]?.stringValue)
      #expect(asked.contains(.string(gone)))
      let change = try await change(product, as: author, [], title: "少要一份材料")
      let removed = try await product.ask(
        .post, "/catalogue/changes/\(change)/rows",
        ["kind": "service-evidence", "deed": "remove", "key": .string("GAJ001/\(gone)")], as: author)
      #expect(removed.status == 200)
      try await publish(product, change, author: author, reviewer: reviewer)
      let now = try await product.ask(.get, "/services/GAJ001?region=152502").json["evidence"]?.arrayValue ?? []
      #expect(now.count == papers.count - 1)
      // What was sent keeps its version; what was not moves on and is told so.
      #expect(try await product.ask(.get, "/cases/\(sent)", as: citizen).json["missingEvidence"]?.arrayValue == asked)
      let moved = try await product.ask(.get, "/cases/\(draft)", as: citizen).json["missingEvidence"]?.arrayValue ?? []
      #expect(!moved.contains(.string(gone)))
      let record = try await product.program.casework.view(CaseID(draft), by: .system).record
      #expect(
        try await product.program.casework.guideChanges(record).map(\.before) == [
          papers.first { $0["key"] == .string(gone) }?["name"]?.stringValue
        ])
    }
  }

  @Test("a region suspends and withdraws a service: nobody can begin, open cases go on", arguments: TestEngine.allCases)
  func suspended(engine: TestEngine) async throws {
    try await Product.run(engine, clock: MovedClock(Self.start).clock) { product in
      let citizen = try await product.signIn("citizen")
      let (author, reviewer) = (try await product.signIn("editor"), try await product.signIn("editor2"))
      let open = try await product.submit("GAJ001", as: citizen)
      func offering(_ state: String, _ reason: String) -> JSON {
        ["service": "GAJ001", "region": "152502", "state": .string(state), "reason": .string(reason)]
      }
      let id = try await change(product, as: author, [])
      let silent = try await product.ask(
        .post, "/catalogue/changes/\(id)/rows", ["kind": "offerings", "cells": offering("suspended", "")], as: author)
      #expect(silent.codes == ["/cells/reason required"])
      let first = try await change(product, as: author, [("offerings", offering("suspended", "系统升级"))])
      try await publish(product, first, author: author, reviewer: reviewer)
      #expect(try await product.ask(.get, "/services/GAJ001?region=152502").json["suspended"] == "系统升级")
      let refused = try await product.ask(
        .post, "/cases", ["service": "GAJ001", "region": "152502", "form": try await product.form("GAJ001"), "submit": true],
        as: citizen)
      #expect(refused.status == 409 && refused.json["detail"]?.stringValue?.contains("系统升级") == true)
      let second = try await change(product, as: author, [("offerings", offering("withdrawn", "并入一件事"))])
      try await publish(product, second, author: author, reviewer: reviewer)
      #expect(try await product.ask(.get, "/services/GAJ001?region=152502").json["region"] != "152502")
      let clerk = try await product.signIn("clerk")
      let accept = try await product.ask(.get, "/cases/\(open)", as: clerk)
      #expect(accept.status == 200 && accept.json["actions"]?.arrayValue?.isEmpty == false)
      let third = try await change(product, as: author, [("offerings", offering("active", ""))])
      try await publish(product, third, author: author, reviewer: reviewer)
      #expect(try await product.ask(.get, "/services/GAJ001?region=152502").json["region"] == "152502")
    }
  }

  @Test("two who change the same row: the later is told and loses nothing", arguments: TestEngine.allCases)
  func conflict(engine: TestEngine) async throws {
    try await Product.run(engine, clock: MovedClock(Self.start).clock) { product in
      let (one, two) = (try await product.signIn("editor"), try await product.signIn("editor2"))
      let first = try await change(
        product, as: one, [("services", try await cells(product, .services, "GAJ002", ["venue": "一号窗口"]))])
      let later = try await change(
        product, as: two, [("services", try await cells(product, .services, "GAJ002", ["venue": "二号窗口"]))])
      try await publish(product, first, author: one, reviewer: two)
      #expect(try await act(product, later, "handIn", as: two).status == 200)
      #expect(try await act(product, later, "approve", as: one).status == 200)
      let refused = try await act(product, later, "publish", as: one, ["takesEffect": "2026-11-25"])
      #expect(refused.status == 409)
      #expect(refused.codes == ["/edits/services/GAJ002 rowChanged"])
      let view = try await product.ask(.get, "/catalogue/changes/\(later)", as: two).json
      #expect(view["conflicts"]?.arrayValue == ["services/GAJ002"] && view["edits"]?.arrayValue?.count == 1)
    }
  }

  @Test("what breaks a rule of publication is not handed in, and every fault is told", arguments: TestEngine.allCases)
  func rules(engine: TestEngine) async throws {
    try await Product.run(engine, clock: MovedClock(Self.start).clock) { product in
      let author = try await product.signIn("editor")
      let row = try await cells(product, .elements, "GAJ002", ["visitReason": "", "complaintPhone": "110"])
      let id = try await change(product, as: author, [("elements", row)])
      let refused = try await act(product, id, "handIn", as: author)
      #expect(refused.status == 422)
      #expect(refused.codes == ["/services/GAJ002 publicationRule", "/services/GAJ002 publicationRule"])
      // The same for what one region says of its own.
      let own = try await change(
        product, as: author,
        [("offerings", ["service": "GAJ002", "region": "152502", "state": "active", "promisedDays": "900"])])
      #expect(try await act(product, own, "handIn", as: author).codes == ["/services/GAJ002/152502 publicationRule"])
    }
  }

  @Test("a banner's editor keeps the terms of that banner, and nothing else", arguments: TestEngine.allCases)
  func banner(engine: TestEngine) async throws {
    try await Product.run(engine, clock: MovedClock(Self.start).clock) { product in
      for (account, region) in [("bianji.1", "152502"), ("bianji.2", "152501")] {
        _ = try await product.program.identity.addStaff(
          account: account, name: "旗县编辑测", password: "wutong-demo-2026",
          posts: [Post(role: .editor, agency: AgencyID(region: region, department: "ZSJ"))])
      }
      let own = try await product.signIn("bianji.1")
      let foreign = try await product.signIn("bianji.2")
      let id = try await change(
        product, as: own, [("offerings", ["service": "GAJ001", "region": "152502", "state": "active", "venue": "七号窗口"])])
      for (kind, cells) in [
        ("offerings", ["service": "GAJ001", "region": "152501", "state": "active"]),
        ("services", try await cells(product, .services, "GAJ001", ["venue": "x"])),
      ] as [(String, JSON)] {
        let answer = try await product.ask(
          .post, "/catalogue/changes/\(id)/rows", ["kind": .string(kind), "cells": cells], as: own)
        #expect(answer.status == 403, "\(kind)")
      }
      #expect(try await act(product, id, "handIn", as: own).status == 200)
      #expect(try await act(product, id, "approve", as: foreign).status == 403)
      let league = try await product.signIn("editor")
      #expect(try await act(product, id, "approve", as: league).status == 200)
      #expect(try await act(product, id, "publish", as: own, ["takesEffect": "2026-11-25"]).status == 200)
      for account in ["citizen", "clerk", "admin"] {
        let other = try await product.signIn(account)
        #expect(try await product.ask(.get, "/catalogue/changes", as: other).status == 403)
        let begun = try await product.ask(.post, "/catalogue/changes", ["title": "x", "reason": "y"], as: other)
        #expect(begun.status == 403, "\(account): \(begun.text)")
      }
    }
  }

  @Test("rates are those of the catalogue of the day, and change with it", arguments: TestEngine.allCases)
  func rates(engine: TestEngine) async throws {
    let time = MovedClock(Self.start)
    try await Product.run(engine, clock: time.clock) { product in
      func online(_ day: String) async throws -> (Int64, Int64) {
        let json = try await product.ask(.get, "/catalogue/rates?region=152502&date=\(day)").json
        let figure = json["rates"]?.arrayValue?.first { $0["measure"] == "wholly" }?["offerings"]
        return (figure?["part"]?.intValue ?? -1, figure?["whole"]?.intValue ?? -1)
      }
      let before = try await online("2026-11-25")
      #expect(before.1 == 814)
      time.add(days: 1)
      let (author, reviewer) = (try await product.signIn("editor"), try await product.signIn("editor2"))
      let id = try await change(
        product, as: author,
        [("offerings", ["service": "GAJ001", "region": "152502", "state": "withdrawn", "reason": "并入一件事"])])
      try await publish(product, id, author: author, reviewer: reviewer, on: "2026-11-26")
      #expect(try await online("2026-11-26") == (before.0 - 1, 813))
      #expect(try await online("2026-11-25") == before)
      #expect(try await online("2020-01-01") == (0, 0))
      #expect(try await product.ask(.get, "/catalogue/rates?date=2027-01-01").status == 422)
    }
  }
}
