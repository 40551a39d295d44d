import App
import CaseworkCore
import Forms
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IdentityCore
import JSON
import Kernel
import NIOCore
import Store
import TestDatabases
import Testing

private let now = Instant(rfc3339: "2026-11-25T10:00:00+08:00") ?? Instant(milliseconds: 0)
private let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

extension Product {
  fileprivate func upload(as token: String) async throws -> String {
    var fields = HTTPFields()
    fields[.contentType] = "multipart/form-data; boundary=BB"
    let head = "--BB\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n"
    let answer = try await ask(
      .post, "/files", raw: Array(head.utf8) + picture + Array("\r\n--BB--\r\n".utf8), as: token, headers: fields)
    return try #require(answer.json["id"]?.stringValue)
  }

  fileprivate func apply(_ service: String, _ form: JSON, submit: Bool = true, as token: String) async throws -> Answer {
    try await ask(
      .post, "/cases", ["service": .string(service), "region": "152502", "form": form, "submit": .bool(submit)], as: token)
  }
}

extension Browser {
  /// Posts a form with files, as a page with a file or a signature does.
  fileprivate func send(
    _ path: String, from: String, _ fields: [(String, String)], file: (name: String, bytes: [UInt8])
  ) async throws -> Sheet {
    let csrf = try #require(try await get(from).text.firstMatch(of: /name="csrf" value="([^"]+)"/)).1
    var body: [UInt8] = []
    for (name, value) in [("csrf", String(csrf))] + fields {
      body += Array("--BB\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    body += Array("--BB\r\nContent-Disposition: form-data; name=\"\(file.name)\"; filename=\"s.png\"\r\n\r\n".utf8) + file.bytes
    body += Array("\r\n--BB--\r\n".utf8)
    var headers = HTTPFields()
    headers[.cookie] = "wutong=\(cookie.map { $0.hasPrefix("wutong=") ? String($0.dropFirst(7)) : $0 } ?? "")"
    headers[.contentType] = "multipart/form-data; boundary=BB"
    return try await product.client.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(bytes: body)) {
      Sheet(status: $0.status.code, text: String(buffer: $0.body), headers: $0.headers)
    }
  }

  /// Begins an application. Returns its path.
  fileprivate func begin(_ service: String) async throws -> String {
    let begun = try await post("/services/\(service)/apply?region=152502", from: "/services/\(service)/apply?region=152502", [])
    return try #require(begun.location.split(separator: "/").dropFirst().first.map { "/apply/\($0)" })
  }
}

