import CaseworkCore
import CatalogueCore
import HTML
import JSON
import Kernel
import WebSupport
import WorkingTime

extension CaseEvent {
  /// Of no use to the applicant: that somebody's time is nearly over, whom it was told to.
  var isForStaff: Bool {
    kind == .escalated || (kind == .warned && facts["light"]?.stringValue == "soon")
  }
}

// The clocks of a case: how much is left, and why, line by line.
extension CasePages {
  func clocks(_ page: Page, _ state: CaseState, _ events: [CaseEvent]) -> HTML {
    let clocks = casework.clocks(state)
    guard !clocks.isEmpty else { return "<div></div>" }
    let cards = clocks.map { card(page, $0) }
    let why = clocks.map { lines(page, $0) }
    return """
      <section class="clocks" aria-label="\(page("clock.title"))">\(cards)
       <details class="fold clock-why"><summary>\(page("clock.why"))</summary><div class="stack">\(why)\(stages(page, casework.stageClocks(state, events)))<p class="small quiet">\(page("clock.rule"))</p></div></details></section>
      """
  }

  private func card(_ page: Page, _ clock: CaseClock) -> HTML {
    let account = clock.account
    let today = page.now.civilDate
    let until: String =
      switch account.status {
      case .stopped: page(account.kept == true ? "clock.kept" : "clock.notKept")
      case .paused: page("clock.paused")
      case .running where page.now > account.dueAt: page("clock.over")
      case .running where account.limit == 0: page("clock.today")
      case .running: amount(page, account.left, clock, "left")
      }
    let stop = account.stoppedAt?.civilDate ?? today
    let days = account.days.dropFirst(account.limit == 0 ? 0 : 1).prefix(70).map { day -> HTML in
      !day.day.isWorking
        ? "<i class=\"rest\"></i>"
        : day.isPaused ? "<i class=\"still\"></i>" : day.day.date <= stop ? "<i class=\"spent\"></i>" : "<i></i>"
    }
    let sign: HTML =
      account.status == .paused ? " <span class=\"light still\">\(page.icon("pause"))\(page("clock.still"))</span>" : .empty
    return """
      <div class="clock"><h2 class="small quiet">\(clock.rule.name(page.language))</h2><p class="until">\(until)\(sign)</p><span class="days" aria-hidden="true">\(Array(days))</span><p class="small">\(page("clock.to")) \(page.date(account.due))\(clock.run.limitMinutes == nil ? "" : " \(account.dueAt.clockTime)")\(account.provisional ? page("guide.provisional") : "") · \(amount(page, account.limit, clock, "of"))</p></div>
      """
  }

  private func amount(_ page: Page, _ number: Int, _ clock: CaseClock, _ word: String) -> String {
    page.count(clock.run.limitMinutes == nil ? "clock.\(word)" : "clock.\(word)Minutes", number)
  }

  private func lines(_ page: Page, _ clock: CaseClock) -> HTML {
    let rows = clock.account.lines.map { line -> HTML in
      let through: HTML = line.through.map { " – \(page.date($0))" } ?? .empty
      return """
        <tr><td class="tight">\(page.date(line.date))\(through)</td><td>\(words(page, line))</td><td class="number" data-label="\(page("clock.used"))">\(line.used)</td><td class="number" data-label="\(page("clock.leftHead"))">\(line.left)</td>\(article(page, line.source))</tr>
        """
    }
    let name = clock.rule.name(page.language)
    return """
      <section><h3>\(name)</h3><p class="small quiet">\(clock.rule.source(page.language))</p>
       <div class="table-wrap" tabindex="0" role="region" aria-label="\(name)"><table class="table stacks"><thead><tr><th scope="col">\(page("clock.date"))</th><th scope="col">\(page("clock.what"))</th><th scope="col" class="number">\(page("clock.used"))</th><th scope="col" class="number">\(page("clock.leftHead"))</th><th scope="col">\(page("clock.article"))</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }

  private func words(_ page: Page, _ line: ClockLine) -> String {
    switch line.kind {
    case .rest: line.subject.isEmpty ? page("clock.line.weekend") : page("clock.line.rest", ["name": line.subject])
    case .makeUp: page("clock.line.makeUp", ["name": line.subject])
    case .extend: page("clock.line.extend", ["n": line.subject])
    case .pause, .resume: page("clock.line.\(line.kind.rawValue)", ["what": page("clock.special.\(line.subject)")])
    default: page("clock.line.\(line.kind.rawValue)")
    }
  }

  /// Without a label where there is nothing to say.
  private func article(_ page: Page, _ source: String) -> HTML {
    source.isEmpty ? "<td></td>" : "<td data-label=\"\(page("clock.article"))\">\(source)</td>"
  }

  private func stages(_ page: Page, _ stages: [StageClock]) -> HTML {
    guard !stages.isEmpty else { return .empty }
    let rows = stages.map { stage -> HTML in
      let state =
        stage.kept.map { page($0 ? "clock.stageKept" : "clock.stageLate") }
        ?? page(page.now.civilDate > stage.due ? "clock.over" : "clock.stageOpen")
      return """
        <tr><td>\(stage.name(page.language))</td><td class="tight" data-label="\(page("clock.since"))">\(page.date(stage.openedAt.civilDate))</td><td class="tight" data-label="\(page("clock.to"))">\(page.date(stage.due))</td><td class="number" data-label="\(page("clock.usedOf"))">\(stage.used) / \(stage.workingDays)</td><td class="tight" data-label="\(page("clock.state"))">\(state)</td>\(article(page, stage.article))</tr>
        """
    }
    return """
      <section><h3>\(page("clock.stages"))</h3><div class="table-wrap" tabindex="0" role="region" aria-label="\(page("clock.stages"))"><table class="table stacks"><thead><tr><th scope="col">\(page("clock.stage"))</th><th scope="col">\(page("clock.since"))</th><th scope="col">\(page("clock.to"))</th><th scope="col" class="number">\(page("clock.usedOf"))</th><th scope="col">\(page("clock.state"))</th><th scope="col">\(page("clock.article"))</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }

