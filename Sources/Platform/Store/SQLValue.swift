/// A value that goes into or comes out of a statement.
public enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes([UInt8])

  public init(_ value: Int) { self = .integer(Int64(value)) }
  public init(_ value: Bool) { self = .integer(value ? 1 : 0) }
  public init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
  public init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
  public init(_ value: Int64?) { self = value.map(SQLValue.integer) ?? .null }
  public init(_ value: [UInt8]?) { self = value.map(SQLValue.bytes) ?? .null }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(nilLiteral: ()) { self = .null }
}

/// One row of an answer. A missing or mistyped column is a mistake of ours and throws `StoreError.misuse`.
public struct SQLRow: Sendable {
  private let columns: [String]
  private let values: [SQLValue]

  public init(columns: [String], values: [SQLValue]) {
    self.columns = columns
    self.values = values
  }

  public func value(_ column: String) throws(StoreError) -> SQLValue {
    for (index, name) in columns.enumerated() where name == column { return values[index] }
    throw .misuse("no column \(column)")
  }

  public func optionalText(_ column: String) throws(StoreError) -> String? {
    switch try value(column) {
    case .null: return nil
    case .text(let text): return text
    default: throw .misuse("column \(column) is not text")
    }
  }

  public func text(_ column: String) throws(StoreError) -> String {
    guard let text = try optionalText(column) else { throw .misuse("column \(column) is null") }
    return text
  }

  public func optionalInteger(_ column: String) throws(StoreError) -> Int64? {
    switch try value(column) {
    case .null: return nil
    case .integer(let number): return number
    default: throw .misuse("column \(column) is not an integer")
    }
  }

  public func integer(_ column: String) throws(StoreError) -> Int64 {
    guard let number = try optionalInteger(column) else { throw .misuse("column \(column) is null") }
    return number
  }

  public func int(_ column: String) throws(StoreError) -> Int { Int(try integer(column)) }
  public func bool(_ column: String) throws(StoreError) -> Bool { try integer(column) != 0 }

  public func optionalBytes(_ column: String) throws(StoreError) -> [UInt8]? {
    switch try value(column) {
    case .null: return nil
    case .bytes(let bytes): return bytes
    default: throw .misuse("column \(column) is not bytes")
    }
  }

  public func bytes(_ column: String) throws(StoreError) -> [UInt8] {
    guard let bytes = try optionalBytes(column) else { throw .misuse("column \(column) is null") }
    return bytes
  }
}
