import CatalogueCore
import HTML
import Hummingbird
import Kernel
import WebSupport

// Changes: what they change, what stands in their way, and the steps to the public.
extension CatalogueAdminPages {
  func addChanges(to router: some RouterMethods<WebContext>) {
    router.get("admin/catalogue/changes") { request, context in
      let page = site.page(request, context)
      let changes = try await desk.changes(all: true, by: try keeper(context))
      let items = changes.map { line(page, $0) }
      return page.adminAnswer(
        page("changes.all"), current: "/admin/catalogue",
        """
        \(crumbs(page, (page("changes.all"), nil)))<h1>\(page("changes.all"))</h1>
        \(items.isEmpty ? "<p>\(page("changes.noneOpen"))</p>" : "<ul class=\"cases\">\(items)</ul>" as HTML)
        """)
    }
    router.get("admin/catalogue/changes/{id}") { request, context in
      let page = site.page(request, context)
      let view = try await desk.view(try context.parameters.require("id"), by: try keeper(context))
      return try await show(page, view, FormPost(fields: [:]), nil)
    }
    router.get("admin/catalogue/changes/{id}/preview/{service}") { request, context in
      let page = site.page(request, context)
      let view = try await desk.view(try context.parameters.require("id"), by: try keeper(context))
      let snapshot = try await desk.preview(view.change.id)
      guard let service = snapshot.service(try context.parameters.require("service")),
        let offering = snapshot.nearestOffering(service, to: request.query("region") ?? snapshot.league)
      else { throw Rejection.notFound }
      let back: HTML = """
        <aside class="page preview-bar" aria-label="\(page("changes.previews"))">\(page.note("<b>\(page("changes.preview"))</b> <a href=\"\(url: "/admin/catalogue/changes/\(view.change.id)")\">\(view.change.title)</a>", icon: "eye"))</aside>
        """
      return page.answer(
        service.plainName, "\(back)\(pages.guide(page, snapshot, snapshot.hit(service, offering), asked: offering.region))")
    }
    router.post("admin/catalogue/changes/{id}/{deed}") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try keeper(context)
      let id = try context.parameters.require("id")
      do {
        switch try context.parameters.require("deed") {
        case "forget":
          guard let kind = CatalogueKind(rawValue: post["kind"]) else { throw Rejection.notFound }
          try await desk.forget(kind, post["key"], in: id, by: actor)
        case "hand-in": try await desk.act(.handIn, on: id, by: actor)
        case "approve": try await desk.act(.approve, on: id, by: actor)
        case "give-back": try await desk.act(.giveBack(comment: post["comment"].trimmed), on: id, by: actor)
        case "publish":
          guard let day = CivilDate(post["takesEffect"]) else { throw Rejection.invalid([Problem("/takesEffect", "date")]) }
          try await desk.act(.publish(day), on: id, by: actor)
          try await catalogue.refresh()
        case "discard": try await desk.act(.discard, on: id, by: actor)
        default: throw Rejection.notFound
        }
      } catch let rejection as Rejection where [.invalid, .conflict, .forbidden].contains(rejection.kind) {
        return try await show(page, try await desk.view(id, by: actor), post, rejection)
      } catch is PublicationRefusal {
        // The page itself shows what stands in the way.
        return try await show(page, try await desk.view(id, by: actor), post, Rejection(.invalid, "publicationRules"))
      }
      return Response.seeOther("/admin/catalogue/changes/\(id)")
    }
  }

  private func show(
    _ page: Page, _ view: CatalogueDesk.View, _ post: FormPost, _ rejection: Rejection?
  ) async throws -> Response {
    let change = view.change
    var faults: [PublicationFault] = []
    if !change.state.isOver {
      do { try await desk.check(change.id) } catch let refusal as PublicationRefusal { faults = refusal.faults }
    }
    let forms = Set(view.edits.compactMap(\.form)).sorted().map { key -> HTML in
      """
      <li><a href="\(url: "/admin/catalogue/forms/\(key)/preview?change=\(change.id)")">\(page.icon("eye")) \(catalogue.current.forms.name(of: key))</a></li>
      """
    }
    let services = Set(view.edits.filter { $0.form == nil }.map(\.service)).filter { !$0.isEmpty }.sorted()
    let previews =
      forms
      + services.prefix(20).map { key -> HTML in
        """
        <li><a href="\(url: "/admin/catalogue/changes/\(change.id)/preview/\(key)")">\(page.icon("eye")) \(catalogue.current.service(key)?.plainName ?? key)</a></li>
        """
      }
    let isMine = change.author == page.session?.actor.party
    let editable = isMine && change.state == .draft
    let rows = view.edits.map { edit -> HTML in
      let differences = view.differences.filter { $0.kind == edit.kind && $0.key == edit.key }
      let target = "/admin/catalogue/edit/\(edit.kind.rawValue)?key=\(Page.encoded(edit.key))&change=\(change.id)"
      let conflict: HTML =
        view.conflicts.contains(edit) ? "<p class=\"light late\">\(page.icon("late"))\(page("problem.rowChanged"))</p>" : .empty
      let ways: HTML =
        !editable
        ? .empty
        : """
        <form class="row" method="post" action="\(url: "/admin/catalogue/changes/\(change.id)/forget")">\(page.token)<input type="hidden" name="kind" value="\(edit.kind.rawValue)"><input type="hidden" name="key" value="\(edit.key)">\(edit.isRemoval ? .empty : "<a class=\"button second\" href=\"\(url: target)\">\(page("catalogue.edit"))</a>" as HTML)<button class="button second">\(page("changes.forget"))</button></form>
        """
      return """
        <tr><th scope="row">\(page("catalogue.kind.\(edit.kind.rawValue).one"))<br><span class="small quiet">\(subject(edit))</span></th><td>\(differences.isEmpty ? "<span class=\"quiet\">\(page("versions.same"))</span>" : page.differences(differences))\(conflict)</td><td>\(ways)</td></tr>
        """
    }
    let problem = rejection.map { rejection in
      rejection.problems.first { $0.code != "rowChanged" }.map { page("problem.\($0.code)", $0.arguments) }
        ?? page("problem.\(rejection.code)", rejection.arguments)
    }
    let comment: HTML =
      change.comment.map { comment in
        let said = ["publicationRules", "rowsChanged"].contains(comment) ? page("problem.\(comment)") : comment
        return page.note("<b>\(change.reviewerName ?? "")</b> \(said)", icon: "chat")
      } ?? .empty
    return page.adminAnswer(
      change.title, status: rejection?.kind.status ?? .ok, current: "/admin/catalogue",
      """
      \(crumbs(page, (page("changes.all"), "/admin/catalogue/changes"), (change.title, nil)))
      \(page.refusal(problem))
      <header class="stack-tight"><h1>\(change.title)</h1><p><span class="tag\(change.state == .published ? " on" : "" as HTML)">\(page("changes.state.\(change.state.rawValue)"))</span> <span class="quiet">\(page("changes.by", ["name": change.authorName])) · \(page.moment(change.createdAt))\(change.reviewerName.map { " · \(page("changes.reviewedBy", ["name": $0]))" } ?? "")\(change.takesEffect.map { " · \(page("changes.from")) \(page.dateText($0))" } ?? "")</span></p><p>\(change.reason)</p></header>
      \(comment)\(next(page, change, isMine: isMine, faults: faults, post))
      \(faultList(page, faults, change))\(opened(page, change))
      <section class="stack-tight"><h2 id="edits" class="h3">\(page.count("changes.edits", view.edits.count))</h2>
      <div class="table-wrap" tabindex="0" role="region" aria-labelledby="edits"><table class="table"><tbody>\(rows)</tbody></table></div></section>
      \(previews.isEmpty || change.state.isOver ? .empty : "<section class=\"stack-tight\" aria-labelledby=\"previews\"><h2 id=\"previews\" class=\"h3\">\(page("changes.previews"))</h2><ul class=\"words\">\(previews)</ul></section>" as HTML)
      """)
  }

  /// Whose row it is.
  private func subject(_ edit: CatalogueEdit) -> String {
    if let form = edit.form { return catalogue.current.forms.name(of: form) }
    return edit.service.isEmpty ? edit.key : catalogue.current.service(edit.service)?.plainName ?? edit.service
  }

  /// Regions that the public sees with this change.
  private func opened(_ page: Page, _ change: CatalogueChange) -> HTML {
    guard !change.regions.isEmpty else { return .empty }
    let items = change.regions.map { code in
      "<li>\(catalogue.current.region(code)?.name(page.language) ?? code)</li>" as HTML
    }
    return """
      <section class="stack-tight" aria-labelledby="opened"><h2 id="opened" class="h3">\(page.count("opening.opened", items.count))</h2><ul class="words">\(items)</ul></section>
      """
  }

  private func faultList(_ page: Page, _ faults: [PublicationFault], _ change: CatalogueChange) -> HTML {
    guard !faults.isEmpty else {
      return change.state.isOver ? .empty : page.note("\(page("changes.clean"))", icon: "check")
    }
    let items = faults.prefix(100).map { fault -> HTML in
      if let place = fault.elsewhere {
        return "<li><b>\(place)</b>: \(page("publication.rule.\(fault.rule.rawValue)"))</li>"
      }
      if let form = fault.form {
        let name = catalogue.current.forms.name(of: form)
        return """
          <li><a href="\(url: "/admin/catalogue/forms/\(form)?change=\(change.id)")">\(name)\(fault.field.map { " · \($0)" } ?? "")</a>: \(page("publication.rule.\(fault.rule.rawValue)"))</li>
          """
      }
      let name = catalogue.current.service(fault.service)?.plainName ?? fault.service
      let place = fault.region.flatMap { catalogue.current.region($0)?.name(page.language) }.map { " · \($0)" } ?? ""
      return """
        <li><a href="\(url: "/admin/catalogue/services/\(fault.service)?change=\(change.id)")">\(name)\(place)</a>: \(page("publication.rule.\(fault.rule.rawValue)"))</li>
        """
    }
    return """
      <section class="stack-tight" aria-labelledby="faults"><h2 id="faults" class="h3">\(page.count("changes.faults", faults.count))</h2><ul class="faults">\(items)</ul></section>
      """
  }

  /// What this reader may do now.
  private func next(_ page: Page, _ change: CatalogueChange, isMine: Bool, faults: [PublicationFault], _ post: FormPost) -> HTML
  {
    func form(_ deed: String, _ inside: HTML, second: Bool = false) -> HTML {
      """
      <form method="post" class="row" action="\(url: "/admin/catalogue/changes/\(change.id)/\(deed)")">\(page.token)\(inside)<button class="button\(second ? " second" : "" as HTML)">\(page("changes.deed.\(deed)"))</button></form>
      """
    }
    let discard: HTML = change.state.isOver ? .empty : form("discard", .empty, second: true)
    let comment: HTML = """
      <span class="filter"><label for="comment">\(page("changes.comment"))</label><textarea id="comment" name="comment" rows="2" maxlength="1000">\(post["comment"])</textarea></span>
      """
    let today = page.now.civilDate
    let day: HTML = """
      <span class="filter"><label for="takesEffect">\(page("changes.day"))</label><input class="pick" id="takesEffect" name="takesEffect" type="date" value="\(post["takesEffect"].isEmpty ? (change.takesEffect ?? today).description : post["takesEffect"])" min="\(today.description)"></span>
      """
    let ways: HTML
    switch change.state {
    case .draft:
      ways =
        isMine
        ? "\(faults.isEmpty ? form("hand-in", .empty) : .empty)\(discard)"
        : "<p class=\"quiet\">\(page("changes.authorEdits"))</p>"
    case .review:
      ways =
        isMine
        ? "<p class=\"quiet\">\(page("changes.waitsForSecond"))</p>\(discard)"
        : "\(form("approve", .empty))\(form("give-back", comment, second: true))"
    case .approved, .scheduled: ways = "\(form("publish", day))\(discard)"
    case .published, .discarded: return .empty
    }
    return "<div class=\"actions\" role=\"group\" aria-label=\"\(page("changes.next"))\">\(ways)</div>"
  }
}
