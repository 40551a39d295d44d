import HTML
import Hummingbird
import IdentityCore
import Kernel
import NationalCodes
import WebSupport

extension IdentityPages {
  /// Organisations I may act for, and their agents.
  func addOrganisations(to router: some RouterMethods<WebContext>) {
    router.get("my/organisations") { request, context in
      let page = site.page(request, context)
      return try await organisations(page, try context.signedIn(), nil)
    }
    router.post("my/organisations") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try context.signedIn()
      return try await answer(page, actor, post, form: "new") {
        _ = try await identity.addOrganisation(name: post["name"], creditCode: post["creditCode"], by: actor)
      }
    }
    router.post("my/organisations/{id}/agents") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try context.signedIn()
      let id = try context.parameters.require("id")
      return try await answer(page, actor, post, form: id) {
        try await identity.appoint(
          agent: post["name"], identityNumber: post["identityNumber"], until: CivilDate(post["until"]), for: PartyID(id),
          by: actor)
      }
    }
    router.post("my/organisations/{id}/agents/{agent}/dismiss") { request, context in
      _ = try await context.posted(request)
      try await identity.dismiss(
        agent: PartyID(try context.parameters.require("agent")), of: PartyID(try context.parameters.require("id")),
        by: try context.signedIn())
      return Response.seeOther("/my/organisations")
    }
  }

  /// Does it and shows the page anew, or shows what is wrong at the form that it came from.
  private func answer(
    _ page: Page, _ actor: Actor, _ post: FormPost, form: String, _ work: () async throws -> Void
  ) async throws -> Response {
    do {
      try await work()
      return Response.seeOther("/my/organisations")
    } catch let rejection as Rejection where rejection.kind == .invalid {
      return try await organisations(page, actor, (form, post, rejection))
    }
  }

  private func organisations(
    _ page: Page, _ actor: Actor, _ failed: (form: String, post: FormPost, rejection: Rejection)?
  ) async throws -> Response {
    let found = try await identity.representations(of: actor)
    let problems = failed?.rejection.problems ?? []
    func field(_ form: String, _ name: String, _ label: String, hint: String? = nil, type: String = "text") -> HTML {
      let isFailed = failed?.form == form
      let problem =
        isFailed ? problems.first { $0.pointer == "/\(name)" }.map { page("problem.\($0.code)", $0.arguments) } : nil
      let anchor = "\(name)-\(form)"
      let value = isFailed ? failed?.post[name] ?? "" : ""
      let control: HTML = """
        <input id="\(anchor)" name="\(name)" type="\(type)" value="\(value)"\(problem == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"\(anchor)-problem\"" as HTML)>
        """
      return Field(anchor, label, hint: hint, problem: problem).html(page, input: control)
    }
    let labels = [
      "name": page(failed?.form == "new" ? "signUp.organisationName" : "signUp.name"), "creditCode": page("signUp.creditCode"),
      "identityNumber": page("signUp.identityNumber"), "until": page("organisations.untilWhen"),
    ]
    let summary = problems.map { problem in
      let name = String(problem.pointer.dropFirst())
      return (
        anchor: "\(name)-\(failed?.form ?? "")",
        text: "\(labels[name] ?? name): \(page("problem.\(problem.code)", problem.arguments))"
      )
    }
    let cards = found.map { item -> HTML in
      let id = item.organisation.id.text
      let until = item.until.map { page("organisations.until", ["date": page.dateText($0.civilDate)]) } ?? ""
      let agents = item.agents.map { agent -> HTML in
        """
        <li><span><b>\(agent.party.name)</b> <span class="quiet tight">\(agent.party.identityNumber.map(Mask.identity) ?? "")</span> \(agent.until.map { page("organisations.until", ["date": page.dateText($0.civilDate)]) } ?? "")</span><form method="post" action="\(url: "/my/organisations/\(id)/agents/\(agent.party.id.text)/dismiss")">\(page.token)<button class="button second">\(page("organisations.dismiss"))<span class="hidden"> \(agent.party.name)</span></button></form></li>
        """
      }
      let none: HTML =
        agents.isEmpty ? "<p class=\"quiet\">\(page("organisations.noAgents"))</p>" : "<ul class=\"agents\">\(agents)</ul>"
      let isOpen = failed?.form == id
      let appoint: HTML = """
        <h3>\(page("organisations.agents"))</h3>\(none)
        <details class="fold"\(isOpen ? " open" : "" as HTML)><summary>\(page("organisations.appoint"))</summary><form method="post" action="\(url: "/my/organisations/\(id)/agents")" class="stack" novalidate>\(page.token)
        <p class="quiet">\(page("organisations.appointWhy"))</p>
        \(field(id, "name", page("signUp.name")))\(field(id, "identityNumber", page("signUp.identityNumber")))\(field(id, "until", page("organisations.untilWhen"), type: "date"))
        <p><button class="button">\(page("organisations.appointNow"))</button></p></form></details>
        """
      return """
        <section class="card stack-tight" aria-labelledby="o-\(id)"><h2 id="o-\(id)" class="h3">\(item.organisation.name)</h2><p class="small quiet">\(item.organisation.identityNumber ?? "") · \(page(item.isRepresentative ? "organisations.representative" : "organisations.agent")) \(until)</p>
        \(item.isRepresentative ? appoint : .empty)</section>
        """
    }
    let list: HTML = cards.isEmpty ? "<p>\(page("organisations.none"))</p>" : "<div class=\"stack\">\(cards)</div>"
    return page.answer(
      page("organisations.title"), status: failed?.rejection.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(page.crumbs([(page("my.title"), "/my"), (page("organisations.title"), nil)]))
      <div class="stack-wide">\(page.problems(summary))<h1>\(page("organisations.title"))</h1>\(list)
      <section aria-labelledby="add"><h2 id="add" class="h3">\(page("organisations.add"))</h2><p class="quiet">\(page("organisations.addWhy"))</p>
      <form method="post" action="/my/organisations" class="stack" novalidate>\(page.token)
      \(field("new", "name", page("signUp.organisationName")))\(field("new", "creditCode", page("signUp.creditCode"), hint: page("signUp.creditCode.hint")))
      <p><button class="button">\(page("organisations.addNow"))</button></p></form></section></div></main>
      """)
  }
}
