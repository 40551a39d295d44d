import Testing

@testable import WebSupport

@Suite("Nobody is sent to another site by a link they were given")
struct LocalPathTests {
  @Test(
    "a slash or backslash that a mark joins to one character leads out all the same",
    arguments: [
      "//\u{FE0F}a.example", "//\u{301}a.example", "/\\\u{FE0F}a.example", "/x\\\u{301}y", "/\u{0}", "/\u{7F}", "\u{301}/x",
    ])
  func disguised(target: String) { #expect(localPath(target) == "/", "\(target.debugDescription)") }

  @Test("a path of the site is kept as it is", arguments: ["/", "/services?q=测试&to=/x", "/a//b", "/测\u{301}"])
  func own(target: String) { #expect(Array(localPath(target).utf8) == Array(target.utf8)) }
}
