import SeededRandom
import Testing

@testable import HTML

private func written(_ target: String) -> String {
  let html: HTML = "\(url: target)"
  return html.text
}

@Suite("A link leads nowhere but within the site, to a telephone or to mail")
struct LinkTests {
  @Test(
    "what leads out of the site becomes #, however it is disguised",
    arguments: [
      "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,<b>",
      "vbscript:x",
      "http://a.example", "https://a.example", "HTTPS://a.example", "//a.example", "///a.example", "/\\a.example",
      "\\\\a.example", "\\/a.example",
      "/\t/a.example", "/\n/a.example", "/\r\n/a.example", "\t//a.example", "//\u{FE0F}a.example", "//\u{301}a.example",
      "/\\\u{FE0F}a.example",
      "/\u{0}/a.example", "file:///etc", "services", "./x", "../x", "TEL:1", "ftp:x", "%6Aavascript:x", "／／a.example",
    ])
  func outside(target: String) { #expect(written(target) == "#", "\(target.debugDescription)") }

  @Test(
    "what stays within is written as it is, its signs escaped",
    arguments: [
      ("/", "/"), ("/services?q=a&region=152502", "/services?q=a&amp;region=152502"), ("?page=2", "?page=2"),
      ("#main", "#main"),
      ("tel:12345", "tel:12345"), ("mailto:a@b.example", "mailto:a@b.example"), ("/x\"y'<z>", "/x&quot;y&#39;&lt;z&gt;"),
      ("/测试", "/测试"),
      ("/a//b", "/a//b"), ("/a\\b", "/a\\b"),
    ])
  func inside(target: String, text: String) { #expect(written(target) == text) }

  @Test("no made-up target leads to another host or runs a script, as a browser reads it")
  func property() {
    var random = SplitMix(state: 3986)
    let pieces = [
      "/", "\\", "\t", "\n", "\u{FE0F}", "\u{301}", "a", ":", "javascript:", "tel:", "#", "?", "http:", " ", "\u{0}", ".",
    ]
    var inside = 0
    for _ in 0..<20_000 {
      let target = (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces[Int.random(in: pieces.indices, using: &random)]
      }.joined()
      let text = written(target)
      guard text != "#" else { continue }
      inside += 1
      // Browsers leave out spaces and control signs before it, and tabs and line ends anywhere.
      let seen = text.unicodeScalars.drop { $0.value <= 0x20 }.filter { !"\t\n\r".unicodeScalars.contains($0) }.map(
        Character.init)
      if let first = seen.first, first == "/" || first == "\\" {
        #expect(seen.count < 2 || (seen[1] != "/" && seen[1] != "\\"), "\(target.debugDescription)")
      } else {
        #expect(["tel:", "#", "?"].contains { String(seen).utf8.starts(with: $0.utf8) }, "\(target.debugDescription)")
      }
    }
    #expect(inside > 1000)
  }
}

@Suite("Pieces of pages are put together by their types")
struct PieceTests {
  @Test("each of the five signs is escaped, everything else stays")
  func signs() {
    let html: HTML = "\("<a href='x' title=\"y\">&amp;</a> 测试 😀 e\u{301}")"
    #expect(html.text == "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;amp;&lt;/a&gt; 测试 😀 e\u{301}")
  }

  @Test(
    "a sign that a mark joins to one character is escaped all the same",
    arguments: ["\u{301}", "\u{FE0F}", "\u{200D}", "\u{338}"])
  func joined(mark: String) {
    for (sign, entity) in [("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;"), ("&", "&amp;")] {
      let html: HTML = "<p title=\"\(sign + mark)\">\(mark + sign + mark)</p>"
      #expect(Array(html.text.utf8) == Array("<p title=\"\(entity + mark)\">\(mark + entity + mark)</p>".utf8))
    }
  }

  @Test("what is not there leaves nothing, numbers are themselves")
  func optionals() {
    let none: String? = nil
    let some: String? = "<"
    let noPiece: HTML? = nil
    let piece: HTML? = "<br>"
    let html: HTML = "[\(none)\(some)\(noPiece)\(piece)\(-7)\([HTML]())]"
    #expect(html.text == "[&lt;<br>-7]")
  }

  @Test("pieces joined keep what they are, and are not escaped again however deep")
  func deep() {
    var piece: HTML = "\("a<b")"
    for _ in 0..<5 { piece = "<i>\(piece)</i>" }
    piece += "<br>"
    let whole = HTML(raw: "<p>") + piece + .empty
    #expect(whole.text == "<p><i><i><i><i><i>a&lt;b</i></i></i></i></i><br>")
    #expect("\(whole)" as String == whole.text)
  }

  @Test("escaped text reads back as what it was: made-up texts")
  func readsBack() {
    var random = SplitMix(state: 1866)
    let scalars: [Unicode.Scalar] = ["<", ">", "\"", "'", "&", "a", ";", "#", "3", "9", "测", "\u{301}", "l", "t", "`", "="]
    for _ in 0..<5000 {
      let text = String(
        String.UnicodeScalarView(
          (0..<Int.random(in: 0...10, using: &random)).map { _ in scalars[Int.random(in: scalars.indices, using: &random)] }))
      let html: HTML = "\(text)"
      #expect(!html.text.unicodeScalars.contains { "<>\"'".unicodeScalars.contains($0) })
      #expect(Array(unescaped(html.text).utf8) == Array(text.utf8))
    }
  }
}

/// What a browser makes of the five entities.
private func unescaped(_ text: String) -> String {
  let entities: [(String, Unicode.Scalar)] = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
  var rest = text.unicodeScalars[...]
  var scalars = String.UnicodeScalarView()
  while let first = rest.first {
    if let (entity, sign) = entities.first(where: { rest.starts(with: $0.0.unicodeScalars) }) {
      scalars.append(sign)
      rest = rest.dropFirst(entity.unicodeScalars.count)
    } else {
      scalars.append(first)
      rest = rest.dropFirst()
    }
  }
  return String(scalars)
}
