import Cryptography
import HTTPTypes
import Hummingbird
public import Kernel
import Logging
import NIOCore
import Synchronization

/// An answer that was given to a request with a key.
public struct KeptAnswer: Sendable, Hashable {
  public let status: Int
  public let type: String
  public let body: String

  public init(status: Int, type: String, body: String) {
    self.status = status
    self.type = type
    self.body = body
  }
}

/// Remembers which request a key belongs to and what was answered.
public protocol IdempotencyKeeper: Sendable {
  /// Takes the key for a request. Returns nil when it is new, and the answer when the same request has been answered.
  ///
  /// Throws `idempotencyReused` for another request, `idempotencyRunning` while the first is under way.
  func take(_ key: String, of party: PartyID, digest: String) async throws -> KeptAnswer?
  /// Whether an error leaves it unknown if something was done, as a connection does that broke while it committed.
  func leavesUnknown(_ error: any Error) -> Bool
  /// Keeps the answer; nil gives the key free again, since nothing was done.
  func finish(_ key: String, of party: PartyID, _ answer: KeptAnswer?) async throws
}

/// `Idempotency-Key` on writes of somebody who is signed in: the same key and request gets the first answer again, the same key with another
/// request 422. A refusal keeps nothing: what was mended may be sent again with the same key.
struct IdempotencyMiddleware: RouterMiddleware {
  typealias Context = WebContext
  static let header = HTTPField.Name("Idempotency-Key")
  static let shownOnce = "shown-once"
  static let secret = "no-store, private"
  let keeper: any IdempotencyKeeper

  func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    guard request.method != .get, request.method != .head, let name = Self.header, let key = request.headers[name],
      let party = context.actor?.party
    else { return try await next(request, context) }
    guard (1...100).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Rejection(.malformed, "idempotencyKey")
    }
    let bytes = try await request.bytes(limit: 21 << 20)
    let digest = Hex.text(SHA256.hash(Array("\(request.method.rawValue) \(request.uri.path)\n".utf8) + bytes))
    if let kept = try await keeper.take(key, of: party, digest: digest) {
      if kept.type == Self.shownOnce { throw Rejection(.conflict, "shownOnce") }
      return Response(
        status: .init(code: kept.status), headers: [.contentType: kept.type, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: kept.body)))
    }
    var request = request
    request.body = RequestBody(buffer: ByteBuffer(bytes: bytes))
    let answer: Response
    let body: KeptAnswer
    do {
      let response = try await next(request, context)
      if response.headers[.cacheControl] == Self.secret {
        // That it was done is remembered, what was shown is not.
        try await keeper.finish(key, of: party, KeptAnswer(status: 409, type: Self.shownOnce, body: ""))
        return response
      }
      (answer, body) = try await Self.read(response)
    } catch {
      // When nobody can say whether it was done, the key stays taken: nothing is done twice.
      if !keeper.leavesUnknown(error) { try? await keeper.finish(key, of: party, nil) }
      throw error
    }
    do {
      try await keeper.finish(key, of: party, (200..<300).contains(answer.status.code) ? body : nil)
    } catch {
      // It was done, and the sender is told so. A repetition hears that it is under way.
      context.logger.warning("answer not kept", metadata: ["request": "\(context.id)"])
    }
    return answer
  }

  private static func read(_ response: Response) async throws -> (Response, KeptAnswer) {
    let collected = Collected()
    try await response.body.write(Writer(collected: collected))
    let buffer = collected.buffer.withLock { $0 }
    var copy = response
    copy.body = ResponseBody(byteBuffer: buffer)
    return (
      copy,
      KeptAnswer(
        status: response.status.code, type: response.headers[.contentType] ?? "application/json", body: String(buffer: buffer))
    )
  }
}

private final class Collected: Sendable {
  let buffer = Mutex(ByteBuffer())
}

/// Takes a body in.
private struct Writer: ResponseBodyWriter {
  let collected: Collected

  func write(_ buffer: ByteBuffer) async throws { collected.buffer.withLock { _ = $0.writeImmutableBuffer(buffer) } }
  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
