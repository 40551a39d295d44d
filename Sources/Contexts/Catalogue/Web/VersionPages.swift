import CatalogueCore
import HTML
import Hummingbird
import Kernel
import WebSupport

extension CataloguePages {
  /// The versions of guides, for anybody to read: what changed, when and why.
  func addVersions(to router: some RouterMethods<WebContext>) {
    router.get("services/{key}/versions") { request, context in
      let page = site.page(request, context)
      let key = try context.parameters.require("key")
      let history = try await catalogue.history(of: key)
      let (old, new) = try history.chosen(request)
      let title = catalogue.current.service(key)?.plainName ?? key
      let changed = try await catalogue.differences(of: key, from: history.epoch(old), to: history.epoch(new))
      return page.answer(
        page("versions.title", ["name": title]),
        """
        <main id="main" class="page">\(page.crumbs([(title, "/services/\(key)"), (page("versions.crumb"), nil)]))
        \(versions(page, "/services/\(key)/versions", title, page("versions.why"), history, old, new, changed))</main>
        """)
    }
  }

  /// All versions, newest first, and what changed between two of them; `path` is the page's own.
  func versions(
    _ page: Page, _ path: String, _ title: String, _ why: String, _ history: GuideHistory, _ old: Int, _ new: Int,
    _ changed: [CatalogueDifference]
  ) -> HTML {
    let rows = history.entries.reversed().map { entry -> HTML in
      let number = entry.version.number
      return """
        <tr><th scope="row">\(page("versions.number", ["n": "\(number)"]))</th><td>\(page.date(entry.version.at.civilDate))</td><td>\(entry.title ?? page("versions.imported"))\(entry.reason.map { "<br><span class=\"small quiet\">\($0)</span>" as HTML } ?? .empty)</td><td>\(number == 1 ? .empty : "<a href=\"\(url: "\(path)?from=\(number - 1)&to=\(number)")\">\(page("versions.compare"))</a>" as HTML)</td></tr>
        """
    }
    func choice(_ name: String, _ chosen: Int) -> HTML {
      let options = history.entries.map { entry -> HTML in
        """
        <option value="\(entry.version.number)"\(entry.version.number == chosen ? " selected" : "" as HTML)>\(page("versions.number", ["n": "\(entry.version.number)"]))</option>
        """
      }
      return """
        <span class="filter"><label for="\(name)">\(page("versions.\(name)"))</label><select class="pick" id="\(name)" name="\(name)">\(options)</select></span>
        """
    }
    let heading = page("versions.between", ["from": "\(old)", "to": "\(new)"])
    let result: HTML =
      changed.isEmpty ? "<p>\(page("versions.same"))</p>" : page.differences(changed)
    let comparison: HTML =
      history.entries.count < 2
      ? "<p class=\"quiet\">\(page("versions.first"))</p>"
      : """
      <form class="filters" action="\(url: path)">\(choice("from", old))\(choice("to", new))<button class="button second">\(page("versions.compare"))</button></form>
      <section aria-labelledby="what"><h2 id="what" class="h3">\(heading)</h2>\(result)</section>
      """
    return """
      <div class="stack-wide"><h1>\(page("versions.title", ["name": title]))</h1><p class="quiet">\(why)</p>
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("versions.crumb"))"><table class="table"><thead><tr><th scope="col">\(page("versions.version"))</th><th scope="col">\(page("versions.since"))</th><th scope="col">\(page("versions.reason"))</th><th scope="col"><span class="hidden">\(page("versions.compare"))</span></th></tr></thead><tbody>\(rows)</tbody></table></div>
      \(comparison)</div>
      """
  }
}
