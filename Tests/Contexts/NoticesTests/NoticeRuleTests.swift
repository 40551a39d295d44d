import CaseworkCore
import JSON
import Kernel
import NoticesCore
import SeededRandom
import Tables
import Testing

private func moment(_ text: String) -> Instant { Instant(rfc3339: text + ":00+08:00") ?? Instant(milliseconds: 0) }

private func templates(_ yaml: String) throws -> NoticeTemplates {
  try NoticeTemplates(try YAML.parse(yaml, file: "t.yaml"), file: "t.yaml")
}

private let both = "title: {zh: 题, en: T}, text: {zh: 文, en: X}"

@Suite("Quiet hours")
struct QuietHoursTests {
  @Test(
    "what falls into them waits for their end, over midnight too",
    arguments: [
      ("2026-11-25T21:29", "2026-11-25T21:29"), ("2026-11-25T21:30", "2026-11-26T08:00"),
      ("2026-11-25T23:59", "2026-11-26T08:00"), ("2026-11-25T00:00", "2026-11-25T08:00"),
      ("2026-11-25T07:59", "2026-11-25T08:00"), ("2026-11-25T08:00", "2026-11-25T08:00"),
      ("2026-12-31T22:00", "2027-01-01T08:00"),
    ])
  func standard(at: String, sent: String) { #expect(QuietHours.standard.after(moment(at)) == moment(sent)) }

  @Test("by day, and none where both ends are alike")
  func other() {
    let noon = QuietHours(from: 12 * 60, to: 14 * 60)
    #expect(noon.after(moment("2026-11-25T12:30")) == moment("2026-11-25T14:00"))
    #expect(noon.after(moment("2026-11-25T14:00")) == moment("2026-11-25T14:00"))
    #expect(QuietHours(from: 600, to: 600).after(moment("2026-11-25T10:00")) == moment("2026-11-25T10:00"))
  }

  @Test("never earlier, never more than a day later, and never in them")
  func bounds() {
    var random = SplitMix(state: 3)
    for _ in 0..<5000 {
      let hours = QuietHours(from: .random(in: 0..<1440, using: &random), to: .random(in: 0..<1440, using: &random))
      let now = Instant(milliseconds: .random(in: 1_700_000_000_000..<1_900_000_000_000, using: &random))
      let sent = hours.after(now)
      #expect(sent >= now && sent.since(now) <= 86_400_000)
      #expect(hours.after(sent) == sent)
    }
  }
}

@Suite("Templates of notices")
struct NoticeTemplateTests {
  @Test("values are filled in once, and what stands in brackets goes where its value is not there")
  func filling() throws {
    let all = try templates(
      "version: 2\ntemplates:\n  a:\n    title: {zh: '{service}', en: '{service}'}\n    text: {zh: '号{number}[，{due}前]。', en: 'No. {number}[ by {due}].'}"
    )
    let template = try #require(all["a"])
    func words(_ text: String) -> NoticeWords { NoticeWords(zh: text, en: text) }
    let plain = template.filled(["service": words("{number}"), "number": words("7")])
    #expect(plain.title.zh == "{number}" && plain.text.zh == "号7。" && plain.text.en == "No. 7.")
    let whole = template.filled(["number": words("7"), "due": NoticeWords(zh: "12月3日", en: "2026-12-03")])
    #expect(whole.text.zh == "号7，12月3日前。" && whole.text.en == "No. 7 by 2026-12-03.")
    #expect(template.version == 2 && template.channels == [.sms, .mail] && !template.isUrgent)
  }

  @Test("a fault names its place")
  func faults() {
    for (yaml, place) in [
      ("templates: {}", "version"), ("version: 1\ntemplates: {a: {title: {zh: 题}, text: {zh: 文, en: X}}}", "a.title"),
      ("version: 1\ntemplates: {a: {title: {zh: '{who}', en: T}, text: {zh: 文, en: X}}}", "{who}"),
      ("version: 1\ntemplates: {a: {\(both), channels: [pigeon]}}", "a.channels"),
    ] {
      do {
        _ = try templates(yaml)
        Issue.record("\(yaml) was taken")
      } catch { #expect("\(error)".contains(place), "\(error)") }
    }
  }
}

@Suite("How a notice goes out")
struct DeliveryRuleTests {
  private let day = moment("2026-11-25T10:00")
  private let night = moment("2026-11-25T23:00")

  private func template(_ more: String = "") throws -> NoticeTemplate {
    try #require(try templates("version: 1\ntemplates: {a: {\(both)\(more)}}")["a"])
  }

