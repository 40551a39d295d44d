public import HTML
public import HTTPTypes
public import Hummingbird
public import JSON
public import Kernel
import NIOCore

/// A portion of a list: `{items, total, next}`, where `total` counts all and `next` is where to go on.
public func list(_ items: [JSON], total: Int, next: String? = nil) -> JSON {
  ["items": .array(items), "total": .number(JSONNumber(total)), "next": next.map(JSON.string) ?? .null]
}

extension Response {
  /// JSON in UTF-8, never cached.
  public static func json(_ value: JSON, status: HTTPResponse.Status = .ok, type: String = "application/json") -> Response {
    let bytes = value.bytes
    return Response(
      status: status, headers: jsonHeaders(bytes.count, type: type), body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  static func jsonHeaders(_ length: Int, type: String = "application/json") -> HTTPFields {
    [.contentType: type, .cacheControl: "no-store", .contentLength: String(length)]
  }

  /// Something was made (201): its JSON, and where it is read.
  public static func created(_ value: JSON, at location: String) -> Response {
    var response = json(value, status: .created)
    response.headers[.location] = location
    return response
  }

  /// JSON that holds a secret shown this once: kept nowhere, not even for a request that is sent again.
  public static func secret(_ value: JSON, status: HTTPResponse.Status = .created) -> Response {
    var response = json(value, status: status)
    response.headers[.cacheControl] = Idempotency.secret
    return response
  }

  public static func page(_ html: HTML, status: HTTPResponse.Status = .ok) -> Response {
    let buffer = ByteBuffer(string: html.text)
    return Response(
      status: status,
      headers: [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .contentLength: String(buffer.readableBytes),
      ],
      body: ResponseBody(byteBuffer: buffer))
  }

  /// See other: after a form has been taken.
  public static func seeOther(_ path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }
}

extension Request {
  /// The body as JSON. Throws `malformed` with line and column, `tooLarge`, `unsupportedMedia`.
  public func json(limit: Int = RequestLimits.body) async throws -> JSON { try await jsonBody(limit: limit).value }

  func jsonBody(limit: Int = RequestLimits.body) async throws -> (value: JSON, bytes: [UInt8]) {
    if let type = headers[.contentType], type != "application/json" {
      let media = type.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
      guard media == "application/json" else { throw Rejection(.unsupportedMedia, "jsonExpected") }
    }
    let bytes = try await bytes(limit: limit)
    do throws(JSONError) { return (try JSON.parse(bytes), bytes) } catch {
      throw Rejection(
        .malformed, "malformedJSON", ["line": "\(error.line)", "column": "\(error.column)", "reason": error.reason.rawValue])
    }
  }

  public func bytes(limit: Int) async throws -> [UInt8] {
    if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw Rejection(.tooLarge, "bodyTooLarge") }
    var bytes: [UInt8] = []
    for try await part in body {
      guard bytes.count + part.readableBytes <= limit else { throw Rejection(.tooLarge, "bodyTooLarge") }
      bytes += part.readableBytesView
    }
    return bytes
  }

  /// The fields of a posted form; broken UTF-8 and U+0000 are refused.
  public func form(limit: Int = RequestLimits.body) async throws -> FormPost { try FormPost(try await bytes(limit: limit)) }

  public func query(_ name: String) -> String? {
    uri.queryParameters[name[...]].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// How many items of a list are asked for: 1 to 200, 20 without a word.
  public func limit() throws(Rejection) -> Int {
    guard let text = query("limit") else { return 20 }
    guard let limit = Int(text), (1...200).contains(limit) else { throw Rejection.invalid([Problem("/limit", "limit")]) }
    return limit
  }

  /// One of a set of words; nil when nothing is asked.
  public func query<Word: RawRepresentable<String>>(_ name: String, as _: Word.Type) throws(Rejection) -> Word? {
    guard let text = query(name) else { return nil }
    guard let word = Word(rawValue: text) else { throw Rejection.invalid([Problem("/\(name)", "enum")]) }
    return word
  }
}

/// The fields of a posted form (application/x-www-form-urlencoded).
public struct FormPost: Sendable {
  public let fields: [String: [String]]

  public init(fields: [String: [String]]) { self.fields = fields }

  init(_ bytes: [UInt8]) throws(Rejection) {
    var fields: [String: [String]] = [:]
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      guard fields.count < 1000 else { throw Rejection(.tooLarge, "bodyTooLarge") }
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      fields[try Self.decoded(parts[0]), default: []].append(parts.count > 1 ? try Self.decoded(parts[1]) : "")
    }
    self.fields = fields
  }

  public subscript(_ name: String) -> String { fields[name]?.first ?? "" }
  public func all(_ name: String) -> [String] { fields[name] ?? [] }

  private static func decoded(_ bytes: ArraySlice<UInt8>) throws(Rejection) -> String {
    var plain: [UInt8] = []
    var rest = bytes
    func digit(_ byte: UInt8) -> UInt8? {
      switch byte {
      case 48...57: byte - 48
      case 65...70: byte - 55
      case 97...102: byte - 87
      default: nil
      }
    }
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+") {
        plain.append(0x20)
      } else if byte == UInt8(ascii: "%") {
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
          throw Rejection(.malformed, "malformedForm")
        }
        plain.append(high << 4 | low)
      } else {
        plain.append(byte)
      }
    }
    guard !plain.contains(0), let text = String(validating: plain, as: UTF8.self) else {
      throw Rejection(.malformed, "malformedForm")
    }
    return text
  }
}
