/// A piece of a page. Text that is put into it is escaped by its type; only `HTML` goes in as it is.
public struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
  public private(set) var text: String

  /// Markup that is known to be safe.
  public init(raw: String) { text = raw }
  public init(stringLiteral value: String) { text = value }
  public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  public var description: String { text }

  public static let empty = HTML(raw: "")
  public static func + (left: HTML, right: HTML) -> HTML { HTML(raw: left.text + right.text) }
  public static func += (left: inout HTML, right: HTML) { left.text += right.text }

  public struct Interpolation: StringInterpolationProtocol {
    var text = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + interpolationCount * 24)
    }

    public mutating func appendLiteral(_ literal: String) { text += literal }
    /// Text of people's: safe between tags and inside quoted attributes.
    public mutating func appendInterpolation(_ value: String) { HTML.escape(value, into: &text) }
    public mutating func appendInterpolation(_ value: String?) { if let value { HTML.escape(value, into: &text) } }
    public mutating func appendInterpolation(_ value: Int) { text += String(value) }
    public mutating func appendInterpolation(_ value: HTML) { text += value.text }
    public mutating func appendInterpolation(_ value: HTML?) { if let value { text += value.text } }
    public mutating func appendInterpolation(_ values: [HTML]) { for value in values { text += value.text } }
    /// A link's target: only of this site, a telephone or a mail address; anything else becomes `#`.
    public mutating func appendInterpolation(url: String) { HTML.escape(HTML.safe(url) ? url : "#", into: &text) }
  }

  /// By bytes: browsers leave out tabs and line ends, and a mark after a slash does not make it another sign.
  private static func safe(_ url: String) -> Bool {
    let bytes = url.utf8
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return false }
    switch bytes.first {
    case UInt8(ascii: "/"):
      let second = bytes.dropFirst().first
      return second != UInt8(ascii: "/") && second != UInt8(ascii: "\\")
    case UInt8(ascii: "#"), UInt8(ascii: "?"): return true
    default: return bytes.starts(with: "tel:".utf8) || bytes.starts(with: "mailto:".utf8)
    }
  }

  private static func escape(_ value: String, into text: inout String) {
    guard value.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 }) else {
      text += value
      return
    }
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
