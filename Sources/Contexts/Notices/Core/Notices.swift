public import CaseworkCore
import Cryptography
public import IdentityCore
import JSON
public import Kernel
public import Store

/// A message on its way out.
public struct OutwardMessage: Sendable, Hashable {
  public let address: String
  public let title: String
  public let text: String
  /// The same at every try: whoever gets it twice can tell.
  public let key: String
}

/// Why a message did not go out.
public struct SendingFailure: Error, Sendable, Hashable {
  /// Trying again is of no use.
  public let isPermanent: Bool
  /// For an operator; nothing of the message or its receiver.
  public let reason: String

  public init(isPermanent: Bool, reason: String) {
    self.isPermanent = isPermanent
    self.reason = reason
  }
}

/// A way out of the house: an SMS gateway, a mail server. Throws `SendingFailure`; anything else it throws counts as one that may pass.
public typealias NoticeSender = @Sendable (OutwardMessage) async throws -> Void

/// The door of notices (通知): what happened to a case becomes something to read, and goes out by short message or letter.
///
/// Outbox in, outbox out: an event is told once, whoever tells it and however often; a message goes out at least once, with a key.
public struct Notices: Sendable {
  let store: any Store
  let clock: WallClock
  let casework: Casework
  let templates: NoticeTemplates
  let senders: [NoticeChannel: NoticeSender]
  let webhooks: WebhookPost
  let secrets: SecretKeeper
  /// Where people read it, as in `https://zwfw.example`; nil where no address is set, and no link is sent.
  let address: String?
  let isRegion: @Sendable (String) -> Bool
  let league: @Sendable () -> String

  /// `senders`: the ways out that are connected; a channel without one is passed over.
  public init(
    store: any Store, clock: WallClock, casework: Casework, templates: NoticeTemplates,
    senders: [NoticeChannel: NoticeSender] = [:], webhooks: @escaping WebhookPost, secrets: SecretKeeper,
    address: String? = nil, isRegion: @escaping @Sendable (String) -> Bool,
    league: @escaping @Sendable () -> String
  ) {
    self.store = store
    self.clock = clock
    self.casework = casework
    self.templates = templates
    self.senders = senders
    self.webhooks = webhooks
    self.secrets = secrets
    self.address = address
    self.isRegion = isRegion
    self.league = league
  }

  /// Whether anything is said on an occasion.
  public func hasWords(for occasion: String) -> Bool { templates[occasion] != nil }

  // MARK: - In

  /// Tells of an event that the outbox holds. Told again it does nothing.
  public func take(_ message: OutboxMessage) async throws {
    guard message.topic.hasPrefix("case."), let body = try? JSON.parse(Array(message.body.utf8)),
      let id = body["case"]?.stringValue, let sequence = body["sequence"]?.intValue
    else { return }
    let now = clock.now
    try await store.write { transaction in
      guard let news = try casework.news(transaction, of: CaseID(id), sequence: Int(sequence)) else { return }
      try announce(news, occasion: message.key, at: now, transaction)
      guard let occasion = NoticeRules.occasion(news.event, news.procedure), let template = templates[occasion] else { return }
      let isPerson = try Identity.party(transaction, news.state.applicant)?.kind != .organisation
      for party in NoticeRules.receivers(
        news.event, applicant: news.state.applicant, isPerson: isPerson, agent: news.state.agent)
      {
        let words = template.filled(Self.values(news))
        try tell(
          Notice(
            id: SortableText.make(at: now), party: party, caseID: news.state.id, template: template.key,
            version: template.version, title: words.title, text: words.text, at: news.event.at, readAt: nil),
          template, occasion: message.key, at: now, transaction)
      }
    }
  }

