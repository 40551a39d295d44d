import JSON
import Kernel
import Store

/// All SQL of notices and their way out.
enum NoticeStore {
  /// False when this party has been told of this occasion already.
  static func insert(_ notice: Notice, occasion: String, _ transaction: any Transaction) throws -> Bool {
    let words: JSON = [
      "title": ["zh": .string(notice.title.zh), "en": .string(notice.title.en)],
      "text": ["zh": .string(notice.text.zh), "en": .string(notice.text.en)],
    ]
    return try transaction.run(
      """
      INSERT INTO notice (id, occasion, party, case_id, template, version, words, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (occasion, party) DO NOTHING
      """,
      [
        .text(notice.id), .text(occasion), .text(notice.party.text), SQLValue(notice.caseID?.text), .text(notice.template),
        SQLValue(notice.version), .text(words.text), .integer(notice.at.milliseconds),
      ]) == 1
  }

  static func notice(_ reading: any Reading, _ id: String) throws -> Notice? {
    try reading.first("SELECT * FROM notice WHERE id = ?", [.text(id)]).map(notice)
  }

  /// Newest first, after a key of time and id.
  static func page(
    _ reading: any Reading, of party: PartyID, after: (at: Int64, id: String)?, limit: Int
  ) throws -> [Notice] {
    let beyond = after == nil ? "" : "AND at <= ? AND (at < ? OR id < ?)"
    let key: [SQLValue] = after.map { [.integer($0.at), .integer($0.at), .text($0.id)] } ?? []
    return try reading.query(
      "SELECT * FROM notice WHERE party = ? \(beyond) ORDER BY at DESC, id DESC LIMIT ?",
      [.text(party.text)] + key + [SQLValue(limit)]
    ).map(notice)
  }

  static func counts(_ reading: any Reading, of party: PartyID) throws -> (all: Int, unread: Int) {
    let row = try reading.first(
      """
      SELECT COUNT(*) AS n, (SELECT COUNT(*) FROM notice WHERE party = ? AND read_at IS NULL) AS unread FROM notice WHERE party = ?
      """, [.text(party.text), .text(party.text)])
    return (try row?.int("n") ?? 0, try row?.int("unread") ?? 0)
  }

  static func ofCase(_ reading: any Reading, _ id: CaseID, limit: Int) throws -> [Notice] {
    try reading.query(
      "SELECT * FROM notice WHERE case_id = ? ORDER BY at DESC, id DESC LIMIT ?", [.text(id.text), SQLValue(limit)]
    ).map(notice)
  }

  static func deliveries(_ reading: any Reading, of notices: [String]) throws -> [String: [NoticeDelivery]] {
    guard !notices.isEmpty else { return [:] }
    let marks = notices.map { _ in "?" }.joined(separator: ", ")
    var found: [String: [NoticeDelivery]] = [:]
    for row in try reading.query(
      "SELECT * FROM notice_delivery WHERE notice IN (\(marks)) ORDER BY at, id", notices.map(SQLValue.text))
    {
      found[try row.text("notice"), default: []].append(
        NoticeDelivery(
          id: try row.text("id"), channel: NoticeChannel(rawValue: try row.text("channel")) ?? .mail,
          state: NoticeDelivery.State(rawValue: try row.text("state")) ?? .failed, attempts: try row.int("attempts"),
          at: Instant(milliseconds: try row.integer("at"))))
    }
    return found
  }

  /// Marks what is not read yet; `id`: one of them, or nil for all. Returns how many there were.
  static func read(_ party: PartyID, id: String?, at now: Instant, _ transaction: any Transaction) throws -> Int {
    try transaction.run(
      "UPDATE notice SET read_at = ? WHERE party = ? AND read_at IS NULL\(id == nil ? "" : " AND id = ?")",
      [.integer(now.milliseconds), .text(party.text)] + (id.map { [.text($0)] } ?? []))
  }

  // MARK: - The way out

  static func plan(
    _ notice: String, _ channel: NoticeChannel, at: Instant, now: Instant, _ transaction: any Transaction
  ) throws {
    try transaction.run(
      "INSERT INTO notice_delivery (id, notice, channel, state, attempts, next_at, at) VALUES (?, ?, ?, 'waiting', 0, ?, ?)",
      [
        .text(SortableText.make(at: now)), .text(notice), .text(channel.rawValue), .integer(at.milliseconds),
        .integer(now.milliseconds),
      ])
  }

  struct Due: Sendable {
    let id: String
    let notice: String
    let channel: NoticeChannel
    /// This try included.
    let attempt: Int
  }

  /// Deliveries that are due become this server's for a while.
  static func claim(limit: Int, until: Instant, at now: Instant, _ transaction: any Transaction) throws -> [Due] {
    try DeliveryTable.notice.claim("notice, channel", limit: limit, until: until, at: now, transaction).map { row in
      Due(
        id: try row.text("id"), notice: try row.text("notice"),
        channel: NoticeChannel(rawValue: try row.text("channel")) ?? .mail, attempt: try row.int("attempts"))
    }
  }

  private static func notice(_ row: SQLRow) throws -> Notice {
    guard let words = try? JSON.parse(Array(try row.text("words").utf8)) else { throw StoreError.misuse("notice row") }
    func both(_ name: String) -> NoticeWords {
      NoticeWords(zh: words[name]?["zh"]?.stringValue ?? "", en: words[name]?["en"]?.stringValue ?? "")
    }
    return Notice(
      id: try row.text("id"), party: PartyID(try row.text("party")), caseID: try row.optionalText("case_id").map { CaseID($0) },
      template: try row.text("template"), version: try row.int("version"), title: both("title"), text: both("text"),
      at: Instant(milliseconds: try row.integer("at")),
      readAt: try row.optionalInteger("read_at").map { Instant(milliseconds: $0) })
  }
}
