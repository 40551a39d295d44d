import CaseworkCore
import Hummingbird
import JSON
import Kernel
public import NoticesCore
public import WebSupport

/// What I was told, how I am reached, and the systems that are told as well.
public struct NoticesAPI: Sendable {
  let notices: Notices

  public init(notices: Notices) { self.notices = notices }

  public func add(to api: API) {
    describe(api)
    api.get(
      "me/notices",
      Operation(
        "What I was told", query: ["limit": "integer", "cursor": "string"], answer: "NoticeList",
        about: "Newest first, in both languages, as it was worded when it happened.", refusals: [:])
    ) { request, context in
      let found = try await notices.list(
        limit: try request.limit(), cursor: request.query("cursor"), by: try context.signedIn())
      var answer = list(found.page.items.map(\.json), total: found.page.total, next: found.page.next)
      answer["unread"] = .number(JSONNumber(found.unread))
      return Response.json(answer)
    }
    api.post(
      "me/notices/{id}/read", Operation("I have read it", status: 204, path: ["id": "NoticeID"], refusals: [404: ["notFound"]])
    ) { _, context in
      try await notices.markRead(try context.parameters.require("id"), by: try context.signedIn())
      return Response(status: .noContent)
    }
    api.get(
      "cases/{id}/notices",
      Operation("What was told of a case", answer: "list(Notice)", path: ["id": "CaseID"], refusals: [404: ["notFound"]])
    ) { _, context in
      let found = try await notices.notices(of: CaseID(try context.parameters.require("id")), by: try context.signedIn())
      return Response.json(list(found.map(\.json), total: found.count))
    }
    api.get("me/contact", Operation("How I am reached", answer: "Contact", refusals: [:])) { _, context in
      Response.json(try await notices.contact(by: try context.signedIn()).json)
    }
    api.put(
      "me/contact",
      Operation(
        "Say how I am reached", body: "NewContact", answer: "Contact",
        about: "A new address is sent a code, and no notice before it is confirmed.", refusals: [503: ["mailUnavailable"]],
        faults: ["mailAddress", "mailNotOffered", "clockTime"])
    ) { request, context in
      let json = try await context.json(request)
      let contact = try await notices.setContact(
        ContactInput(
          mail: json["mail"]?.stringValue ?? "", bySMS: json["bySMS"]?.boolValue ?? true,
          byMail: json["byMail"]?.boolValue ?? true, language: json["language"]?.stringValue ?? "zh-Hans",
          quietFrom: json["quietFrom"]?.stringValue ?? "21:30", quietTo: json["quietTo"]?.stringValue ?? "8:00"),
        by: try context.signedIn())
      return Response.json(contact.json)
    }
    api.post(
      "me/contact/confirm",
      Operation(
        "Confirm the address with the code that was sent there", body: "MailCode", status: 204,
        refusals: [409: ["mailCodeOver"]], faults: ["mailCode"])
    ) { request, context in
      let json = try await context.json(request)
      try await notices.confirmMail(json["code"]?.stringValue ?? "", by: try context.signedIn())
      return Response(status: .noContent)
    }
    addWebhooks(to: api)
  }

  private func addWebhooks(to api: API) {
    api.get(
      "webhooks", Operation("Systems that are told what happens", answer: "list(Webhook)", refusals: [403: ["forbidden"]])
    ) { _, context in
      let actor = try context.signedIn()
      guard actor.kind == .staff else { throw Rejection.forbidden }
      let found = try await notices.webhooks(by: actor)
      return Response.json(list(found.map(\.json), total: found.count))
    }
    api.post(
      "webhooks",
      Operation(
        "Connect a system", body: "NewWebhook", status: 201, answer: "MadeWebhook",
        about:
          "It is posted CloudEvents 1.0 in JSON, signed by Standard Webhooks (HMAC-SHA256 over id.timestamp.body), at least once each. The secret is shown once.",
        refusals: [403: ["forbidden"], 409: ["webhooksTooMany", "shownOnce"]], faults: ["webAddress", "unknownRegion"])
    ) { request, context in
      let json = try await context.json(request)
      let made = try await notices.addWebhook(
        url: json["url"]?.stringValue ?? "", kinds: json["kinds"]?.arrayValue?.compactMap(\.stringValue) ?? [],
        region: json["region"]?.stringValue ?? "", by: try context.signedIn())
      return Response.secret(["id": .string(made.webhook.id), "secret": .string(made.secret)])
    }
    api.delete(
      "webhooks/{id}",
      Operation(
        "Disconnect a system, at once", status: 204, path: ["id": "WebhookID"], refusals: [404: ["notFound"]])
    ) { _, context in
      try await notices.endWebhook(try context.parameters.require("id"), by: try context.signedIn())
      return Response(status: .noContent)
    }
  }

