public import CaseworkCore
public import CatalogueCore
public import HTML
public import Hummingbird
import IdentityCore
import JSON
public import Kernel
import NationalCodes
public import WebSupport
import WorkingTime

/// The desk of clerks, reviewers, approvers and issuers: what is due first on the left, the case in the middle, its papers on the right.
public struct DeskPages: Sendable {
  let site: Site
  let casework: Casework
  let catalogue: CatalogueHolder
  let files: FileVault
  let casePages: CasePages
  /// When and where somebody works this week.
  let shifts: @Sendable (Page, Actor) async throws -> HTML
  /// What a service asks of somebody in their situation; nil where it asks for none.
  let guidance: @Sendable (Page, Request, _ service: String, _ region: String) -> HTML?

  public init(
    site: Site, casework: Casework, catalogue: CatalogueHolder, files: FileVault, casePages: CasePages,
    guidance: @escaping @Sendable (Page, Request, _ service: String, _ region: String) -> HTML?,
    shifts: @escaping @Sendable (Page, Actor) async throws -> HTML
  ) {
    self.guidance = guidance
    self.shifts = shifts
    self.site = site
    self.casework = casework
    self.catalogue = catalogue
    self.files = files
    self.casePages = casePages
  }

  public func add(to router: some RouterMethods<WebContext>) {
    addIntake(to: router)
    router.get("desk") { request, context in
      let page = site.page(request, context)
      let actor = try staff(context)
      return page.deskAnswer(page("desk.title"), try await desk(page, request, actor, nil, nil, nil))
    }
    router.get("desk/cases") { request, context in
      let page = site.page(request, context)
      let actor = try staff(context)
      let text = request.query("q") ?? ""
      if let number = text.isEmpty ? nil : try? await casework.view(number: text.trimmingWhitespace.uppercased(), by: actor) {
        return Response.seeOther("/desk/\(number.record.id.text)")
      }
      let found = try await casework.cases(
        CaseQuery(text: text, limit: 50, cursor: request.query("cursor")), by: actor)
      return page.deskAnswer(page("desk.cases"), find: text, cases(page, found, text))
    }
    router.get("desk/{id}") { request, context in
      let page = site.page(request, context)
      let actor = try staff(context)
      let view = try await casework.view(CaseID(try context.parameters.require("id")), by: actor)
      return page.deskAnswer(view.record.state.terms.plainName, try await desk(page, request, actor, view, nil, nil))
    }
    router.post("desk/{id}/act/{action}") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try staff(context)
      let view = try await casework.view(CaseID(try context.parameters.require("id")), by: actor)
      let key = try context.parameters.require("action")
      let open = view.actions.first { $0.action.key == key }
      do {
        let record = try await casework.act(
          view.record.id,
          CaseCommand(
            action: key, data: open?.action.answers(post) ?? [:], task: post["task"].isEmpty ? nil : TaskID(post["task"])),
          by: actor)
        return Response.seeOther("/desk/\(record.id.text)?done=\(Page.encoded(key))")
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        let fresh = try await casework.view(view.record.id, by: actor)
        return page.deskAnswer(
          page("desk.title"), status: rejection.kind.status,
          try await desk(page, request, actor, fresh, (key, post, rejection), nil))
      }
    }
    router.post("desk/tasks/{task}/{deed}") { request, context in
      let post = try await context.posted(request)
      let actor = try staff(context)
      let task = TaskID(try context.parameters.require("task"))
      switch try context.parameters.require("deed") {
      case "claim": try await casework.claim(task, by: actor)
      case "release": try await casework.release(task, by: actor)
      default: throw Rejection.notFound
      }
      return Response.seeOther(localPath(post["to"]))
    }
    router.post("desk/{id}/reveal") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try staff(context)
      let id = CaseID(try context.parameters.require("id"))
      do {
        let revealed = try await casework.reveal(id, reason: post["reason"], by: actor)
        let view = try await casework.view(id, by: actor)
        return page.deskAnswer(page("desk.title"), try await desk(page, request, actor, view, nil, revealed))
      } catch let rejection as Rejection where rejection.kind == .invalid {
        let view = try await casework.view(id, by: actor)
        return page.deskAnswer(
          page("desk.title"), status: rejection.kind.status,
          try await desk(page, request, actor, view, ("reveal", post, rejection), nil))
      }
    }
  }

  func staff(_ context: WebContext) throws -> Actor {
    let actor = try context.signedIn()
    guard actor.kind == .staff else { throw Rejection.forbidden }
    return actor
  }

  // MARK: - The three panes

  private func desk(
    _ page: Page, _ request: Request, _ actor: Actor, _ view: CaseView?,
    _ failed: (action: String, post: FormPost, rejection: Rejection)?, _ revealed: Revealed?
  ) async throws -> HTML {
    let role = request.query("role").flatMap(Role.init)
    let light = request.query("light").flatMap(InboxQuery.Light.init)
    let tasks = try await casework.inbox(
      InboxQuery(role: role, light: light, limit: 100, cursor: request.query("cursor")), by: actor)
    let middle: HTML
    let right: HTML
    if let view {
      middle = try await work(page, view, actor, failed, revealed, done: request.query("done"))
      right = try await proof(page, view, chosen: request.query("paper"))
    } else {
      middle = nothingChosen(page, actor, waiting: tasks.total, try await shifts(page, actor))
      right = "<section class=\"proof\" aria-label=\"\(page("desk.papers"))\"></section>"
    }
    return """
      <main id="main" class="desk\(view == nil ? "" : " chosen" as HTML)"><h1 class="hidden">\(page("desk.title"))</h1>
      \(inbox(page, tasks, actor, role, chosen: view?.record.id))
      \(middle)\(right)</main>
      """
  }

  /// What somebody may begin with, by their roles.
  private func nothingChosen(_ page: Page, _ actor: Actor, waiting: Int, _ shifts: HTML) -> HTML {
    let roles = Set(actor.posts.map(\.role))
    let handles = !roles.isDisjoint(with: [.windowClerk, .reviewer, .approver, .issuer])
    var parts: [HTML] = []
    if handles { parts.append("<p>\(page.count("desk.waiting", waiting))</p>") }
    if roles.contains(.windowClerk) {
      parts.append("<p><a class=\"button\" href=\"/desk/intake\">\(page("desk.intake"))</a></p>")
    }
    if roles.contains(.supervisor) {
      parts.append("<p>\(page("clock.told"))</p>")
      parts.append("<p>\(page("desk.supervise"))</p><p><a class=\"button\" href=\"/desk/cases\">\(page("desk.cases"))</a></p>")
    }
    if roles.contains(.editor) { parts.append("<p>\(page("desk.edit"))</p>") }
    if roles.contains(.administrator) { parts.append("<p>\(page("desk.administer"))</p>") }
    return """
      <section class="work" aria-labelledby="work"><div class="pane-head"><h2 id="work">\(page(handles ? "desk.choose" : "desk.title"))</h2></div>\(parts)\(shifts)</section>
      """
  }

  private func inbox(_ page: Page, _ tasks: Portion<TaskSummary>, _ actor: Actor, _ role: Role?, chosen: CaseID?) -> HTML {
    let roles = Role.allCases.filter { role in
      [.windowClerk, .reviewer, .approver, .issuer].contains(role) && actor.posts.contains { $0.role == role }
    }
    let all: [(String, String, Bool)] =
      [("/desk", page("desk.all"), role == nil)]
      + roles.map { ("/desk?role=\($0.rawValue)", page("desk.role.\($0.rawValue)"), role == $0) }
    let tabs = all.map { "<a href=\"\(url: $0.0)\"\($0.2 ? " aria-current=\"page\"" : "" as HTML)>\($0.1)</a>" as HTML }
    let today = page.now.civilDate
    let groups = Dictionary(grouping: tasks.items) { Light(today: today, soonFrom: $0.task.soonFrom, due: $0.task.due) }
    let query = role.map { "?role=\($0.rawValue)" } ?? ""
    let lists = [Light.late, .soon, .fine].compactMap { light -> HTML? in
      guard let items = groups[light] else { return nil }
      let lines = items.map { item -> HTML in
        """
        <li><a href="\(url: "/desk/\(item.caseID.text)\(query)")"\(item.caseID == chosen ? " aria-current=\"true\"" : "" as HTML)><b>\(item.serviceName)</b><span>\(page.date(item.task.due))</span><span>\(Mask.name(item.applicantName)) \(String((item.number ?? "").suffix(7)))\(item.claimedBy == nil ? "" : " · \(page(item.claimedBy == actor.party ? "desk.mine" : "desk.taken"))")</span>\(lightTag(page, item.task, today, isStill: casework.procedure(item.procedure)?.state(item.task.state)?.isPause == true))</a></li>
        """
      }
      return "<h3>\(page("desk.light.\(light.rawValue)")) <span>\(items.count)</span></h3><ul>\(lines)</ul>"
    }
    let more: HTML =
      tasks.next.map {
        "<p><a class=\"button second\" href=\"\(url: "/desk?cursor=\(Page.encoded($0))\(role.map { "&role=\($0.rawValue)" } ?? "")")\">\(page("pager.later"))</a></p>"
      } ?? .empty
    return """
      <section class="inbox" aria-labelledby="inbox" tabindex="0"><div class="pane-head"><h2 id="inbox">\(page("desk.dueFirst"))</h2></div>
       <nav class="tabs" aria-label="\(page("desk.which"))">\(tabs)</nav><p class="quiet" role="status">\(page.count("desk.waiting", tasks.total))</p>\(lists)\(more)</section>
      """
  }

  /// `isStill`: a clock stands still while the task is open, which has a sign of its own until the time that was told is over.
  func lightTag(_ page: Page, _ task: OpenTask, _ today: CivilDate, isStill: Bool) -> HTML {
    let light = Light(today: today, soonFrom: task.soonFrom, due: task.due)
    let days = abs(task.due.daysSince1970 - today.daysSince1970)
    let words: String =
      switch light {
      case .late: page.count("light.late", days)
      case .soon, .fine: days == 0 ? page("light.today") : page.count("light.left", days)
      }
    if isStill, light != .late {
      return "<span class=\"light still\">\(page.icon("pause"))\(page("clock.still"))</span>"
    }
    return "<span class=\"light \(light.rawValue)\">\(page.icon(light.rawValue))\(words)</span>"
  }

  private func cases(_ page: Page, _ found: Portion<CaseSummary>, _ text: String) -> HTML {
    let rows = found.items.map { item -> HTML in
      let state = casework.procedure(item.procedure)?.state(item.lastState)?.name(page.language) ?? item.lastState
      return """
        <tr><td class="tight"><a href="\(url: "/desk/\(item.id.text)")">\(item.number ?? item.id.text)</a></td><td>\(item.serviceName)</td><td>\(catalogue.current.region(item.region)?.name ?? item.region)</td><td>\(state)</td><td>\(item.due.map(page.date) ?? .empty)</td></tr>
        """
    }
    let more: HTML =
      found.next.map {
        "<p><a class=\"button second\" href=\"\(url: "/desk/cases?q=\(Page.encoded(text))&cursor=\(Page.encoded($0))")\">\(page("pager.later"))</a></p>"
      } ?? .empty
    return """
      <main id="main" class="page section stack"><h1>\(page("desk.cases"))</h1><p role="status">\(page.count("my.count", found.total))</p>
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("desk.cases"))"><table class="table stacks"><thead><tr><th scope="col">\(page("case.number"))</th><th scope="col">\(page("receipt.service"))</th><th scope="col">\(page("services.filter.region"))</th><th scope="col">\(page("desk.state"))</th><th scope="col">\(page("my.dueBy"))</th></tr></thead><tbody>\(rows)</tbody></table></div>\(more)</main>
      """
  }
}
