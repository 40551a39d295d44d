import CatalogueCore
import HTML
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Tables
import WebSupport

// The implementation lists of a region as a table, there and back.
extension CatalogueAdminPages {
  func addOfferings(to router: some RouterMethods<WebContext>) {
    router.get("admin/catalogue/offerings") { request, context in
      let page = site.page(request, context)
      return offerings(page, try keeper(context), FormPost(fields: [:]), nil, [])
    }
    router.get("admin/catalogue/offerings/{file}") { request, context in
      let actor = try keeper(context)
      let file = try context.parameters.require("file")
      guard file.hasSuffix(".csv") else { throw Rejection.notFound }
      let region = String(file.dropLast(4))
      guard desk.keeps(actor, region) else { throw Rejection.forbidden }
      let text = try OfferingTable.export(region, from: catalogue.current)
      // The mark lets spreadsheets read it as UTF-8.
      return Response(
        status: .ok,
        headers: [
          .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"offerings-\(region).csv\"",
        ], body: ResponseBody(byteBuffer: ByteBuffer(string: "\u{FEFF}" + text)))
    }
    router.post("admin/catalogue/offerings") { request, context in
      let page = site.page(request, context)
      let post = try await context.postedFiles(request, limit: 20 << 20)
      let actor = try keeper(context)
      do {
        guard let file = post.files.first, !file.bytes.isEmpty else { throw Rejection.invalid([Problem("/file", "fileEmpty")]) }
        let change = try await desk.bring(
          .init(name: file.name, bytes: file.bytes), region: post.form["region"], title: post.form["title"].trimmed,
          reason: post.form["reason"].trimmed, against: catalogue.current, by: actor)
        return Response.seeOther("/admin/catalogue/changes/\(change.id)")
      } catch let refusal as ImportRefusal {
        return offerings(page, actor, post.form, nil, refusal.problems)
      } catch let rejection as Rejection where [.invalid, .conflict].contains(rejection.kind) {
        return offerings(page, actor, post.form, rejection, [])
      }
    }
  }

  private func offerings(
    _ page: Page, _ actor: Actor, _ post: FormPost, _ rejection: Rejection?, _ rows: [TableProblem]
  ) -> Response {
    let regions = catalogue.current.regions.filter { desk.keeps(actor, $0.code) }
    let downloads = regions.map { region -> HTML in
      """
      <li><a href="\(url: "/admin/catalogue/offerings/\(region.code).csv")" download>\(page.icon("download")) \(region.name(page.language))</a></li>
      """
    }
    let options = regions.map {
      "<option value=\"\($0.code)\"\($0.code == post["region"] ? " selected" : "" as HTML)>\($0.name(page.language))</option>"
        as HTML
    }
    var wrong: [String: String] = [:]
    for problem in rejection?.problems ?? [] {
      wrong[String(problem.pointer.dropFirst())] = page("problem.\(problem.code)", problem.arguments)
    }
    let list = rows.prefix(200).map { problem -> HTML in
      """
      <tr><td class="number">\(problem.line)</td><td>\(problem.column.isEmpty ? "" : page.column(problem.column))</td><td>\(page("import.problem.\(problem.code)", problem.arguments))</td></tr>
      """
    }
    let refused: HTML =
      rows.isEmpty
      ? page.refusal(rejection.map { wrong.values.sorted().first ?? page("problem.\($0.code)", $0.arguments) })
      : """
      <div class="problems" role="alert"><h2>\(page("import.nothingKept", ["n": "\(rows.count)"]))</h2></div>
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("table.rows"))"><table class="table"><thead><tr><th scope="col" class="number">\(page("table.line"))</th><th scope="col">\(page("table.column"))</th><th scope="col">\(page("table.why"))</th></tr></thead><tbody>\(list)</tbody></table></div>
      """
    return page.adminAnswer(
      page("catalogue.table"), status: rejection == nil && rows.isEmpty ? .ok : .unprocessableContent,
      current: "/admin/catalogue",
      """
      \(crumbs(page, (page("catalogue.table"), nil)))
      <header class="stack-tight"><h1>\(page("catalogue.table"))</h1><p class="quiet">\(page("table.why.long"))</p></header>\(refused)
      <section class="stack-tight" aria-labelledby="out"><h2 id="out" class="h3">\(page("table.out"))</h2><ul class="words">\(downloads)</ul></section>
      <form method="post" action="/admin/catalogue/offerings" enctype="multipart/form-data" class="stack editing" novalidate>\(page.token)<h2 class="h3">\(page("table.back"))</h2>
      <div class="field"><label for="region">\(page("services.filter.region"))</label><select id="region" name="region">\(options)</select></div>
      \(Field("file", page("table.file"), problem: wrong["file"], type: "file", attributes: " accept=\".csv,text/csv\"").html(page))
      \(Field("title", page("changes.title"), value: post["title"], hint: page("changes.title.hint"), problem: wrong["title"]).html(page))
      \(Field("reason", page("changes.reason"), value: post["reason"], hint: page("changes.reason.hint"), problem: wrong["reason"]).html(page))
      <p><button class="button">\(page("table.send"))</button></p></form>
      """)
  }
}
