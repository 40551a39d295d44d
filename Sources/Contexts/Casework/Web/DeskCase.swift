import CaseworkCore
import CatalogueCore
import Forms
import HTML
import IdentityCore
import JSON
import Kernel
import NationalCodes
import WebSupport

extension DeskPages {
  /// Keys of the actions, shown on their buttons.
  private static let keys = [
    "receive": "R", "accept": "A", "requestSupplement": "B", "refuse": "X", "examine": "E", "approve": "A", "reject": "X",
    "return": "T", "issue": "I", "deliver": "D", "post": "P", "terminate": "Z", "finish": "F", "suspend": "S", "resume": "S",
  ]

  /// The middle pane: the case as the applicant sent it, and what I may do with it.
  func work(
    _ page: Page, _ view: CaseView, _ actor: Actor, _ failed: (action: String, post: FormPost, rejection: Rejection)?,
    _ revealed: Revealed?, done: String?
  ) async throws -> HTML {
    let state = view.record.state
    let procedure = casework.procedure(state.terms)
    let events = try await casework.events(view.record.id, by: actor)
    let today = page.now.civilDate
    let lights = state.tasks.map { task -> HTML in
      """
      <p>\(lightTag(page, task, today, isStill: procedure?.state(task.state)?.isPause == true)) <span class="quiet">\(procedure?.state(task.state)?.name(page.language) ?? task.state) · \(task.role.map { page("role.\($0.rawValue)") } ?? page("role.applicant")) · \(page("case.by")) \(page.date(task.due))</span></p>
      """
    }
    let refusal = failed.map { failed in
      page.refusal(
        failed.rejection.problems.first.map { page("problem.\($0.code)", $0.arguments) }
          ?? page("problem.\(failed.rejection.code)", failed.rejection.arguments))
    }
    let name = state.status == .closed || lights.isEmpty ? procedure?.state(state.lastState)?.name(page.language) ?? "" : ""
    return """
      <section class="work" aria-labelledby="work" tabindex="0">
       <div class="pane-head row spread"><div><h2 id="work">\(state.terms.serviceName)</h2><p class="quiet">\(Mask.name(view.applicant.name)) · <span class="tight">\(state.number ?? "")</span> · \(page("channel.\(state.channel.rawValue)")) \(state.submittedAt.map(page.moment) ?? .empty)</p></div><div>\(lights)\(name.isEmpty ? .empty : "<p class=\"tag\">\(name)</p>")</div></div>
       \(refusal ?? .empty)\(done.map { _ in page.note("\(page("desk.done"))", icon: "check") } ?? .empty)
       \(claims(page, view, actor))
       \(applicant(page, view, actor, failed, revealed))
       \(try await fields(page, view, revealed))
       \(actions(page, view, failed))
       <details class="fold"><summary>\(page("case.line"))</summary><div>\(casePages.timeline(page, view, events, receipts: "/my/\(view.record.id.text)/receipts"))</div></details>
       <details class="fold"><summary>\(page("clock.title"))</summary><div>\(casePages.clocks(page, state, events))</div></details>
       <p class="keys"><span><kbd>J</kbd><kbd>K</kbd> \(page("desk.keys.move"))</span><span><kbd>/</kbd> \(page("desk.keys.find"))</span><span><kbd>N</kbd> \(page("desk.intake"))</span></p>
      </section>
      """
  }

  private func claims(_ page: Page, _ view: CaseView, _ actor: Actor) -> HTML {
    let mine = Set(view.actions.filter { $0.task.role != nil && $0.action.role == nil }.map(\.task.id))
    let parts = view.record.state.tasks.filter { mine.contains($0.id) }.map { task -> HTML in
      let holder = view.claims[task.id]
      if let holder, holder != actor.party { return page.note("\(page("desk.taken"))") }
      let deed = holder == nil ? "claim" : "release"
      return """
        <form method="post" class="row" action="\(url: "/desk/tasks/\(task.id.text)/\(deed)")">\(page.token)<input type="hidden" name="to" value="/desk/\(view.record.id.text)"><button class="button second" data-key="C">\(page("desk.\(deed)")) <kbd>C</kbd></button></form>
        """
    }
    return HTML(raw: parts.map(\.text).joined())
  }

