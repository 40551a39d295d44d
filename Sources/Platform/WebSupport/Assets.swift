import Cryptography
import Foundation
import HTTPTypes
public import Hummingbird
import Kernel
import NIOCore

/// Style sheet, script and pictures, read once and served from memory with their digest as ETag.
///
/// Only what was found in the folder when the program started is served: a path never reaches the file system.
public struct Assets: Sendable {
  struct Item: Sendable {
    let bytes: ByteBuffer
    let mediaType: String
    let tag: String
  }

  private let items: [String: Item]

  /// Reads `css`, `js` and `img` of a folder. Throws when it cannot be read.
  public init(folder: String) throws {
    var items: [String: Item] = [:]
    for part in ["css", "js", "img"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)") {
        guard let mediaType = Self.mediaTypes[(name as NSString).pathExtension] else { continue }
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(part)/\(name)")))
        items["\(part)/\(name)"] = Item(
          bytes: ByteBuffer(bytes: bytes), mediaType: mediaType, tag: Hex.text(Array(SHA256.hash(bytes).prefix(8))))
      }
    }
    self.items = items
  }

  private static let mediaTypes = [
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
    "woff2": "font/woff2", "html": "text/html; charset=utf-8",
  ]

  /// A link that changes when the file does, so that browsers may keep it for ever.
  public func link(_ name: String) -> String { "/assets/\(name)?v=\(items[name]?.tag ?? "0")" }

  /// The text of a drawing that is put into pages.
  func text(_ name: String) -> String { items[name].map { String(buffer: $0.bytes) } ?? "" }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("assets/{folder}/{name}") { request, context in
      let name = "\(context.parameters.get("folder") ?? "")/\(context.parameters.get("name") ?? "")"
      guard let item = items[name] else { throw Rejection.notFound }
      let tag = "\"\(item.tag)\""
      let headers: HTTPFields = [
        .eTag: tag, .contentType: item.mediaType,
        .cacheControl: request.query("v") == item.tag ? "public, max-age=31536000, immutable" : "public, max-age=300",
      ]
      if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
      return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: item.bytes))
    }
  }
}
