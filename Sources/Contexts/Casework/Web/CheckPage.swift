import CaseworkCore
import CatalogueCore
import Forms
import HTML
import Hummingbird
import JSON
import Kernel
import WebSupport

extension ApplyPages {
  /// Check your answers: everything that is about to be sent, each with a way to change it.
  func check(_ page: Page, _ application: Application, _ rejection: Rejection?) async throws -> Response {
    let record = application.record
    let terms = record.state.terms
    let told = FormProblems(rejection?.problems ?? [], application.form) { page("problem.\($0.code)", $0.arguments) }
    var summary = told.summary.map { (anchor: "row-\($0.anchor.prefix { $0 != "." })", text: $0.text) }
    for problem in rejection?.problems ?? [] where !problem.pointer.hasPrefix("/form/") {
      let key = problem.pointer.split(separator: "/").last.map(String.init) ?? ""
      summary.append((key == "comment" ? "comment" : "row-\(key)", page("problem.\(problem.code)", problem.arguments)))
    }
    let known = try await casework.sources(of: record)
    let parts = answers(page, application, told, known)
    let promises = application.form.asked(record.form).filter { $0.kind == .promise }.map { field -> HTML in
      "<div id=\"row-\(field.key)\">\(FormControl(field, page, told).html(record.form[field.key], heading: false))</div>"
    }
    let general = summary.isEmpty ? page.refusal(rejection.map { page("problem.\($0.code)", $0.arguments) }) : .empty
    let heading = application.isSupplement ? page("check.supplement") : page("check.title")
    let comment: HTML =
      application.isSupplement
      ? Field("comment", page("check.comment")).html(
        page, input: "<textarea id=\"comment\" name=\"comment\" rows=\"3\" maxlength=\"500\"></textarea>") : .empty
    return page.answer(
      heading, status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(saved(page, application, back: application.isSupplement ? "/my/\(record.id.text)" : "\(application.path)/evidence"))
      \(steps(page, 2))
      <div class="stack-wide">\(page.problems(summary))\(general)
      <header class="stack-tight"><h1>\(heading)</h1><p class="quiet">\(terms.plainName) · \(terms.serviceName) · \(catalogue.current.name(of: terms.responsible))</p></header>
      \(try await notice(page, application))\(try await guideChanged(page, record))
      <section aria-labelledby="answers"><div class="heading-row"><h2 id="answers" class="h3">\(page("check.answers"))</h2><a href="\(url: "/cases/\(record.id.text)/form/print")">\(page.icon("print"))\(page("formPage.print"))</a></div>\(parts)</section>
      \(try await papers(page, application))
      <form method="post" action="\(url: "\(application.path)/check")" class="stack" novalidate>\(page.token)\(promises)\(comment)
      <p class="quiet">\(application.isSupplement ? page("check.thenSupplement") : page("check.then"))</p>
      <p class="row"><button class="button big">\(page(application.isSupplement ? "check.sendSupplement" : "check.send"))</button><a class="button second big" href="/my">\(page("apply.later"))</a></p></form>
      \(application.isSupplement ? .empty : discard(page, application))</div></main>
      """)
  }

  /// What was answered, by the parts of the form, each page of it with a way to change it.
  private func answers(
    _ page: Page, _ application: Application, _ told: FormProblems, _ known: [String: AnswerSource]
  ) -> HTML {
    let form = application.record.form
    var parts = HTML.empty
    var step: String?
    var rows: [HTML] = []
    func close() {
      guard !rows.isEmpty else { return }
      parts += "\(step.map { "<h3 class=\"small quiet\">\($0)</h3>" as HTML } ?? .empty)<dl class=\"summary\">\(rows)</dl>"
      rows = []
    }
    for sheet in application.sheets {
      if sheet.step != step { close() }
      step = sheet.step
      for field in sheet.fields where application.form.asks(field, form) {
        let shown = field.shown(form[field.key], page)
        let answer: HTML = form[field.key] == nil ? "<span class=\"quiet\">\(page("check.empty"))</span>" : shown
        let wrong = told.texts.filter { $0.key == field.key || $0.key.hasPrefix(field.key + ".") }.sorted { $0.key < $1.key }
        let problems = wrong.map { "<p class=\"problem\">\(page.icon("late"))<span>\($0.value)</span></p>" as HTML }
        rows.append(
          """
          <div id="row-\(field.key)"><dt>\(field.label)</dt><dd>\(answer)\(whence(page, known[field.key]))\(problems)</dd><dd><a href="\(url: "\(application.path)/q/\(sheet.key)?then=check")">\(page("check.change"))<span class="hidden"> \(field.label)</span></a></dd></div>
          """)
      }
    }
    close()
    return parts
  }

  /// Whence an answer is that nobody typed, openable.
  func whence(_ page: Page, _ source: AnswerSource?) -> HTML {
    guard let source else { return .empty }
    let (short, long) = page.words(source)
    return "<details class=\"fold whence\"><summary>\(short)</summary><p class=\"small\">\(long)</p></details>"
  }

  private func discard(_ page: Page, _ application: Application) -> HTML {
    """
    <details class="fold"><summary>\(page("check.discard"))</summary><form method="post" action="\(url: "\(application.path)/discard")">\(page.token)<p>\(page("check.discardWhy"))</p><p><button class="button second">\(page("check.discardNow"))</button></p></form></details>
    """
  }

  /// What the notice of supplement asked for.
  private func notice(_ page: Page, _ application: Application) async throws -> HTML {
    guard application.isSupplement else { return .empty }
    let events = try await casework.events(application.record.id, by: application.actor)
    guard let asked = events.last(where: { $0.receipt == "supplementNotice" }) else { return .empty }
    let items = (asked.personal["items"]?.stringValue ?? "").split(separator: "\n").map { "<li>\(String($0))</li>" as HTML }
    return page.note("<b>\(page.count("check.asked", items.count))</b><ol>\(items)</ol>")
  }

  /// What changed in the guide since this draft was begun: it is sent by the guide of today.
  private func guideChanged(_ page: Page, _ record: CaseRecord) async throws -> HTML {
    let changes = try await casework.guideChanges(record)
    guard !changes.isEmpty else { return .empty }
    return page.note("<b>\(page("check.guideChanged"))</b>\(differences(page, changes))")
  }

  private func papers(_ page: Page, _ application: Application) async throws -> HTML {
    let record = application.record
    let known = try await files.describe(record.evidence.map(\.file))
    let missing = Set(CaseView.missing(record.evidence, of: application.papers))
    let rows = application.papers.map { paper -> HTML in
      let sent = record.evidence.filter { $0.key == paper.evidence }.compactMap { known[$0.file] }
      let state: HTML =
        !sent.isEmpty
        ? HTML(raw: sent.map { thumbnail(page, $0).text }.joined())
        : paper.shareable
          ? "<span class=\"quiet\">\(page("check.shared"))</span>"
          : missing.contains(paper.evidence)
            ? "<span class=\"light soon\">\(page.icon("soon"))\(page("check.missing"))</span>"
            : "<span class=\"quiet\">\(page("check.notNeeded"))</span>"
      return "<div><dt>\(paper.name)</dt><dd>\(state)</dd><dd></dd></div>"
    }
    guard !rows.isEmpty else { return .empty }
    return """
      <section aria-labelledby="papers"><div class="heading-row"><h2 id="papers" class="h3">\(page("check.papers"))</h2><a href="\(url: "\(application.path)/evidence?then=check")">\(page("check.changePapers"))</a></div><dl class="summary">\(rows)</dl></section>
      """
  }
}
