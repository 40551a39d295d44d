public import CatalogueCore
import HTML
public import Hummingbird
import Kernel
public import WebSupport

/// Keeping the catalogue (/admin/catalogue): find, edit, check, review, publish.
public struct CatalogueAdminPages: Sendable {
  public static let sections = [
    AdminSection(path: "/admin/catalogue", title: "admin.catalogue", icon: "write", roles: [.editor])
  ]

  let site: Site
  let catalogue: CatalogueHolder
  let desk: CatalogueDesk
  /// Draws the guide of a preview.
  let pages: CataloguePages

  public init(site: Site, catalogue: CatalogueHolder, desk: CatalogueDesk, pages: CataloguePages) {
    self.site = site
    self.catalogue = catalogue
    self.desk = desk
    self.pages = pages
  }

  public func add(to router: some RouterMethods<WebContext>) {
    addEditing(to: router)
    addChanges(to: router)
    addOfferings(to: router)
    addForms(to: router)
    addRegions(to: router)
    router.get("admin/catalogue") { request, context in
      let page = site.page(request, context)
      let actor = try keeper(context)
      let kind = request.query("kind").flatMap(CatalogueKind.init) ?? .services
      let text = request.query("q") ?? ""
      let open = try await desk.changes(by: actor)
      let rows =
        kind == .services && !text.isEmpty
        ? catalogue.current.search(ServiceQuery(text: text, region: catalogue.current.league), offset: 0, limit: 100).hits.map {
          (key: $0.service.key, name: $0.service.name)
        } : try await desk.rows(kind, matching: text)
      return page.adminAnswer(page("admin.catalogue"), current: "/admin/catalogue", start(page, actor, kind, text, rows, open))
    }
    router.get("admin/catalogue/services/{key}") { request, context in
      let page = site.page(request, context)
      _ = try keeper(context)
      let key = try context.parameters.require("key")
      guard let name = catalogue.current.service(key)?.name else { throw Rejection.notFound }
      return page.adminAnswer(name, current: "/admin/catalogue", try await whole(page, key, name, request.query("change")))
    }
  }

  /// A member of staff who keeps some of the catalogue.
  func keeper(_ context: WebContext) throws -> Actor {
    let actor = try context.signedIn()
    guard actor.posts.contains(where: { $0.role == .editor }) else { throw Rejection.forbidden }
    return actor
  }

  func crumbs(_ page: Page, _ steps: (name: String, link: String?)...) -> HTML {
    page.crumbs([(page("admin.title"), "/admin"), (page("admin.catalogue"), "/admin/catalogue")] + steps)
  }

  private func start(
    _ page: Page, _ actor: Actor, _ kind: CatalogueKind, _ text: String, _ rows: [(key: String, name: String)],
    _ open: [CatalogueChange]
  ) -> HTML {
    let tabs = CatalogueKind.allCases.filter {
      $0 != .offerings && $0 != .elements && $0 != .serviceEvidence && $0 != .formFields
    }.map {
      item -> HTML in
      """
      <a href="\(url: "/admin/catalogue?kind=\(item.rawValue)")"\(item == kind ? " aria-current=\"page\"" : "" as HTML)>\(page("catalogue.kind.\(item.rawValue)"))</a>
      """
    }
    let lines = rows.map { row -> HTML in
      let target =
        [.services, .forms].contains(kind)
        ? "/admin/catalogue/\(kind.rawValue)/\(row.key)" : "/admin/catalogue/edit/\(kind.rawValue)?key=\(Page.encoded(row.key))"
      return "<tr><th scope=\"row\"><a href=\"\(url: target)\">\(row.name)</a></th><td class=\"quiet\">\(row.key)</td></tr>"
    }
    let list: HTML =
      rows.isEmpty
      ? "<p>\(page("catalogue.none"))</p>"
      : """
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("catalogue.kind.\(kind.rawValue)"))"><table class="table"><thead><tr><th scope="col">\(page("catalogue.name"))</th><th scope="col">\(page("catalogue.key"))</th></tr></thead><tbody>\(lines)</tbody></table></div>\(rows.count == 100 ? "<p class=\"small quiet\">\(page("catalogue.firstHundred"))</p>" : .empty)
      """
    return """
      \(page.crumbs([(page("admin.title"), "/admin"), (page("admin.catalogue"), nil)]))
      <header class="heading-row"><h1>\(page("admin.catalogue"))</h1><p class="row"><a class="button second" href="/admin/catalogue/regions">\(page("opening.publish"))</a><a class="button second" href="/admin/catalogue/offerings">\(page("catalogue.table"))</a><a class="button second" href="/catalogue/rates">\(page("rates.title"))</a></p></header>
      \(waiting(page, open, actor))
      <section class="stack" aria-labelledby="find"><h2 id="find" class="h3">\(page("catalogue.find"))</h2>
      <nav class="tabs plain" aria-label="\(page("catalogue.kinds"))">\(tabs)</nav>
      <form class="filters" role="search" action="/admin/catalogue"><input type="hidden" name="kind" value="\(kind.rawValue)"><span class="filter"><label for="words">\(page("catalogue.words"))</label><input class="pick" id="words" type="search" name="q" value="\(text)" maxlength="100"></span><button class="button second">\(page("portal.search"))</button><a class="button second" href="\(url: "/admin/catalogue/edit/\(kind.rawValue)")">\(page("catalogue.new", ["kind": page("catalogue.kind.\(kind.rawValue).one")]))</a></form>
      \(list)</section>
      """
  }

