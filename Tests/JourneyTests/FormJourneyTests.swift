import App
import CaseworkCore
import CatalogueCore
import Foundation
import HTTPTypes
import IdentityCore
import JSON
import Kernel
import Store
import TestDatabases
import Testing

extension Product {
  /// Puts rows into a change and carries it through review to the public, today.
  func publishChange(_ rows: [JSON], today: String) async throws {
    let (author, reviewer) = (try await signIn("editor"), try await signIn("editor2"))
    let begun = try await ask(.post, "/catalogue/changes", ["title": "改表单", "reason": "按新规定"], as: author)
    let id = try #require(begun.json["id"]?.stringValue)
    for row in rows {
      let put = try await ask(.post, "/catalogue/changes/\(id)/rows", row, as: author)
      #expect(put.status == 200, "\(put.text)")
    }
    let steps: [(JSON, String)] = [
      (["action": "handIn"], author), (["action": "approve"], reviewer),
      (["action": "publish", "takesEffect": .string(today)], reviewer),
    ]
    for (step, token) in steps {
      let answer = try await ask(.post, "/catalogue/changes/\(id)/actions", step, as: token)
      #expect(answer.status == 200, "\(answer.text)")
    }
  }

  /// A question of a form as the interface takes it, with some cells changed.
  func question(_ key: String, _ changed: [String: String]) async throws -> JSON {
    let old = try await program.catalogueDesk.row(.formFields, key, in: nil) ?? [:]
    let parts = key.split(separator: "/").map(String.init)
    var cells: JSON = [
      "formKey": .string(parts[0]), "key": .string(parts[1]), "order": "500", "required": "0", "control": "text",
    ]
    for (column, value) in old.merging(changed, uniquingKeysWith: { $1 }) { cells[column] = .string(value) }
    return ["kind": "form-fields", "cells": cells]
  }

  /// A question of a bundle, with some cells changed.
  func bundleQuestion(_ key: String, _ changed: [String: String]) async throws -> JSON {
    var cells: JSON = [:]
    let old = try await program.catalogueDesk.row(.bundleFields, key, in: nil) ?? [:]
    for (column, value) in old.merging(changed, uniquingKeysWith: { $1 }) { cells[column] = .string(value) }
    return ["kind": "bundle-fields", "cells": cells]
  }

  /// A browser that is signed in.
  func browser(_ account: String) async throws -> Browser {
    let signedIn = try await Browser(product: self).send("/sign-in", [("account", account), ("password", "wutong-demo-2026")])
    let cookie = try #require(signedIn.headers[.setCookie]?.split(separator: ";").first)
    return Browser(product: self, cookie: String(cookie))
  }
}

@Suite("Forms are changed like guides, and cases keep theirs")
struct FormJourneyTests {
  private static let now = Instant(rfc3339: "2026-11-25T10:00:00+08:00") ?? Instant(milliseconds: 0)

