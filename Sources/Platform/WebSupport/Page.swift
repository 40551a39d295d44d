public import HTML
public import HTTPTypes
public import Hummingbird
public import Kernel

/// One answer to one person: their language and view, and the frame around what is said.
///
/// Called as a function it gives the words of a key in the reader's language.
public struct Page: Sendable {
  let site: Site
  public let preferences: Preferences
  public let session: SessionInfo?
  public let path: String
  let query: String

  public var language: String { preferences.language }
  public var region: String? { preferences.region }
  public var isDemo: Bool { site.isDemo }
  public var now: Instant { site.clock.now }

  public func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String {
    site.words(language, key, arguments)
  }

  /// Words of a key that has two forms in some languages: `<key>.one` for 1, else `<key>.many`, with `{n}`.
  public func count(_ key: String, _ n: Int) -> String {
    self(n == 1 ? "\(key).one" : "\(key).many", ["n": grouped(n)])
  }

  /// `581,235`
  public func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return (number < 0 ? "-" : "") + digits
  }

  public func drawing(_ name: String) -> HTML { site.drawing(name) }

  public func icon(_ name: String) -> HTML {
    "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"\(url: site.assets.link("img/icons.svg"))#\(name)\"/></svg>"
  }

  /// A link to a file of the program, as in `js/forms.js`.
  public func asset(_ name: String) -> String { site.assets.link(name) }

  /// The hidden field that proves that a form is ours.
  public var token: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(session?.csrf ?? "")\">" }

  /// A step of the way from the portal to a page; the last has no link.
  public func crumbs(_ steps: [(name: String, link: String?)]) -> HTML {
    let items = steps.map { step -> HTML in
      if let link = step.link { return "<li><a href=\"\(url: link)\">\(step.name)</a></li>" }
      return "<li aria-current=\"page\">\(step.name)</li>"
    }
    return """
      <nav aria-label="\(self("shell.place"))"><ol class="crumbs"><li><a href="/">\(self("shell.home"))</a></li>\(items)</ol></nav>
      """
  }
}

// MARK: - Frames

extension Page {
  /// A page for the public.
  public func answer(_ title: String, status: HTTPResponse.Status = .ok, _ main: HTML) -> Response {
    .page(publicDocument(title, main), status: status)
  }

  func publicDocument(_ title: String, _ main: HTML) -> HTML {
    document(title, body: "\(masthead)\(main)\(footer)", dense: false)
  }

  /// A page for staff: dense and keyed.
  public func deskAnswer(_ title: String, status: HTTPResponse.Status = .ok, find: String = "", _ main: HTML) -> Response {
    .page(document(title, body: "\(deskbar(find))\(main)", dense: true), status: status)
  }

  /// A sheet to print.
  public func sheet(_ title: String, _ main: HTML) -> Response {
    .page(document(title, body: main, dense: false))
  }

  private func document(_ title: String, body: HTML, dense: Bool) -> HTML {
    var attributes = HTML.empty
    if preferences.dark { attributes += " data-theme=\"dark\"" }
    if preferences.highContrast { attributes += " data-contrast=\"high\"" }
    if preferences.elder { attributes += " data-view=\"elder\"" }
    let language: HTML = self.language == "en" ? "en" : "zh-Hans-CN"
    return """
      <!doctype html>
      <html lang="\(language)"\(attributes)>
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title) · \(self("site.name"))</title>
      <link rel="stylesheet" href="\(url: site.assets.link("css/wutong.css"))">
      <link rel="icon" href="\(url: site.assets.link("img/leaf.svg"))" type="image/svg+xml">
      <script src="\(url: site.assets.link("js/wutong.js"))" defer></script>
      </head>
      <body\(dense ? " class=\"dense\"" : "" as HTML)>
      <a class="skip" href="#main">\(self("shell.skip"))</a>
      \(body)
      </body>
      </html>

      """
  }

  private var here: String { query.isEmpty ? path : "\(path)?\(query)" }

