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
      let problems = Set(casework.formProblems(application.record.form, application.form).map(\.pointer))
      let first = application.questions.first { problems.contains("/form/\($0.key)") }
      if application.isSupplement { return Response.seeOther("\(application.path)/check") }
      return Response.seeOther(first.map { "\(application.path)/q/\($0.key)" } ?? "\(application.path)/evidence")
    }
    router.get("apply/{id}/q/{field}") { request, context in
      let page = site.page(request, context)
      let application = try await application(context)
      return try question(page, application, field(application, context), then: request.query("then"), problem: nil)
    }
    router.post("apply/{id}/q/{field}") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      var application = try await application(context)
      let field = try field(application, context)
      var form = application.record.form
      form[field.key] = field.answer(post)
      // What falls away with this answer, or with a newer form, is not sent.
      form = application.form.pruned(form)
      application.record = try await casework.change(application.record.id, form: form, evidence: nil, by: application.actor)
      if !post["later"].isEmpty { return Response.seeOther("/my") }
      let problem = casework.formProblems(application.record.form, application.form).first {
        $0.pointer == "/form/\(field.key)"
      }
      if let problem {
        return try question(
          page, application, field, then: post["then"], problem: page("problem.\(problem.code)", problem.arguments))
      }
      return Response.seeOther(post["then"] == "check" ? "\(application.path)/check" : next(after: field, application))
    }
  }

  private func field(_ application: Application, _ context: WebContext) throws -> FormField {
    let key = try context.parameters.require("field")
    guard let field = application.questions.first(where: { $0.key == key }) else { throw Rejection.notFound }
    return field
  }

  /// The next question that has no good answer yet or was not known before; then the papers.
  private func next(after field: FormField, _ application: Application) -> String {
    let later = application.questions.drop { $0.key != field.key }.dropFirst()
    let known = Set(application.questions.filter { $0.prefill?.hasPrefix("applicant.") == true }.map(\.key))
    let problems = Set(casework.formProblems(application.record.form, application.form).map(\.pointer))
    let next = later.first { !known.contains($0.key) || problems.contains("/form/\($0.key)") }
    return next.map { "\(application.path)/q/\($0.key)" } ?? "\(application.path)/evidence"
  }

  private func question(
    _ page: Page, _ application: Application, _ field: FormField, then: String?, problem: String?
  ) throws -> Response {
    let questions = application.questions
    let place = (questions.firstIndex { $0.key == field.key } ?? 0) + 1
    let service = application.record.state.terms.plainName
    let back = place > 1 ? "\(application.path)/q/\(questions[place - 2].key)" : "/my"
    let summary = problem.map { page.problems([(field.key, $0)]) } ?? .empty
    return page.answer(
      field.label, status: problem == nil ? .ok : .unprocessableContent,
      """
      <main id="main" class="page asking">\(saved(page, application, back: then == "check" ? "\(application.path)/check" : back))
      \(steps(page, 0))
      <div class="stack-wide">\(summary)
      <form method="post" action="\(url: "\(application.path)/q/\(field.key)")" class="stack-wide" novalidate>\(page.token)<input type="hidden" name="then" value="\(then ?? "")">
      <p class="quiet">\(service) · \(page("apply.place", ["n": "\(place)", "of": "\(questions.count)"]))\(field.required ? "" : " · \(page("apply.optional"))")</p>
      \(field.html(application.record.form[field.key], problem: problem, heading: true, page))
      <p class="row"><button class="button big">\(page("apply.continue"))</button><button class="button second big" name="later" value="1">\(page("apply.later"))</button></p>
      </form></div></main>
      """)
  }
}