  @Test("the first channel that reaches somebody and that they want; none where there is none")
  func first() throws {
    let (template, mailFirst) = (try template(), try template(", channels: [mail, sms]"))
    #expect(DeliveryRules.first(template, Contact(mail: "a@b.cn", mobile: "1"), at: day) == .send(.sms, at: day))
    #expect(DeliveryRules.first(mailFirst, Contact(mail: "a@b.cn", mobile: "1"), at: day) == .send(.mail, at: day))
    #expect(DeliveryRules.first(template, Contact(mail: "a@b.cn", mobile: "1", bySMS: false), at: day) == .send(.mail, at: day))
    #expect(DeliveryRules.first(template, Contact(unconfirmedMail: "a@b.cn"), at: day) == .giveUp)
    #expect(DeliveryRules.first(template, Contact(), at: day) == .giveUp)
  }

  @Test("a short message waits for the end of the quiet hours, a letter and what is urgent do not")
  func quiet() throws {
    let contact = Contact(mail: "a@b.cn", mobile: "1")
    #expect(DeliveryRules.first(try template(), contact, at: night) == .send(.sms, at: moment("2026-11-26T08:00")))
    #expect(DeliveryRules.first(try template(", urgent: true"), contact, at: night) == .send(.sms, at: night))
    #expect(DeliveryRules.first(try template(", channels: [mail]"), contact, at: night) == .send(.mail, at: night))
  }

  @Test("again later and later, then the next channel; a no for good goes there at once; the last gives up")
  func failure() throws {
    let (template, contact) = (try template(), Contact(mail: "a@b.cn", mobile: "1"))
    var waits: [Int64] = []
    for attempt in 1..<DeliveryRules.tries {
      guard
        case .send(.sms, let at) = DeliveryRules.afterFailure(
          of: .sms, attempt: attempt, isPermanent: false, template, contact, at: day)
      else {
        Issue.record("no try after \(attempt)")
        continue
      }
      waits.append(at.since(day) / 1000)
    }
    #expect(waits == [30, 120, 480, 1920])
    func after(_ channel: NoticeChannel, _ attempt: Int, permanent: Bool, _ contact: Contact) -> DeliveryRules.Step {
      DeliveryRules.afterFailure(of: channel, attempt: attempt, isPermanent: permanent, template, contact, at: day)
    }
    #expect(after(.sms, DeliveryRules.tries, permanent: false, contact) == .send(.mail, at: day))
    #expect(after(.sms, 1, permanent: true, contact) == .send(.mail, at: day))
    #expect(after(.sms, 1, permanent: true, Contact(mobile: "1")) == .giveUp)
    #expect(after(.mail, DeliveryRules.tries, permanent: false, contact) == .giveUp)
  }

  @Test("news of three days goes out, older news is only kept")
  func news() {
    #expect(
      NoticeRules.isNews(day, now: day.adding(days: 3)) && !NoticeRules.isNews(day, now: day.adding(days: 3).adding(seconds: 1))
    )
  }

  @Test("the person and who acts for them are told, an organisation through its agent; nobody of what they did themselves")
  func receivers() {
    let (person, agent, clerk) = (PartyID("p"), PartyID("a"), PartyID("c"))
    func told(_ kind: CaseEvent.Kind, by actor: PartyID, isPerson: Bool, agent: PartyID?) -> [PartyID] {
      NoticeRules.receivers(
        CaseEvent(sequence: 1, kind: kind, at: day, actor: actor), applicant: person, isPerson: isPerson, agent: agent)
    }
    #expect(told(.acted, by: clerk, isPerson: true, agent: nil) == [person])
    #expect(told(.acted, by: clerk, isPerson: true, agent: agent) == [person, agent])
    #expect(told(.acted, by: clerk, isPerson: false, agent: agent) == [agent])
    #expect(told(.acted, by: clerk, isPerson: false, agent: nil) == [person])
    #expect(told(.acted, by: person, isPerson: true, agent: nil) == [])
    #expect(told(.submitted, by: person, isPerson: true, agent: nil) == [person])
    #expect(told(.acted, by: agent, isPerson: true, agent: agent) == [person])
  }
}

@Suite("Web hooks")
struct WebhookRuleTests {
  @Test("a signature is that of Standard Webhooks: HMAC-SHA256 over id, time and body")
  func signature() {
    // Recomputed with Python's hmac and base64.
    let secret = Array("0123456789abcdef0123456789abcdef".utf8)
    let headers = WebhookSignature.headers(id: "m1", seconds: 1_700_000_000, body: Array("{\"a\":1}".utf8), secret: secret)
    #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
    #expect(headers.map(\.value) == ["m1", "1700000000", "v1,w9USg/v9ZDt9IHzP832p8V7sTakGyUh/UfxBzU+LTB0="])
  }

  @Test(
    "an address is http or https, with a host and without a password",
    arguments: [
      ("https://a.example/x?y=1", true), ("http://127.0.0.1:80/", true), ("ftp://a.example", false), ("https://", false),
      ("https://u:p@a.example/", false), ("file:///etc/passwd", false), ("javascript:alert(1)", false), ("", false),
    ])
  func addresses(text: String, isOne: Bool) { #expect(WebhookSignature.isAddress(text) == isOne) }
}
