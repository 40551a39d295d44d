import CaseworkCore
import Forms
import HTML
import Hummingbird
import JSON
import Kernel
import WebSupport

extension ApplyPages {
  func addQuestions(to router: some RouterMethods<WebContext>) {
    router.get("apply/{id}") { _, context in
      let application = try await application(context)
      if application.isSupplement { return Response.seeOther("\(application.path)/check") }
      let wrong = wrong(application)
      let first = application.sheets.first { sheet in sheet.fields.contains { wrong.contains($0.key) } }
      return Response.seeOther(first.map { "\(application.path)/q/\($0.key)" } ?? "\(application.path)/evidence")
    }
    router.get("apply/{id}/q/{field}") { request, context in
      let page = site.page(request, context)
      let application = try await application(context)
      return try await question(
        page, application, try sheet(application, context), then: request.query("then"), more: request.query("more"), [])
    }
    router.post("apply/{id}/q/{field}") { request, context in
      let page = site.page(request, context)
      let (post, sent) = try await context.postedAnswers(request, limit: files.largest + (1 << 20))
      var application = try await application(context)
      let sheet = try sheet(application, context)
      let here = "\(application.path)/q/\(sheet.key)"
      do {
        let answers = PostedAnswers(post: post, files: try await files.keep(sent, by: application.actor), now: page.now)
        var form = application.record.form
        for field in sheet.fields { form[field.key] = answers.answer(field, before: form[field.key]) }
        // What falls away with this answer, or with a newer form, is not sent.
        application.record = try await casework.change(
          application.record.id, form: application.form.pruned(form), evidence: nil, by: application.actor)
      } catch let rejection as Rejection where [.invalid, .unsupportedMedia, .tooLarge].contains(rejection.kind) {
        let told = rejection.problems.first ?? Problem("", rejection.code, rejection.arguments)
        let field = sheet.fields.first { $0.kind == .file || $0.kind == .signature } ?? sheet.fields.first
        let name = field.map { $0.kind == .signature ? "\($0.key)/drawing" : $0.key } ?? ""
        return try await question(
          page, application, sheet, then: post["then"], more: nil, [Problem("/form/\(name)", told.code, told.arguments)])
      }
      let then = post["then"].isEmpty ? "" : "&then=\(Page.encoded(post["then"]))"
      if post["deed"].hasPrefix("add:") {
        let key = String(post["deed"].dropFirst(4))
        let row = application.record.form[key]?.arrayValue?.count ?? 0
        return Response.seeOther("\(here)?more=\(Page.encoded(key))\(then)#\(key).\(row)")
      }
      if post["deed"].hasPrefix("remove:") {
        return Response.seeOther("\(here)?then=\(Page.encoded(post["then"]))#\(post["deed"].split(separator: ":")[1])")
      }
      if !post["later"].isEmpty { return Response.seeOther("/my") }
      // Whoever goes back has what they wrote kept, right or wrong.
      if !post["back"].isEmpty { return Response.seeOther(back(from: sheet, application, then: post["then"])) }
      // A question that hangs on an answer given just now may stand on this page.
      let fresh = application.sheets.first { $0.key == sheet.key } ?? sheet
      let keys = Set(fresh.fields.map(\.key))
      let problems = casework.formProblems(application.record.form, application.form).filter { keys.contains($0.field) }
      if !problems.isEmpty { return try await question(page, application, fresh, then: post["then"], more: nil, problems) }
      return Response.seeOther(post["then"] == "check" ? "\(application.path)/check" : next(after: fresh, application))
    }
  }

  private func sheet(_ application: Application, _ context: WebContext) throws -> Form.Sheet {
    let key = try context.parameters.require("field")
    guard
      let sheet = application.sheets.first(where: { sheet in
        sheet.key == key || sheet.fields.contains { $0.key == key && application.form.asks($0, application.record.form) }
      })
    else { throw Rejection.notFound }
    return sheet
  }

  private func wrong(_ application: Application) -> Set<String> {
    Set(casework.formProblems(application.record.form, application.form).map(\.field))
  }

  /// The page before, or the one from which somebody came to change an answer.
  private func back(from sheet: Form.Sheet, _ application: Application, then: String) -> String {
    if then == "check" { return "\(application.path)/check" }
    let sheets = application.sheets
    guard let place = sheets.firstIndex(where: { $0.key == sheet.key }), place > 0 else { return "/my" }
    return "\(application.path)/q/\(sheets[place - 1].key)"
  }

