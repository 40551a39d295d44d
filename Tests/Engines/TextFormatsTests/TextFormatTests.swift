import Foundation
import SeededRandom
import Testing

@testable import TextFormats

/// Texts of a format, and texts that are not.
struct Samples: Sendable, CustomTestStringConvertible {
  var format: TextFormat
  var good: [String]
  var bad: [String]
  var testDescription: String { format.rawValue }

  func check() {
    for text in good { #expect(format.accepts(text), "\(format.rawValue) should accept “\(text)”") }
    for text in bad { #expect(!format.accepts(text), "\(format.rawValue) should refuse “\(text)”") }
  }
}

@Suite("Each format is what its own standard says")
struct TextFormatTests {
  @Test(
    "dates, times and durations (RFC 3339)",
    arguments: [
      Samples(
        format: .date, good: ["2026-11-25", "2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"],
        bad: [
          "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1", "2026-11-25 ", "20261125",
          "２０26-11-25", "-2026-11-25", "",
        ]),
      Samples(
        format: .time, good: ["09:30:00Z", "23:59:60Z", "07:59:60+08:00", "00:00:00.123456789z", "12:00:00-23:59"],
        bad: [
          "24:00:00Z", "12:60:00Z", "12:00:61Z", "12:00:60Z", "12:00:00", "12:00Z", "12:00:00.Z", "12:00:00+24:00",
          "12:00:00+08", "12:00:00+0800",
        ]),
      Samples(
        format: .dateTime, good: ["2026-11-25T09:30:00+08:00", "2026-11-25t09:30:00z", "2017-01-01T07:59:60+08:00"],
        bad: [
          "2026-11-25 09:30:00Z", "2026-11-25T09:30:00", "2026-11-31T09:30:00Z", "2026-11-25T09:30:00ZZ",
          "2017-01-01T08:59:60+08:00",
        ]),
      Samples(
        format: .duration, good: ["P1Y", "P1Y2M3D", "P2W", "PT1H", "PT36H", "P1DT12H", "PT0S", "P1Y2MT3M4S"],
        bad: ["P", "PT", "P1YT", "1Y", "P1S", "PT1D", "P1Y3D", "PT1H3S", "P1W2D", "P-1D", "P1.5D", "P1D2"]),
    ])
  func calendar(samples: Samples) { samples.check() }

  @Test(
    "addresses and names of hosts and mailboxes",
    arguments: [
      Samples(
        format: .ipv4, good: ["0.0.0.0", "192.0.2.255"],
        bad: ["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "1.2.3.4 ", "1..2.3"]),
      Samples(
        format: .ipv6,
        good: ["::", "::1", "2001:db8::7", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1", "1::8"],
        bad: [
          ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::1::2", "1:2:3:4:5:6:7:192.0.2.1", "::1%eth0",
          "1:2:3:4:5:6:7:", "::ffff:1.2.3",
        ]),
      Samples(
        format: .hostname, good: ["a", "xilingol.example", "3d.example", "a-b.c", String(repeating: "a", count: 63) + ".b"],
        bad: ["", ".", "a.", ".a", "-a", "a-", "a_b", "测试", String(repeating: "a", count: 64), "xn--X", "a..b"]),
      Samples(
        format: .idnHostname, good: ["锡林郭勒.中国", "例。中国", "a.b", "l·l.cat", "ᠮᠣᠩᠭᠣᠯ", "بي\u{200C}بي", "xn--fiqs8s"],
        bad: ["", "中。", "-中", "中-", "a·b", "・", "\u{302E}가", "中 国", "ア\u{200D}", "aא", "①.中国"]),
      Samples(
        format: .email, good: ["a@b.cn", "a.b+c@example.org", #""a b"@example.org"#, "a@[192.0.2.1]", "a@[IPv6:::1]"],
        bad: [
          "a", "@b.cn", "a@", ".a@b.cn", "a.@b.cn", "a..b@c.cn", "a b@c.cn", "a@b@c.cn", "测试@b.cn", "a@[1.2.3]", #""a@b.cn"#,
        ]),
      Samples(format: .idnEmail, good: ["测试@例子.中国", "a@b.cn", #""测 试"@b.cn"#], bad: ["测试", "测试@", "测＠b.cn"]),
    ])
  func network(samples: Samples) { samples.check() }

  @Test(
    "identifiers and pointers",
    arguments: [
      Samples(
        format: .uri,
        good: [
          "https://a.cn/b?c=d#e", "urn:isbn:1", "mailto:a@b.cn", "http://[::1]:80/", "http://u:p@h/", "file:///etc", "a:",
        ],
        bad: [
          "/a", "a", "http://a b", "http://测试", "http://[::1", "http://h:x/", "1a:b", "http://a/%G1", "http://a/%",
          "http://a/[b]", #"http://a/\"#,
        ]),
      Samples(
        format: .uriReference, good: ["", "/a", "a/b:c", "?q", "#f", "//h", "../a"],
        bad: ["a:b c", "1:b", "#a#b", #"\a"#, "//h:p"]),
      Samples(format: .iri, good: ["http://锡林郭勒.中国/办事?名=值", "urn:测"], bad: ["/办事", "http://a b", "http://a/\u{FFFE}"]),
      Samples(format: .iriReference, good: ["办事#一", "", "//中国/"], bad: ["a b", "#一#二"]),
      Samples(
        format: .uuid, good: ["3f0c1f5e-8d0a-4c3e-9b7d-2a6f1e5c4b3a", "3F0C1F5E-8D0A-4C3E-9B7D-2A6F1E5C4B3A"],
        bad: [
          "3f0c1f5e8d0a4c3e9b7d2a6f1e5c4b3a", "3f0c1f5e-8d0a-4c3e-9b7d-2a6f1e5c4b3", "3f0c1f5e-8d0a-4c3e-9b7d-2a6f1e5c4b3g", "",
          "{3f0c1f5e-8d0a-4c3e-9b7d-2a6f1e5c4b3a}",
        ]),
      Samples(
        format: .uriTemplate, good: ["", "/a/{b}", "{+a,b}", "{?a*,b:3}", "{%41.c}", "办/{x}"],
        bad: ["{", "}", "{}", "{a", "{a,}", "{a:0}", "{a:12345}", "a b", "{a b}", "%1"]),
      Samples(format: .jsonPointer, good: ["", "/", "/a/0/~0~1", "/测"], bad: ["a", "/~", "/~2", "#/a"]),
      Samples(format: .relativeJSONPointer, good: ["0", "1/a", "12#", "0/"], bad: ["", "-1", "01", "/a", "1a", "1##", "+1"]),
    ])
  func identifiers(samples: Samples) { samples.check() }

  @Test("a pattern is one of ECMA-262")
  func regex() {
    Samples(format: .regex, good: ["", "^a+$", #"\p{L}"#, "(?<a>.)\\k<a>"], bad: ["(", "[", "a**", #"\a"#]).check()
  }

  @Test("Punycode: the examples of RFC 3492 §7.1, there and back")
  func punycode() {
    for (label, encoded) in [
      ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"), ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
      ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"), ("bücher", "bcher-kva"),
    ] {
      #expect(Punycode.encoded(Array(label.unicodeScalars)) == Array(encoded.utf8))
      let decoded = Array(("xn--" + encoded).utf8).withUnsafeBufferPointer { Punycode.decoded($0) }
      #expect(decoded == Array(label.unicodeScalars))
    }
  }

  /// One second and the same in every run; longer and anew when the environment variable FUZZ_SECONDS says so.
  @Test("whatever text comes, each format has an answer, and the same one twice")
  func fuzz() {
    let asked = ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap(Double.init)
    let end = Date(timeIntervalSinceNow: asked ?? 1)
    let pieces = [
      "a", "0", "12", "-", ".", ":", "/", "@", "[", "]", "xn--", "T", "Z", "P", "%41", "{", "}", "~", "\"", "\\", "测",
      "\u{200D}", "א", "٣", "😀", "\u{0}",
    ]
    var generator = SplitMix(state: asked == nil ? 1 : UInt64.random(in: 0...UInt64.max))
    repeat {
      let text = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in pieces.randomElement(using: &generator) }
        .joined()
      for format in TextFormat.allCases { #expect(format.accepts(text) == format.accepts(text)) }
    } while Date() < end
  }
}
