import CaseworkCore
import CatalogueCore
import Forms
import HTML
import Hummingbird
import Kernel
import WebSupport

extension ApplyPages {
  func addEvidence(to router: some RouterMethods<WebContext>) {
    router.get("apply/{id}/evidence") { request, context in
      let page = site.page(request, context)
      return try await evidence(page, try await application(context), then: request.query("then"), nil, at: nil)
    }
    router.post("apply/{id}/evidence") { request, context in
      let page = site.page(request, context)
      let post = try await context.postedFiles(request, limit: files.largest + (1 << 20))
      let application = try await application(context)
      let key = post.form["key"]
      do {
        guard let file = post.files.first else { throw Rejection.invalid([Problem("/file", "fileEmpty")]) }
        let kept = try await files.keep(name: file.name, bytes: file.bytes, by: application.actor)
        _ = try await casework.change(
          application.record.id, form: nil, evidence: application.record.evidence + [EvidenceItem(key: key, file: kept.id)],
          by: application.actor)
      } catch let rejection as Rejection where [.invalid, .unsupportedMedia, .tooLarge].contains(rejection.kind) {
        return try await evidence(page, application, then: post.form["then"], rejection, at: key)
      }
      return Response.seeOther("\(application.path)/evidence?then=\(Page.encoded(post.form["then"]))#paper-\(key)")
    }
    router.post("apply/{id}/evidence/remove") { request, context in
      let post = try await context.posted(request)
      let application = try await application(context)
      let left = application.record.evidence.filter { $0.file.text != post["file"] }
      _ = try await casework.change(application.record.id, form: nil, evidence: left, by: application.actor)
      return Response.seeOther("\(application.path)/evidence?then=\(Page.encoded(post["then"]))")
    }
  }

  private func evidence(
    _ page: Page, _ application: Application, then: String?, _ rejection: Rejection?, at wrong: String?
  ) async throws -> Response {
    let papers = application.papers
    let known = try await files.describe(application.record.evidence.map(\.file))
    let problem = rejection.map { rejection in
      rejection.problems.first.map { page("problem.\($0.code)", $0.arguments) }
        ?? page("problem.\(rejection.code)", rejection.arguments)
    }
    let rows = papers.map { paper -> HTML in
      let sent = application.record.evidence.filter { $0.key == paper.evidence }.compactMap { known[$0.file] }
      return row(page, application, paper, sent, then: then ?? "", problem: paper.evidence == wrong ? problem : nil)
    }
    let last = application.sheets.last.map { "\(application.path)/q/\($0.key)" } ?? "/my"
    let none: HTML = papers.isEmpty ? "<p class=\"lead\">\(page("evidence.none"))</p>" : .empty
    return page.answer(
      page("evidence.title"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(saved(page, application, back: then == "check" ? "\(application.path)/check" : last))
      \(steps(page, 1))
      <div class="stack-wide">\(problem.map { page.problems([("paper-\(wrong ?? "")", $0)]) } ?? .empty)
      <header class="stack-tight"><h1>\(page("evidence.title"))</h1><p class="quiet">\(page("evidence.how"))</p></header>
      \(none)<ol class="evidence upload">\(rows)</ol>
      <p class="row"><a class="button big" href="\(url: "\(application.path)/check")">\(page("apply.continue"))</a><a class="button second big" href="/my">\(page("apply.later"))</a></p></div></main>
      """)
  }

  private func row(
    _ page: Page, _ application: Application, _ paper: ServiceEvidence, _ sent: [StoredFile], then: String, problem: String?
  ) -> HTML {
    let tag: HTML =
      sent.isEmpty
      ? paper.shareable
        ? "<span class=\"tag on\">\(page("guide.shared"))</span>"
        : "<span class=\"tag\">\(paper.required ? page("guide.required") : page("guide.bySituation"))</span>"
      : "<span class=\"tag on\">\(page.icon("check"))\(page("evidence.sent"))</span>"
    let shown = sent.map { file -> HTML in
      """
      <li>\(thumbnail(page, file))<form method="post" action="\(url: "\(application.path)/evidence/remove")">\(page.token)<input type="hidden" name="file" value="\(file.id.text)"><input type="hidden" name="then" value="\(then)"><button class="button second">\(page("evidence.remove"))<span class="hidden"> \(file.name)</span></button></form></li>
      """
    }
    let send: HTML = """
      <form class="row send" method="post" enctype="multipart/form-data" action="\(url: "\(application.path)/evidence")">\(page.token)<input type="hidden" name="key" value="\(paper.evidence)"><input type="hidden" name="then" value="\(then)"><label class="hidden" for="file-\(paper.evidence)">\(page("evidence.choose")) \(paper.name)</label><input id="file-\(paper.evidence)" type="file" name="file" accept=".pdf,.ofd,.jpg,.jpeg,.png,.webp" data-preview="preview-\(paper.evidence)"><button class="button second">\(page("evidence.send"))<span class="hidden"> \(paper.name)</span></button></form><p id="preview-\(paper.evidence)"></p>
      """
    // What the system fetches may be sent all the same, but nobody is made to look at it.
    let isFolded = paper.shareable && sent.isEmpty && problem == nil
    let control: HTML =
      isFolded ? "<details class=\"fold\"><summary>\(page("evidence.allTheSame"))</summary>\(send)</details>" : send
    let warning: HTML =
      problem.map { "<p class=\"problem\">\(page.icon("late"))<span>\($0)</span></p>" } ?? .empty
    return """
      <li id="paper-\(paper.evidence)"\(paper.shareable ? "" : " class=\"mine\"" as HTML)><svg class="sample" viewBox="0 0 44 56" aria-hidden="true"><path d="M2 2h30l10 10v42H2z"/><path class="fill" d="M8 16h22v5H8zM8 26h28v5H8zM8 36h28v5H8z"/></svg>
      <div><h2 class="h3">\(paper.name)</h2><p>\(page("evidence.kind.\(paper.kind)"))\(paper.shareable ? " · \(page("evidence.shareable"))" : "")</p>\(warning)<ul class="sent">\(shown)</ul>
      \(control)</div>\(tag)</li>
      """
  }
}

/// A file as a link, with its picture where it is one.
func thumbnail(_ page: Page, _ file: StoredFile) -> HTML {
  guard file.isThere else {
    return
      "<span class=\"paper\">\(file.name) <span class=\"light late\">\(page.icon("late"))\(page("paper.lost"))</span></span>"
  }
  let picture: HTML =
    file.mediaType.hasPrefix("image/")
    ? "<img class=\"preview\" src=\"\(url: "/files/\(file.id.text)")\" alt=\"\">" : page.icon("download")
  return """
    <a class="paper" href="\(url: "/files/\(file.id.text)")" target="_blank" rel="noopener">\(picture)<span>\(file.name) <small class="quiet">\(size(file.size))</small></span></a>
    """
}

func size(_ bytes: Int) -> String {
  bytes < 1024 ? "\(bytes) B" : bytes < 1 << 20 ? "\(bytes >> 10) KB" : "\(bytes >> 20).\((bytes >> 10) % 1024 * 10 / 1024) MB"
}