  /// The next page that has no good answers yet or was not known before; then the papers.
  private func next(after sheet: Form.Sheet, _ application: Application) -> String {
    let later = application.sheets.drop { $0.key != sheet.key }.dropFirst()
    let wrong = wrong(application)
    let next = later.first { sheet in
      sheet.fields.contains { $0.prefill?.hasPrefix("applicant.") != true || wrong.contains($0.key) }
    }
    return next.map { "\(application.path)/q/\($0.key)" } ?? "\(application.path)/evidence"
  }

  private func question(
    _ page: Page, _ application: Application, _ sheet: Form.Sheet, then: String?, more: String?, _ problems: [Problem]
  ) async throws -> Response {
    let sheets = application.sheets
    let place = sheets.firstIndex { $0.key == sheet.key } ?? 0
    let service = application.record.state.terms.plainName
    let back = back(from: sheet, application, then: then ?? "")
    let told = FormProblems(problems, application.form) { page("problem.\($0.code)", $0.arguments) }
    let isOne = sheet.fields.count == 1
    let known = try await casework.sources(of: application.record)
    let questions = sheet.fields.map { field in
      let control = FormControl(field, page, told, hasMore: more == field.key)
      let html = control.html(
        application.record.form[field.key], heading: isOne, more: whence(page, known[field.key]))
      return isOne ? html : page.dependent(field, Form(name: "", fields: sheet.fields), html)
    }
    let title = isOne ? sheet.fields[0].label : sheet.group ?? sheet.fields[0].label
    let checks = page.checks(sheet.fields)
    let sends = sheet.fields.contains { $0.kind == .file || $0.kind == .signature }
    let encoding: HTML = sends ? " enctype=\"multipart/form-data\"" : .empty
    let optional = isOne && !sheet.fields[0].required ? " · \(page("apply.optional"))" : ""
    let heading: HTML = isOne ? .empty : "<h1>\(title)</h1>"
    return page.answer(
      title, status: problems.isEmpty ? .ok : .unprocessableContent,
      """
      <main id="main" class="page asking">\(saved(page, application, back: back))
      \(steps(page, 0))
      <div class="stack-wide">\(page.problems(told.summary))
      <form method="post" action="\(url: "\(application.path)/q/\(sheet.key)")" class="stack-wide"\(encoding) novalidate\(checks.attributes)>\(page.token)<input type="hidden" name="then" value="\(then ?? "")">
      <p class="quiet">\(service) · \(progress(page, sheets, place))\(optional)</p>
      \(heading)\(questions)
      <p class="row"><button class="button big">\(page("apply.continue"))</button><button class="button second big" name="later" value="1">\(page("apply.later"))</button></p>
      </form></div>\(checks.module)</main>
      """)
  }

  /// `第 2 部分：父母 · 第 3 页，共 12 页`
  private func progress(_ page: Page, _ sheets: [Form.Sheet], _ place: Int) -> String {
    let words = page("apply.place", ["n": "\(place + 1)", "of": "\(sheets.count)"])
    guard let step = sheets[place].step else { return words }
    var steps: [String] = []
    for sheet in sheets { if let step = sheet.step, !steps.contains(step) { steps.append(step) } }
    let part = (steps.firstIndex(of: step) ?? 0) + 1
    return page("formPage.step", ["n": "\(part)", "of": "\(steps.count)", "name": step]) + " · " + words
  }
}

extension WebContext {
  /// A posted form and its files, whether it was sent with files or without.
  func postedAnswers(_ request: Request, limit: Int) async throws -> (FormPost, [MultipartPost.File]) {
    guard request.headers[.contentType]?.lowercased().hasPrefix("multipart/") == true else {
      return (try await posted(request), [])
    }
    let post = try await postedFiles(request, limit: limit)
    return (post.form, post.files)
  }
}

extension FileVault {
  /// Keeps what was sent, by the name of the control. Pictures and papers only, as everywhere.
  func keep(_ files: [MultipartPost.File], by actor: Actor) async throws -> [String: FileID] {
    var kept: [String: FileID] = [:]
    for file in files { kept[file.field] = try await keep(name: file.name, bytes: file.bytes, by: actor).id }
    return kept
  }
}

extension Problem {
  /// Key of the question it belongs to.
  var field: String { pointer.split(separator: "/").dropFirst().first.map { JSONPointer.unescaped($0) } ?? "" }
}
