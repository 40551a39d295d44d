public import HTML
public import HTTPTypes
public import Hummingbird
public import Kernel

/// A part of the administration (/admin), as its navigation shows it.
public struct AdminSection: Sendable {
  /// As in `/admin/catalogue`.
  public let path: String
  /// Key of its name and, with `.why`, of one sentence on what it is for.
  public let title: String
  public let icon: String
  /// Who sees it.
  public let roles: Set<Role>

  public init(path: String, title: String, icon: String, roles: Set<Role>) {
    self.path = path
    self.title = title
    self.icon = icon
    self.roles = roles
  }
}

extension Page {
  /// Parts of the administration that the reader may enter.
  var adminSections: [AdminSection] {
    let roles = Set(session?.actor.posts.map(\.role) ?? [])
    return site.admin.filter { !$0.roles.isDisjoint(with: roles) }
  }

  /// A page of the administration: the reader's sections on the left, the page beside them. `current`: path of its section.
  public func adminAnswer(
    _ title: String, status: HTTPResponse.Status = .ok, current: String, _ main: HTML
  ) -> Response {
    let items = adminSections.map { section -> HTML in
      let here: HTML = section.path == current ? " aria-current=\"true\"" : .empty
      return "<li><a href=\"\(url: section.path)\"\(here)>\(icon(section.icon))\(self(section.title))</a></li>"
    }
    return deskAnswer(
      title, status: status,
      """
      <div class="admin"><nav class="admin-nav" aria-label="\(self("admin.title"))"><ul>\(items)</ul></nav>
      <main id="main" class="admin-main stack-wide">\(main)</main></div>
      """)
  }
}

/// The way in to the administration: what the reader may do there.
struct AdminPage {
  let site: Site

  func add(to router: some RouterMethods<WebContext>) {
    let site = site
    router.get("admin") { request, context in
      let page = site.page(request, context)
      guard try context.signedIn().kind == .staff else { throw Rejection.forbidden }
      let cards = page.adminSections.map { section -> HTML in
        """
        <a class="card" href="\(url: section.path)"><h2 class="h3">\(page.icon(section.icon))\(page(section.title))</h2><p class="small quiet">\(page("\(section.title).why"))</p></a>
        """
      }
      guard !cards.isEmpty else { throw Rejection.forbidden }
      return page.adminAnswer(
        page("admin.title"), current: "/admin", "<h1>\(page("admin.title"))</h1><div class=\"cards\">\(cards)</div>")
    }
  }
}
