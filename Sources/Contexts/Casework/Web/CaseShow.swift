import CaseworkCore
import CatalogueCore
import Forms
import HTML
import Hummingbird
import IdentityCore
import JSON
import Kernel
import NationalCodes
import WebSupport
import WorkingTime

extension CasePages {
  /// One case: a sentence about where it is, both clocks, what I can do, what happened, who looked.
  func show(_ page: Page, _ view: CaseView, _ actor: Actor, sent: Bool, _ rejection: Rejection?) async throws -> Response {
    let state = view.record.state
    let procedure = casework.procedure(state.terms)
    let events = try await casework.events(view.record.id, by: actor)
    let name = procedure?.state(state.lastState)?.name(page.language) ?? state.lastState
    let due = state.tasks.map(\.due).min()
    let waitsForMe = state.tasks.contains { $0.role == nil }
    let next: HTML =
      if let pause = state.clocks.first?.openPause, state.status == .open {
        "<b>\(page("clock.pausedNow", ["what": page("clock.special.\(pause.subject)")]))</b> \(page("clock.pausedThrough")) <b class=\"promise\">\(due.map(page.date) ?? .empty)</b>"
      } else if state.status == .closed {
        "\(page("case.closedAt")) \(state.closedAt.map(page.moment) ?? .empty)"
      } else if waitsForMe {
        "<b>\(page("case.yourTurn"))</b> \(page("case.until")) <b class=\"promise\">\(due.map(page.date) ?? .empty)</b>"
      } else {
        "\(page("case.nextBy")) <b class=\"promise\">\(due.map(page.date) ?? .empty)</b>\(state.tasks.contains(where: \.provisional) ? page("guide.provisional") : "") \(page("case.nothingToDo"))"
      }
    let arrived: HTML =
      sent
      ? page.note("<b>\(page("case.sent"))</b> \(page("case.sentNumber", ["number": state.number ?? ""]))", icon: "check")
      : .empty
    let refusal = page.refusal(
      rejection.map { $0.problems.isEmpty ? page("problem.\($0.code)", $0.arguments) : page("problem.invalid") })
    return page.answer(
      state.terms.plainName, status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page">\(page.crumbs([(page("my.title"), "/my"), (state.terms.plainName, nil)]))
      <header class="stack case-head">\(arrived)\(refusal)<p class="row"><span class="tag on">\(page("case.status.\(state.status.rawValue)"))</span><span class="quiet">\(state.terms.plainName) · \(view.applicant.name) · \(page("case.number")) <span class="tight">\(state.number ?? "")</span></span></p>
       <h1>\(name)</h1><p class="lead">\(next)</p></header>
      <div class="columns case-body">
      \(clocks(page, state, events))
      <aside class="stack-wide">\(try await doings(page, view, actor, rejection))\(papers(page, view, events))\(try await told(page, view.record.id, actor))</aside>
      <section aria-labelledby="line"><h2 id="line" class="h3">\(page("case.line"))</h2>\(timeline(page, view, events, receipts: "/my/\(view.record.id.text)/receipts"))</section>
      </div>
      \(try await sentForm(page, view))
      \(looked(page, events, try await casework.uses(of: view.record.id, by: actor)))</main>
      """)
  }

  // MARK: - Parts

  private func doings(_ page: Page, _ view: CaseView, _ actor: Actor, _ rejection: Rejection?) async throws -> HTML {
    let id = view.record.id.text
    let actions = view.actions.filter { $0.action.byApplicant || $0.task.role == nil }
    let parts = actions.map { open -> HTML in
      let name = open.action.name(page.language)
      if open.action.changesForm {
        return "<p><a class=\"button full\" href=\"\(url: "/apply/\(id)/check")\">\(page.icon("write"))\(name)</a></p>"
      }
      return """
        <details class="fold"><summary>\(name)</summary><form method="post" action="\(url: "/my/\(id)/act/\(open.action.key)")" class="stack-tight">\(page.token)\(open.action.controls(page, nil, rejection?.problems ?? [], prefix: open.action.key))<p><button class="button second full">\(name)</button></p></form></details>
        """
    }
    let rate = view.record.state.status == .closed && view.isApplicant ? try await rating(page, view.record.id, actor) : .empty
    guard !parts.isEmpty || rate != .empty else { return .empty }
    return """
      <section class="stack-tight" aria-labelledby="can-do"><h2 id="can-do" class="h3">\(page("case.canDo"))</h2>\(rate)\(parts)</section>
      """
  }

  private func papers(_ page: Page, _ view: CaseView, _ events: [CaseEvent]) -> HTML {
    let items = events.filter { $0.receipt != nil }.map { event -> HTML in
      """
      <li><a href="\(url: "/my/\(view.record.id.text)/receipts/\(event.sequence)")">\(page.icon("download"))\(page("receipt.\(event.receipt ?? "").title")) <span class="quiet small">\(page.date(event.at.civilDate))</span></a></li>
      """
    }
    guard !items.isEmpty else { return .empty }
    let result: HTML =
      view.record.state.resultNumber.map { "<p><b>\(view.record.state.terms.result)</b> \($0)</p>" } ?? .empty
    return """
      <section class="stack-tight" aria-labelledby="papers"><h2 id="papers" class="h3">\(page("case.papers"))</h2>\(result)<ul class="papers">\(items)</ul></section>
      """
  }

  func timeline(_ page: Page, _ view: CaseView, _ events: [CaseEvent], receipts: String) -> HTML {
    let state = view.record.state
    let procedure = casework.procedure(state.terms)
    let shown = events.filter { $0.kind != .revealed && !($0.isForStaff && view.isApplicant) }
    var items = shown.map { event -> HTML in
      let what = title(page, event, state)
      let agency = event.post.map { " · \(catalogue.current.name(of: $0.agency)) \(page("role.\($0.role.rawValue)"))" } ?? ""
      let seat: HTML =
        event.facts["window"].map {
          " · \(page("halls.at", ["hall": $0["name"]?.stringValue ?? "", "number": $0["number"]?.stringValue ?? ""]))"
        } ?? .empty
      let said = ["items", "reason", "competentAgency", "comment", "trackingNumber", "approvedBy"].compactMap {
        key in
        guard event.kind != .submitted, let text = event.personal[key]?.stringValue else { return nil as String? }
        return key == "approvedBy" ? page("clock.approvedBy", ["name": text]) : text
      }
      let about = clockWords(page, event).map { "<p class=\"small\">\($0)</p>" as HTML }
      let words = about + said.map { "<p class=\"small lines\">\($0)</p>" as HTML }
      let receipt: HTML =
        event.receipt.map {
          "<p class=\"small\"><a href=\"\(url: "\(receipts)/\(event.sequence)")\">\(page("receipt.\($0).title"))</a></p>"
        } ?? .empty
      return """
        <li class="done"><span class="knot">\(page.icon(event.isReminder ? "soon" : "check"))</span><h3>\(what)</h3><p class="when">\(page.moment(event.at))\(agency)\(seat)</p>\(words)\(receipt)</li>
        """
    }
    for task in state.tasks {
      let who =
        task.role.map { "\(task.agency.map(catalogue.current.name) ?? "") \(page("role.\($0.rawValue)"))" }
        ?? page("role.applicant")
      items.append(
        """
        <li class="now"><span class="knot"></span><h3>\(procedure?.state(task.state)?.name(page.language) ?? task.state)</h3><p class="when">\(who) · \(page("case.by")) \(page.date(task.due))</p></li>
        """)
    }
    return "<ol class=\"timeline\">\(items)</ol>"
  }

  private func sentForm(_ page: Page, _ view: CaseView) async throws -> HTML {
    let record = view.record
    // A page may be looked at over somebody's shoulder: not even one's own numbers stand there in full.
    let answers = casework.masked(view)
    let rows = view.form.fields.filter { $0.kind != .promise }.compactMap { field -> HTML? in
      let shown = field.shown(answers[field.key], page)
      guard shown != .empty else { return nil }
      return "<div><dt>\(field.label)</dt><dd>\(shown)</dd></div>"
    }
    let known = try await files.describe(record.evidence.map(\.file))
    let names = Dictionary(
      view.papers.map { ($0.evidence, $0.name) }, uniquingKeysWith: { first, _ in first })
    let papers = record.evidence.compactMap { item -> HTML? in
      known[item.file].map { "<li><b>\(names[item.key] ?? item.key)</b> \(thumbnail(page, $0))</li>" }
    }
    return """
      <section class="section"><details class="fold"><summary>\(page("case.whatISent"))</summary><div><p><a href="\(url: "/cases/\(record.id.text)/form/print")">\(page.icon("print"))\(page("formPage.print"))</a></p><dl class="summary">\(rows)</dl><ul class="sent">\(papers)</ul></div></details></section>
      """
  }

  private func looked(_ page: Page, _ events: [CaseEvent], _ uses: [AnswerUse]) -> HTML {
    var rows = events.reversed().compactMap { event -> HTML? in
      guard event.kind == .revealed || event.post != nil else { return nil }
      let who =
        event.post.map { "\(catalogue.current.name(of: $0.agency)) \(page("role.\($0.role.rawValue)"))" }
        ?? page("looked.staff")
      let what = event.kind == .revealed ? page("looked.number") : page("looked.form")
      let why = event.kind == .revealed ? event.personal["reason"]?.stringValue ?? "" : page("looked.handling")
      return """
        <tr><td class="tight">\(page.moment(event.at))</td><td>\(who)</td><td>\(what)</td><td>\(why)</td></tr>
        """
    }
    rows += uses.map { use -> HTML in
      """
      <tr><td class="tight">\(page.moment(use.at))</td><td>\(use.actorName)</td><td>\(page("looked.form"))</td><td>\(page("formPage.usedAgain"))</td></tr>
      """
    }
    guard !rows.isEmpty else { return .empty }
    return """
      <section class="section looked" aria-labelledby="looked"><div class="heading-row"><h2 id="looked" class="h3">\(page.icon("eye")) \(page("looked.title"))</h2></div>
       <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("looked.what"))"><table class="table stacks"><thead><tr><th scope="col">\(page("looked.when"))</th><th scope="col">\(page("looked.who"))</th><th scope="col">\(page("looked.what"))</th><th scope="col">\(page("looked.why"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
       <p class="small quiet">\(page("looked.note"))</p></section>
      """
  }

  // MARK: - Receipts

  /// A paper of the case, to print: its words come from the event, so it always says what happened.
  func receipt(_ page: Page, _ view: CaseView, _ event: CaseEvent, ratingLink: HTML) -> Response {
    let state = view.record.state
    let kind = event.receipt ?? ""
    let agency = event.post?.agency ?? state.terms.accepting
    let lines = (event.personal["items"]?.stringValue ?? "").split(separator: "\n").map { "<li>\(String($0))</li>" as HTML }
    let reason = event.kind == .submitted ? nil : event.personal["reason"]?.stringValue
    let rows: [(String, HTML)] = [
      (page("receipt.number"), "\(state.number ?? "")"), (page("receipt.applicant"), "\(view.applicant.name)"),
      (page("receipt.service"), "\(state.terms.plainName) · \(state.terms.serviceName)"),
      (page("receipt.agency"), "\(catalogue.current.name(of: agency))"),
      (page("receipt.at"), "\(page.fullDate(event.at.civilDate)) \(event.at.clockTime)"),
    ]
    let table = rows.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
    // What the event says, not what became of it since.
    let due: HTML =
      kind == "acceptance"
      ? event.starts.first.map { "<p>\(page("receipt.due")) <b>\(page.fullDate($0.due))</b></p>" } ?? .empty
      : clockReceipt(page, event, state)
    return page.sheet(
      page("receipt.\(kind).title"),
      """
      <main id="main" class="page sheet stack"><p class="row spread no-print"><a href="\(url: "/my/\(view.record.id.text)")">\(page("receipt.back"))</a><button class="button second" data-print>\(page.icon("print"))\(page("guide.print"))</button></p>
      <p class="quiet">\(page("site.name"))</p><h1>\(page("receipt.\(kind).title"))</h1>
      <p>\(page("receipt.\(kind).text"))</p><dl class="summary">\(table)</dl>
      \(lines.isEmpty ? .empty : "<section><h2 class=\"h3\">\(page("receipt.items"))</h2><ol class=\"numbered\">\(lines)</ol></section>")
      \(reason.map { "<section><h2 class=\"h3\">\(page("receipt.reason"))</h2><p class=\"lines\">\($0)</p></section>" } ?? .empty)
      \(due)<p class="seal">\(catalogue.current.name(of: agency))<br>\(page("receipt.seal"))<br>\(page.fullDate(event.at.civilDate))</p>
      \(ratingLink)<p class="small">\(page("receipt.remedy"))</p><p class="small quiet">\(page.isDemo ? page("site.demo") : "")</p></main>
      """)
  }
}
