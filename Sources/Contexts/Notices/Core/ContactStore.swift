import IdentityCore
import Kernel
import Store

/// All SQL of how people are reached.
enum ContactStore {
  /// What somebody has said, or what holds until they say something; the number is their person's own.
  static func contact(_ reading: any Reading, of party: PartyID) throws -> Contact {
    let mobile = try Identity.party(reading, party)?.mobile
    guard let row = try reading.first("SELECT * FROM contact WHERE party = ?", [.text(party.text)]) else {
      return Contact(mobile: mobile)
    }
    return Contact(
      mail: try row.optionalText("mail"), unconfirmedMail: try row.optionalText("new_mail"), mobile: mobile,
      bySMS: try row.bool("by_sms"), byMail: try row.bool("by_mail"), language: try row.text("language"),
      quiet: QuietHours(from: try row.int("quiet_from"), to: try row.int("quiet_to")))
  }

  static func write(_ contact: Contact, of party: PartyID, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      INSERT INTO contact (party, mail, new_mail, code_tries, by_sms, by_mail, language, quiet_from, quiet_to)
      VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?)
      ON CONFLICT (party) DO UPDATE SET mail = excluded.mail, new_mail = excluded.new_mail, by_sms = excluded.by_sms,
        by_mail = excluded.by_mail, language = excluded.language, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to
      """,
      [
        .text(party.text), SQLValue(contact.mail), SQLValue(contact.unconfirmedMail), SQLValue(contact.bySMS),
        SQLValue(contact.byMail), .text(contact.language), SQLValue(contact.quiet.from), SQLValue(contact.quiet.to),
      ])
  }

  /// A code that confirms the address that waits.
  static func expect(
    _ digest: String, until: Instant, of party: PartyID, _ transaction: any Transaction
  ) throws {
    try transaction.run(
      "UPDATE contact SET code_digest = ?, code_until = ?, code_tries = 0 WHERE party = ?",
      [.text(digest), .integer(until.milliseconds), .text(party.text)])
  }

  static func codeUntil(_ reading: any Reading, of party: PartyID) throws -> Instant? {
    try reading.first("SELECT code_until FROM contact WHERE party = ?", [.text(party.text)])?.optionalInteger("code_until").map
    {
      Instant(milliseconds: $0)
    }
  }

  /// Counts a try. Returns what is expected, with the tries before; nil when nothing is, or no longer.
  static func attempt(
    of party: PartyID, at now: Instant, _ transaction: any Transaction
  ) throws -> (digest: String, tries: Int)? {
    guard
      let row = try transaction.first(
        "SELECT code_digest, code_tries FROM contact WHERE party = ? AND code_digest IS NOT NULL AND code_until > ?",
        [.text(party.text), .integer(now.milliseconds)])
    else { return nil }
    try transaction.run("UPDATE contact SET code_tries = code_tries + 1 WHERE party = ?", [.text(party.text)])
    return (try row.text("code_digest"), try row.int("code_tries"))
  }

  static func confirm(of party: PartyID, _ transaction: any Transaction) throws {
    try transaction.run(
      "UPDATE contact SET mail = new_mail, new_mail = NULL, code_digest = NULL, code_until = NULL, by_mail = 1 WHERE party = ?",
      [.text(party.text)])
  }
}
