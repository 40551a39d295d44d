import HTTPTypes
import Hummingbird
import Kernel

/// How somebody wants to see the pages; kept in cookies of their own browser, never with their person.
public struct Preferences: Sendable, Hashable {
  public enum Name: String, Sendable, CaseIterable { case language, view, theme, contrast, region }

  public var language = "zh-Hans"
  /// 长辈版: larger, and fewer things a page.
  public var elder = false
  public var dark = false
  public var highContrast = false
  public var region: String?

  public init() {}

  init(_ request: Request) {
    func cookie(_ name: Name) -> String? { request.cookies["wutong-\(name.rawValue)"]?.value }
    // Chinese comes first whatever the browser prefers; English is a choice.
    language = Words.language(cookie(.language))
    elder = cookie(.view) == "elder"
    dark = cookie(.theme) == "dark"
    highContrast = cookie(.contrast) == "high"
    region = cookie(.region).flatMap { $0.count == 6 && $0.allSatisfy(\.isNumber) ? $0 : nil }
  }

  static func isAllowed(_ value: String, for name: Name) -> Bool {
    switch name {
    case .language: Words.languages.contains(value)
    case .view: ["plain", "elder"].contains(value)
    case .theme: ["light", "dark"].contains(value)
    case .contrast: ["normal", "high"].contains(value)
    case .region: value.count == 6 && value.allSatisfy { $0.isASCII && $0.isNumber }
    }
  }

  /// `GET /preferences?view=elder&to=/…`: sets what is asked for and goes back to a page of this site.
  static func add(to router: some RouterMethods<WebContext>) {
    router.get("preferences") { request, _ in
      var response = Response.seeOther(localPath(request.query("to")))
      for name in Name.allCases {
        guard let value = request.query(name.rawValue) else { continue }
        guard isAllowed(value, for: name) else { throw Rejection(.malformed, "malformed") }
        response.setCookie(
          Cookie(name: "wutong-\(name.rawValue)", value: value, maxAge: 31_536_000, path: "/", sameSite: .lax))
      }
      return response
    }
  }
}

/// A path of this site, or the portal: nobody is sent elsewhere by a link they were given.
public func localPath(_ path: String?) -> String {
  // By bytes: a mark after a slash joins it to another character, but not to another address.
  guard let path, path.utf8.first == UInt8(ascii: "/"), path.utf8.dropFirst().first != UInt8(ascii: "/"),
    path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") })
  else { return "/" }
  return path
}
