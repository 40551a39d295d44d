import Cryptography
public import HTML
import HTTPTypes
public import Hummingbird
public import JSON
import Kernel
import NIOCore
import Synchronization

/// Pages that are the same for everybody who is not signed in, and answers of the interface that are the same for all, as they were last
/// written: by address, by how the reader wants to see them, and by the day.
///
/// Bounded: when the younger half is full the older one is thrown away, whatever is asked for. Somebody who is signed in is never answered
/// from here, and nothing of theirs gets in.
public final class PageCache: Sendable {
  private struct Key: Hashable {
    let path: String
    let query: String
    /// nil for the interface, which is the same in any language.
    let preferences: Preferences?
  }

  private struct Entry {
    let stamp: String
    let bytes: ByteBuffer
    let headers: HTTPFields
    let tag: String
    /// Until when it need not be written anew; nil where its stamp tells all.
    let until: Instant?
  }

  private struct Content {
    var young: [Key: Entry] = [:]
    var old: [Key: Entry] = [:]
    /// Bytes of the younger half.
    var size = 0
  }

  private let content = Mutex(Content())
  private let half: Int

  /// `limit`: bytes that are kept at most.
  public init(limit: Int = 8 << 20) { half = limit / 2 }

  /// Pages kept now.
  public var count: Int { content.withLock { Set($0.young.keys).union($0.old.keys).count } }

  /// The page's answer, kept or made by `make`, which gives its title and what is between masthead and footer.
  ///
  /// `stamp`: what the page is made from, as the catalogue's epoch; when it changes the page is made anew, and so it is every day and after
  /// `seconds`, where they are given. When it cannot be made, the old one is good enough.
  public func answer(
    _ request: Request, _ page: Page, stamp: String, seconds: Int64? = nil,
    _ make: () async throws -> (title: String, main: HTML)
  ) async throws -> Response {
    guard page.session == nil, page.path.utf8.count + page.query.utf8.count < 300 else {
      let (title, main) = try await make()
      return page.answer(title, main)
    }
    let key = Key(path: page.path, query: page.query, preferences: page.preferences)
    let now = page.now
    let kept = entry(key)
    if let kept, kept.stamp == stamp, kept.until.map({ now < $0 }) ?? true { return response(kept, request) }
    do {
      let (title, main) = try await make()
      let bytes = ByteBuffer(string: page.publicDocument(title, main).text)
      let tag = "\"\(Hex.text(Array(SHA256.hash(Array(bytes.readableBytesView)).prefix(10))))\""
      let tomorrow = now.civilDate.adding(days: 1).start
      let entry = Entry(
        stamp: stamp, bytes: bytes,
        headers: [
          .contentType: "text/html; charset=utf-8", .cacheControl: "private, no-cache", .eTag: tag, .vary: "Cookie",
          .contentLength: String(bytes.readableBytes),
        ], tag: tag, until: seconds.map { min(now.adding(seconds: $0), tomorrow) } ?? tomorrow)
      keep(entry, key)
      return response(entry, request)
    } catch let rejection as Rejection {
      throw rejection
    } catch {
      guard let kept else { throw error }
      return response(kept, request)
    }
  }

  /// The interface's answer to a question that it answers alike whoever asks, kept or made by `make`.
  ///
  /// `stamp`: what it is made from; when it changes the answer is made anew. What `make` throws is not kept.
  public func answer(_ request: Request, stamp: String, _ make: () throws -> JSON) rethrows -> Response {
    let key = Key(path: request.uri.path, query: request.uri.query ?? "", preferences: nil)
    guard key.path.utf8.count + key.query.utf8.count < 300 else { return Response.json(try make()) }
    let bytes: ByteBuffer
    let headers: HTTPFields
    if let kept = entry(key), kept.stamp == stamp {
      bytes = kept.bytes
      headers = kept.headers
    } else {
      bytes = ByteBuffer(bytes: try make().bytes)
      headers = Response.jsonHeaders(bytes.readableBytes)
      keep(Entry(stamp: stamp, bytes: bytes, headers: headers, tag: "", until: nil), key)
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
  }

  private func response(_ entry: Entry, _ request: Request) -> Response {
    if request.headers[.ifNoneMatch] == entry.tag {
      return Response(
        status: .notModified, headers: [.eTag: entry.tag, .cacheControl: "private, no-cache", .vary: "Cookie"])
    }
    return Response(status: .ok, headers: entry.headers, body: ResponseBody(byteBuffer: entry.bytes))
  }

  private func entry(_ key: Key) -> Entry? {
    content.withLock { content in
      if let entry = content.young[key] { return entry }
      guard let entry = content.old.removeValue(forKey: key) else { return nil }
      // What is asked for again stays.
      Self.put(entry, key, &content, half)
      return entry
    }
  }

  private func keep(_ entry: Entry, _ key: Key) {
    guard entry.bytes.readableBytes < half / 8 else { return }
    content.withLock { Self.put(entry, key, &$0, half) }
  }

  private static func put(_ entry: Entry, _ key: Key, _ content: inout Content, _ half: Int) {
    if let before = content.young.updateValue(entry, forKey: key) { content.size -= before.bytes.readableBytes }
    content.old[key] = nil
    content.size += entry.bytes.readableBytes
    if content.size > half {
      content.old = content.young
      content.young = [:]
      content.size = 0
    }
  }
}
