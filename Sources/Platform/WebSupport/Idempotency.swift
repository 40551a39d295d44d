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

/// A key with the request that it belongs to.
public struct RequestKey: Sendable, Hashable {
  public let party: PartyID
  public let key: String
  /// Of method, path and body.
  public let digest: String
}

/// What became of a request with a key: that it is known means that its effect is durable.
public struct KnownRequest: Sendable {
  public let digest: String
  /// Names what was made.
  public let reference: String?
  public let answer: KeptAnswer?

  public init(digest: String, reference: String?, answer: KeptAnswer?) {
    self.digest = digest
    self.reference = reference
    self.answer = answer
  }
}

/// Remembers which requests have had their effect.
public protocol IdempotencyKeeper: Sendable {
  /// Runs `body`; the first transaction that it writes takes the key with it, and fails when somebody has taken it. Returns whether it was
  /// taken.
  func carrying<Value: Sendable>(
    _ key: RequestKey, _ body: () async throws -> Value
  ) async throws -> (value: Value, taken: Bool)
  /// What is known of a key; nil for one that has had no effect.
  func known(_ key: RequestKey) async throws -> KnownRequest?
  /// Keeps what was answered, beside the effect.
  func keep(_ answer: KeptAnswer, for key: RequestKey) async throws
}

/// `Idempotency-Key` on writes of somebody who is signed in: the same key and request has one effect and is answered alike, the same key
/// with another request gets 422. A refusal takes no key: what was mended may be sent again with the same one.
///
/// The key is taken in the transaction of the effect, so that nothing is done twice whenever the program dies, and a request that was not
/// done may run at once. Whether a key was taken is asked only when a request fails: one that comes again fails at its latest where it
/// takes its key. What it made is read anew (`again`); other answers are kept after the effect.
struct Idempotency: Sendable {
  typealias Handler = @Sendable (Request, WebContext) async throws -> Response
  /// Makes the answer once more out of the name of what was made.
  typealias Again = @Sendable (_ reference: String?, Request, WebContext) async throws -> Response

  static let header = HTTPField.Name("Idempotency-Key")
  static let shownOnce = "shown-once"
  static let secret = "no-store, private"
  /// How long the answer of one that is under way is waited for.
  private static let patience = Duration.seconds(2)

  let keeper: any IdempotencyKeeper

  func answer(
    _ request: Request, _ context: WebContext, status: Int, again: Again?, _ handler: Handler
  ) async throws -> Response {
    guard let name = Self.header, let text = request.headers[name], let party = context.actor?.party else {
      return try await handler(request, context)
    }
    guard (1...100).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Rejection(.malformed, "idempotencyKey")
    }
    let bytes = try await request.bytes(limit: 21 << 20)
    let digest = Hex.text(SHA256.hash(Array("\(request.method.rawValue) \(request.uri.path)\n".utf8) + bytes))
    let key = RequestKey(party: party, key: text, digest: digest)
    var whole = request
    whole.body = RequestBody(buffer: ByteBuffer(bytes: bytes))
    let copy = whole
    let response: Response
    let taken: Bool
    do { (response, taken) = try await keeper.carrying(key) { try await handler(copy, context) } } catch {
      guard let known = try await keeper.known(key) else { throw error }
      guard known.digest == digest else { throw Rejection(.invalid, "idempotencyReused") }
      return try await repeated(known, key, copy, context, status: status, again)
    }
    guard again == nil, taken, (200..<300).contains(response.status.code) else { return response }
    return await kept(response, for: key, context)
  }

  /// The answer to a request whose effect is there.
  private func repeated(
    _ known: KnownRequest, _ key: RequestKey, _ request: Request, _ context: WebContext, status: Int, _ again: Again?
  ) async throws -> Response {
    if let again { return try await again(known.reference, request, context) }
    if status == 204 { return Response(status: .noContent) }
    var known: KnownRequest? = known
    let start = ContinuousClock.now
    while known?.answer == nil, ContinuousClock.now - start < Self.patience {
      try await Task.sleep(for: .milliseconds(50))
      known = try await keeper.known(key)
    }
    guard let answer = known?.answer else { throw Rejection(.conflict, "idempotencyRunning") }
    if answer.type == Self.shownOnce { throw Rejection(.conflict, "shownOnce") }
    return Response(
      status: .init(code: answer.status), headers: [.contentType: answer.type, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
  }

  /// Keeps an answer that cannot be made again. That a secret was shown is remembered, what was shown is not.
  private func kept(_ response: Response, for key: RequestKey, _ context: WebContext) async -> Response {
    if response.status == .noContent { return response }
    do {
      if response.headers[.cacheControl] == Self.secret {
        try await keeper.keep(KeptAnswer(status: 409, type: Self.shownOnce, body: ""), for: key)
        return response
      }
      let (answer, body) = try await Self.read(response)
      do { try await keeper.keep(body, for: key) } catch {
        // It was done, and the sender is told so.
        context.logger.warning("answer not kept", metadata: ["request": "\(context.id)"])
      }
      return answer
    } catch {
      context.logger.warning("answer not kept", metadata: ["request": "\(context.id)"])
      return response
    }
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
