import RegularExpressions

/// The formats of texts that JSON Schema names (Validation 2020-12 §7.3), each by its own standard.
public enum TextFormat: String, CaseIterable, Sendable {
  /// RFC 3339 §5.6.
  case dateTime = "date-time"
  case date, time
  /// RFC 3339, appendix A.
  case duration
  /// RFC 5321 §4.1.2, and RFC 6531 for addresses beyond ASCII.
  case email
  case idnEmail = "idn-email"
  /// RFC 1123 §2.1, and RFC 5890 to 5893 for names beyond ASCII.
  case hostname
  case idnHostname = "idn-hostname"
  /// RFC 2673 §3.2 and RFC 4291 §2.2.
  case ipv4, ipv6
  /// RFC 3986, and RFC 3987 beyond ASCII.
  case uri
  case uriReference = "uri-reference"
  case iri
  case iriReference = "iri-reference"
  /// RFC 4122.
  case uuid
  /// RFC 6570.
  case uriTemplate = "uri-template"
  /// RFC 6901.
  case jsonPointer = "json-pointer"
  case relativeJSONPointer = "relative-json-pointer"
  /// ECMA-262.
  case regex

  /// Whether a text, valid UTF-8, is of this format. Needs no locks and, but for names beyond ASCII and patterns, no memory.
  public func accepts(_ text: Span<UInt8>) -> Bool { text.withUnsafeBufferPointer { accepts($0) } }

  public func accepts(_ text: String) -> Bool { Array(text.utf8).withUnsafeBufferPointer { accepts($0) } }

  private func accepts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var scanner = Scanner(text)
    switch self {
    case .dateTime: return scanner.dateTime() && scanner.isAtEnd
    case .date: return scanner.date() && scanner.isAtEnd
    case .time: return scanner.time() && scanner.isAtEnd
    case .duration: return scanner.duration() && scanner.isAtEnd
    case .email: return Mailbox.accepts(text, international: false)
    case .idnEmail: return Mailbox.accepts(text, international: true)
    case .hostname: return Hostname.accepts(text)
    case .idnHostname: return Hostname.acceptsInternational(text)
    case .ipv4: return scanner.ipv4() && scanner.isAtEnd
    case .ipv6: return scanner.ipv6() && scanner.isAtEnd
    case .uri: return Identifier(scanner, international: false).accepts(relative: false)
    case .uriReference: return Identifier(scanner, international: false).accepts(relative: true)
    case .iri: return Identifier(scanner, international: true).accepts(relative: false)
    case .iriReference: return Identifier(scanner, international: true).accepts(relative: true)
    case .uuid: return scanner.uuid() && scanner.isAtEnd
    case .uriTemplate: return scanner.uriTemplate()
    case .jsonPointer: return scanner.jsonPointer()
    case .relativeJSONPointer: return scanner.relativeJSONPointer()
    case .regex:
      do throws(RegularExpressionError) {
        _ = try RegularExpression(String(decoding: text, as: UTF8.self))
        return true
      } catch { return false }
    }
  }
}
