import Testing

@testable import HTML

@Suite("Text of people never becomes markup")
struct HTMLTests {
  @Test("text is escaped in elements and in attributes")
  func escaped() {
    let text = "<script>\"'&</script>"
    let html: HTML = "<p title=\"\(text)\">\(text)</p>"
    #expect(
      html.text
        == "<p title=\"&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;\">&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;</p>")
  }

  @Test("a piece of a page goes in as it is, once")
  func nested() {
    let inner: HTML = "<b>\("a&b")</b>"
    let outer: HTML = "<p>\(inner)\([inner, inner])</p>"
    #expect(outer.text == "<p><b>a&amp;b</b><b>a&amp;b</b><b>a&amp;b</b></p>")
  }

  @Test(
    "a link leads only within the site, to a telephone or to mail",
    arguments: [
      "javascript:alert(1)", "//evil.example", "/\\evil.example", "https://evil.example", "data:text/html,x", " /x",
      "JAVASCRIPT:x",
    ])
  func links(target: String) {
    let html: HTML = "<a href=\"\(url: target)\">x</a>"
    #expect(html.text == "<a href=\"#\">x</a>")
  }

  @Test("links of the site stay", arguments: ["/my", "/services?q=1", "#main", "tel:12345", "mailto:a@b.example"])
  func ownLinks(target: String) {
    let html: HTML = "\(url: target)"
    #expect(html.text == target)
  }

  @Test("no text can bring in an angle bracket or a quote: ten thousand made-up ones")
  func property() {
    var state: UInt64 = 3
    let scalars: [Unicode.Scalar] = ["<", ">", "\"", "'", "&", "a", "\u{0}", "中", "\u{FF1C}", "=", " ", "`"]
    for _ in 0..<10_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(scalars[Int((state >> 33) % UInt64(scalars.count))])
      }
      let html: HTML = "\(String(text))"
      #expect(!html.text.contains { "<>\"'".contains($0) })
    }
  }
}