  @Test(
    "a case keeps the form it was sent with, on every page and in the interface; a draft moves on, is told, and keeps its answers",
    arguments: TestEngine.allCases)
  func versions(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { Self.now }) { product in
      let (citizen, clerk) = (try await product.signIn("citizen"), try await product.signIn("clerk"))
      let web = try await product.browser("citizen")
      let sent = try await product.submit("GAJ001", as: citizen)
      var answers = try await product.form("GAJ001")
      answers["babyNameMn"] = "ᠪᠠᠲᠤ"
      let begun = try await product.ask(
        .post, "/cases", ["service": "GAJ001", "region": "152502", "form": answers, "submit": false], as: citizen)
      let draft = try #require(begun.json["id"]?.stringValue)
      #expect(try await product.act(sent, "requestSupplement", ["items": ["出生医学证明"]], as: clerk).status == 200)
      let masked = try await product.ask(.get, "/cases/\(sent)", as: clerk).json["form"]?["motherId"]?.stringValue
      #expect(masked?.contains("*") == true)
      try await product.publishChange(
        [
          try await product.question("GAJ001/babyName", ["label": "孩子的姓名"]),
          try await product.question("GAJ001/motherId", ["control": "text"]),
          // One datum is asked in one way: the bundle's question goes along.
          try await product.bundleQuestion("newborn/motherId", ["control": "text"]),
          try await product.question("GAJ001/bloodType", ["label": "血型", "required": "1"]),
          ["kind": "form-fields", "deed": "remove", "key": "GAJ001/babyNameMn"],
        ], today: "2026-11-25")
      #expect(try await product.form("GAJ001")["bloodType"] != nil)

      // What was sent is read by the old form: labels, what is personal, what a supplement needs.
      #expect(try await product.ask(.get, "/cases/\(sent)", as: clerk).json["form"]?["motherId"]?.stringValue == masked)
      for (browser, path) in [
        (web, "/my/\(sent)"), (try await product.browser("clerk"), "/desk/\(sent)"), (web, "/apply/\(sent)/check"),
      ] {
        let page = try await browser.get(path)
        #expect(page.status == 200 && page.text.contains("新生儿姓名") && !page.text.contains("孩子的姓名"), "\(path)")
        #expect(!page.text.contains("血型"), "\(path)")
      }
      #expect(try await product.act(sent, "supplement", ["comment": "已补"], as: citizen).status == 200)

      // The draft is asked by the new one, is told what changed, and keeps what was answered.
      let check = try await web.get("/apply/\(draft)/check").text
      for text in ["孩子的姓名", "血型", "新生儿姓名", "蒙古文姓名"] { #expect(check.contains(text), "\(text)") }
      let kept = try await product.ask(.get, "/cases/\(draft)", as: citizen).json["form"]
      #expect(kept?["babyName"] == answers["babyName"] && kept?["babyNameMn"] == "ᠪᠠᠲᠤ")
      let casework = product.program.casework
      let view = try await casework.view(CaseID(draft), by: .system)
      #expect(
        Set(casework.formProblems(view.record.form, view.form).map { "\($0.pointer) \($0.code)" }) == [
          "/form/bloodType required", "/form/babyNameMn unknownField",
        ])
      let early = try await web.post("/apply/\(draft)/check", from: "/apply/\(draft)/check", [("truthful", "true")])
      #expect(early.status == 422 && early.text.contains("血型: "))
      // On the page what is asked no more falls away by itself.
      let answered = try await web.post(
        "/apply/\(draft)/q/bloodType", from: "/apply/\(draft)/q/bloodType", [("bloodType", "A")])
      #expect(answered.status == 303)
      let done = try await web.post("/apply/\(draft)/check", from: "/apply/\(draft)/check", [("truthful", "true")])
      #expect(done.status == 303, "\(done.text)")
      let final = try await product.ask(.get, "/cases/\(draft)", as: citizen).json
      #expect(final["status"] == "open" && final["form"]?["babyNameMn"] == nil && final["form"]?["bloodType"] == "A")
    }
  }

  @Test(
    "a question that hangs on an answer is asked after it alone, on the page and by the interface",
    arguments: TestEngine.allCases)
  func conditions(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { Self.now }) { product in
      let citizen = try await product.signIn("citizen")
      var answers = try await product.form("RSJ001")
      #expect(answers["mailAddr"] == nil)
      answers["mailAddr"] = "一号"
      func apply(_ form: JSON) async throws -> Product.Answer {
        try await product.ask(
          .post, "/cases", ["service": "RSJ001", "region": "152502", "form": form, "submit": true], as: citizen)
      }
      #expect(try await apply(answers).codes == ["/form/mailAddr notAsked"])
      answers["mail"] = true
      answers["mailAddr"] = nil
      #expect(try await apply(answers).codes == ["/form/mailAddr required"])
      // The page goes on with the question when the answer is yes, and drops it when it turns into no.
      let begun = try await product.ask(
        .post, "/cases", ["service": "RSJ001", "region": "152502", "form": answers, "submit": false], as: citizen)
      let path = "/apply/\(try #require(begun.json["id"]?.stringValue))"
      let web = try await product.browser("citizen")
      func answer(_ key: String, _ value: String) async throws -> String {
        try await web.post("\(path)/q/\(key)", from: "\(path)/q/\(key)", [(key, value)]).location
      }
      #expect(try await answer("mail", "true") == "\(path)/q/mailAddr")
      let place = [("mailAddr.region", "152502"), ("mailAddr.detail", "一号")]
      #expect(try await web.post("\(path)/q/mailAddr", from: "\(path)/q/mailAddr", place).location == "\(path)/evidence")
      #expect(try await web.get("\(path)/check").text.contains("一号"))
      #expect(try await answer("mail", "false") == "\(path)/evidence")
      #expect(try await web.get("\(path)/q/mailAddr").status == 404)
      #expect(try await !web.get("\(path)/check").text.contains("一号"))
      // At the counter everything stands on one page, and says when it is asked.
      let clerk = try await product.browser("clerk")
      let opened = try await clerk.post(
        "/desk/intake", from: "/desk/intake?service=RSJ001",
        [
          ("service", "RSJ001"), ("region", "152502"), ("kind", "person"), ("name", "巴图测"),
          ("identityNumber", "11010519491231002X"), ("mobile", "13900000000"),
        ])
      #expect(opened.status == 303, "\(opened.text)")
      #expect(try await clerk.get(opened.location).text.contains("只有“邮寄领卡”为"))
    }
  }

  @Test("what a form breaks is told before it is handed in, with form and question", arguments: [TestEngine.sqlite])
  func faults(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { Self.now }) { product in
      let author = try await product.signIn("editor")
      let begun = try await product.ask(.post, "/catalogue/changes", ["title": "坏表单", "reason": "试"], as: author)
      let id = try #require(begun.json["id"]?.stringValue)
      let path = "/catalogue/changes/\(id)/rows"
      // A cell that cannot be is refused at once, and so is a column that the table does not have.
      let bad = try await product.ask(
        .post, path, try await product.question("GAJ001/x1", ["label": "甲", "control": "colour", "condition": "y"]), as: author)
      #expect(Set(bad.codes) == ["/cells/control word", "/cells/condition badCondition"])
      var foreign = try await product.question("GAJ001/x1", ["label": "甲"])
      foreign["cells"]?["colour"] = "red"
      #expect(try await product.ask(.post, path, foreign, as: author).codes == ["/cells/colour unknownField"])
      #expect(try await product.ask(.post, path, ["kind": "forms"], as: author).codes == ["/cells required"])
      #expect(try await product.ask(.post, path, ["kind": "forms", "deed": "remove"], as: author).codes == ["/key required"])
      for row in [
        try await product.question("GAJ001/address", ["label": "又问地址"]),
        try await product.question("GAJ001/x2", ["label": "乙", "condition": "nothing=1"]),
        try await product.question("GAJ001/x3", ["label": "丙", "control": "text", "canonical": "person.idNumber"]),
        ["kind": "forms", "deed": "remove", "key": "RSJ001"],
      ] {
        #expect(try await product.ask(.post, path, row, as: author).status == 200)
      }
      let refused = try await product.ask(.post, "/catalogue/changes/\(id)/actions", ["action": "handIn"], as: author)
      #expect(
        Set(refused.codes.map { $0.split(separator: " ")[0] }.filter { $0.hasPrefix("/forms/") }) == [
          "/forms/GAJ001/address", "/forms/GAJ001/x2", "/forms/GAJ001/x3", "/forms/RSJ001",
        ], "\(refused.codes)")
      // The bundles that ask its questions are broken with it.
      #expect(refused.codes.contains { $0.hasPrefix("/bundles/sscard/fields/") })
      // The page of the change leads to the form, and shows the real one.
      let web = try await product.browser("editor")
      let page = try await web.get("/admin/catalogue/changes/\(id)").text
      #expect(page.contains("/admin/catalogue/forms/GAJ001?change=\(id)"))
      let preview = try await web.get("/admin/catalogue/forms/GAJ001/preview?change=\(id)")
      #expect(preview.status == 200 && preview.text.contains("又问地址") && preview.text.contains("新生儿姓名"))
      #expect(try await !web.get("/admin/catalogue/forms/GAJ001/preview").text.contains("又问地址"))
      #expect(try await product.browser("clerk").get("/admin/catalogue/forms/GAJ001").status == 403)
    }
  }
}

