import CaseworkCore
import CatalogueCore
import Forms
import HTML
import Hummingbird
import JSON
import Kernel
import QRCode
import WebSupport

// The form of a case on paper: A4, with a place to sign and the case's number as a code.
extension CasePages {
  func addPrint(to router: some RouterMethods<WebContext>) {
    router.get("cases/{id}/form/print") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      let view = try await casework.view(CaseID(try context.parameters.require("id")), by: actor)
      return page.sheet(view.form.name, printed(page, view, casework.form(of: view, for: actor), back: back(view, actor)))
    }
  }

  private func back(_ view: CaseView, _ actor: Actor) -> String {
    let id = view.record.id.text
    let isDraft = view.record.state.status == .draft
    if actor.kind == .staff { return isDraft ? "/desk/intake/\(id)" : "/desk/\(id)" }
    return isDraft ? "/apply/\(id)/check" : "/my/\(id)"
  }

  private func printed(_ page: Page, _ view: CaseView, _ answers: JSON, back: String) -> HTML {
    let state = view.record.state
    var parts = HTML.empty
    for sheet in Self.steps(view.form.sheets(answers)) {
      let rows = sheet.fields.filter { view.form.asks($0, answers) }.map { field -> HTML in
        "<tr><th scope=\"row\">\(field.label)</th><td>\(field.shown(answers[field.key], page))</td></tr>"
      }
      parts +=
        "<tbody>\(sheet.step.map { "<tr><th colspan=\"2\" scope=\"rowgroup\" class=\"part\">\($0)</th></tr>" as HTML } ?? .empty)\(rows)</tbody>"
    }
    let promises = view.form.asked(answers).filter { $0.kind == .promise }.map {
      "<p>\(answers[$0.key]?.boolValue == true ? "☑" : "☐") \($0.label)</p>" as HTML
    }
    let number = state.number ?? ""
    let code: HTML =
      QRCode.svg(number).map {
        "<svg class=\"form-code\" viewBox=\"0 0 \($0.extent) \($0.extent)\" role=\"img\" aria-label=\"\(page("formPage.code"))\"><path d=\"\($0.path)\"/></svg>"
      } ?? .empty
    let facts: [(String, HTML)] = [
      (page("case.number"), number.isEmpty ? "\(page("case.status.draft"))" : "\(number)"),
      (page("receipt.service"), "\(state.terms.serviceName)"),
      (page("receipt.agency"), "\(catalogue.current.name(of: state.terms.accepting))"),
      (page("formPage.printedAt"), page.fullDate(page.now.civilDate)),
    ]
    let head = facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
    return """
      <main id="main" class="page sheet stack printed-form"><p class="row spread no-print"><a href="\(url: back)">\(page("receipt.back"))</a><button class="button second" data-print>\(page.icon("print"))\(page("guide.print"))</button></p>
      <header class="form-head"><div><p class="quiet">\(page("site.name"))</p><h1>\(view.form.name)</h1></div>\(code)</header>
      <dl class="summary">\(head)</dl>
      <table class="table form-paper"><caption class="hidden">\(view.form.name)</caption>\(parts)</table>
      \(promises)
      <p class="sign-here"><span>\(page("formPage.signHere"))</span><span>\(page("formPage.dateHere"))</span></p>
      <p class="small quiet">\(page.isDemo ? page("site.demo") : "")</p></main>
      """
  }

  /// Pages of one part together.
  private static func steps(_ sheets: [Form.Sheet]) -> [(step: String?, fields: [FormField])] {
    var steps: [(step: String?, fields: [FormField])] = []
    for sheet in sheets {
      if let last = steps.indices.last, steps[last].step == sheet.step {
        steps[last].fields += sheet.fields
      } else {
        steps.append((sheet.step, sheet.fields))
      }
    }
    return steps
  }
}

extension Page {
  /// Whence an answer is, for staff.
  func deskWords(_ source: AnswerSource) -> String {
    switch source {
    case .account: self("desk.fromAccount")
    case .earlierCase(_, let number, _): self("formPage.from.earlierDesk", ["number": String(number.suffix(7))])
    case .sharedData(_, let name): name
    }
  }

  /// Whence an answer is, in short and in a sentence.
  func words(_ source: AnswerSource) -> (short: String, long: String) {
    switch source {
    case .account: (self("formPage.from.account"), self("formPage.from.accountWhy"))
    case .earlierCase(_, let number, let day):
      (
        self("formPage.from.earlier"),
        self("formPage.from.earlierWhy", ["number": number, "day": dateText(day)])
      )
    case .sharedData(_, let name):
      (self("formPage.from.shared", ["name": name]), self("formPage.from.sharedWhy", ["name": name]))
    }
  }
}