@Suite("Forms are filled in one thing a page")
struct FormFillingTests {
  @Test(
    "a small group is one page, rows come and go without script, each cell is told at its place, and nothing written is lost",
    arguments: TestEngine.allCases)
  func pages(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { now }) { product in
      let web = try await product.browser("citizen")
      let path = try await web.begin("SJJ001")
      func post(_ key: String, _ fields: [(String, String)]) async throws -> Browser.Sheet {
        try await web.post("\(path)/q/\(key)", from: "\(path)/q/\(key)", fields)
      }
      // Any question of a page leads to it.
      let page = try await web.get("\(path)/q/legalId").text
      for text in ["法定代表人姓名", "法定代表人证件号", "法定代表人手机", "第 5 部分（共 6 部分）：人员"] { #expect(page.contains(text), "\(text)") }
      let wrong = try await post("legalName", [("legalName", "王"), ("legalId", "152502188001010018"), ("legalMobile", "")])
      #expect(wrong.status == 422)
      for text in ["有 3 处要改", "法定代表人姓名: 姓名至少两个字", "最后一位对不上", "value=\"王\"", "value=\"152502188001010018\""] {
        #expect(wrong.text.contains(text), "\(text)")
      }
      let good = try await post(
        "legalName", [("legalName", "阿拉坦•其其格"), ("legalId", "1525 0218 8001 010019"), ("legalMobile", "139-0000-0000")])
      #expect(good.location == "\(path)/q/shareholders")
      func row(_ index: Int, _ name: String) -> [(String, String)] {
        [("name", name), ("idNo", "152502188001010019"), ("amount", "50"), ("ratio", "50")].map {
          ("shareholders.\(index).\($0.0)", $0.1)
        }
      }
      let added = try await post("shareholders", row(0, "巴图测") + [("shareholders.rows", "1"), ("deed", "add:shareholders")])
      #expect(added.location == "\(path)/q/shareholders?more=shareholders#shareholders.1")
      let two = try await web.get("\(path)/q/shareholders?more=shareholders").text
      #expect(two.contains("value=\"巴图测\"") && two.contains("name=\"shareholders.1.name\"") && !two.contains("shareholders.2."))
      _ = try await post(
        "shareholders", row(0, "巴图测") + row(1, "其其格测") + [("shareholders.rows", "2"), ("deed", "remove:shareholders:0")])
      let one = try await web.get("\(path)/q/shareholders").text
      #expect(one.contains("value=\"其其格测\"") && !one.contains("巴图测"))
      var bad = row(0, "其其格测") + row(1, "巴图测")
      bad[7].1 = "101"
      bad[5].1 = "1"
      let cells = try await post("shareholders", bad + [("shareholders.rows", "2")])
      #expect(
        cells.status == 422 && cells.text.contains("股东出资 2 出资比例（%）: 不能大于 100")
          && cells.text.contains("href=\"#shareholders.1.idNo\""))
      #expect(cells.text.contains("value=\"101\""))
      #expect(try await post("shareholders", row(0, "其其格测") + [("shareholders.rows", "1")]).location == "\(path)/q/directors")
      // What hangs on an answer of the same page is asked there.
      let asked = try await post("addressProofType", [("addressProofType", "租赁合同")])
      #expect(asked.status == 422 && asked.text.contains("不动产权证号/合同号: 请填写"))
      #expect(try await post("addressProofType", [("addressProofType", "承诺申报")]).status == 303)
      let check = try await web.get("\(path)/check").text
      for text in ["阿拉坦·其其格", "152502188001010019", "<h3 class=\"small quiet\">人员</h3>", "其其格测"] {
        #expect(check.contains(text), "\(text)")
      }
    }
  }

  @Test(
    "a signature is a name and a moment, with a picture where one was drawn; a file of the form is seen by who handles the case, and by no stranger",
    arguments: TestEngine.allCases)
  func files(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { now }) { product in
      let (citizen, neighbour) = (try await product.signIn("citizen"), try await product.signIn("neighbour"))
      let clerk = try await product.signIn("clerk")
      let web = try await product.browser("citizen")
      let path = try await web.begin("GAJ001")
      let id = String(path.dropFirst(7))
      let sent = try await web.send(
        "\(path)/q/sign", from: "\(path)/q/sign", [("sign.name", "其其格")], file: ("sign.drawing", picture))
      #expect(sent.status == 303, "\(sent.text)")
      let kept = try await product.ask(.get, "/cases/\(id)", as: citizen).json["form"]?["sign"]
      #expect(kept?["name"] == "其其格" && Instant(rfc3339: kept?["at"]?.stringValue ?? "") == now)
      let file = try #require(kept?["drawing"]?.stringValue)
      // Sent again without a picture the one that is there stays; taken back it goes.
      _ = try await web.post("\(path)/q/sign", from: "\(path)/q/sign", [("sign.name", "其其格")])
      #expect(try await product.ask(.get, "/cases/\(id)", as: citizen).json["form"]?["sign"] == kept)
      let lie = try await web.send(
        "\(path)/q/sign", from: "\(path)/q/sign", [("sign.name", "其其格")], file: ("sign.drawing", Array("#!/bin/sh".utf8)))
      #expect(lie.status == 422 && lie.text.contains("id=\"sign.drawing-problem\""))
      // The interface takes one's own files only, and tells the place.
      var form = try await product.form("RSJ001")
      form["photo"] = .string(try await product.upload(as: neighbour))
      #expect(try await product.apply("RSJ001", form, as: citizen).codes == ["/form/photo unknownFile"])
      form["photo"] = .string(try await product.upload(as: citizen))
      let done = try await product.apply("RSJ001", form, as: citizen)
      #expect(done.status == 201, "\(done.text)")
      let photo = try #require(form["photo"]?.stringValue)
      #expect(try await product.ask(.get, "/files/\(photo)", as: clerk).status == 200)
      #expect(try await product.ask(.get, "/files/\(photo)", as: neighbour).status == 404)
      #expect(try await product.ask(.get, "/files/\(file)", as: clerk).status == 404)
      #expect(try await product.ask(.get, "/files/\(file)", as: citizen).status == 200)
    }
  }

  @Test(
    "hostile answers are refused with bounded words: ten thousand rows, turned text, huge numbers, wrong kinds",
    arguments: [TestEngine.sqlite])
  func hostile(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { now }) { product in
      let citizen = try await product.signIn("citizen")
      func codes(_ service: String, _ change: (inout JSON) -> Void) async throws -> [String] {
        var form = try await product.form(service)
        change(&form)
        let answer = try await product.apply(service, form, as: citizen)
        #expect(answer.status == 422 && answer.text.utf8.count < 100_000, "\(answer.text.prefix(300))")
        return answer.codes
      }
      let row: JSON = ["name": "巴"]
      #expect(
        try await codes("MZJ009") { $0["members"] = .array(Array(repeating: row, count: 10_000)) } == ["/form/members maxItems"]
      )
      #expect(try await codes("MZJ009") { $0["members"] = .array(Array(repeating: row, count: 30)) }.count == 120)
      #expect(
        try await codes("MZJ009") {
          $0["incomeTotal"] = .number(JSONNumber(String(repeating: "9", count: 5000)) ?? JSONNumber(0))
        } == ["/form/incomeTotal moneyMost"])
      #expect(try await codes("GAJ001") { $0["matter"] = "付款\u{202E}1000" } == ["/form/matter plainText"])
      #expect(try await codes("GAJ001") { $0["babyName"] = "王\u{202E}五" } == ["/form/babyName nameCharacters"])
      #expect(try await codes("GAJ001") { $0["birthTime"] = "2026-11-26T00:00" } == ["/form/birthTime untilToday"])
      #expect(try await codes("GAJ001") { $0["birthPlace"] = "锡林浩特市" } == ["/form/birthPlace type"])
      #expect(try await codes("GAJ001") { $0["sign"] = ["name": "巴图"] } == ["/form/sign/at required"])
      #expect(try await codes("LCJ004") { $0["place"] = [[0, 0]] } == ["/form/place coordinates"])
      // On a page, too: rows beyond reason are not read.
      let web = try await product.browser("citizen")
      let path = try await web.begin("SJJ001")
      let many = try await web.post(
        "\(path)/q/shareholders", from: "\(path)/q/shareholders", [("shareholders.rows", "999999999")])
      #expect(many.status == 422 && many.text.contains("请填写这一项"))
    }
  }

  @Test(
    "the form on paper has the case's number as a code and a place to sign; it is for who may see the case; numbers in rows are masked for staff",
    arguments: [TestEngine.sqlite])
  func paper(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { now }) { product in
      let citizen = try await product.signIn("citizen")
      let web = try await product.browser("citizen")
      let id = try await product.submit("GAJ001", as: citizen)
      let number = try #require(try await product.ask(.get, "/cases/\(id)", as: citizen).json["number"]?.stringValue)
      let paper = try await web.get("/cases/\(id)/form/print").text
      for text in ["出生登记申请表", number, "class=\"form-code\"", "申请人签名（盖章）", "152502188001010019", "新生儿", "☑"] {
        #expect(paper.contains(text), "\(text)")
      }
      #expect(try await product.browser("neighbour").get("/cases/\(id)/form/print").status == 404)
      #expect(try await Browser(product: product).get("/cases/\(id)/form/print").status == 303)
      let draft = try await web.begin("GAJ001").dropFirst(7)
      let early = try await web.get("/cases/\(draft)/form/print").text
      #expect(early.contains("草稿") && !early.contains("form-code"))

      let company = try await product.submit("SJJ001", as: citizen)
      let seen = try await product.ask(.get, "/cases/\(company)", as: try await product.signIn("clerk")).json["form"]
      #expect(seen?["shareholders"]?[0]?["idNo"]?.stringValue?.contains("*") == true)
      #expect(seen?["contact"]?[0]?["mobile"]?.stringValue?.contains("*") == true)
      #expect(
        try await product.ask(.get, "/cases/\(company)", as: citizen).json["form"]?["contact"]?[0]?["mobile"] == "13900000000")
      let desk = try await product.browser("clerk")
      for path in ["/desk/\(company)", "/cases/\(company)/form/print"] {
        let page = try await desk.get(path)
        #expect(
          page.status == 200 && !page.text.contains("152502188001010019") && page.text.contains("152502********0019"), "\(path)"
        )
      }
    }
  }
}

