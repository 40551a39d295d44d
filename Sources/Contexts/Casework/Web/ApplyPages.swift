public import CaseworkCore
public import CatalogueCore
import Forms
public import HTML
public import Hummingbird
import IdentityCore
import JSON
import Kernel
public import WebSupport

/// Applying: one question a page, saved as you go, papers, check your answers, send. The same pages serve a supplement.
public struct ApplyPages: Sendable {
  let site: Site
  let casework: Casework
  let catalogue: CatalogueHolder
  let files: FileVault
  /// How the catalogue tells what changed in a guide.
  let differences: @Sendable (Page, [CatalogueDifference]) -> HTML

  public init(
    site: Site, casework: Casework, catalogue: CatalogueHolder, files: FileVault,
    differences: @escaping @Sendable (Page, [CatalogueDifference]) -> HTML
  ) {
    self.differences = differences
    self.site = site
    self.casework = casework
    self.catalogue = catalogue
    self.files = files
  }

  public func add(to router: some RouterMethods<WebContext>) {
    addStart(to: router)
    addQuestions(to: router)
    addEvidence(to: router)
    router.get("apply/{id}/check") { request, context in
      let page = site.page(request, context)
      return try await check(page, try await application(context), nil)
    }
    router.post("apply/{id}/check") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      var application = try await application(context)
      var form = application.record.form
      for field in application.form.asked(form) where field.kind == .promise {
        form[field.key] = .bool(post[field.key] == "true")
      }
      application.record = try await casework.change(
        application.record.id, form: application.form.pruned(form), evidence: nil, by: application.actor)
      do {
        if application.isSupplement {
          _ = try await casework.act(
            application.record.id,
            CaseCommand(action: "supplement", data: ["comment": .string(post["comment"])]), by: application.actor)
        } else {
          _ = try await casework.submit(application.record.id, by: application.actor)
        }
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return try await check(page, application, rejection)
      }
      return Response.seeOther("/my/\(application.record.id.text)?sent=1")
    }
    router.post("apply/{id}/discard") { request, context in
      _ = try await context.posted(request)
      try await casework.discard(try id(context), by: try context.signedIn())
      return Response.seeOther("/my")
    }
  }

  // MARK: - Start

  private func addStart(to router: some RouterMethods<WebContext>) {
    router.get("services/{key}/apply") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      let hit = try hit(request, context)
      let drafts = try await casework.cases(CaseQuery(mine: true, state: "draft", limit: 50), by: actor).items.filter {
        $0.service == hit.service.key && $0.region == hit.offering.region
      }
      return page.answer(page("apply.title"), try await start(page, hit, actor, drafts, nil))
    }
    router.post("services/{key}/apply") { request, context in
      let post = try await context.posted(request)
      let actor = try context.signedIn()
      let hit = try hit(request, context)
      let organisation = post["for"].isEmpty || post["for"] == actor.party.text ? nil : PartyID(post["for"])
      let record = try await casework.open(
        CaseInput(
          service: hit.service.key, region: hit.offering.region, channel: .web, onBehalfOf: organisation), by: actor)
      try await casework.fillKnown(record.id, by: actor)
      return Response.seeOther("/apply/\(record.id.text)")
    }
  }

  private func hit(_ request: Request, _ context: WebContext) throws -> ServiceHit {
    let snapshot = catalogue.current
    guard let service = snapshot.service(try context.parameters.require("key")),
      let offering = snapshot.nearestOffering(service, to: request.query("region") ?? snapshot.league)
    else { throw Rejection.notFound }
    return snapshot.hit(service, offering)
  }

  private func start(
    _ page: Page, _ hit: ServiceHit, _ actor: Actor, _ drafts: [CaseSummary], _ problem: String?
  ) async throws -> HTML {
    let snapshot = catalogue.current
    let papers = snapshot.evidence(of: hit.service.key)
    let bring = papers.filter { $0.required && !$0.shareable }
    let questions = (snapshot.form(of: hit.service.key)?.fields ?? []).filter { $0.kind != .promise }.count
    var whom = HTML.empty
    if !actor.mandates.isEmpty {
      let names = try await casework.names(of: Array(actor.mandates))
      let options =
        [(actor.party, page("apply.myself", ["name": actor.name]))] + actor.mandates.sorted().map { ($0, names[$0] ?? "") }
      let choices = options.enumerated().map { index, option -> HTML in
        """
        <label class="choice\(index == 0 ? " chosen" : "" as HTML)"><input type="radio" name="for" value="\(option.0.text)"\(index == 0 ? " checked" : "" as HTML)>\(option.1)</label>
        """
      }
      whom =
        "<fieldset class=\"question\"><legend>\(page("apply.forWhom"))</legend><div class=\"choices\">\(choices)</div></fieldset>"
    }
    let open = drafts.map { draft -> HTML in
      """
      <li><a href="\(url: "/apply/\(draft.id.text)")">\(page("apply.resume", ["at": page.dateText(draft.changedAt.civilDate)]))</a></li>
      """
    }
    let resume: HTML = open.isEmpty ? .empty : page.note("<b>\(page("apply.draftHere"))</b><ul>\(open)</ul>")
    let list = bring.map { "<li>\(page.icon("check")) \($0.name)</li>" as HTML }
    let needed: HTML =
      bring.isEmpty
      ? "<p>\(page("apply.noPapers"))</p>" : "<p>\(page("apply.haveReady"))</p><ul class=\"ticks\">\(list)</ul>"
    return """
      <main id="main" class="page asking">\(page.crumbs([(hit.service.plainName, "/services/\(hit.service.key)?region=\(hit.offering.region)"), (page("apply.title"), nil)]))
      <div class="stack-wide"><header class="stack-tight"><h1>\(hit.service.plainName)</h1><p class="quiet">\(hit.service.name) · \(snapshot.name(of: hit.offering.responsible))</p></header>
      \(resume)
      <section class="stack-tight"><h2 class="h3">\(page("apply.before"))</h2><ul class="ticks"><li>\(page.icon("write")) \(page.count("apply.questions", questions))</li><li>\(page.icon("check")) \(page("apply.saved"))</li></ul>
      \(needed)</section>
      <form method="post" action="\(url: "/services/\(hit.service.key)/apply?region=\(hit.offering.region)")" class="stack-wide">\(page.token)\(whom)
      <p><button class="button big">\(page("apply.begin"))</button></p></form></div></main>
      """
  }

  // MARK: - What is being applied for

  /// An application that its applicant may change now.
  struct Application {
    var record: CaseRecord
    let actor: Actor
    let form: Form
    /// By the version of the guide that holds for it.
    let papers: [ServiceEvidence]
    let isSupplement: Bool

    /// Pages of questions; a declaration belongs to the last page.
    var sheets: [Form.Sheet] { form.sheets(record.form) }
    var questions: [FormField] { form.asked(record.form).filter { $0.kind != .promise } }
    var path: String { "/apply/\(record.id.text)" }
  }

  func application(_ context: WebContext) async throws -> Application {
    let actor = try context.signedIn()
    let view = try await casework.view(try id(context), by: actor)
    let state = view.record.state
    let isSupplement = view.actions.contains { $0.action.changesForm }
    guard state.status == .draft || isSupplement else { throw Rejection(.conflict, "notADraft") }
    return Application(record: view.record, actor: actor, form: view.form, papers: view.papers, isSupplement: isSupplement)
  }

  func id(_ context: WebContext) throws -> CaseID { CaseID(try context.parameters.require("id")) }

  /// Where one is: answering, papers, sending.
  func steps(_ page: Page, _ current: Int) -> HTML {
    let items = ["apply.step.answers", "apply.step.papers", "apply.step.send"].enumerated().map { index, key -> HTML in
      index < current
        ? "<li class=\"done\">\(page(key))</li>"
        : index == current
          ? "<li class=\"now\" aria-current=\"step\">\(page(key))</li>" : "<li>\(page(key))</li>"
    }
    return "<ol class=\"steps\" aria-label=\"\(page("apply.steps"))\">\(items)</ol>"
  }

  func saved(_ page: Page, _ application: Application, back: String) -> HTML {
    """
    <p class="row spread crumbs"><a href="\(url: back)" data-back>\(page.icon("back")) \(page("apply.back"))</a><span>\(page.icon("check")) \(page("apply.savedAt", ["at": application.record.changedAt.clockTime]))</span></p>
    """
  }
}
