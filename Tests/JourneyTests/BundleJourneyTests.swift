import App
import CatalogueCore
import HTTPTypes
import JSON
import Kernel
import Store
import TestDatabases
import Testing

@Suite("Bundles and guidance, through HTTP")
struct BundleJourneyTests {
  private static let now = Instant(rfc3339: "2026-11-25T10:00:00+08:00") ?? Instant(milliseconds: 0)

  private func keys(_ list: JSON?) -> [String] { list?.arrayValue?.compactMap { $0["key"]?.stringValue } ?? [] }

  @Test(
    "the interface tells what a bundle comes to, for anybody and for somebody, and what is wrong in a question",
    arguments: TestEngine.allCases)
  func interface(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { Self.now }) { product in
      let all = try await product.ask(.get, "/bundles?region=152502")
      #expect(all.json["total"] == 17 && all.json["next"] == .null)
      let newborn = all.json["items"]?[0]
      #expect(newborn?["key"] == "newborn" && newborn?["before"] == 11 && newborn?["after"] == 4 && newborn?["bring"] == 1)

      let plan = try await product.ask(.get, "/bundles/newborn?region=152502").json
      #expect(keys(plan["services"]) == ["ZCY001", "WJW029", "GAJ001", "YBJ001"])
      #expect(plan["evidence"]?["before"] == 11 && plan["evidence"]?["after"] == 4 && plan["evidence"]?["bring"] == 1)
      #expect(keys(plan["evidence"]?["items"]) == ["sqs", "fmsfz", "fmjhz", "fmhkb"])
      let rules = plan["evidence"]?["removed"]?.arrayValue?.compactMap { $0["rule"]?.stringValue } ?? []
      #expect(Dictionary(rules.map { ($0, 1) }, uniquingKeysWith: +) == ["duplicate": 2, "yielded": 3, "implied": 2])
      #expect(plan["promisedDays"] == 0 && plan["complete"] == false && keys(plan["questions"]).count == 6)
      let asked = keys(plan["form"]?["ui"])
      #expect(asked.contains("babyName"))

      let company = try await product.ask(.get, "/bundles/company_open").json
      #expect(company["promisedDays"]?.text == "0.5" && keys(company["services"]).count == 6)
      #expect(company["fees"]?[0]?["bearer"] == "government")

      let somebody = try await product.ask(
        .post, "/bundles/newborn/guidance",
        ["region": "152502", "answers": ["married": "not_yet", "with": "father", "extra": ["fee"]], "services": ["RSJ001"]])
      #expect(somebody.status == 200)
      #expect(keys(somebody.json["services"]).contains("RSJ001") && keys(somebody.json["services"]).contains("YBJ017"))
      #expect(somebody.json["evidence"]?["items"]?.arrayValue?.first { $0["key"] == "qzjd" }?["rule"] == "newborn-05")
      #expect(somebody.json["evidence"]?["removed"]?.arrayValue?.contains { $0["rule"] == "newborn-04" } == true)

      let bad = try await product.ask(
        .post, "/bundles/newborn/guidance", ["region": "1", "answers": ["moon": "x", "married": "m"], "services": ["SJJ001"]])
      #expect(bad.status == 422)
      #expect(
        bad.codes == [
          "/region unknownRegion", "/answers/married enum", "/answers/moon unknownQuestion", "/services/0 notInBundle",
        ])
      #expect(try await product.ask(.get, "/bundles/nowhere").status == 404)
      #expect(try await product.ask(.get, "/bundles?region=1").codes == ["/region unknownRegion"])
      #expect(try await product.ask(.post, "/bundles/newborn/guidance", ["answers": ["married": 1]]).status == 422)
    }
  }

  @Test(
    "a definition is compiled without being kept; what is wrong in it is told with its place", arguments: [TestEngine.sqlite])
  func trial(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      func tried(_ services: JSON, links: JSON = [], fields: JSON = []) async throws -> Product.Answer {
        try await product.ask(
          .post, "/bundles/compile",
          ["bundle": ["name": "试", "services": services, "links": links, "fields": fields], "region": "152502"])
      }
      let two: JSON = [["key": "GAJ001"], ["key": "YBJ001", "choice": "needed"]]
      let good = try await tried(two)
      #expect(good.status == 200 && keys(good.json["services"]) == ["GAJ001", "YBJ001"])
      #expect(good.json["services"]?[1]?["after"] == ["GAJ001"], "the order follows from the papers")
      let ring: JSON = [["service": "YBJ001", "after": "GAJ001"], ["service": "GAJ001", "after": "YBJ001"]]
      #expect(try await tried(two, links: ring).codes == ["/bundle/links/1 bundleCycle"])
      let field: JSON = [["key": "sex", "label": "性别", "control": "text", "same": ["GAJ001/babySex"]]]
      #expect(try await tried(two, fields: field).codes == ["/bundle/fields/0 bundleFieldKinds"])
      #expect(try await tried([["key": "X1"]]).codes == ["/bundle/services/0 bundlePart"])
      #expect(try await tried([]).codes == ["/bundle/services bundleEmpty"])
      #expect(try await tried([["key": "bundle:hire"]]).json["services"]?.arrayValue?.count == 4)
      #expect(
        try await product.ask(.post, "/bundles/compile", ["bundle": ["name": "试"]]).codes == ["/bundle/services required"])
      #expect(try await product.ask(.get, "/bundles").json["total"] == 17)
    }
  }

  @Test(
    "a service's guidance: what is still asked, what is needed, each with the rule that says so", arguments: TestEngine.allCases
  )
  func guidance(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      func ask(_ answers: JSON) async throws -> Product.Answer {
        try await product.ask(.post, "/services/JYJ010/guidance", ["region": "152502", "answers": answers])
      }
      let blank = try await ask([:]).json
      #expect(blank["complete"] == false && keys(blank["questions"]).count == 5)
      #expect(blank["evidence"]?.arrayValue?.allSatisfy { $0["rule"] == "list" } == true)
      let house = try await ask(["basis": "house"]).json
      #expect(keys(house["questions"]).contains("house_kind"))
      let done = try await ask([
        "age_ok": "yes_", "basis": "house", "house_kind": "grand", "vaccine": "done", "health": "no_", "sibling": "no_",
      ]).json
      #expect(done["complete"] == true && keys(done["questions"]).isEmpty && keys(done["possible"]).isEmpty)
      #expect(
        done["evidence"]?.arrayValue?.filter { $0["rule"] == "enroll_primary-04" }.compactMap { $0["key"]?.stringValue } == [
          "bdcz", "qsgx", "wfcx",
        ])
      let young = try await ask(["age_ok": "no_"]).json
      #expect(young["blocked"]?["rule"] == "enroll_primary-01" && young["complete"] == false)
      #expect(try await ask(["house_kind": "own"]).codes == ["/answers/house_kind notAsked"])
      #expect(try await ask(["basis": ["house", "hukou"]]).codes == ["/answers/basis oneOnly"])
      #expect(try await product.ask(.post, "/services/NONE/guidance", [:]).status == 404)
      let plain = try await product.ask(.post, "/services/GAJ002/guidance", [:]).json
      #expect(plain["complete"] == true && !keys(plain["evidence"]).isEmpty)
    }
  }

  @Test(
    "the pages work without script: the list follows what is answered, a stale answer falls away, a strange one harms nothing")
  func pages() async throws {
    try await Product.run(.sqlite) { product in
      let list = try await product.visit("/bundles")
      #expect(list.status == 200 && list.text.contains("/bundles/company_open") && !list.text.contains("&lt;"))
      let page = try await product.visit("/bundles/newborn").text
      #expect(page.contains("<span class=\"was\">11</span>") && page.contains("<span class=\"promise\">4</span>"))
      #expect(page.contains("公民身份号码由出生登记产生") && page.contains("role=\"img\""))
      let answered = try await product.visit("/bundles/newborn?choose=1&q-married=not_yet&with=RSJ001").text
      #expect(answered.contains("<span class=\"promise\">4</span>") && answered.contains("newborn-04"))
      #expect(answered.contains("value=\"RSJ001\" checked"))
      #expect(try await product.visit("/bundles/nowhere").status == 404)
      let strange = try await product.visit("/bundles/newborn?q-moon=x&q-married=%3Cscript%3E&with=%3Cb%3E&choose=1")
      #expect(strange.status == 200 && !strange.text.contains("<script>") && strange.text.contains("&lt;b&gt;"))

      let guide = try await product.visit("/services/GJJ014?region=152502").text
      let married = try await product.visit("/services/GJJ014?region=152502&q-marry=married&q-rent=public&q-place=local").text
      #expect(guide.contains("离婚证") && !married.contains("离婚证") && married.contains("fund_rent-01"))
      #expect(married.contains("value=\"married\" checked"))
      let stale = try await product.visit("/services/JYJ010?region=152502&q-basis=hukou&q-house_kind=rent").text
      #expect(!stale.contains("name=\"q-house_kind\""))
      #expect(try await product.visit("/services/GJJ014?region=152502&q-marry=%00").status < 500)
      #expect(try await product.visit("/?audience=organisation").text.contains("/bundles/company_open"))
    }
  }

  @Test(
    "editors change bundles and rules like guides; what breaks is not handed in, with its place", arguments: TestEngine.allCases
  )
  func changed(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { Self.now }) { product in
      // What a result is as a paper is a row: without it the paper is asked for again.
      try await product.publishChange(
        [["kind": "service-yields", "deed": "remove", "key": "GAJ001/sfz"]], today: "2026-11-25")
      let after = try await product.ask(.get, "/bundles/newborn").json["evidence"]
      #expect(after?["before"] == 11 && after?["after"] == 5)
      #expect(try await product.ask(.get, "/bundles").json["items"]?[0]?["after"] == 5)

      let editor = try await product.signIn("editor")
      let begun = try await product.ask(.post, "/catalogue/changes", ["title": "改先后", "reason": "试"], as: editor)
      let id = try #require(begun.json["id"]?.stringValue)
      let row: JSON = [
        "kind": "bundle-links",
        "cells": ["bundle": "newborn", "service": "ZCY001", "after": "GAJ001", "passes": "", "why": "反了"],
      ]
      #expect(try await product.ask(.post, "/catalogue/changes/\(id)/rows", row, as: editor).status == 200)
      let refused = try await product.ask(.post, "/catalogue/changes/\(id)/actions", ["action": "handIn"], as: editor)
      #expect(
        refused.codes.contains { $0.hasPrefix("/bundles/newborn/links/") && $0.hasSuffix("publicationRule") }, "\(refused.text)"
      )
      let model: JSON = ["kind": "situations", "cells": ["key": "newborn", "model": "<definitions/>"]]
      let put = try await product.ask(.post, "/catalogue/changes/\(id)/rows", model, as: editor)
      #expect(put.codes == ["/cells/model situationModel"])
    }
  }

  @Test("at the window the same questions stand beside who stands there, and the list follows")
  func window() async throws {
    try await Product.run(.sqlite) { product in
      let clerk = try await product.browser("clerk")
      let begun = try await clerk.get("/desk/intake?service=GJJ014").text
      #expect(begun.contains("name=\"q-marry\"") && begun.contains("离婚证"))
      let answered = try await clerk.get("/desk/intake?service=GJJ014&q-marry=married").text
      #expect(answered.contains("fund_rent-01") && !answered.contains("离婚证"))
      let plain = try await clerk.get("/desk/intake?service=GAJ002").text
      #expect(!plain.contains("name=\"q-"))
    }
  }
}
