/// How large a text may be that is read.
public struct JSONLimits: Sendable {
  public var depth: Int
  public var bytes: Int
  /// Whether U+0000 is let in, written as an escape. Databases do not keep it, so only what is never stored may hold it.
  public var nul: Bool

  public init(depth: Int = 64, bytes: Int = 8 << 20, nul: Bool = false) {
    self.depth = depth
    self.bytes = bytes
    self.nul = nul
  }

  public static let standard = JSONLimits()
}

/// Why a text is not read, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case syntax, invalidUTF8, duplicateKey, tooDeep, tooLarge, nulCharacter, loneSurrogate, endExpected
  }

  public let reason: Reason
  /// From 1.
  public let line: Int
  /// In bytes, from 1.
  public let column: Int

  public var description: String { "\(reason.rawValue) at line \(line), column \(column)" }
}

extension JSON {
  /// Reads one value: strict RFC 8259, and beyond it refuses duplicate names, U+0000 and lone surrogates, which no two readers treat alike.
  public static func parse(_ bytes: some Collection<UInt8>, limits: JSONLimits = .standard) throws(JSONError) -> JSON {
    guard let value = try JSONDocument(Array(bytes), limits: limits).value() else {
      throw JSONError(reason: .duplicateKey, line: 1, column: 1)
    }
    return value
  }

  /// Reads one value from text.
  public static func parse(_ text: String, limits: JSONLimits = .standard) throws(JSONError) -> JSON {
    try parse(text.utf8, limits: limits)
  }
}
