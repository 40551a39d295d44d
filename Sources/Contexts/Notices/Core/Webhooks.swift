import CaseworkCore
import Cryptography
import Foundation
import IdentityCore
import JSON
public import Kernel
import Store

/// A web hook with what has become of its messages.
public struct WebhookView: Sendable {
  public let webhook: Webhook
  public let waiting: Int
  /// Given up in the last thirty days.
  public let failed: Int
}

extension Notices {
  /// A message is tried for about three days.
  private static let webhookTries = 12
  private static let most = 50

  private func check(_ actor: Actor, _ region: String) throws(Rejection) {
    guard may(actor, .manageConnections, on: .region(region), league: league()) else { throw Rejection.forbidden }
  }

  /// Connects another system. Returns its secret, which is shown this once.
  public func addWebhook(
    url: String, kinds: [String], region: String, by actor: Actor
  ) async throws -> (webhook: Webhook, secret: String) {
    try check(actor, region)
    var problems: [Problem] = []
    if !WebhookSignature.isAddress(url) { problems.append(Problem("/url", "webAddress")) }
    if !isRegion(region) { problems.append(Problem("/region", "unknownRegion")) }
    for kind in kinds where !Webhook.allKinds.contains(kind) { problems.append(Problem("/kinds", "enum", ["value": kind])) }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let now = clock.now
    let secret = SecureRandom.bytes(32)
    let kept = try secrets.keep(secret, of: actor.party)
    let webhook = Webhook(
      id: SortableText.make(at: now), url: url, kinds: Set(kinds), region: region, madeAt: now, endedAt: nil)
    try await store.write { transaction in
      guard try WebhookStore.all(transaction).count < Self.most else { throw Rejection(.conflict, "webhooksTooMany") }
      try WebhookStore.insert(
        webhook, secret: (kept.isSealed ? "sealed:" : "plain:") + Hex.text(kept.bytes), by: actor.party, transaction)
      try record("webhook.added", webhook, at: now, by: actor, transaction)
    }
    return (webhook, WebhookSignature.prefix + Data(secret).base64EncodedString())
  }

  /// Those of regions where the actor may connect systems.
  public func webhooks(by actor: Actor) async throws -> [WebhookView] {
    let since = clock.now.adding(days: -30)
    return try await store.read { reading in
      try WebhookStore.all(reading).filter { may(actor, .manageConnections, on: .region($0.region), league: league()) }.map {
        let backlog = try WebhookStore.backlog(reading, $0.id, since: since)
        return WebhookView(webhook: $0, waiting: backlog.waiting, failed: backlog.failed)
      }
    }
  }

  /// Disconnects it: nothing is sent there any more, at once.
  public func endWebhook(_ id: String, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { transaction in
      guard let webhook = try WebhookStore.webhook(transaction, id),
        may(actor, .manageConnections, on: .region(webhook.region), league: league()),
        try WebhookStore.end(id, at: now, transaction)
      else { throw Rejection.notFound }
      try record("webhook.ended", webhook, at: now, by: actor, transaction)
    }
  }

  /// Stands in the ledger, where auditors look.
  private func record(
    _ kind: String, _ webhook: Webhook, at now: Instant, by actor: Actor, _ transaction: any Transaction
  ) throws {
    try transaction.append(
      stream: "webhook.\(webhook.id)", kind: kind, at: now, actor: actor.party.text,
      body: (["url": .string(webhook.url), "region": .string(webhook.region)] as JSON).text, payload: nil)
  }

  /// Leaves a message for every system that wants to know.
  func announce(_ news: CaseNews, occasion: String, at now: Instant, _ transaction: any Transaction) throws {
    let kind = news.event.kind.rawValue
    let wanted = try WebhookStore.all(transaction).filter { $0.wants(kind, in: news.state.terms.region, league: league()) }
    guard !wanted.isEmpty else { return }
    let body = news.cloudEvent(id: occasion, source: address ?? "urn:wutong").text
    for webhook in wanted {
      try WebhookStore.plan(webhook.id, occasion: occasion, body: body, at: now, transaction)
    }
  }

  /// Returns how many were tried. One after the other: a system is told in the order in which things happened, as far as it listens.
  func deliverWebhooks(limit: Int) async throws -> Int {
    let start = clock.now
    let due = try await store.write { try WebhookStore.claim(limit: limit, until: start.adding(seconds: 300), at: start, $0) }
    for item in due {
      let found = try await store.read { reading in
        (try WebhookStore.webhook(reading, item.webhook), try WebhookStore.secret(reading, item.webhook))
      }
      guard let webhook = found.0, let kept = found.1 else { continue }
      var failure: SendingFailure?
      do {
        let body = Array(item.body.utf8)
        var headers = WebhookSignature.headers(
          id: item.id, seconds: clock.now.milliseconds / 1000, body: body, secret: try open(kept))
        headers.append(("content-type", "application/cloudevents+json"))
        try await webhooks(webhook.url, headers, body)
      } catch let error as SendingFailure { failure = error } catch {
        failure = SendingFailure(isPermanent: false, reason: "\(type(of: error))")
      }
      let (now, told) = (clock.now, failure)
      let isOver = told.map { $0.isPermanent || item.attempt >= Self.webhookTries } ?? true
      let next = isOver ? nil : now.adding(seconds: min(DeliveryRules.backOff(item.attempt), 8 * 3600))
      try await store.write { transaction in
        _ = try DeliveryTable.webhook.settle(
          item.id, attempt: item.attempt, told == nil ? .sent : isOver ? .failed : .waiting, next: next, failure: told?.reason,
          at: now, transaction)
      }
    }
    return due.count
  }

  private func open(_ kept: (text: String, madeBy: PartyID)) throws -> [UInt8] {
    let parts = kept.text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let bytes = Hex.bytes(String(parts[1])) else {
      throw SendingFailure(isPermanent: true, reason: "secret")
    }
    return try secrets.open(bytes, isSealed: parts[0] == "sealed", of: kept.madeBy)
  }
}