  private func applicant(
    _ page: Page, _ view: CaseView, _ actor: Actor, _ failed: (action: String, post: FormPost, rejection: Rejection)?,
    _ revealed: Revealed?
  ) -> HTML {
    let party = view.applicant
    let shown = revealed?.identityNumber ?? party.identityNumber.map(Mask.identity) ?? ""
    let problem = failed?.action == "reveal" ? page("problem.reasonNeeded") : nil
    let reveal: HTML =
      revealed != nil || party.identityNumber == nil
      ? .empty
      : """
      <details class="fold"\(problem == nil ? "" : " open" as HTML)><summary>\(page("desk.reveal"))</summary><form class="stack-tight" method="post" action="\(url: "/desk/\(view.record.id.text)/reveal")">\(page.token)\(Field("reason", page("desk.revealWhy"), value: failed?.post["reason"] ?? "", problem: problem, attributes: " maxlength=\"200\"").html(page))<p><button class="button second">\(page("desk.revealNow"))</button></p></form></details>
      """
    return """
      <p>\(page("receipt.applicant")): <b>\(party.name)</b> <span class="tight">\(shown)</span> \(party.mobile.map(Mask.phone) ?? "") <span class="tag">\(page(party.verifiedAt == nil ? "desk.unverified" : "desk.verified"))</span></p>\(reveal)
      """
  }

