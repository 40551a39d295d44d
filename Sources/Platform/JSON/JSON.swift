/// A JSON value (RFC 8259), exact: numbers keep their digits, objects keep the order of their members.
///
/// Two objects are equal when they hold the same members, whatever the order; two numbers when they are the same number.
public indirect enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSON])
  case object(JSONObject)

  public var stringValue: String? { if case .string(let text) = self { text } else { nil } }
  public var boolValue: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  public var arrayValue: [JSON]? { if case .array(let items) = self { items } else { nil } }
  public var objectValue: JSONObject? { if case .object(let object) = self { object } else { nil } }
  /// The number as a whole one, when it is one and fits.
  public var intValue: Int64? { if case .number(let number) = self { number.int } else { nil } }

  /// A member of an object; nil when there is none or this is no object. Setting makes an object of a null.
  public subscript(_ key: String) -> JSON? {
    get { objectValue?[key] }
    set {
      var object = objectValue ?? JSONObject()
      object[key] = newValue
      self = .object(object)
    }
  }

  /// An item of an array; nil beyond its ends.
  public subscript(_ index: Int) -> JSON? {
    guard let items = arrayValue, items.indices.contains(index) else { return nil }
    return items[index]
  }

  /// The value at a JSON Pointer (RFC 6901); nil when there is none.
  public func at(_ pointer: String) -> JSON? {
    guard !pointer.isEmpty else { return self }
    // By scalars: a name may begin with a mark that joins the slash before it to one character.
    guard pointer.unicodeScalars.first == "/" else { return nil }
    var value = self
    for token in pointer.unicodeScalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let key = JSONPointer.unescaped(String(token))
      switch value {
      case .object(let object):
        guard let member = object[key] else { return nil }
        value = member
      case .array(let items):
        guard let index = Int(key), String(index) == key, items.indices.contains(index) else { return nil }
        value = items[index]
      default: return nil
      }
    }
    return value
  }
}

/// Tokens of JSON Pointers (RFC 6901).
public enum JSONPointer {
  public static func escaped(_ token: String) -> String {
    guard token.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return token }
    return token.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  public static func unescaped(_ token: some StringProtocol) -> String {
    guard token.utf8.contains(0x7E) else { return String(token) }
    var text = String.UnicodeScalarView()
    var tilde = false
    for scalar in token.unicodeScalars {
      if tilde {
        switch scalar {
        case "0": text.append("~")
        case "1": text.append("/")
        default: text += ["~", scalar]
        }
        tilde = false
      } else if scalar == "~" {
        tilde = true
      } else {
        text.append(scalar)
      }
    }
    if tilde { text.append("~") }
    return String(text)
  }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(JSONObject(elements)) }
}
