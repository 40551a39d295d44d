public import BundlesCore
public import CatalogueCore
public import HTML
public import Hummingbird
public import Kernel
public import WebSupport

/// Bundles for people: /bundles, /bundles/{key}, and cards for the portal.
public struct BundlePages: Sendable {
  let site: Site
  let catalogue: CatalogueHolder
  let shelf: BundleShelf
  private let pages = PageCache(limit: 4 << 20)

  public init(site: Site, catalogue: CatalogueHolder, shelf: BundleShelf) {
    self.site = site
    self.catalogue = catalogue
    self.shelf = shelf
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("bundles") { request, context in
      let page = site.page(request, context)
      return try await pages.answer(request, page, stamp: "\(catalogue.current.epoch)") {
        (page("bundles.title"), try list(page, request.query("audience")))
      }
    }
    router.get("bundles/{key}") { request, context in
      let page = site.page(request, context)
      let snapshot = catalogue.current
      return try await pages.answer(request, page, stamp: "\(snapshot.epoch)") {
        let key = try context.parameters.require("key")
        guard let definition = snapshot.bundles.bundle(key) else { throw Rejection.notFound }
        return (definition.name, bundle(page, request, snapshot, definition))
      }
    }
  }

  private func list(_ page: Page, _ audience: String?) throws(Rejection) -> HTML {
    let cards = try cards(page, audience: audience, most: nil, heading: "h2")
    let found: HTML = cards.isEmpty ? "<p>\(page("bundles.none"))</p>" : "<div class=\"cards\">\(cards)</div>"
    func tab(_ key: String) -> HTML {
      """
      <a href="\(url: "/bundles?audience=\(key)")"\(key == audience ? " aria-current=\"page\"" : "" as HTML)>\(page("audience.\(key)"))</a>
      """
    }
    return """
      <main id="main" class="page section">\(page.crumbs([(page("bundles.title"), nil)]))
      <div class="stack"><h1>\(page("bundles.title"))</h1><p class="lead measure">\(page("bundles.why"))</p>
      <nav class="tabs plain" aria-label="\(page("portal.forWhom"))"><a href="/bundles"\(audience == nil ? " aria-current=\"page\"" : "" as HTML)>\(page("bundles.all"))</a>\(tab("person"))\(tab("organisation"))</nav>
      \(found)</div></main>
      """
  }

  /// Cards of bundles with their figures. `most`: how many at most. `heading`: of each, as what is around it has them.
  public func cards(
    _ page: Page, audience: String?, most: Int?, heading: HTML = "h3"
  ) throws(Rejection) -> [HTML] {
    let snapshot = catalogue.current
    let words = BundleWords(page: page, snapshot: snapshot)
    let region = page.region.flatMap(snapshot.region)?.code ?? snapshot.league
    guard !region.isEmpty else { return [] }
    let fitting = try shelf.cards(region: region).filter { card in audience.map(card.audience.contains) ?? true }
    return fitting.prefix(most ?? fitting.count).map { card in
      let sheets = (0..<card.before).map { "<i\($0 < card.after ? " class=\"kept\"" : "" as HTML)></i>" as HTML }
      return """
        <a class="card" href="\(url: "/bundles/\(card.key)")"><\(heading) class="h3">\(card.name)</\(heading)><p class="fewer"><span class="was">\(card.before)</span> → \(card.after) <small>\(page("bundle.sheets"))</small></p><p class="sheets" aria-hidden="true">\(sheets)</p><p class="small quiet">\(page("bundles.services", ["n": "\(card.services)"])) · \(words.days(card.days))</p></a>
        """
    }
  }
}
