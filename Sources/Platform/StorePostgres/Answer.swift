import CLibPQ
import Store

/// What the server answered; owns libpq's result.
struct Answer: ~Copyable {
  private let result: OpaquePointer

  init(_ result: OpaquePointer) { self.result = result }

  deinit { PQclear(result) }

  /// As in `UPDATE 3`.
  var tag: String { String(cString: PQcmdStatus(result)) }

  /// Rows that INSERT, UPDATE or DELETE changed.
  var changed: Int { tag.hasPrefix("SELECT") ? 0 : Int(String(cString: PQcmdTuples(result))) ?? 0 }

  func rows() throws(StoreError) -> [SQLRow] {
    let columns = (0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) }
    let types = (0..<PQnfields(result)).map { PQftype(result, $0) }
    var rows: [SQLRow] = []
    rows.reserveCapacity(Int(PQntuples(result)))
    for row in 0..<PQntuples(result) {
      var values: [SQLValue] = []
      values.reserveCapacity(types.count)
      for (column, type) in types.enumerated() { values.append(try value(row, Int32(column), type)) }
      rows.append(SQLRow(columns: columns, values: values))
    }
    return rows
  }

  private func value(_ row: Int32, _ column: Int32, _ type: Oid) throws(StoreError) -> SQLValue {
    guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return .null }
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
    let text = String(decoding: bytes, as: UTF8.self)
    // Numbers of types in pg_type.
    switch type {
    case 16: return SQLValue(text == "t")
    case 20, 21, 23, 26: if let number = Int64(text) { return .integer(number) }
    case 700, 701: if let number = Double(text) { return .real(number) }
    // SUM of integers is numeric here: whole numbers stay integers.
    case 1700:
      if let number = Int64(text) { return .integer(number) } else if let number = Double(text) { return .real(number) }
    case 17: if let decoded = decodedHex(bytes) { return .bytes(decoded) }
    default: return .text(text)
    }
    throw .misuse("an answer of type \(type) does not read as one")
  }
}

/// Bytes from `\x0aff`, the form of BYTEA in text.
private func decodedHex(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
  func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 97...102: byte - 87
    default: nil
    }
  }
  guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x") else { return nil }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count / 2 - 1)
  for index in stride(from: 2, to: text.count, by: 2) {
    guard let high = digit(text[index]), let low = digit(text[index + 1]) else { return nil }
    bytes.append(high << 4 | low)
  }
  return bytes
}