  private func preference(_ set: String) -> String { "/preferences?\(set)&to=\(Page.encoded(here))" }

  private var masthead: HTML {
    let elder =
      preferences.elder
      ? link(preference("view=plain"), self("shell.plain")) : link(preference("view=elder"), self("shell.elder"))
    let other = language == "en" ? ("zh-Hans", "中文", "zh-Hans-CN") : ("en", "English", "en")
    let place = site.regionName(region, language) ?? ""
    return """
      <header class="masthead"><div class="page masthead-row">
        <div class="brand"><a href="/" aria-label="\(self("site.name")) \(self("shell.home"))">\(drawing("brand"))</a>
          <div><a class="brand brand-name" href="/"><span>\(self("site.place"))</span><span>\(self("site.what"))</span></a><a class="region" href="\(url: "/regions?to=\(Page.encoded(here))")">\(place)\(icon("down"))<span class="hidden">\(self("shell.changeRegion"))</span></a></div></div>
        <nav class="masthead-links" aria-label="\(self("shell.nav"))">
          <a class="wide-only" href="tel:12345">\(icon("phone"))<span class="tight">12345</span></a>
          <a class="wide-only" href="\(url: "/display?to=\(Page.encoded(here))")">\(icon("contrast"))\(self("shell.display"))</a>
          \(elder)
          <a lang="\(other.2)" href="\(url: preference("language=\(other.0)"))">\(other.1)</a>
          <a href="/my">\(icon("person"))<span>\(session == nil ? self("shell.signIn") : self("shell.mine"))</span></a>
        </nav></div></header>
      """
  }

  private func link(_ target: String, _ name: String) -> HTML { "<a href=\"\(url: target)\">\(name)</a>" }

  private var footer: HTML {
    let demo: HTML = isDemo ? "<p>\(self("site.demo"))</p>" : .empty
    let staff: HTML = session?.actor.kind == .staff ? "<a href=\"/desk\">\(self("shell.desk"))</a>" : .empty
    return """
      <footer class="footer"><div class="page stack">
        <nav class="footer-links" aria-label="\(self("shell.site"))"><a href="/services">\(self("shell.allServices"))</a><a href="/halls">\(self("shell.halls"))</a><a href="/reviews">\(self("shell.reviews"))</a><a href="/display">\(self("shell.display"))</a><a href="/my">\(self("shell.mine"))</a>\(staff)<a href="/api">\(self("shell.api"))</a></nav>
        \(demo)<p>\(self("shell.about"))</p>
      </div></footer>
      """
  }

  private func deskbar(_ find: String) -> HTML {
    let takesIn = session?.actor.posts.contains { $0.role == .windowClerk } ?? false
    let intake: HTML = takesIn ? "<a href=\"/desk/intake\" data-key=\"N\">\(self("desk.intake")) <kbd>N</kbd></a>" : .empty
    let admin: HTML = adminSections.isEmpty ? .empty : "<a href=\"/admin\">\(self("admin.title"))</a>"
    return """
      <header class="deskbar">
       <a class="brand" href="/desk">\(drawing("brand"))<b>\(self("desk.title"))</b></a>
       <nav class="row" aria-label="\(self("desk.title"))"><a href="/desk">\(self("desk.inbox"))</a>\(intake)<a href="/desk/cases">\(self("desk.cases"))</a>\(admin)</nav>
       <form class="find" role="search" action="/desk/cases"><label class="hidden" for="find">\(self("desk.find"))</label><input id="find" name="q" type="search" value="\(find)" placeholder="\(self("desk.find"))"><kbd>/</kbd></form>
       <form class="row" method="post" action="/sign-out">\(token)<span class="quiet">\(session?.actor.name ?? "")</span><button class="button second">\(self("shell.signOut"))</button></form></header>
      """
  }

  /// A text as part of a query.
  public static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 95, 126, 47: out.unicodeScalars.append(Unicode.Scalar(byte))
      default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return out
  }
}
