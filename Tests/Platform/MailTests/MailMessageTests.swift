import Foundation
import Mail
import SeededRandom
import Testing

@Suite("Letters")
struct MailMessageTests {
  private func letter(subject: String = "受理通知", text: String = "您好。\n第二行") -> MailMessage {
    MailMessage(from: "service@zwfw.example", fromName: "政务服务", to: "a@b.cn", subject: subject, text: text, key: "k-1")
  }

  @Test(
    "an address has one @, a name and a domain of labels, and nothing that ends a line or an envelope",
    arguments: [
      ("a@b.cn", true), ("first.last+tag@mail.example.com", true), ("a@b", false), ("@b.cn", false), ("a@", false),
      ("a b@c.cn", false), ("a@b.cn\r\nBcc: x@y.cn", false), ("a@b.cn>", false), ("a@@b.cn", false), (".a@b.cn", false),
      ("a..b@c.cn", false), ("a@-b.cn", false), ("a@b..cn", false), ("用户@例子.cn", false), ("", false),
    ])
  func addresses(text: String, isOne: Bool) { #expect(MailMessage.isAddress(text) == isOne) }

  @Test("no header holds what a subject or a name brings in")
  func injection() {
    let bytes = letter(subject: "a\r\nBcc: x@y.cn\r\n\r\nbody", text: "t").bytes(at: 0)
    let head = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
    #expect(!head.contains("Bcc") && head.components(separatedBy: "\r\n").filter { $0.hasPrefix("Subject:") }.count == 1)
  }

  @Test("lines are short whatever is written, and encoded words hold whole characters")
  func lines() throws {
    var random = SplitMix(state: 5)
    let alphabet = Array("锡林浩特ᠮᠣᠩᠭᠣᠯ abc😀é\n")
    for _ in 0..<200 {
      let text = String(
        (0..<Int.random(in: 0...300, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
      let whole = String(decoding: letter(subject: text, text: text).bytes(at: 1_795_000_000), as: UTF8.self)
      let lines = whole.components(separatedBy: "\r\n")
      #expect(lines.allSatisfy { $0.utf8.count <= 78 + "Subject: ".count })
      for match in whole.matches(of: /=\?utf-8\?B\?([A-Za-z0-9+\/=]*)\?=/) {
        let bytes = try #require(Data(base64Encoded: String(match.1)))
        #expect(String(data: bytes, encoding: .utf8) != nil)
      }
    }
  }

  @Test("the date is that of the place, and the key names the letter")
  func head() {
    let head = String(decoding: letter().bytes(at: 1795593600), as: UTF8.self)
    #expect(head.hasPrefix("Date: Wed, 25 Nov 2026 16:00:00 +0800\r\n"))
    #expect(head.contains("Message-ID: <k.1@zwfw.example>\r\n"))
  }
}

@Suite("A mail server that is not there")
struct MailServerTests {
  @Test("the address of a server is smtp or smtps, without a password")
  func addresses() {
    for (url, isOne) in [
      ("smtp://localhost:25", true), ("smtps://mail.example", true), ("http://mail.example", false),
      ("smtp://u:p@mail.example", false), ("smtp://", false), ("mail.example", false),
    ] { #expect((MailServer(url: url, secrecy: .required) != nil) == isOne, "\(url)") }
  }

  @Test("nobody listening may pass; what is no address does not")
  func refused() async throws {
    let server = try #require(MailServer(url: "smtp://127.0.0.1:9", secrecy: .none, timeout: 5))
    func failure(_ to: String) async -> MailFailure? {
      do {
        try await server.send(MailMessage(from: "a@b.cn", fromName: "n", to: to, subject: "s", text: "t", key: "k"))
        return nil
      } catch { return error as? MailFailure }
    }
    #expect(await failure("c@d.cn")?.isPermanent == false)
    #expect(await failure("nobody")?.isPermanent == true)
  }
}