  private func fields(_ page: Page, _ view: CaseView, _ revealed: Revealed?) async throws -> HTML {
    let record = view.record
    let problems = casework.formProblems(record.form, view.form)
    let known = try await casework.sources(of: record)
    let answers = revealed?.form ?? casework.masked(view)
    let rows = view.form.asked(record.form).filter { $0.kind != .promise }.map { field -> HTML in
      let shown = field.shown(answers[field.key], page)
      let problem = problems.first { $0.field == field.key }
      let check: HTML =
        if let problem {
          "<span class=\"light soon\">\(page.icon("soon"))\(page("problem.\(problem.code)", problem.arguments))</span>"
        } else if answers[field.key] == nil {
          .empty
        } else {
          "<span class=\"same\">\(page.icon("check"))\(page("desk.checked"))</span>"
        }
      // Nobody has filled in what is empty.
      let source = answers[field.key] == nil ? "" : known[field.key].map(page.deskWords) ?? page("desk.fromApplicant")
      return
        "<tr><th scope=\"row\">\(field.label)</th><td>\(shown)</td><td class=\"quiet\">\(source)</td><td>\(check)</td></tr>"
    }
    return """
      <p><a href="\(url: "/cases/\(record.id.text)/form/print")">\(page.icon("print"))\(page("formPage.print"))</a></p>
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("desk.form"))"><table class="table fields"><thead><tr><th scope="col">\(page("desk.item"))</th><th scope="col">\(page("desk.answer"))</th><th scope="col">\(page("desk.source"))</th><th scope="col">\(page("desk.check"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  private func actions(
    _ page: Page, _ view: CaseView, _ failed: (action: String, post: FormPost, rejection: Rejection)?
  ) -> HTML {
    let open = view.actions.filter { !$0.action.byApplicant && $0.task.role != nil }
    guard !open.isEmpty else { return .empty }
    let missing = view.missingEvidence
    let names = Dictionary(
      view.papers.map { ($0.evidence, $0.name) }, uniquingKeysWith: { first, _ in first })
    let parts = open.enumerated().map { index, item -> HTML in
      let action = item.action
      let key = Self.keys[action.key]
      let hint: HTML = key.map { " <kbd>\($0)</kbd>" } ?? .empty
      let data: HTML = key.map { " data-key=\"\($0)\"" } ?? .empty
      let name = action.name(page.language)
      let target = "/desk/\(view.record.id.text)/act/\(action.key)"
      let warning = deemingWarning(page, action, view.record.state)
      let hidden: HTML = "\(page.token)<input type=\"hidden\" name=\"task\" value=\"\(item.task.id.text)\">\(warning)"
      if action.data.isEmpty {
        return """
          <form method="post" action="\(url: target)">\(hidden)<button class="button\(index == 0 ? "" : " second" as HTML)"\(data)>\(name)\(hint)</button></form>
          """
      }
      let isOpen = failed?.action == action.key
      var post = isOpen ? failed?.post : nil
      // The notice begins with what the check of the papers found: everything that is missing is told at once.
      if post == nil, action.receipt == "supplementNotice", !missing.isEmpty {
        post = FormPost(
          fields: ["items": [missing.map { page("desk.missingItem", ["name": names[$0] ?? $0]) }.joined(separator: "\n")]])
      }
      return """
        <details class="act"\(isOpen ? " open" : "" as HTML)><summary class="button\(index == 0 ? "" : " second" as HTML)"\(data)>\(name)\(hint)</summary><form method="post" class="draft stack-tight" action="\(url: target)">\(hidden)\(action.controls(page, post, isOpen ? failed?.rejection.problems ?? [] : [], prefix: action.key))<p><button class="button">\(page("desk.confirm", ["action": name]))</button></p></form></details>
        """
    }
    return "<div class=\"actions\" role=\"group\" aria-label=\"\(page("desk.actions"))\">\(parts)</div>"
  }

  /// The right pane: the papers, one of them large.
  func proof(_ page: Page, _ view: CaseView, chosen: String?) async throws -> HTML {
    let record = view.record
    let known = try await files.describe(record.evidence.map(\.file))
    let papers = view.papers
    let names = Dictionary(papers.map { ($0.evidence, $0.name) }, uniquingKeysWith: { first, _ in first })
    let sent = record.evidence.compactMap { item in known[item.file].map { (names[item.key] ?? item.key, $0) } }
    let current = sent.first { $0.1.id.text == chosen } ?? sent.first
    let tabs = sent.enumerated().map { index, item -> HTML in
      """
      <a href="\(url: "/desk/\(record.id.text)?paper=\(item.1.id.text)")" data-key="\(index + 1)"\(item.1.id == current?.1.id ? " aria-current=\"page\"" : "" as HTML)><kbd>\(index + 1)</kbd>\(item.0)</a>
      """
    }
    let shown: HTML =
      current.map { item in
        item.1.mediaType.hasPrefix("image/")
          ? "<img class=\"sheet-image\" src=\"\(url: "/files/\(item.1.id.text)")\" alt=\"\(item.0)\">\(thumbnail(page, item.1))"
          : thumbnail(page, item.1)
      } ?? "<p class=\"quiet\">\(page("desk.noPapers"))</p>"
    let given = Set(record.evidence.map(\.key))
    let missing = papers.filter { !given.contains($0.evidence) }.map { paper -> HTML in
      let light: HTML =
        paper.required && !paper.shareable
        ? "<span class=\"light soon\">\(page.icon("soon"))\(page("check.missing"))</span>"
        : "<span class=\"quiet\">\(page(paper.shareable ? "check.shared" : "check.notNeeded"))</span>"
      return "<li>\(paper.name) \(light)</li>"
    }
    return """
      <section class="proof" aria-labelledby="proof" tabindex="0"><div class="pane-head"><h2 id="proof">\(page("desk.papers"))</h2></div>
      \(tabs.isEmpty ? .empty : "<nav class=\"tabs\" aria-label=\"\(page("desk.papers"))\">\(tabs)</nav>")\(shown)
      \(missing.isEmpty ? .empty : "<section><h3>\(page("desk.notSent"))</h3><ul class=\"missing\">\(missing)</ul></section>")
      <p class="quiet note-line">\(page("looked.note"))</p></section>
      """
  }
}
