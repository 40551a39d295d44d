import CatalogueCore
import Forms
import HTML
import Hummingbird
import Kernel
import WebSupport

// Forms of the catalogue: their questions as a table, the form as applicants see it, and its versions.
extension CatalogueAdminPages {
  func addForms(to router: some RouterMethods<WebContext>) {
    router.get("admin/catalogue/forms/{key}") { request, context in
      let page = site.page(request, context)
      _ = try keeper(context)
      let (book, entry) = try await form(request, context)
      return page.adminAnswer(
        entry.form.name, current: "/admin/catalogue", table(page, book, entry, change: request.query("change")))
    }
    router.get("admin/catalogue/forms/{key}/preview") { request, context in
      let page = site.page(request, context)
      _ = try keeper(context)
      let (book, entry) = try await form(request, context)
      guard let whole = book.whole(entry.key) else { throw Rejection.notFound }
      let back = "/admin/catalogue/forms/\(entry.key)" + suffix(request.query("change"), "?")
      return page.adminAnswer(
        entry.form.name, current: "/admin/catalogue",
        """
        \(crumbs(page, (page("catalogue.kind.forms"), "/admin/catalogue?kind=forms"), (entry.form.name, back), (page("forms.preview"), nil)))
        \(page.note("<b>\(page("forms.previewWhy"))</b> <a href=\"\(url: back)\">\(page("forms.back"))</a>", icon: "eye"))
        <section class="stack" aria-labelledby="form-name"><h1 id="form-name">\(whole.name)</h1>\(pages.guests.form(whole, page))</section>
        """)
    }
    router.get("admin/catalogue/forms/{key}/versions") { request, context in
      let page = site.page(request, context)
      _ = try keeper(context)
      let key = try context.parameters.require("key")
      let history = try await catalogue.history(ofForm: key)
      let (old, new) = try history.chosen(request)
      let changed = try await catalogue.differences(ofForm: key, from: history.epoch(old), to: history.epoch(new))
      let name = catalogue.current.forms.name(of: key)
      let path = "/admin/catalogue/forms/\(key)"
      return page.adminAnswer(
        page("versions.title", ["name": name]), current: "/admin/catalogue",
        """
        \(crumbs(page, (page("catalogue.kind.forms"), "/admin/catalogue?kind=forms"), (name, path), (page("versions.crumb"), nil)))
        \(pages.versions(page, "\(path)/versions", name, page("forms.versionsWhy"), history, old, new, changed))
        """)
    }
  }

  private func form(_ request: Request, _ context: WebContext) async throws -> (FormBook, FormBook.Entry) {
    let book =
      if let change = request.query("change") { try await desk.preview(change).forms } else { catalogue.current.forms }
    guard let entry = book.entry(try context.parameters.require("key")) else { throw Rejection.notFound }
    return (book, entry)
  }

  private func suffix(_ change: String?, _ sign: String) -> String {
    change.map { "\(sign)change=\(Page.encoded($0))" } ?? ""
  }

  private func table(_ page: Page, _ book: FormBook, _ entry: FormBook.Entry, change: String?) -> HTML {
    let path = "/admin/catalogue/forms/\(entry.key)"
    func edit(_ kind: CatalogueKind, _ key: String) -> String {
      "/admin/catalogue/edit/\(kind.rawValue)?key=\(Page.encoded(key))" + suffix(change, "&")
    }
    let rows = entry.form.fields.map { field -> HTML in
      """
      <tr><th scope="row"><a href="\(url: edit(.formFields, "\(entry.key)/\(field.key)"))">\(field.label)</a></th><td class="quiet">\(field.key)</td><td>\(page("catalogue.control.\(field.kind.rawValue)"))</td><td>\(page(field.required ? "catalogue.flag.true" : "catalogue.flag.false"))</td><td>\(field.options.joined(separator: page("catalogue.and")))</td><td>\(field.condition?.text ?? "")</td><td class="small quiet">\(field.hint ?? "")</td></tr>
      """
    }
    let heads = ["label", "key", "control", "required", "options", "condition", "hint"].map {
      "<th scope=\"col\">\(page.column($0))</th>" as HTML
    }
    let base: HTML =
      entry.level == .base
      ? "<p>\(page("forms.isBase"))</p>"
      : "<p>\(page("forms.follows")) <a href=\"\(url: "/admin/catalogue/forms/\(entry.base)" + suffix(change, "?"))\">\(book.name(of: entry.base))</a></p>"
    let users = catalogue.current.services.filter { catalogue.current.formKey(of: $0.key) == entry.key }
    let version = catalogue.current.formVersion(of: entry.key).map {
      page("guide.version", ["n": "\($0.number)", "date": page.dateText($0.at.civilDate)])
    }
    let next = (entry.form.fields.count + 1) * 10
    return """
      \(crumbs(page, (page("catalogue.kind.forms"), "/admin/catalogue?kind=forms"), (entry.form.name, nil)))
      <header class="heading-row"><h1>\(entry.form.name)</h1><p class="row"><a class="button second" href="\(url: path + "/preview" + suffix(change, "?"))">\(page("forms.preview"))</a><a class="button second" href="\(url: path + "/versions")">\(version ?? page("versions.crumb"))</a><a class="button second" href="\(url: edit(.forms, entry.key))">\(page("catalogue.edit"))</a></p></header>
      \(base)<p class="quiet">\(page.count("forms.usedBy", users.count))\(users.count == 1 ? " · \(users[0].plainName)" : "")</p>
      <section class="stack-tight"><div class="heading-row"><h2 id="fields" class="h3">\(page.count("forms.questions", rows.count))</h2><a href="\(url: "/admin/catalogue/edit/form-fields?formKey=\(entry.key)&order=\(next)" + suffix(change, "&"))">\(page("catalogue.new", ["kind": page("catalogue.kind.form-fields.one")]))</a></div>
      <div class="table-wrap" tabindex="0" role="region" aria-labelledby="fields"><table class="table"><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }
}

extension GuideHistory {
  /// Which two versions a reader wants to see beside each other: `from` and `to`, or the newest and the one before.
  func chosen(_ request: Request) throws(Rejection) -> (old: Int, new: Int) {
    guard let newest = entries.last else { throw Rejection.notFound }
    func number(_ name: String, else standing: Int) throws(Rejection) -> Int {
      guard let text = request.query(name) else { return standing }
      guard let number = Int(text), entries.indices.contains(number - 1) else { throw Rejection.notFound }
      return number
    }
    let new = try number("to", else: newest.version.number)
    return (try number("from", else: max(1, new - 1)), new)
  }

  func epoch(_ number: Int) -> Int64 { entries[number - 1].version.epoch }
}