  private func describe(_ api: API) {
    for (name, about) in [("NoticeID", "A notice"), ("WebhookID", "A system that is told")] {
      api.raw(
        name,
        [
          "type": "string", "minLength": 1, "maxLength": 100,
          "description": .string("\(about); callers neither parse nor build it"), "examples": ["01KB0XJ5T8Q4N7R2V6W9Y3Z1AB"],
        ])
    }
    api.schema("BothLanguages", ["zh": "string", "en": "string"])
    api.schema(
      "NoticeDelivery", ["channel": "sms|mail", "state": "waiting|sent|failed", "attempts": "integer", "at": "instant"])
    api.schema(
      "Notice",
      [
        "id": "NoticeID", "case": "CaseID?", "occasion": "string # As in `acceptance`", "version": "integer # Of its template",
        "title": "BothLanguages", "text": "BothLanguages", "at": "instant", "readAt": "instant?",
        "deliveries": "[NoticeDelivery]",
      ])
    api.schema(
      "NoticeList",
      ["items": "[Notice]", "total": "integer", "next": "string? # Cursor of the next part", "unread": "integer"])
    api.schema(
      "Contact",
      [
        "mail": "string? # Confirmed", "unconfirmedMail": "string?", "hasMobile": "boolean", "bySMS": "boolean",
        "byMail": "boolean", "language": "zh-Hans|en", "quietFrom": "ClockTime", "quietTo": "ClockTime",
      ])
    api.raw(
      "MailAddress",
      [
        "type": "string", "maxLength": 254, "x-problem-code": "mailAddress",
        "pattern": "^$|^[A-Za-z0-9_+-]+(\\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,40}[A-Za-z0-9])?\\.)+[A-Za-z]{2,20}$",
        "description": "Empty: no letters", "examples": ["somebody@example.com"],
      ])
    api.schema(
      "NewContact",
      [
        "mail": "MailAddress", "bySMS": "boolean", "byMail": "boolean", "language": "zh-Hans|en", "quietFrom": "ClockTime",
        "quietTo": "ClockTime",
      ])
    api.schema("MailCode", ["code": "string(1..20)"])
    api.raw(
      "WebAddress",
      [
        "type": "string", "maxLength": 500, "x-problem-code": "webAddress",
        "pattern": "^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?(\\?[A-Za-z0-9._~&=-]*)?$",
        "examples": ["https://other.example/hooks"],
      ])
    api.schema("NewWebhook", ["url": "WebAddress", "kinds": "[submitted|acted|expired] # None: all", "region": "RegionCode"])
    api.schema("MadeWebhook", ["id": "WebhookID", "secret": "string # whsec_ and base 64; shown once"])
    api.schema(
      "Webhook",
      [
        "id": "WebhookID", "url": "string", "kinds": "[string]", "region": "string", "madeAt": "instant", "waiting": "integer",
        "failed": "integer # Given up in the last thirty days",
      ])
  }
}

extension NoticeWords {
  var json: JSON { ["zh": .string(zh), "en": .string(en)] }
}

extension NoticeView {
  var json: JSON {
    [
      "id": .string(notice.id), "case": notice.caseID.map { .string($0.text) } ?? .null, "occasion": .string(notice.template),
      "version": .number(JSONNumber(notice.version)), "title": notice.title.json, "text": notice.text.json,
      "at": .string(notice.at.rfc3339), "readAt": notice.readAt.map { .string($0.rfc3339) } ?? .null,
      "deliveries": .array(
        deliveries.map {
          [
            "channel": .string($0.channel.rawValue), "state": .string($0.state.rawValue),
            "attempts": .number(JSONNumber($0.attempts)),
            "at": .string($0.at.rfc3339),
          ]
        }),
    ]
  }
}

extension Contact {
  var json: JSON {
    [
      "mail": mail.map(JSON.string) ?? .null, "unconfirmedMail": unconfirmedMail.map(JSON.string) ?? .null,
      "hasMobile": .bool(mobile != nil), "bySMS": .bool(bySMS), "byMail": .bool(byMail), "language": .string(language),
      "quietFrom": .string(quiet.fromText), "quietTo": .string(quiet.toText),
    ]
  }
}

extension WebhookView {
  var json: JSON {
    [
      "id": .string(webhook.id), "url": .string(webhook.url), "kinds": .array(webhook.kinds.sorted().map(JSON.string)),
      "region": .string(webhook.region), "madeAt": .string(webhook.madeAt.rfc3339), "waiting": .number(JSONNumber(waiting)),
      "failed": .number(JSONNumber(failed)),
    ]
  }
}
