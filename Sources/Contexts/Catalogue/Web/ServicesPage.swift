import CatalogueCore
import HTML
import Hummingbird
import Kernel
import WebSupport

extension CataloguePages {
  private static let pageSize = 20

  /// Search and browse: filters on top, one line for each service.
  func list(_ page: Page, _ request: Request) -> HTML {
    let snapshot = catalogue.current
    let region = request.query("region") ?? page.region ?? snapshot.league
    let text = request.query("q") ?? ""
    let query = ServiceQuery(
      text: text, region: snapshot.region(region) == nil ? snapshot.league : region, audience: request.query("audience"),
      theme: request.query("theme"), department: request.query("department"), type: request.query("type"),
      online: request.query("online") == "true" ? true : nil)
    let offset = min(max(request.query("cursor").flatMap { Int($0) } ?? 0, 0), 1_000_000)
    let (hits, total) = snapshot.search(query, offset: offset, limit: Self.pageSize)
    func link(_ cursor: Int) -> String {
      var parts = ["cursor=\(cursor)"]
      for name in ["q", "region", "audience", "theme", "department", "type", "online"] {
        if let value = request.query(name) { parts.append("\(name)=\(Page.encoded(value))") }
      }
      return "/services?" + parts.joined(separator: "&")
    }
    let lines = hits.map { line(page, $0) }
    let none: HTML = """
      <div class="stack"><p class="lead">\(page("services.none"))</p><p>\(page("services.noneMend"))</p></div>
      """
    return """
      <main id="main" class="page">\(page.crumbs([(page("services.title"), nil)]))
      <div class="stack"><h1>\(text.isEmpty ? page("services.title") : page("services.for", ["q": text]))</h1>
      \(searchBox(page, text))<ul class="answers" id="answers" aria-label="\(page("portal.answers"))" hidden></ul>
      \(filters(page, request, query, snapshot))
      <p class="quiet" role="status">\(page.count("services.found", total))</p>
      \(total == 0 ? none : "<ul class=\"answers found\" aria-label=\"\(page("services.results"))\">\(lines)</ul>")
      \(page.pager(offset, hits.count, of: total, earlier: offset > 0 ? link(max(0, offset - Self.pageSize)) : nil, later: offset + hits.count < total ? link(offset + hits.count) : nil))
      </div></main>
      """
  }

  private func filters(_ page: Page, _ request: Request, _ query: ServiceQuery, _ snapshot: CatalogueSnapshot) -> HTML {
    func select(_ name: String, _ options: [(value: String, label: String)], _ chosen: String?, any: String?) -> HTML {
      let first: HTML = any.map { "<option value=\"\">\(page($0))</option>" } ?? .empty
      let items = options.map { option -> HTML in
        "<option value=\"\(option.value)\"\(option.value == chosen ? " selected" : "" as HTML)>\(option.label)</option>"
      }
      return """
        <span class="filter"><label for="f-\(name)">\(page("services.filter.\(name)"))</label><select class="pick" id="f-\(name)" name="\(name)">\(first)\(items)</select></span>
        """
    }
    let themes = snapshot.themes.filter { query.audience == nil || $0.audience == query.audience }
    let departments = snapshot.departments.map {
      (value: $0.key, label: page.language == "en" ? $0.nameEn : $0.short.isEmpty ? $0.nameLeague : $0.short)
    }
    let types = Set(snapshot.services.map(\.type)).sorted().map { (value: $0, label: page("type.\($0)")) }
    return """
      <form class="filters" action="/services"><input type="hidden" name="q" value="\(query.text)">
      \(select("region", snapshot.regions.map { ($0.code, $0.name(page.language)) }, query.region, any: nil))
      \(select("audience", [("person", page("audience.person")), ("organisation", page("audience.organisation"))], query.audience, any: "services.any"))
      \(select("theme", themes.map { ($0.name, $0.name) }, query.theme, any: "services.any"))
      \(select("department", departments, query.department, any: "services.any"))
      \(select("type", types, query.type, any: "services.any"))
      <label class="choice"><input type="checkbox" name="online" value="true"\(query.online == true ? " checked" : "" as HTML)>\(page("services.filter.online"))</label>
      <button class="button second">\(page("services.filter.apply"))</button></form>
      """
  }
}
