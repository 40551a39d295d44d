import CatalogueCore
import HTML
import Hummingbird
import Kernel
import WebSupport

// Which regions the public sees: more of them are opened by a change, reviewed and published like any other.
extension CatalogueAdminPages {
  func addRegions(to router: some RouterMethods<WebContext>) {
    router.get("admin/catalogue/regions") { request, context in
      let page = site.page(request, context)
      _ = try keeper(context)
      return page.adminAnswer(
        page("opening.publish"), current: "/admin/catalogue", regions(page, FormPost(fields: [:]), nil))
    }
    router.post("admin/catalogue/regions") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try keeper(context)
      do {
        let chosen = post.all("region").filter { !$0.isEmpty }
        guard !chosen.isEmpty else { throw Rejection.invalid([Problem("/region", "regionsNone")]) }
        let change = try await desk.open(
          title: post["title"].trimmed, reason: post["reason"].trimmed, regions: chosen, by: actor)
        return Response.seeOther("/admin/catalogue/changes/\(change.id)")
      } catch let rejection as Rejection where rejection.kind == .invalid {
        return page.adminAnswer(
          page("opening.publish"), status: rejection.kind.status, current: "/admin/catalogue", regions(page, post, rejection))
      }
    }
  }

  private func regions(_ page: Page, _ post: FormPost, _ rejection: Rejection?) -> HTML {
    let snapshot = catalogue.current
    var wrong: [String: String] = [:]
    var summary: [(anchor: String, text: String)] = []
    for problem in rejection?.problems ?? [] {
      let name = problem.pointer.hasPrefix("/regions/") ? "region" : String(problem.pointer.dropFirst())
      wrong[name] = page("problem.\(problem.code)", problem.arguments)
      summary.append((name, wrong[name] ?? ""))
    }
    let chosen = Set(post.all("region"))
    let rows = snapshot.regions.map { region -> HTML in
      let isOpen = snapshot.publishedRegions.contains(region.code)
      let count = snapshot.services.count { $0.isOffered(in: region) }
      let box: HTML =
        isOpen
        ? "<span class=\"tag on\">\(page("opening.open"))</span>"
        : """
        <label class="choice"><input type="checkbox" name="region" value="\(region.code)"\(chosen.contains(region.code) ? " checked" : "" as HTML)>\(page("opening.openNow"))<span class="hidden"> \(region.name(page.language))</span></label>
        """
      return """
        <tr><th scope="row">\(region.name(page.language))</th><td class="quiet">\(region.code)</td><td class="number">\(page.grouped(count))</td><td>\(box)</td></tr>
        """
    }
    let isAll = snapshot.regions.allSatisfy { snapshot.publishedRegions.contains($0.code) }
    let fields: HTML =
      isAll
      ? page.note("\(page("opening.allOpen"))", icon: "check")
      : """
      \(Field("title", page("changes.title"), value: post["title"], hint: page("opening.title.hint"), problem: wrong["title"], attributes: " maxlength=\"100\"").html(page))
      \(Field("reason", page("changes.reason"), value: post["reason"], hint: page("changes.reason.hint"), problem: wrong["reason"], attributes: " maxlength=\"1000\"").html(page))
      <p class="quiet">\(page("opening.then"))</p><p><button class="button">\(page("opening.begin"))</button></p>
      """
    return """
      \(crumbs(page, (page("opening.publish"), nil)))
      <header class="stack-tight"><h1>\(page("opening.publish"))</h1><p class="quiet">\(page("opening.why"))</p></header>\(page.problems(summary))
      <form method="post" action="/admin/catalogue/regions" class="stack editing" novalidate>\(page.token)
      <div class="table-wrap" id="region" tabindex="0" role="region" aria-label="\(page("opening.publish"))"><table class="table"><thead><tr><th scope="col">\(page("services.filter.region"))</th><th scope="col">\(page("catalogue.column.code"))</th><th scope="col" class="number">\(page("opening.services"))</th><th scope="col">\(page("opening.state"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      \(fields)</form>
      """
  }
}