@Suite("Regions become public by a change")
struct RegionJourneyTests {
  private static let now = Instant(rfc3339: "2026-11-25T10:00:00+08:00") ?? Instant(milliseconds: 0)

  @Test(
    "a region is opened on its day, after a second person; until then the public does not see it",
    arguments: TestEngine.allCases)
  func opened(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { Self.now }) { product in
      try await product.program.store.write {
        try $0.run("DELETE FROM catalogue_publication WHERE region IN ('152501', '152522')")
      }
      try await product.program.store.write { try $0.run("UPDATE catalogue_state SET epoch = epoch + 1") }
      try await product.program.catalogue.refresh()
      func isOpen() async throws -> Bool {
        try await product.ask(.get, "/services/GAJ001?region=152501").json["region"] == "152501"
      }
      #expect(try await !isOpen())
      let editor = try await product.browser("editor")
      let path = "/admin/catalogue/regions"
      // Nothing chosen, nothing said: told at once.
      let empty = try await editor.post(path, from: path, [])
      #expect(empty.status == 422)
      let silent = try await editor.post(path, from: path, [("region", "152501")])
      #expect(silent.status == 422 && silent.text.contains("checked") && silent.text.contains("请填写"))
      let begun = try await editor.post(path, from: path, [("region", "152501"), ("title", "公布二连浩特"), ("reason", "试点")])
      #expect(begun.status == 303)
      let change = begun.location
      let page = try await editor.get(change).text
      #expect(page.contains("1 个地区将公布") && page.contains("二连浩特"))
      func act(_ deed: String, _ browser: Browser, _ fields: [(String, String)] = []) async throws -> Int {
        try await browser.post("\(change)/\(deed)", from: change, fields).status
      }
      let second = try await product.browser("editor2")
      #expect(try await act("publish", editor, [("takesEffect", "2026-11-25")]) == 409)
      #expect(try await act("hand-in", editor) == 303)
      #expect(try await act("approve", editor) == 403)
      #expect(try await act("approve", second) == 303)
      #expect(try await !isOpen())
      #expect(try await act("publish", second, [("takesEffect", "2026-11-25")]) == 303)
      #expect(try await isOpen())
      #expect(try await product.ask(.get, "/services/GAJ001?region=152522").json["region"] != "152522")
      let row = try await editor.get(path).text.split(separator: "<tr>").first { $0.contains("152501") }
      #expect(row?.contains("已公布") == true)
    }
  }

  @Test("a banner's editor opens that banner and no other", arguments: [TestEngine.sqlite])
  func scope(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { Self.now }) { product in
      _ = try await product.program.identity.addStaff(
        account: "bianji.1", name: "旗县编辑测", password: "wutong-demo-2026",
        posts: [Post(role: .editor, agency: AgencyID(region: "152502", department: "ZSJ"))])
      let own = try await product.signIn("bianji.1")
      func open(_ regions: JSON) async throws -> Int {
        try await product.ask(
          .post, "/catalogue/changes", ["title": "公布", "reason": "试点", "regions": regions], as: own
        ).status
      }
      #expect(try await open(["152502"]) == 201)
      #expect(try await open(["152501"]) == 403)
      #expect(try await open(["152502", "152501"]) == 403)
      let league = try await product.signIn("editor")
      let unknown = try await product.ask(
        .post, "/catalogue/changes", ["title": "公布", "reason": "试点", "regions": ["999999"]], as: league)
      #expect(unknown.codes == ["/regions/0 unknownRegion"])
    }
  }

  @Test("the services behind a rate stand on pages of a hundred, all of them", arguments: [TestEngine.sqlite])
  func behind(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { Self.now }) { product in
      var path = "/catalogue/rates?region=152502&list=atOnce"
      var seen: [String] = []
      var pages = 0
      while true {
        let page = try await product.visit(path).text
        let list = try #require(page.firstMatch(of: /<ul class="behind">(.*?)<\/ul>/.dotMatchesNewlines()))
        seen += list.1.matches(of: /href="\/services\/([A-Z0-9-]+)\?/).map { String($0.1) }
        pages += 1
        guard pages < 20,
          let next = page.matches(of: /href="(\/catalogue\/rates[^"]*from=(\d+)[^"]*)"/).first(where: {
            Int($0.2) == seen.count
          })
        else { break }
        path = String(next.1).replacing("&amp;", with: "&")
      }
      let json = try await product.ask(.get, "/catalogue/rates?region=152502").json
      let figure = json["rates"]?.arrayValue?.first { $0["measure"] == "atOnce" }?["offerings"]
      let rest = (figure?["whole"]?.intValue ?? 0) - (figure?["part"]?.intValue ?? 0)
      #expect(seen.count == Int(rest) && Set(seen).count == seen.count && rest > 200)
      #expect(pages == (seen.count + 99) / 100)
      // A place that is not there shows the last or the first.
      for place in ["-5", "x", "99999999"] {
        #expect(try await product.visit("/catalogue/rates?region=152502&list=atOnce&from=\(place)").status == 200)
      }
      #expect(try await product.ask(.get, "/catalogue/rates?department=NONE").codes == ["/department unknownDepartment"])
    }
  }
}