  // MARK: - Time line and receipts

  func title(_ page: Page, _ event: CaseEvent, _ state: CaseState) -> String {
    switch event.kind {
    case .submitted: page("case.submitted", ["channel": page("channel.\(state.channel.rawValue)")])
    case .expired: page("case.expired")
    case .warned: page("clock.event.\(event.facts["light"]?.stringValue ?? "late")")
    case .escalated: page("clock.event.escalated", ["to": escalatedTo(page, event)])
    case .tacit: page("clock.event.tacit")
    case .retimed: page("clock.event.retimed")
    case .acted, .revealed:
      event.from.flatMap { casework.procedure(state.terms)?.state($0)?.action(event.action ?? "")?.name(page.language) }
        ?? event.action ?? ""
    }
  }

  private func escalatedTo(_ page: Page, _ event: CaseEvent) -> String {
    let region = event.facts["to"]?.stringValue ?? ""
    return region == "league" ? page("clock.league") : catalogue.current.region(region)?.name ?? region
  }

  /// What a step did to the clocks, in words.
  func clockWords(_ page: Page, _ event: CaseEvent) -> [String] {
    var words: [String] = []
    if let since = event.facts["deemedSince"]?.stringValue.flatMap({ CivilDate($0) }) {
      words.append(
        page("clock.deemedWords", ["date": page.date(since).text, "article": event.facts["deemedBy"]?.stringValue ?? ""]))
    }
    if let special = event.facts["special"]?.stringValue {
      words.append(
        page(
          "clock.specialWords",
          ["what": page("clock.special.\(special)"), "n": event.facts["days"]?.intValue.map { "\($0)" } ?? ""]))
    }
    return words
  }

  /// What a receipt about the clocks says beside its reason: the procedure and its time, the new dates.
  func clockReceipt(_ page: Page, _ event: CaseEvent, _ state: CaseState) -> HTML {
    let procedure = casework.procedure(state.terms)
    var rows = clockWords(page, event).map { "<p>\($0)</p>" as HTML }
    if let name = event.personal["approvedBy"]?.stringValue {
      rows.append("<p>\(page("clock.approvedBy", ["name": name]))</p>")
    }
    rows += event.clocks.compactMap { run -> HTML? in
      procedure?.clocks.first { $0.key == run.key }.map {
        "<p>\($0.name(page.language)) · \(page("clock.newDue")) <b>\(page.fullDate(run.due))</b></p>"
      }
    }
    return HTML(raw: rows.map(\.text).joined())
  }
}

extension DeskPages {
  /// Said beside an action that comes so late that the law has taken the application as accepted before.
  func deemingWarning(_ page: Page, _ action: Procedure.Action, _ state: CaseState) -> HTML {
    guard let deemed = casework.deemed(action, state) else { return .empty }
    return page.note(
      "\(page("clock.deemedWords", ["date": page.date(deemed.since).text, "article": deemed.article]))", icon: "soon")
  }
}
