import App
import CatalogueCore
import HTTPTypes
import HummingbirdTesting
import JSON
import Kernel
import NIOCore
import Store
import Synchronization
import TestDatabases
import Testing

@Suite("Pages for readers who are not signed in")
struct PageTests {
  private struct Seen {
    let status: Int
    let text: String
    let tag: String?
    let control: String?
  }

  private func get(_ product: Product, _ path: String, _ headers: HTTPFields = [:]) async throws -> Seen {
    try await product.client.execute(uri: path, method: .get, headers: headers, body: nil) { response in
      Seen(
        status: response.status.code, text: String(buffer: response.body), tag: response.headers[.eTag],
        control: response.headers[.cacheControl])
    }
  }

  @Test("a page that was made once is answered without the database, and not sent twice to who has it")
  func withoutDatabase() async throws {
    try await Product.run(.sqlite) { product in
      let paths = ["/", "/?audience=organisation", "/services/GAJ001?region=152502", "/services?q=abc"]
      var first: [Seen] = []
      for path in paths { first.append(try await get(product, path)) }
      #expect(first.map(\.status) == [200, 200, 200, 200])
      await product.program.store.close()
      for (path, before) in zip(paths, first) {
        let again = try await get(product, path)
        #expect(again.status == 200 && again.text == before.text && again.tag == before.tag)
        let tag = try #require(before.tag)
        let kept = try await get(product, path, [.ifNoneMatch: tag])
        #expect(kept.status == 304 && kept.text.isEmpty)
      }
      // A guide that nobody has looked at yet needs no database either.
      #expect(try await get(product, "/services/MZJ009?region=152502").status == 200)
    }
  }

  @Test("each reader has the page in their language and view, and who is signed in has their own, which nobody keeps")
  func readers() async throws {
    try await Product.run(.sqlite) { product in
      let guide = "/services/GAJ001?region=152502"
      let plain = try await get(product, guide)
      let english = try await get(product, guide, [.cookie: "wutong-language=en"])
      let elder = try await get(product, guide, [.cookie: "wutong-view=elder"])
      #expect(Set([plain.text, english.text, elder.text]).count == 3)
      #expect(Set([plain.tag, english.tag, elder.tag]).count == 3)
      let token = try await product.signIn("citizen")
      let own = try await get(product, guide, [.cookie: "wutong=\(token)"])
      #expect(own.text != plain.text && own.tag == nil && own.control == "no-store")
      #expect(try await get(product, guide).text == plain.text)
      #expect(try await get(product, "/services/NONE").status == 404)
    }
  }

  @Test("a page is made anew when the day changes")
  func day() async throws {
    let time = Ticking("2026-03-02T23:59:50+08:00")
    try await Product.run(.sqlite, clock: time.clock) { product in
      let before = try await get(product, "/services/GAJ001?region=152502")
      time.pass(seconds: 20)
      let after = try await get(product, "/services/GAJ001?region=152502")
      let service = try #require(product.program.catalogue.current.service("GAJ001"))
      let offering = try #require(product.program.catalogue.current.offering(service: service.key, region: "152502"))
      #expect((before.text != after.text) == (offering.promisedDays > 0))
    }
  }
}

/// A clock that a test moves.
private final class Ticking: Sendable {
  private let now: Mutex<Instant>
  init(_ text: String) { now = Mutex(Instant(rfc3339: text) ?? Instant(milliseconds: 0)) }
  var clock: WallClock { WallClock { self.now.withLock { $0 } } }
  func pass(seconds: Int64) { now.withLock { $0 = $0.adding(seconds: seconds) } }
}
