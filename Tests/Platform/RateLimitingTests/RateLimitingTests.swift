import RateLimiting
import SeededRandom
import Testing

@Suite("Token buckets count exactly")
struct TokenBucketTests {
  @Test("a burst is taken at once, then one after each share of the minute, to the millisecond")
  func refill() {
    let limit = RateLimit(burst: 3, perMinute: 7)
    var bucket = TokenBucket(limit, at: 1000)
    for _ in 0..<3 { #expect(bucket.take(limit, at: 1000) == nil) }
    // 60,000 / 7 = 8571.43: the first whole millisecond after is 8572.
    #expect(bucket.take(limit, at: 1000) == 8572)
    #expect(bucket.take(limit, at: 1000 + 8571) == 1)
    #expect(bucket.take(limit, at: 1000 + 8572) == nil)
    #expect(bucket.take(limit, at: 1000 + 8572) == 8571, "what flowed in beyond a whole token is kept")
    #expect(bucket.take(limit, at: 0) == 8571, "a clock that goes backwards gives nothing")
    #expect(bucket.take(limit, at: .max) == nil, "and one that leaps overflows nothing")
  }

  @Test("asked at any moments it gives what a bucket of exact fractions gives")
  func agrees() {
    var random = SplitMix(state: 20)
    for _ in 0..<300 {
      let limit = RateLimit(burst: .random(in: 1...20, using: &random), perMinute: .random(in: 1...5000, using: &random))
      var bucket = TokenBucket(limit, at: 0)
      // The same as a queue of numerators over 60,000, counted in another way: tokens given so far, and when the bucket ran over.
      var level = limit.burst * 60_000
      var now = 0
      for _ in 0..<200 {
        let step = Int.random(in: 0...400, using: &random)
        for _ in 0..<step { level = min(limit.burst * 60_000, level + limit.perMinute) }
        now += step
        let wait = bucket.take(limit, at: Int64(now))
        if level >= 60_000 {
          level -= 60_000
          #expect(wait == nil)
        } else {
          var waited = 0
          var later = level
          while later < 60_000 {
            later += limit.perMinute
            waited += 1
          }
          #expect(wait == Int64(waited))
        }
      }
    }
  }

  @Test("a million addresses take no more memory than the table has places; whoever comes often is not forgotten for them")
  func bounded() {
    let limit = RateLimit(burst: 2, perMinute: 1)
    let table = BucketTable(limit, capacity: 4096)
    let often: UInt64 = 42
    _ = table.take(often, at: 0)
    _ = table.take(often, at: 0)
    var random = SplitMix(state: 7)
    var refused = 0
    for number in 0..<1_000_000 {
      _ = table.take(random.next(), at: 1)
      if number % 64 == 0, table.take(often, at: 1) != nil { refused += 1 }
    }
    #expect(table.count <= 4096)
    #expect(refused == 1_000_000 / 64, "\(refused)")
  }

  @Test("many threads take no token twice")
  func threads() async {
    let limit = RateLimit(burst: 500, perMinute: 1)
    let table = BucketTable(limit, capacity: 64)
    let given = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 { group.addTask { (0..<200).count { _ in table.take(9, at: 5) == nil } } }
      return await group.reduce(0, +)
    }
    #expect(given == 500)
  }
}

@Suite("Who asks is found behind the proxies that are trusted, and no others")
struct ClientAddressTests {
  private func find(_ peer: String, _ forwarded: String?, _ trusted: [String]) throws -> NetworkAddress? {
    ClientAddress.find(peer: try #require(NetworkAddress(peer)), forwarded: forwarded, trusted: try NetworkSet(trusted))
  }

  @Test("without a trusted proxy the header is not looked at")
  func spoofed() throws {
    #expect(try find("203.0.113.9", "10.0.0.1", []) == NetworkAddress("203.0.113.9"))
    #expect(try find("203.0.113.9", "10.0.0.1", ["192.0.2.1"]) == NetworkAddress("203.0.113.9"))
  }

  @Test("behind a trusted one it is the last entry that is none; what somebody wrote further left counts for nothing")
  func behind() throws {
    #expect(try find("10.0.0.1", "1.1.1.1, 203.0.113.9", ["10.0.0.0/8"]) == NetworkAddress("203.0.113.9"))
    #expect(try find("10.0.0.1", "203.0.113.9, 10.2.3.4", ["10.0.0.0/8"]) == NetworkAddress("203.0.113.9"))
    #expect(try find("10.0.0.1", "nonsense", ["10.0.0.0/8"]) == NetworkAddress("10.0.0.1"))
    #expect(try find("10.0.0.1", "203.0.113.9, nonsense", ["10.0.0.0/8"]) == NetworkAddress("10.0.0.1"))
    #expect(try find("::ffff:10.0.0.1", "203.0.113.9", ["10.0.0.1"]) == NetworkAddress("203.0.113.9"))
  }

  @Test("IPv6 counts by its network of 64 bits, IPv4 by its address")
  func counted() throws {
    func counted(_ text: String) -> [UInt8]? { NetworkAddress(text)?.counted }
    #expect(counted("2001:db8:1:2::1") == counted("2001:db8:1:2:ffff::9"))
    #expect(counted("2001:db8:1:2::1") != counted("2001:db8:1:3::1"))
    #expect(counted("192.0.2.1") != counted("192.0.2.2"))
    #expect(counted("::ffff:192.0.2.1") == counted("192.0.2.1"))
  }

  @Test("networks contain what they say, to the bit; what is none is refused")
  func networks() throws {
    let set = try NetworkSet(["10.0.0.0/9", "2001:db8::/33", "::1"])
    for (text, isIn) in [
      ("10.127.255.255", true), ("10.128.0.0", false), ("2001:db8:7fff::1", true), ("2001:db8:8000::1", false), ("::1", true),
      ("::2", false),
    ] { #expect(set.contains(try #require(NetworkAddress(text))) == isIn, "\(text)") }
    for text in ["10.0.0.0/33", "x", "", "10.0.0.0/-1", "::/129", "1.2.3", "1.2.3.4/8/8"] {
      #expect(throws: NotANetwork.self, "\(text)") { try NetworkSet([text]) }
    }
  }
}