/// Another agency's register, as the exchange will be: knows one household, and something that no form takes.
private struct Register: KnownSource {
  func answers(to form: Form, of applicant: PartyID, at now: Instant) async -> [String: KnownAnswer] {
    let source = AnswerSource.sharedData(set: "hukou", name: "户籍信息")
    return [
      "hukouAddr": KnownAnswer(["region": "152502", "detail": "共享路 1 号"], source),
      "motherId": KnownAnswer("152502188001010018", source), "nothing": KnownAnswer("x", source),
    ]
  }
}

@Suite("What is known is not asked again, and says whence it is")
struct KnownAnswerTests {
  @Test(
    "account, one's own closed cases and shared data fill in a draft; each says whence; what is changed is one's own",
    arguments: TestEngine.allCases)
  func sources(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { now }, sources: [Register()]) { product in
      let citizen = try await product.signIn("citizen")
      let web = try await product.browser("citizen")
      let casework = product.program.casework
      // An open case of one's own and a closed one of somebody else are no sources.
      var old = try await product.form("GJJ012")
      old["bankCard"] = "4111111111111111"
      old["contactMobile"] = "13800000000"
      old["address"] = "旧地址 9 号"
      let open = try #require(try await product.apply("GJJ012", old, as: citizen).json["id"]?.stringValue)
      let neighbour = try await product.signIn("neighbour")
      var foreign = try await product.form("GJJ012")
      foreign["bankCard"] = "6222020000000000000"
      let other = try #require(try await product.apply("GJJ012", foreign, as: neighbour).json["id"]?.stringValue)
      #expect(try await product.act(other, "withdraw", as: neighbour).status == 200)
      func draft() async throws -> (id: CaseID, form: JSON, sources: [String: AnswerSource]) {
        let id = CaseID(String(try await web.begin("RSJ043").dropFirst(7)))
        let record = try await casework.view(id, by: .system).record
        return (id, record.form, try await casework.sources(of: record))
      }
      let first = try await draft()
      #expect(first.form["bankCard"] == nil && first.form["name"] != nil && first.sources["name"] == .account)
      #expect(first.sources["applicantNumber"] == .account && first.sources["bankCard"] == nil)

      #expect(try await product.act(open, "withdraw", as: citizen).status == 200)
      let second = try await draft()
      let number = try #require(try await product.ask(.get, "/cases/\(open)", as: citizen).json["number"]?.stringValue)
      #expect(second.form["bankCard"] == "4111111111111111" && second.form["address"] == "旧地址 9 号")
      #expect(second.sources["bankCard"] == .earlierCase(id: CaseID(open), number: number, day: now.civilDate))
      // The account goes before: what it says today is newer.
      #expect(second.form["contactMobile"] != "13800000000" && second.sources["contactMobile"] == .account)
      // The use stands with the case it came from, for its owner to see.
      let uses = try await casework.uses(of: CaseID(open), by: .system)
      #expect(uses.count == 1 && uses.first?.fields.contains("bankCard") == true)
      #expect(try await web.get("/my/\(open)").text.contains("用它预填了自己的另一份申请"))
      #expect(try await casework.uses(of: CaseID(other), by: .system).isEmpty)

      let page = try await web.get("/apply/\(second.id.text)/q/bankCard").text
      #expect(page.contains("来自您以前的办件") && page.contains(number))
      _ = try await web.post(
        "/apply/\(second.id.text)/q/bankCard", from: "/apply/\(second.id.text)/q/bankCard",
        [("bankCard", "6222020000000000000")])
      let view = try await casework.view(second.id, by: .system)
      #expect(try await casework.sources(of: view.record)["bankCard"] == nil)
      #expect(try await casework.sources(of: view.record)["address"] != nil)
      #expect(try await !web.get("/apply/\(second.id.text)/q/bankCard").text.contains("来自您以前的办件"))

      // What others share is taken where the form takes it, and says whose it is.
      let birth = CaseID(String(try await web.begin("GAJ001").dropFirst(7)))
      let record = try await casework.view(birth, by: .system).record
      #expect(
        record.form["hukouAddr"]?["detail"] == "共享路 1 号" && record.form["motherId"] == nil && record.form["nothing"] == nil)
      #expect(try await web.get("/apply/\(birth.text)/q/hukouAddr").text.contains("来自共享数据：户籍信息"))
      // A draft that is thrown away takes its sources with it.
      #expect(try await web.post("/apply/\(birth.text)/discard", from: "/apply/\(birth.text)/check", []).status == 303)
      let left = try await product.program.store.read {
        try $0.first("SELECT COUNT(*) AS n FROM case_answer_source WHERE case_id = ?", [.text(birth.text)])?.int("n")
      }
      #expect(left == 0)
    }
  }

  @Test("a clerk at the counter gets what the account says, and nothing of earlier cases", arguments: [TestEngine.sqlite])
  func counter(engine: TestEngine) async throws {
    try await Product.run(engine, clock: WallClock { now }, sources: [Register()]) { product in
      let citizen = try await product.signIn("citizen")
      let party = try #require(try await product.program.identity.actor(account: "citizen")?.party)
      let person = try #require(try await product.ask(.get, "/me", as: citizen).json["name"]?.stringValue)
      var old = try await product.form("GJJ012")
      old["bankCard"] = "4111111111111111"
      let id = try #require(try await product.apply("GJJ012", old, as: citizen).json["id"]?.stringValue)
      #expect(try await product.act(id, "withdraw", as: citizen).status == 200)
      let number = try await product.program.store.read {
        try $0.first("SELECT identity_number FROM party WHERE id = ?", [.text(party.text)])?.text("identity_number")
      }
      let desk = try await product.browser("clerk")
      let opened = try await desk.post(
        "/desk/intake", from: "/desk/intake?service=RSJ043",
        [
          ("service", "RSJ043"), ("region", "152502"), ("kind", "person"), ("name", person), ("identityNumber", number ?? ""),
          ("mobile", "13900000000"),
        ])
      #expect(opened.status == 303, "\(opened.text)")
      let draft = CaseID(String(opened.location.split(separator: "/").last ?? ""))
      let record = try await product.program.casework.view(draft, by: .system).record
      #expect(record.state.applicant == party && record.form["applicantNumber"] == number.map { .string($0) })
      #expect(record.form["bankCard"] == nil)
      // The whole form on one page: rows, places, and what hangs on an answer says so.
      let page = try await desk.get(opened.location).text
      #expect(page.contains("data-schema=") && page.contains("js/forms.js"))
    }
  }
}
