public import CaseworkCore
public import CatalogueCore
public import HTML
public import Hummingbird
import IdentityCore
import JSON
public import Kernel
import NationalCodes
public import WebSupport

/// My cases: where each is, what happens next and by when, what I can do, my papers.
public struct CasePages: Sendable {
  let site: Site
  let casework: Casework
  let catalogue: CatalogueHolder
  let files: FileVault
  /// The rating of a closed case, or the way to it.
  let rating: @Sendable (Page, CaseID, Actor) async throws -> HTML
  /// What was told of the case.
  let told: @Sendable (Page, CaseID, Actor) async throws -> HTML
  /// Link and code by which whoever holds a printed receipt rates; `act` says which receipt.
  let ratingLink: @Sendable (_ page: Page, _ id: CaseID, _ act: String, _ actor: Actor, _ request: Request) async throws -> HTML

  public init(
    site: Site, casework: Casework, catalogue: CatalogueHolder, files: FileVault,
    rating: @escaping @Sendable (Page, CaseID, Actor) async throws -> HTML,
    told: @escaping @Sendable (Page, CaseID, Actor) async throws -> HTML,
    ratingLink:
      @escaping @Sendable (_ page: Page, _ id: CaseID, _ act: String, _ actor: Actor, _ request: Request) async throws -> HTML
  ) {
    self.site = site
    self.casework = casework
    self.catalogue = catalogue
    self.files = files
    self.rating = rating
    self.told = told
    self.ratingLink = ratingLink
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("my") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      guard actor.kind != .staff else { return Response.seeOther("/desk") }
      let cases = try await casework.cases(CaseQuery(mine: true, limit: 20, cursor: request.query("cursor")), by: actor)
      return page.answer(page("my.title"), list(page, cases, actor))
    }
    router.get("my/{id}") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      let view = try await casework.view(CaseID(try context.parameters.require("id")), by: actor)
      if view.record.state.status == .draft { return Response.seeOther("/apply/\(view.record.id.text)") }
      return try await show(page, view, actor, sent: request.query("sent") != nil, nil)
    }
    router.post("my/{id}/act/{action}") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try context.signedIn()
      let id = CaseID(try context.parameters.require("id"))
      let action = try context.parameters.require("action")
      do {
        _ = try await casework.act(id, CaseCommand(action: action, data: try await answers(id, action, post, actor)), by: actor)
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return try await show(page, try await casework.view(id, by: actor), actor, sent: false, rejection)
      }
      return Response.seeOther("/my/\(id.text)")
    }
    router.get("my/{id}/receipts/{sequence}") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      let view = try await casework.view(CaseID(try context.parameters.require("id")), by: actor)
      let events = try await casework.events(view.record.id, by: actor)
      guard let sequence = Int(try context.parameters.require("sequence")),
        let event = events.first(where: { $0.sequence == sequence && $0.receipt != nil })
      else { throw Rejection.notFound }
      let link = try await ratingLink(page, view.record.id, "receipt \(sequence)", actor, request)
      return receipt(page, view, event, ratingLink: link)
    }
    addPrint(to: router)
    router.get("files/{id}") { _, context in
      let actor = try context.signedIn()
      return fileAnswer(try await casework.file(FileID(try context.parameters.require("id")), by: actor))
    }
  }

  private func answers(_ id: CaseID, _ action: String, _ post: FormPost, _ actor: Actor) async throws -> JSON {
    let view = try await casework.view(id, by: actor)
    return view.actions.first { $0.action.key == action }?.action.answers(post) ?? [:]
  }

  // MARK: - List

  private func list(_ page: Page, _ cases: Portion<CaseSummary>, _ actor: Actor) -> HTML {
    let rows = cases.items.map { line(page, $0) }
    let none: HTML = """
      <div class="stack"><p class="lead">\(page("my.none"))</p><p><a class="button" href="/">\(page("my.find"))</a></p></div>
      """
    let more: HTML =
      cases.next.map { "<p><a class=\"button second\" href=\"\(url: "/my?cursor=\($0)")\">\(page("pager.later"))</a></p>" }
      ?? .empty
    return """
      <main id="main" class="page">\(page.crumbs([(page("my.title"), nil)]))
      <div class="stack"><div class="heading-row"><h1>\(page("my.title"))</h1><form method="post" action="/sign-out" class="row">\(page.token)<span class="quiet">\(actor.name)</span><button class="button second">\(page("shell.signOut"))</button></form></div>
      <p class="row spread"><span class="quiet">\(page.count("my.count", cases.total))</span><span class="row"><a href="/my/notices">\(page("notices.title"))</a><a href="/my/organisations">\(page("organisations.title"))</a></span></p>
      \(cases.total == 0 ? none : "<ul class=\"cases\">\(rows)</ul>\(more)")</div></main>
      """
  }

  public func line(_ page: Page, _ item: CaseSummary) -> HTML {
    let procedure = casework.procedure(item.procedure)
    let state =
      item.status == .draft
      ? page("my.draft") : procedure?.state(item.lastState)?.name(page.language) ?? item.lastState
    let tag: HTML = item.status == .closed ? "<span class=\"tag\">\(state)</span>" : "<span class=\"tag on\">\(state)</span>"
    let due: HTML = item.due.map { "<span>\(page("my.dueBy")) <b>\(page.date($0))</b></span>" } ?? .empty
    return """
      <li><a class="card" href="\(url: item.status == .draft ? "/apply/\(item.id.text)" : "/my/\(item.id.text)")"><h2 class="h3">\(catalogue.current.service(item.service)?.plainName ?? item.serviceName)</h2><p class="row">\(tag)\(due)</p><p class="small quiet">\(item.serviceName) · \(catalogue.current.region(item.region)?.name ?? item.region)\(item.number.map { " · \($0)" } ?? "")</p></a></li>
      """
  }
}

