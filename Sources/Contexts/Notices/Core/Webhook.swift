import CaseworkCore
import Cryptography
import Foundation
import JSON
public import Kernel
import Store

/// Where another system is told of what happens to cases (web hook).
public struct Webhook: Sendable, Hashable {
  public let id: String
  public let url: String
  /// `submitted`, `acted`, `expired`; empty for all.
  public let kinds: Set<String>
  /// Cases of this region; the league's code stands for all.
  public let region: String
  public let madeAt: Instant
  public let endedAt: Instant?

  /// What may be asked for.
  public static let allKinds = ["submitted", "acted", "expired"]

  func wants(_ kind: String, in region: String, league: String) -> Bool {
    (kinds.isEmpty ? Self.allKinds.contains(kind) : kinds.contains(kind)) && (self.region == league || self.region == region)
  }
}

/// Posts a body with headers to an address. Throws `SendingFailure`.
public typealias WebhookPost =
  @Sendable (_ url: String, _ headers: [(name: String, value: String)], _ body: [UInt8]) async throws -> Void

/// How a receiver can tell that a message is ours and new (Standard Webhooks): HMAC-SHA256 over `id.seconds.body`, with a secret that both know.
public enum WebhookSignature {
  /// Before the secret's base 64, in what a receiver is given.
  static let prefix = "whsec_"

  /// `webhook-id`, `webhook-timestamp` and `webhook-signature`. `seconds`: since 1970; receivers refuse what is more than minutes away.
  public static func headers(id: String, seconds: Int64, body: [UInt8], secret: [UInt8]) -> [(name: String, value: String)] {
    let signed = HMACSHA256.authenticate(Array("\(id).\(seconds).".utf8) + body, key: secret)
    return [
      ("webhook-id", id), ("webhook-timestamp", String(seconds)),
      ("webhook-signature", "v1,\(Data(signed).base64EncodedString())"),
    ]
  }

  /// Whether an address may be told: http or https, with a host, and without a password in it.
  public static func isAddress(_ text: String) -> Bool {
    guard text.utf8.count <= 500, let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme ?? ""),
      parts.host?.isEmpty == false, parts.user == nil, parts.password == nil, parts.fragment == nil
    else { return false }
    return true
  }
}

extension CaseNews {
  /// The event as others are told of it (CloudEvents 1.0): what happened to which case, and nothing of the person.
  func cloudEvent(id: String, source: String) -> JSON {
    var data: JSON = [
      "case": .string(state.id.text), "number": state.number.map(JSON.string) ?? .null, "service": .string(state.terms.service),
      "serviceName": .string(state.terms.serviceName), "region": .string(state.terms.region),
      "state": .string(event.enters.last ?? state.lastState), "sequence": .number(JSONNumber(event.sequence)),
    ]
    if let action = event.action { data["action"] = .string(action) }
    if let decision = event.decision { data["decision"] = .string(decision) }
    if let outcome = event.outcome { data["outcome"] = .string(outcome) }
    return [
      "specversion": "1.0", "id": .string(id), "source": .string(source), "type": .string("wutong.case.\(event.kind.rawValue)"),
      "subject": .string(state.id.text), "time": .string(event.at.rfc3339), "datacontenttype": "application/json", "data": data,
    ]
  }
}