  private func tell(
    _ notice: Notice, _ template: NoticeTemplate, occasion: String, at now: Instant, _ transaction: any Transaction
  ) throws {
    guard try NoticeStore.insert(notice, occasion: occasion, transaction), NoticeRules.isNews(notice.at, now: now) else {
      return
    }
    let contact = reachable(try ContactStore.contact(transaction, of: notice.party))
    if case .send(let channel, let at) = DeliveryRules.first(template, contact, at: now) {
      try NoticeStore.plan(notice.id, channel, at: at, now: now, transaction)
    }
  }

  /// By the ways that are connected.
  private func reachable(_ contact: Contact) -> Contact {
    var contact = contact
    if senders[.sms] == nil { contact.bySMS = false }
    if senders[.mail] == nil { contact.byMail = false }
    return contact
  }

  private static func values(_ news: CaseNews) -> [String: NoticeWords] {
    func same(_ text: String) -> NoticeWords { NoticeWords(zh: text, en: text) }
    var values = [
      "service": same(news.state.terms.serviceName), "number": same(news.state.number ?? ""),
      "state": news.stateName.map { NoticeWords(zh: $0.zh, en: $0.en) } ?? same(""),
      "reason": same(news.event.personal["reason"]?.stringValue ?? news.event.personal["items"]?.stringValue ?? ""),
    ]
    if let due = news.due {
      values["due"] = NoticeWords(zh: "\(due.month)月\(due.day)日", en: due.description)
    }
    return values
  }

  // MARK: - Out

  /// Sends what is due. Returns how much was tried. Several servers may do so at once.
  public func deliver(limit: Int = 100) async throws -> Int {
    let now = clock.now
    let due = try await store.write { try NoticeStore.claim(limit: limit, until: now.adding(seconds: 120), at: now, $0) }
    await withTaskGroup(of: Void.self) { group in
      for (index, item) in due.enumerated() {
        // Eight at a time.
        if index >= 8 { await group.next() }
        group.addTask { try? await send(item) }
      }
    }
    return due.count + (try await deliverWebhooks(limit: limit))
  }

  private func send(_ due: NoticeStore.Due) async throws {
    guard
      let (notice, contact) = try await store.read({ reading in
        try NoticeStore.notice(reading, due.notice).map { ($0, try ContactStore.contact(reading, of: $0.party)) }
      })
    else { return }
    let template = templates[notice.template]
    var failure: SendingFailure?
    // What somebody has switched off since does not go out.
    if let sender = senders[due.channel], let address = contact.address(due.channel) {
      do { try await sender(message(notice, to: address, contact, by: due.channel)) } catch let error as SendingFailure {
        failure = error
      } catch { failure = SendingFailure(isPermanent: false, reason: "\(type(of: error))") }
    } else {
      failure = SendingFailure(isPermanent: true, reason: "no address")
    }
    let (now, told) = (clock.now, failure)
    try await store.write { transaction in
      func settle(_ state: NoticeDelivery.State, next: Instant? = nil) throws -> Bool {
        try DeliveryTable.notice.settle(
          due.id, attempt: due.attempt, state, next: next, failure: told?.reason, at: now, transaction)
      }
      guard let told else {
        _ = try settle(.sent)
        return
      }
      let step =
        template.map {
          DeliveryRules.afterFailure(
            of: due.channel, attempt: due.attempt, isPermanent: told.isPermanent, $0, reachable(contact), at: now)
        } ?? .giveUp
      switch step {
      case .send(let channel, let at) where channel == due.channel: _ = try settle(.waiting, next: at)
      case .send(let channel, let at):
        if try settle(.failed) { try NoticeStore.plan(notice.id, channel, at: at, now: now, transaction) }
      case .giveUp: _ = try settle(.failed)
      }
    }
  }

  private func message(
    _ notice: Notice, to receiver: String, _ contact: Contact, by channel: NoticeChannel
  ) -> OutwardMessage {
    var text = notice.text(contact.language)
    if channel == .mail, let address, let id = notice.caseID { text += "\n\n\(address)/my/\(id.text)" }
    return OutwardMessage(
      address: receiver, title: notice.title(contact.language), text: text, key: "\(notice.id).\(channel.rawValue)")
  }
}