  /// Changes that are not over, those that wait for this reader first.
  private func waiting(_ page: Page, _ open: [CatalogueChange], _ actor: Actor) -> HTML {
    let order =
      open.filter { $0.state == .review && $0.author != actor.party }
      + open.filter { $0.state != .review || $0.author == actor.party }
    let items = order.map { line(page, $0) }
    let none: HTML = "<p class=\"quiet\">\(page("changes.noneOpen"))</p>"
    return """
      <section class="stack-tight" aria-labelledby="open"><div class="heading-row"><h2 id="open" class="h3">\(page.count("changes.open", open.count))</h2><a href="/admin/catalogue/changes">\(page("changes.all"))</a></div>\(items.isEmpty ? none : "<ul class=\"cases\">\(items)</ul>")</section>
      """
  }

  func line(_ page: Page, _ change: CatalogueChange) -> HTML {
    """
    <li><a href="\(url: "/admin/catalogue/changes/\(change.id)")"><b>\(change.title)</b></a> <span class="tag\(change.state == .published ? " on" : "" as HTML)">\(page("changes.state.\(change.state.rawValue)"))</span><br><span class="small quiet">\(change.authorName) · \(page.moment(change.changedAt))\(change.takesEffect.map { " · \(page("changes.from")) \(page.dateText($0))" } ?? "")</span></li>
    """
  }

  private func cell(_ page: Page, _ kind: CatalogueKind, _ column: CatalogueKind.Column, _ value: String) -> String {
    if case .department = column.shape { return catalogue.current.department(value)?.nameLeague ?? value }
    return page.value(kind, column.name, value)
  }

  /// All rows of a service, each with a way to edit it.
  private func whole(_ page: Page, _ key: String, _ name: String, _ change: String?) async throws -> HTML {
    let suffix = change.map { "&change=\(Page.encoded($0))" } ?? ""
    func edit(_ kind: CatalogueKind, _ key: String) -> String {
      "/admin/catalogue/edit/\(kind.rawValue)?key=\(Page.encoded(key))\(suffix)"
    }
    func add(_ kind: CatalogueKind, _ more: String = "") -> HTML {
      """
      <a href="\(url: "/admin/catalogue/edit/\(kind.rawValue)?service=\(key)\(more)\(suffix)")">\(page("catalogue.new", ["kind": page("catalogue.kind.\(kind.rawValue).one")]))</a>
      """
    }
    var sections = HTML.empty
    for kind in [CatalogueKind.services, .elements] {
      let rows = try await desk.rows(kind, of: key)
      let parts = rows.map { row -> HTML in
        let cells = kind.columns.filter { !(row.cells[$0.name] ?? "").isEmpty && !kind.naming.contains($0.name) }.map {
          "<div><dt>\(page.column($0.name))</dt><dd>\(cell(page, kind, $0, row.cells[$0.name] ?? ""))</dd></div>" as HTML
        }
        return """
          <div class="heading-row"><h2 class="h3">\(page("catalogue.kind.\(kind.rawValue).one"))</h2><a class="button second" href="\(url: edit(kind, row.key))">\(page("catalogue.edit"))</a></div><dl class="summary">\(cells)</dl>
          """
      }
      sections +=
        "<section class=\"stack-tight\">\(parts.isEmpty ? add(kind) : HTML(raw: parts.map(\.text).joined()))</section>"
    }
    for kind in [CatalogueKind.serviceEvidence, .questions, .offerings] {
      let rows = try await desk.rows(kind, of: key)
      let names = Dictionary(catalogue.current.evidence(of: key).map { ($0.evidence, $0.name) }, uniquingKeysWith: { $1 })
      let lines = rows.map { row -> HTML in
        let title: String
        switch kind {
        case .serviceEvidence: title = names[row.cells["evidence"] ?? ""] ?? row.key
        case .questions: title = row.cells["question"] ?? row.key
        default: title = catalogue.current.region(row.cells["region"] ?? "")?.name(page.language) ?? row.key
        }
        let said = kind.columns.filter {
          !kind.naming.contains($0.name) && $0.name != "question" && !(row.cells[$0.name] ?? "").isEmpty
        }
        .prefix(4).map { "\(page.column($0.name)) \(page.value(kind, $0.name, row.cells[$0.name]))" }.joined(separator: " · ")
        return
          "<tr><th scope=\"row\"><a href=\"\(url: edit(kind, row.key))\">\(title)</a></th><td class=\"small quiet\">\(said)</td></tr>"
      }
      sections += """
        <section class="stack-tight"><div class="heading-row"><h2 id="k-\(kind.rawValue)" class="h3">\(page("catalogue.kind.\(kind.rawValue)"))</h2>\(add(kind))</div>\(lines.isEmpty ? "<p class=\"quiet\">\(page("catalogue.asBase"))</p>" : "<div class=\"table-wrap\" tabindex=\"0\" role=\"region\" aria-labelledby=\"k-\(kind.rawValue)\"><table class=\"table\"><tbody>\(lines)</tbody></table></div>" as HTML)</section>
        """
    }
    if let form = catalogue.current.formKey(of: key) {
      let name = catalogue.current.forms.name(of: form)
      sections += """
        <section class="stack-tight"><h2 class="h3">\(page("catalogue.kind.forms.one"))</h2><p><a href="\(url: "/admin/catalogue/forms/\(form)")">\(name)</a></p></section>
        """
    }
    let version = catalogue.current.guideVersion(of: key)
    return """
      \(crumbs(page, (name, nil)))
      <header class="heading-row"><h1>\(name)</h1><p class="row"><a class="button second" href="\(url: "/services/\(key)")">\(page("catalogue.seeGuide"))</a><a class="button second" href="\(url: "/services/\(key)/versions")">\(version.map { page("guide.version", ["n": "\($0.number)", "date": page.dateText($0.at.civilDate)]) } ?? page("versions.crumb"))</a></p></header>
      <div class="whole stack-wide">\(sections)</div>
      """
  }
}