/// A file as an answer: shown, never run.
func fileAnswer(_ found: (file: StoredFile, bytes: [UInt8])) -> Response {
  let name = found.file.name
  let plain = String(name.unicodeScalars.map { $0.isASCII && $0 != "\"" && $0 != "\\" ? Character($0) : "_" })
  return Response(
    status: .ok,
    headers: [
      .contentType: found.file.mediaType, .cacheControl: "private, no-store",
      .contentDisposition: "inline; filename=\"\(plain)\"; filename*=UTF-8''\(Page.encoded(name).replacing("/", with: "%2F"))",
      .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    ], body: ResponseBody(byteBuffer: .init(bytes: found.bytes)))
}

extension Procedure.Action {
  /// What was posted for the action's data; nothing for what was left empty.
  func answers(_ post: FormPost) -> JSON {
    var answers: JSON = [:]
    for field in data {
      let text = post[field.key].replacing("\r\n", with: "\n")
      if !text.isEmpty { answers[field.key] = .string(text) }
    }
    return answers
  }

  /// Controls for the action's data.
  func controls(_ page: Page, _ post: FormPost?, _ problems: [Problem], prefix: String) -> HTML {
    let parts = data.map { field -> HTML in
      let id = "\(prefix)-\(field.key)"
      let problem = problems.first { $0.pointer == "/data/\(field.key)" }.map { page("problem.\($0.code)", $0.arguments) }
      let value = post?[field.key] ?? ""
      let required: HTML = field.required ? " aria-required=\"true\"" : .empty
      let control: HTML
      switch field.kind {
      case .textarea, .lines:
        control =
          "<textarea id=\"\(id)\" name=\"\(field.key)\" rows=\"\(field.kind == .lines ? 5 : 3)\" maxlength=\"\(field.longest)\"\(required)>\(value)</textarea>"
      case .choice:
        let options = field.options.map {
          "<option value=\"\($0.key)\"\($0.key == value ? " selected" : "" as HTML)>\($0.name(page.language))</option>" as HTML
        }
        control = "<select id=\"\(id)\" name=\"\(field.key)\"\(required)>\(options)</select>"
      case .days:
        control =
          "<input id=\"\(id)\" name=\"\(field.key)\" value=\"\(value)\" inputmode=\"numeric\" maxlength=\"3\"\(required)>"
      case .text:
        control = "<input id=\"\(id)\" name=\"\(field.key)\" value=\"\(value)\" maxlength=\"\(field.longest)\"\(required)>"
      }
      return Field(id, field.name(page.language), problem: problem).html(page, input: control)
    }
    return HTML(raw: parts.map(\.text).joined())
  }
}
