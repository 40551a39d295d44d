import CaseworkCore
import CatalogueCore
import Forms
import HTML
import Hummingbird
import IdentityCore
import JSON
import Kernel
import WebSupport

/// Intake for a person standing at the counter: who, what, what is missing, receipt.
extension DeskPages {
  func addIntake(to router: some RouterMethods<WebContext>) {
    router.get("desk/intake") { request, context in
      let page = site.page(request, context)
      let actor = try staff(context)
      return page.deskAnswer(
        page("desk.intake"), intake(page, actor, request.query("q") ?? "", request.query("service"), nil, nil, request))
    }
    router.post("desk/intake") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try staff(context)
      do {
        let record = try await casework.open(
          CaseInput(
            service: post["service"], region: post["region"], channel: .window,
            applicant: CaseInput.Applicant(
              kind: post["kind"] == "organisation" ? .organisation : .person, name: post["name"],
              identityNumber: post["identityNumber"], mobile: post["mobile"])), by: actor)
        try await casework.fillKnown(record.id, by: actor)
        return Response.seeOther("/desk/intake/\(record.id.text)")
      } catch let rejection as Rejection where rejection.kind == .invalid {
        return page.deskAnswer(
          page("desk.intake"), status: rejection.kind.status, intake(page, actor, "", post["service"], post, rejection))
      }
    }
    router.get("desk/intake/{id}") { request, context in
      let page = site.page(request, context)
      let actor = try staff(context)
      let view = try await casework.view(CaseID(try context.parameters.require("id")), by: actor)
      guard view.record.state.status == .draft else { return Response.seeOther("/desk/\(view.record.id.text)") }
      return page.deskAnswer(page("desk.intake"), try await form(page, view, nil, more: request.query("more")))
    }
    router.post("desk/intake/{id}") { request, context in
      let page = site.page(request, context)
      let post = try await context.postedFiles(request, limit: 3 * files.largest)
      let actor = try staff(context)
      let view = try await casework.view(CaseID(try context.parameters.require("id")), by: actor)
      guard view.record.state.status == .draft else { throw Rejection(.conflict, "notADraft") }
      do {
        let sent = try await files.keep(post.files.filter { !$0.field.hasPrefix("file-") }, by: actor)
        let posted = PostedAnswers(post: post.form, files: sent, now: page.now)
        var answers: JSON = [:]
        for field in view.form.fields { answers[field.key] = posted.answer(field, before: view.record.form[field.key]) }
        var evidence = view.record.evidence
        for file in post.files where file.field.hasPrefix("file-") {
          let kept = try await files.keep(name: file.name, bytes: file.bytes, by: actor)
          evidence.append(EvidenceItem(key: String(file.field.dropFirst(5)), file: kept.id))
        }
        _ = try await casework.change(view.record.id, form: view.form.pruned(answers), evidence: evidence, by: actor)
        guard post.form["deed"] == "submit" else {
          let key = post.form["deed"].hasPrefix("add:") ? String(post.form["deed"].dropFirst(4)) : nil
          let more = key.map { "?more=\(Page.encoded($0))#\($0)" } ?? ""
          return Response.seeOther("/desk/intake/\(view.record.id.text)\(more)")
        }
        let record = try await casework.submit(view.record.id, by: actor)
        return Response.seeOther("/my/\(record.id.text)/receipts/\(record.state.sequence)")
      } catch let rejection as Rejection where [.invalid, .unsupportedMedia, .tooLarge].contains(rejection.kind) {
        let fresh = try await casework.view(view.record.id, by: actor)
        return page.deskAnswer(
          page("desk.intake"), status: rejection.kind.status, try await self.form(page, fresh, rejection))
      }
    }
    router.post("desk/intake/{id}/discard") { request, context in
      _ = try await context.posted(request)
      try await casework.discard(CaseID(try context.parameters.require("id")), by: try staff(context))
      return Response.seeOther("/desk/intake")
    }
  }

  private func regions(_ actor: Actor) -> [String] {
    Set(actor.posts.filter { $0.role == .windowClerk }.map(\.agency.region)).sorted()
  }

  /// Which service, and who stands there.
  private func intake(
    _ page: Page, _ actor: Actor, _ text: String, _ key: String?, _ post: FormPost?, _ rejection: Rejection?,
    _ request: Request? = nil
  ) -> HTML {
    let snapshot = catalogue.current
    let counters = Set(actor.posts.filter { $0.role == .windowClerk }.map(\.agency))
    guard let region = regions(actor).first else {
      return "<main id=\"main\" class=\"page section\"><h1>\(page("desk.intake"))</h1><p>\(page("intake.noWindow"))</p></main>"
    }
    let chosen = key.flatMap(snapshot.service).flatMap { service in
      snapshot.offering(service: service.key, region: region).map { snapshot.hit(service, $0) }
    }
    var list = HTML.empty
    if chosen == nil, !text.isEmpty {
      let lines = snapshot.search(ServiceQuery(text: text, region: region), offset: 0, limit: 12).hits.map { hit -> HTML in
        let here = hit.offering.region == region && counters.contains(hit.offering.accepting)
        let words: HTML = "<span><b>\(hit.service.plainName)</b><span class=\"official\">\(hit.service.name)</span></span>"
        return here
          ? "<li><a href=\"\(url: "/desk/intake?service=\(hit.service.key)")\">\(words)<span class=\"short\">\(page("intake.choose"))</span></a></li>"
          : "<li><a class=\"plain\" href=\"\(url: "/services/\(hit.service.key)?region=\(hit.offering.region)")\">\(words)<span class=\"short\">\(page("intake.elsewhere", ["agency": snapshot.name(of: hit.offering.accepting)]))</span></a></li>"
      }
      list =
        lines.isEmpty
        ? "<p>\(page("services.none"))</p>"
        : "<ul class=\"answers found\" aria-label=\"\(page("services.results"))\">\(lines)</ul>"
    }
    let service: HTML =
      chosen.map { hit in
        """
        <p class="row"><b class="lead">\(hit.service.plainName)</b> <span class="quiet">\(hit.service.name) · \(snapshot.name(of: hit.offering.accepting))</span> <a href="/desk/intake">\(page("check.change"))</a></p>
        \(person(page, hit, post, rejection))
        \(request.flatMap { guidance(page, $0, hit.service.key, hit.offering.region) } ?? .empty)
        """
      } ?? """
        <form class="search" role="search" action="/desk/intake"><label class="hidden" for="q">\(page("portal.label"))</label><input id="q" name="q" type="search" value="\(text)" placeholder="\(page("portal.placeholder"))" autocomplete="off" maxlength="100"><button class="button">\(page("portal.search"))</button></form>\(list)
        """
    return """
      <main id="main" class="page section stack intake"><h1>\(page("desk.intake"))</h1><p class="quiet">\(page("intake.how")) · \(snapshot.region(region)?.name ?? region)</p>\(service)</main>
      """
  }

  private func person(_ page: Page, _ hit: ServiceHit, _ post: FormPost?, _ rejection: Rejection?) -> HTML {
    let problems = rejection?.problems ?? []
    func wrong(_ name: String) -> String? {
      problems.first { $0.pointer == "/applicant/\(name)" }.map { page("problem.\($0.code)", $0.arguments) }
    }
    let known = Set(["name", "identityNumber", "mobile"])
    let general = problems.first { !known.contains(String($0.pointer.split(separator: "/").last ?? "")) }.map {
      page("problem.\($0.code)", $0.arguments)
    }
    func kind(_ value: String) -> HTML {
      let chosen = (post?["kind"] ?? hit.service.audience.first ?? "person") == value
      return """
        <label class="choice\(chosen ? " chosen" : "" as HTML)"><input type="radio" name="kind" value="\(value)"\(chosen ? " checked" : "" as HTML)>\(page("audience.\(value)"))</label>
        """
    }
    return """
      <form method="post" action="/desk/intake" class="stack" novalidate>\(page.token)<input type="hidden" name="service" value="\(hit.service.key)"><input type="hidden" name="region" value="\(hit.offering.region)">
      \(page.refusal(general))
      <fieldset class="question"><legend>\(page("intake.who"))</legend><div class="choices">\(kind("person"))\(kind("organisation"))</div></fieldset>
      <div class="thirds">\(Field("name", page("intake.name"), value: post?["name"] ?? "", problem: wrong("name")).html(page))
      \(Field("identityNumber", page("intake.number"), value: post?["identityNumber"] ?? "", problem: wrong("identityNumber"), attributes: " autocomplete=\"off\" maxlength=\"18\"").html(page))
      \(Field("mobile", page("intake.mobile"), value: post?["mobile"] ?? "", problem: wrong("mobile"), type: "tel").html(page))</div>
      <p><button class="button">\(page("intake.next"))</button></p></form>
      """
  }

  /// The whole form on one page, its papers, and what is missing.
  private func form(_ page: Page, _ view: CaseView, _ rejection: Rejection?, more: String? = nil) async throws -> HTML {
    let record = view.record
    let terms = record.state.terms
    let form = view.form
    let told = FormProblems(rejection?.problems ?? [], form) { page("problem.\($0.code)", $0.arguments) }
    var summary = told.summary
    for problem in rejection?.problems ?? [] where !problem.pointer.hasPrefix("/form/") {
      summary.append(
        (problem.pointer.split(separator: "/").last.map(String.init) ?? "", page("problem.\(problem.code)", problem.arguments)))
    }
    let general = summary.isEmpty ? page.refusal(rejection.map { page("problem.\($0.code)", $0.arguments) }) : .empty
    let fields = page.questions(form, record.form, told, more: more)
    let checks = page.checks(form.fields)
    let known = try await files.describe(record.evidence.map(\.file))
    let papers = view.papers.map { paper -> HTML in
      let sent = record.evidence.filter { $0.key == paper.evidence }.compactMap { known[$0.file] }
      let shown = HTML(raw: sent.map { thumbnail(page, $0).text }.joined())
      let state: HTML =
        !sent.isEmpty
        ? "<span class=\"same\">\(page.icon("check"))\(page("evidence.sent"))</span>"
        : paper.required && !paper.shareable
          ? "<span class=\"light soon\">\(page.icon("soon"))\(page("check.missing"))</span>"
          : "<span class=\"quiet\">\(page(paper.shareable ? "check.shared" : "check.notNeeded"))</span>"
      return """
        <tr><th scope="row"><label for="file-\(paper.evidence)">\(paper.name)</label></th><td>\(state)</td><td>\(shown)<input id="file-\(paper.evidence)" type="file" name="file-\(paper.evidence)" accept=".pdf,.ofd,.jpg,.jpeg,.png,.webp"></td></tr>
        """
    }
    return """
      <main id="main" class="page section stack intake"><h1>\(page("desk.intake")): \(terms.plainName)</h1>
      <p class="quiet">\(view.applicant.name) · \(terms.serviceName) · \(catalogue.current.name(of: terms.accepting))</p>
      \(page.problems(summary))\(general)
      <form method="post" enctype="multipart/form-data" action="\(url: "/desk/intake/\(record.id.text)")" class="stack" novalidate\(checks.attributes)>\(page.token)
      <div class="form-grid">\(fields)</div>
      <section><h2 class="h3">\(page("check.papers"))</h2><div class="table-wrap" tabindex="0" role="region" aria-label="\(page("check.papers"))"><table class="table"><thead><tr><th scope="col">\(page("intake.paper"))</th><th scope="col">\(page("desk.check"))</th><th scope="col">\(page("intake.file"))</th></tr></thead><tbody>\(papers)</tbody></table></div></section>
      <p class="row actions"><button class="button" name="deed" value="submit" data-key="S">\(page("intake.submit")) <kbd>S</kbd></button><button class="button second" name="deed" value="save">\(page("intake.save"))</button><a class="button second" href="\(url: "/cases/\(record.id.text)/form/print")">\(page("formPage.print"))</a></p></form>
      <form method="post" action="\(url: "/desk/intake/\(record.id.text)/discard")">\(page.token)<button class="button second">\(page("check.discardNow"))</button></form>\(checks.module)</main>
      """
  }
}
