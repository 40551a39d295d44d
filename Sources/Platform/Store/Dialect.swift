/// The SQL that both engines understand alike; whoever writes statements may rely on exactly this.
///
/// - Placeholders are `?`, in order. A value's kind is the column's kind: text goes to `TEXT`, integers to `BIGINT`.
/// - `INSERT … ON CONFLICT (…) DO UPDATE SET x = excluded.x` or `DO NOTHING`; `RETURNING` (through `query`); `WITH`, also recursive;
///   `CASE`; window functions; `LIMIT ? OFFSET ?`; `UNION ALL`; `EXISTS`; `COALESCE`; `CAST(… AS BIGINT)`; `IS NOT DISTINCT FROM`.
/// - Text compares and sorts bytewise (UTF-8), capitals before small letters, `LIKE` distinguishes them. Say `ESCAPE` with `LIKE`.
/// - Nulls sort first on one engine and last on the other: say `NULLS FIRST` or `NULLS LAST`.
/// - `SUM` of integers comes back as an integer, a comparison as 0 or 1. An alias in a sub-select's `FROM` is required.
/// - Booleans are `BIGINT` 0 and 1, moments are `BIGINT` milliseconds, JSON is `TEXT`.
/// - Text never holds U+0000, numbers are never NaN: both are refused before they reach the database.
/// - A statement that failed spoils its transaction: later ones throw the same error, and nothing is kept even if the body returns.
/// - A table's definition uses `TEXT`, `BIGINT`, `DOUBLE`, `BLOB` and `SERIAL8 PRIMARY KEY`, nothing else; columns are checked against them.
public enum Dialect {
  /// Applies `change` to what stands outside quotes and comments; these stay as they are.
  package static func outsideQuotes(_ sql: String, _ change: (Substring) -> String) -> String {
    var result = ""
    var rest = Substring(sql)
    while let start = rest.firstIndex(where: { $0 == "'" || $0 == "\"" }) {
      result += change(rest[..<start])
      // A doubled quote inside a literal ends one and begins the next: the text is the same.
      let quote = rest[start]
      let inside = rest.index(after: start)
      let end = rest[inside...].firstIndex(of: quote).map { rest.index(after: $0) } ?? rest.endIndex
      result += rest[start..<end]
      rest = rest[end...]
    }
    return result + change(rest)
  }

  /// Replaces whole words, in any case, outside quotes.
  package static func replacing(_ words: [String: String], in sql: String) -> String {
    outsideQuotes(sql) { part in
      var result = ""
      var word = ""
      for character in part {
        if character.isLetter || character.isNumber || character == "_" {
          word.append(character)
        } else {
          result += words[word.uppercased()] ?? word
          word = ""
          result.append(character)
        }
      }
      return result + (words[word.uppercased()] ?? word)
    }
  }

  /// A body's statements stay inside the transaction they were given: beginning and ending is the store's own doing.
  package static func check(_ sql: String) throws(StoreError) {
    let verb = verb(sql)
    if reserved.contains(verb) { throw .misuse("\(verb) inside a transaction") }
  }

  private static let reserved: Set = [
    "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "VACUUM",
  ]

  /// The first word, in capitals: `SELECT`, `CREATE`, …
  package static func verb(_ sql: String) -> String {
    // By bytes: this is asked of every statement.
    let word = sql.utf8.drop { $0 == 0x20 || (9...13).contains($0) }.prefix { (65...90).contains($0 & 0xDF) }
    return String(decoding: word.map { $0 & 0xDF }, as: UTF8.self)
  }

  /// Whether a statement defines a table's columns, so that type names in it want translating.
  package static func definesColumns(_ sql: String) -> Bool {
    guard ["CREATE", "ALTER"].contains(verb(sql)) else { return false }
    let words = sql.split(maxSplits: 2, whereSeparator: \.isWhitespace).prefix(2).map { $0.uppercased() }
    return words == ["CREATE", "TABLE"] || words == ["ALTER", "TABLE"]
  }
}

extension [SQLValue] {
  /// What no engine, or only one of them, could keep is refused on both.
  package func checkStorable() throws(StoreError) {
    for value in self {
      switch value {
      case .text(let text) where text.hasZero: throw .constraint("U+0000 in text")
      case .real(let number) where number.isNaN: throw .constraint("NaN")
      default: continue
      }
    }
  }
}

extension String {
  /// Whether U+0000 is in it.
  fileprivate var hasZero: Bool {
    utf8.withContiguousStorageIfAvailable { $0.contains(0) } ?? utf8.contains(0)
  }
}
