import Foundation
import JSON
import Kernel
import Testing

@testable import WebSupport

private let root: String = {
  var url = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { url.deleteLastPathComponent() }
  return url.path
}()

@Suite("Words of pages")
struct WordsTests {
  private let words = try? Words(folder: root + "/Assets/strings")

  @Test("every language has the same keys")
  func sameKeys() throws {
    let words = try #require(words)
    let chinese = words.keys("zh-Hans")
    #expect(chinese.count > 400)
    for language in Words.languages { #expect(words.keys(language).symmetricDifference(chinese) == [], "\(language)") }
  }

  @Test("every key that the code names stands in the tables")
  func usedKeys() throws {
    let keys = try #require(words).keys("zh-Hans")
    var missing: [String] = []
    let files = FileManager.default.enumerator(atPath: root + "/Sources")
    var looked = 0
    while let file = files?.nextObject() as? String {
      guard file.hasSuffix(".swift"), let text = try? String(contentsOfFile: root + "/Sources/" + file, encoding: .utf8) else {
        continue
      }
      for match in text.matches(of: /\b(?:page|self|say)(\.count)?\("([a-zA-Z]+(?:\.[a-zA-Z0-9]+)+)"/) {
        looked += 1
        let key = String(match.2)
        let needed = match.1 == nil ? [key] : [key + ".one", key + ".many"]
        missing += needed.filter { !keys.contains($0) }.map { "\(file): \($0)" }
      }
    }
    #expect(looked > 250)
    #expect(missing == [])
  }

  @Test("every refusal that the code can make has words, in every language")
  func refusals() throws {
    let words = try #require(words)
    var codes = Set<String>()
    let files = FileManager.default.enumerator(atPath: root + "/Sources")
    while let file = files?.nextObject() as? String {
      guard file.hasSuffix(".swift"), let text = try? String(contentsOfFile: root + "/Sources/" + file, encoding: .utf8) else {
        continue
      }
      for match in text.matches(of: /Rejection\(\s*\.[a-zA-Z]+,\s*"([a-zA-Z]+)"/) { codes.insert(String(match.1)) }
      for match in text.matches(of: /Problem\([^"\n]*"[^"\n]*",\s*"([a-zA-Z]+)"/) { codes.insert(String(match.1)) }
      for match in text.matches(of: /Fault\(code: "([a-zA-Z]+)"/) { codes.insert(String(match.1)) }
    }
    #expect(codes.count > 40)
    for language in Words.languages {
      let keys = words.keys(language)
      #expect(codes.filter { !keys.contains("problem.\($0)") }.sorted() == [], "\(language)")
    }
  }

  @Test("every fault of a table and every rule of publication has words, in every language")
  func tables() throws {
    let words = try #require(words)
    func text(_ file: String) throws -> String { try String(contentsOfFile: root + "/Sources/" + file, encoding: .utf8) }
    var needed = Set<String>()
    for match in try text("Platform/Tables/CSV.swift").matches(of: /problem\([^"\n]*"([a-zA-Z]+)"/) {
      needed.insert("import.problem.\(match.1)")
    }
    for match in try text("Contexts/Catalogue/Core/CatalogueChecks.swift").matches(of: /wrong\([^,\n]+, "([a-zA-Z]+)"\)/) {
      needed.insert("import.problem.\(match.1)")
    }
    for match in try text("Contexts/Catalogue/Core/CatalogueImport.swift").matches(of: /code: "([a-zA-Z]+)"/) {
      needed.insert("import.problem.\(match.1)")
    }
    #expect(needed.isSuperset(of: ["import.problem.number", "import.problem.keyTwice", "import.problem.unclosedQuote"]))
    let rules = try #require(
      try text("Contexts/Catalogue/Core/PublicationRules.swift").firstMatch(of: /enum Rule[^{]*{([^}]*)}/)
    ).1
    for match in rules.matches(of: /case (\w+)/) { needed.insert("publication.rule.\(match.1)") }
    #expect(needed.count > 25)
    for language in Words.languages {
      let keys = words.keys(language)
      #expect(needed.filter { !keys.contains($0) }.sorted() == [], "\(language)")
    }
  }
}

@Suite("What comes in by forms")
struct FormPostTests {
  private func multipart(_ parts: String) throws(Rejection) -> MultipartPost {
    try MultipartPost(Array(parts.utf8), contentType: "multipart/form-data; boundary=B0")
  }

  @Test("fields and files of a multipart form come out as they went in")
  func parts() throws {
    let post = try multipart(
      "--B0\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nsfz\r\n--B0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-\r\n--x\r\n\r\n--B0\r\nContent-Disposition: form-data; name=\"none\"; filename=\"\"\r\n\r\n\r\n--B0--\r\n"
    )
    #expect(post.form["key"] == "sfz")
    #expect(post.files.map(\.name) == ["a.pdf"])
    #expect(post.files.first?.bytes == Array("%PDF-\r\n--x\r\n".utf8))
  }

  @Test(
    "a broken multipart form is refused",
    arguments: [
      "", "--B0", "--B0--", "--B0\r\n\r\n--B0--", "--B0\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B0--",
      "--B1\r\n\r\n--B1--",
      "--B0\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\u{0}\r\n--B0--",
    ])
  func broken(text: String) {
    #expect(throws: Rejection.self) { try multipart(text) }
  }

  @Test("a posted form keeps its bytes: plus, percent, several of a name")
  func urlencoded() throws {
    let form = try FormPost(Array("a=1+2%2B3&a=%E4%B8%AD&b=&c".utf8))
    #expect(form.all("a") == ["1 2+3", "中"])
    #expect(form["b"] == "")
    #expect(form["none"] == "")
  }

  @Test("broken percents, broken UTF-8 and U+0000 are refused", arguments: ["a=%", "a=%G1", "a=%ff", "a=%00", "%00=a"])
  func refused(text: String) { #expect(throws: Rejection.self) { try FormPost(Array(text.utf8)) } }

  @Test(
    "nobody is sent to another site",
    arguments: ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\r\nSet-Cookie: x", ""])
  func foreign(target: String) { #expect(localPath(target) == "/") }

  @Test("pages of this site are", arguments: ["/", "/my?x=1", "/services/GAJ001"])
  func local(target: String) { #expect(localPath(target) == target) }
}
