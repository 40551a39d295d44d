import Cryptography
public import Kernel
import Mail
import Store

/// What somebody says of how they want to be reached.
public struct ContactInput: Sendable {
  /// Empty: no letters.
  public var mail: String
  public var bySMS: Bool
  public var byMail: Bool
  public var language: String
  /// `21:30`
  public var quietFrom: String
  public var quietTo: String

  public init(mail: String, bySMS: Bool, byMail: Bool, language: String, quietFrom: String, quietTo: String) {
    self.mail = mail
    self.bySMS = bySMS
    self.byMail = byMail
    self.language = language
    self.quietFrom = quietFrom
    self.quietTo = quietTo
  }
}

extension Notices {
  /// Wrong codes that are borne before a new one must be asked for.
  private static let tries = 5
  private static let codeMinutes: Int64 = 30

  public func contact(by actor: Actor) async throws -> Contact {
    try await store.read { try ContactStore.contact($0, of: actor.party) }
  }

  /// Whether letters and short messages go out at all here.
  public func isConnected(_ channel: NoticeChannel) -> Bool { senders[channel] != nil }

  /// Sets how one is reached. A new address gets a code first, and no notice before it is confirmed.
  public func setContact(_ input: ContactInput, by actor: Actor) async throws -> Contact {
    var problems: [Problem] = []
    let mail = input.mail.trimmingSpaces
    if !mail.isEmpty, !MailMessage.isAddress(mail) { problems.append(Problem("/mail", "mailAddress")) }
    if !mail.isEmpty, !isConnected(.mail) { problems.append(Problem("/mail", "mailNotOffered")) }
    let (from, to) = (Self.minutes(input.quietFrom), Self.minutes(input.quietTo))
    if from == nil { problems.append(Problem("/quietFrom", "clockTime")) }
    if to == nil { problems.append(Problem("/quietTo", "clockTime")) }
    guard problems.isEmpty, let from, let to else { throw Rejection.invalid(problems) }
    let now = clock.now
    let code = Self.code()
    let (contact, isNew) = try await store.write { transaction in
      var contact = try ContactStore.contact(transaction, of: actor.party)
      contact.bySMS = input.bySMS
      contact.byMail = input.byMail
      contact.language = input.language.hasPrefix("en") ? "en" : "zh-Hans"
      contact.quiet = QuietHours(from: from, to: to)
      var isNew = false
      if mail.isEmpty {
        contact.mail = nil
        contact.unconfirmedMail = nil
      } else if mail != contact.mail {
        contact.unconfirmedMail = mail
        isNew = true
      }
      try ContactStore.write(contact, of: actor.party, transaction)
      if isNew {
        // Nobody's letter box is filled by pressing a button.
        if let last = try ContactStore.codeUntil(transaction, of: actor.party)?.adding(seconds: -Self.codeMinutes * 60),
          now.since(last) < 60_000
        {
          throw Rejection(.tooMany, "rateLimited", ["retryAfter": "60"])
        }
        try ContactStore.expect(
          Self.digest(code, actor.party), until: now.adding(seconds: Self.codeMinutes * 60), of: actor.party, transaction)
      }
      return (contact, isNew)
    }
    if isNew, let template = templates["confirmMail"] { try await sendCode(code, to: mail, contact, template) }
    return contact
  }

  private func sendCode(_ code: String, to mail: String, _ contact: Contact, _ template: NoticeTemplate) async throws {
    guard let sender = senders[.mail] else { throw Rejection(.unavailable, "mailUnavailable") }
    let words = template.filled(["number": NoticeWords(zh: code, en: code)])
    do {
      try await sender(
        OutwardMessage(
          address: mail, title: words.title(contact.language), text: words.text(contact.language),
          key: SortableText.make(at: clock.now)))
    } catch { throw Rejection(.unavailable, "mailUnavailable") }
  }

  /// Confirms the address that waits.
  public func confirmMail(_ code: String, by actor: Actor) async throws {
    let now = clock.now
    let digest = Self.digest(code.trimmingSpaces, actor.party)
    // A wrong try is counted and kept: it must not be undone with the refusal.
    let isRight = try await store.write { transaction in
      guard let expected = try ContactStore.attempt(of: actor.party, at: now, transaction), expected.tries < Self.tries else {
        throw Rejection(.conflict, "mailCodeOver")
      }
      guard equalInConstantTime(Array(expected.digest.utf8), Array(digest.utf8)) else { return false }
      try ContactStore.confirm(of: actor.party, transaction)
      return true
    }
    guard isRight else { throw Rejection.invalid([Problem("/code", "mailCode")]) }
  }

  private static func digest(_ code: String, _ party: PartyID) -> String {
    Hex.text(SHA256.hash(Array("\(party.text) \(code)".utf8)))
  }

  private static func code() -> String {
    let number = SecureRandom.bytes(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } % 1_000_000
    let digits = String(number)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// Of `21:30`; nil for what is no time of a day.
  private static func minutes(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ (1...2).contains($0.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }
}

extension String {
  /// Without white space at either end.
  fileprivate var trimmingSpaces: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
