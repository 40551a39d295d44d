import HTML
import HTTPTypes
public import Hummingbird
public import IdentityCore
import Kernel
public import WebSupport
import WorkingTime

/// /admin/rosters: who sits at which window in a week: a grid at the desk, a list by day on the phone.
public struct RosterPages: Sendable {
  public static let sections: [AdminSection] = [
    AdminSection(path: "/admin/rosters", title: "roster.title", icon: "calendar", roles: [.administrator, .supervisor])
  ]

  let site: Site
  let halls: Halls

  public init(site: Site, halls: Halls) {
    self.site = site
    self.halls = halls
  }

  private typealias Failed = (deed: String, post: FormPost, rejection: Rejection)

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("admin/rosters") { request, context in
      let page = site.page(request, context)
      let planned = try await halls.planned(by: try context.signedIn())
      if planned.count == 1 { return Response.seeOther("/admin/rosters/\(planned[0].id)") }
      let items = planned.map {
        "<li><a href=\"\(url: "/admin/rosters/\($0.id)")\">\($0.name)</a> <span class=\"quiet\">\($0.address)</span></li>"
          as HTML
      }
      return page.adminAnswer(
        page("roster.title"), current: "/admin/rosters",
        """
        <div class="stack"><h1>\(page("roster.title"))</h1><p class="measure">\(page("roster.title.why"))</p>\(items.isEmpty ? "<p class=\"quiet\">\(page("halls.none"))</p>" : "<ul class=\"plain stack\">\(items)</ul>" as HTML)</div>
        """)
    }
    router.get("admin/rosters/{hall}") { request, context in
      let page = site.page(request, context)
      return try await roster(page, context, week: request.query("week"), nil)
    }
    router.post("admin/rosters/{hall}/plan") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      do {
        _ = try await halls.plan(
          account: post["staff"], window: post["window"], days: post.all("days").compactMap { CivilDate($0) },
          span: ClockSpan(post["from"], post["to"]), by: actor)
        return try back(context, post)
      } catch let rejection as Rejection where rejection.kind == .invalid {
        return try await roster(page, context, week: post["week"], ("plan", post, rejection))
      }
    }
    router.post("admin/rosters/{hall}/copy") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      do {
        guard let from = CivilDate(post["copy-from"]), let to = CivilDate(post["week"]) else {
          throw Rejection.invalid([Problem("/copy-from", "required")])
        }
        let made = try await halls.copyWeek(
          try context.parameters.require("hall"), from: from, to: to, skip: post["skip"] == "1", by: actor)
        return try await roster(page, context, week: post["week"], nil, copied: made)
      } catch let rejection as Rejection where rejection.kind == .invalid {
        return try await roster(page, context, week: post["week"], ("copy", post, rejection))
      }
    }
    router.post("admin/rosters/{hall}/{shift}/{deed}") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      let (shift, deed) = (try context.parameters.require("shift"), try context.parameters.require("deed"))
      do {
        switch deed {
        case "remove": try await halls.unplan(shift, by: actor)
        case "hand": try await halls.hand(shift, to: post["staff"], by: actor)
        default: throw Rejection.notFound
        }
        return try back(context, post)
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return try await roster(page, context, week: post["week"], (deed, post, rejection))
      }
    }
  }

  private func back(_ context: WebContext, _ post: FormPost) throws -> Response {
    let week = CivilDate(post["week"])?.description ?? ""
    return Response.seeOther("/admin/rosters/\(Page.encoded(try context.parameters.require("hall")))?week=\(week)")
  }

  // MARK: - The page

  private func roster(
    _ page: Page, _ context: WebContext, week: String?, _ failed: Failed?, copied: CopiedWeek? = nil
  ) async throws -> Response {
    let actor = try context.signedIn()
    let day = week.flatMap { CivilDate($0) } ?? page.now.civilDate
    let roster = try await halls.roster(try context.parameters.require("hall"), week: day, by: actor)
    let base = "/admin/rosters/\(roster.hall.id)"
    func other(_ offset: Int) -> String { "\(base)?week=\(roster.monday.adding(days: 7 * offset))" }
    let gaps = roster.entries.filter { $0.gap != nil }
    let warning: HTML =
      gaps.isEmpty
      ? .empty : page.note("<p>\(page.count("roster.gaps", gaps.count))</p>", icon: "late")
    return page.adminAnswer(
      page("roster.title"), status: failed?.rejection.kind.status ?? .ok, current: "/admin/rosters",
      """
      \(summary(page, failed))<h1>\(page("roster.of", ["hall": roster.hall.name]))</h1>
      <nav class="row spread" aria-label="\(page("roster.week"))"><a class="button second" href="\(url: other(-1))">\(page("roster.before"))</a><b>\(page.dateText(roster.monday)) – \(page.dateText(roster.monday.adding(days: 6)))</b><a class="button second" href="\(url: other(1))">\(page("roster.after"))</a></nav>
      \(copied.map { outcome(page, $0) } ?? .empty)\(warning)\(grid(page, roster))\(byDay(page, roster))
      \(planForm(page, roster, failed))\(copyForm(page, roster, failed))
      """)
  }

  private func grid(_ page: Page, _ roster: RosterWeek) -> HTML {
    let heads = roster.days.map { day -> HTML in
      "<th scope=\"col\"\(day.day.date == page.now.civilDate ? " aria-current=\"date\"" : "" as HTML)>\(page.date(day.day.date))\(closed(page, day))</th>"
    }
    let rows = roster.windows.map { window -> HTML in
      let cells = roster.days.map { day -> HTML in
        let own = roster.entries.filter { $0.shift.window == window.id && $0.shift.day == day.day.date }
        let items = own.map { entry(page, roster, $0, number: nil) }
        return "<td>\(items.isEmpty ? .empty : "<ul class=\"plain shifts\">\(items)</ul>" as HTML)</td>"
      }
      return """
        <tr><th scope="row"><b>\(window.number)</b> \(window.name)<br><span class="small quiet">\(page("halls.kind.\(window.kind.rawValue)"))</span></th>\(cells)</tr>
        """
    }
    return """
      <div class="table-wrap wide-only" tabindex="0" role="region" aria-label="\(page("roster.title"))"><table class="table roster"><thead><tr><th scope="col">\(page("halls.number"))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  private func byDay(_ page: Page, _ roster: RosterWeek) -> HTML {
    let numbers = Dictionary(uniqueKeysWithValues: roster.windows.map { ($0.id, $0.number) })
    let days = roster.days.map { day -> HTML in
      let items = roster.entries.filter { $0.shift.day == day.day.date }.map {
        entry(page, roster, $0, number: numbers[$0.shift.window] ?? "")
      }
      let list: HTML =
        items.isEmpty ? "<p class=\"quiet\">\(page("roster.nobody"))</p>" : "<ul class=\"plain shifts\">\(items)</ul>"
      return
        "<section class=\"stack-tight\"><h2 class=\"h3\">\(page.date(day.day.date))\(closed(page, day))</h2>\(list)</section>"
    }
    return "<div class=\"narrow-only stack\">\(days)</div>"
  }

  private func closed(_ page: Page, _ day: RosterWeek.Day) -> HTML {
    guard day.hours.isEmpty else { return .empty }
    return "<br><span class=\"small quiet\">\(day.day.name ?? page("halls.closedAllDay"))</span>"
  }

  /// One shift with what may be done about it. `number`: of its window, where the page does not say it already.
  private func entry(_ page: Page, _ roster: RosterWeek, _ item: RosterWeek.Entry, number: String?) -> HTML {
    let base = "/admin/rosters/\(roster.hall.id)/\(item.shift.id)"
    let gap: HTML =
      item.gap.map { "<span class=\"gap\">\(page.icon("late"))\(page("roster.gap.\($0.rawValue)"))</span>" } ?? .empty
    let standing: HTML =
      item.deputies.isEmpty
      ? .empty
      : "<span class=\"small\">\(page("roster.standsIn", ["names": item.deputies.map(\.name).joined(separator: page("halls.comma"))]))</span>"
    let what: HTML =
      "\(number.map { "<b>\($0)</b> " as HTML } ?? .empty)\(item.name) <span class=\"quiet\">\(item.shift.span.text)</span>\(gap)\(standing)"
    guard item.shift.day >= page.now.civilDate else { return "<li>\(what)</li>" }
    let hidden: HTML = "\(page.token)<input type=\"hidden\" name=\"week\" value=\"\(roster.monday.description)\">"
    let about = "\(item.name) \(item.shift.day.description) \(item.shift.span.text)"
    let options = roster.people.map { "<option value=\"\($0.account)\">\($0.name)</option>" as HTML }
    return """
      <li><details><summary>\(what)</summary><form method="post" action="\(url: "\(base)/hand")" class="stack-tight">\(hidden)<label>\(page("roster.handTo"))<span class="hidden"> \(about)</span> <select name="staff"><option value="">\(page("staff.choose"))</option>\(options)</select></label><button class="button second">\(page("roster.hand"))</button></form><form method="post" action="\(url: "\(base)/remove")">\(hidden)<button class="button second">\(page("roster.remove"))<span class="hidden"> \(about)</span></button></form></details></li>
      """
  }

  private func planForm(_ page: Page, _ roster: RosterWeek, _ failed: Failed?) -> HTML {
    let mine = failed?.deed == "plan" ? failed : nil
    let form = StaffForm(page: page, post: mine?.post ?? FormPost(fields: [:]), rejection: mine?.rejection)
    func select(_ name: String, _ options: [(value: String, text: String)]) -> HTML {
      let items = options.map {
        "<option value=\"\($0.value)\"\($0.value == form.post[name] ? " selected" : "" as HTML)>\($0.text)</option>" as HTML
      }
      let wrong: HTML = form.problem(name) == nil ? .empty : " aria-invalid=\"true\" aria-describedby=\"\(name)-problem\""
      return Field(name, page("roster.\(name)"), problem: form.problem(name)).html(
        page,
        input:
          "<select id=\"\(name)\" name=\"\(name)\"\(wrong)><option value=\"\">\(page("staff.choose"))</option>\(items)</select>"
      )
    }
    let chosen = Set(form.post.all("days"))
    let days = roster.days.filter { $0.day.date >= page.now.civilDate }.map { day -> HTML in
      let text = day.day.date.description
      return
        "<label class=\"choice\"><input type=\"checkbox\" name=\"days\" value=\"\(text)\"\(chosen.contains(text) ? " checked" : "" as HTML)> \(page.dateText(day.day.date))</label>"
    }
    func time(_ name: String, _ usual: String) -> HTML {
      Field(
        name, page("roster.\(name)"), value: mine == nil ? usual : form.post[name], problem: form.problem(name), type: "time"
      ).html(page)
    }
    let hours = roster.days.first { !$0.hours.isEmpty }?.hours.first
    return """
      <details class="fold"\(mine == nil ? "" : " open" as HTML)><summary>\(page("roster.plan"))</summary><form method="post" action="\(url: "/admin/rosters/\(roster.hall.id)/plan")" class="stack measure" novalidate>\(page.token)<input type="hidden" name="week" value="\(roster.monday.description)">
      \(select("window", roster.windows.map { ($0.id, "\($0.number) \($0.name)") }))\(select("staff", roster.people.map { ($0.account, $0.name) }))
      <fieldset class="field" id="days"><legend>\(page("roster.days"))</legend><div class="choices">\(days)</div></fieldset>\(time("from", hours?.fromText ?? ""))\(time("to", hours?.toText ?? ""))
      <p><button class="button">\(page("roster.planNow"))</button></p></form></details>
      """
  }

  private func copyForm(_ page: Page, _ roster: RosterWeek, _ failed: Failed?) -> HTML {
    let mine = failed?.deed == "copy" ? failed : nil
    let value = mine?.post["copy-from"] ?? roster.monday.adding(days: -7).description
    return """
      <details class="fold"\(mine == nil ? "" : " open" as HTML)><summary>\(page("roster.copy"))</summary><form method="post" action="\(url: "/admin/rosters/\(roster.hall.id)/copy")" class="stack measure" novalidate>\(page.token)<input type="hidden" name="week" value="\(roster.monday.description)">
      \(Field("copy-from", page("roster.copyFrom"), value: value, hint: page("roster.copyHint"), type: "date").html(page))
      <label class="choice"><input type="checkbox" name="skip" value="1"\(mine?.post["skip"] == "1" ? " checked" : "" as HTML)> \(page("roster.skip"))</label>
      <p><button class="button">\(page("roster.copyNow"))</button></p></form></details>
      """
  }

  /// All that is wrong; what stands against single days leads to the days.
  private func summary(_ page: Page, _ failed: Failed?) -> HTML {
    guard let rejection = failed?.rejection else { return .empty }
    guard !rejection.problems.isEmpty else { return page.refusal(page("problem.\(rejection.code)", rejection.arguments)) }
    let labels = [
      "window": page("roster.window"), "staff": page("roster.staff"), "from": page("roster.from"), "to": page("roster.to"),
    ]
    return page.problems(
      rejection.problems.map { problem in
        let name = String(problem.pointer.dropFirst().prefix { $0 != "/" })
        let words = page("problem.\(problem.code)", problem.arguments)
        let anchor = failed?.deed == "copy" ? "copy-from" : failed?.deed == "hand" ? "main" : name
        return (anchor: anchor, text: labels[name].map { "\($0): \(words)" } ?? words)
      })
  }

  private func outcome(_ page: Page, _ made: CopiedWeek) -> HTML {
    let items = made.skipped.map { item -> HTML in
      let why = item.conflicts.map { page("problem.\($0.code)", $0.arguments) }.joined(separator: " ")
      return "<li>\(item.number) \(item.name) \(item.shift.span.text): \(why)</li>"
    }
    return page.note(
      "<p role=\"status\">\(page.count("roster.copied", made.copied)) \(made.there > 0 ? page.count("roster.there", made.there) : "")</p>\(items.isEmpty ? .empty : "<p>\(page("roster.leftOut"))</p><ul>\(items)</ul>" as HTML)",
      icon: "check")
  }
}
