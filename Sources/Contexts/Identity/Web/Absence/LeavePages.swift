import HTML
public import Hummingbird
public import IdentityCore
import Kernel
public import WebSupport

/// /my/leave: when I am away, and who stands in for me; the same on a person's page for administrators.
public struct LeavePages: Sendable {
  let site: Site
  let identity: Identity
  let directory: AgencyDirectory

  public init(site: Site, identity: Identity, directory: AgencyDirectory) {
    self.site = site
    self.identity = identity
    self.directory = directory
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("my/leave") { request, context in
      let page = site.page(request, context)
      return try await own(page, try context.signedIn(), nil)
    }
    router.post("staff/{id}/leaves") { request, context in
      try await answer(request, context) { post, actor in
        _ = try await identity.addLeave(
          of: try StaffAPI.party(context), from: CivilDate(post["from"]), to: CivilDate(post["to"]), by: actor)
      }
    }
    router.post("leaves/{id}/cancel") { request, context in
      try await answer(request, context) { _, actor in
        try await identity.cancelLeave(try context.parameters.require("id"), by: actor)
      }
    }
    router.post("leaves/{id}/deputies") { request, context in
      try await answer(request, context) { post, actor in
        guard let chosen = Self.post(post["post"]) else { throw Rejection.invalid([Problem("/role", "required")]) }
        try await identity.nameDeputy(
          account: post["deputy"], for: chosen, in: try context.parameters.require("id"), by: actor)
      }
    }
    router.post("deputies/{id}/dismiss") { request, context in
      try await answer(request, context) { _, actor in
        try await identity.dismissDeputy(try context.parameters.require("id"), by: actor)
      }
    }
  }

  /// Does it and goes back to where it was asked for, or tells what is wrong on a page of one's own leaves.
  private func answer(
    _ request: Request, _ context: WebContext, _ work: (FormPost, Actor) async throws -> Void
  ) async throws -> Response {
    let page = site.page(request, context)
    let (post, actor) = (try await context.posted(request), try context.signedIn())
    do {
      try await work(post, actor)
      return Response.seeOther(localPath(post["to-page"]))
    } catch let rejection as Rejection where rejection.kind == .invalid && post["to-page"] == "/my/leave" {
      return try await own(page, actor, (post, rejection))
    }
  }

  /// `role@region/department`
  private static func post(_ text: String) -> Post? {
    let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
    guard parts.count == 2, let role = Role(rawValue: parts[0]), let agency = AgencyID(parts[1]) else { return nil }
    return Post(role: role, agency: agency)
  }

  private func own(_ page: Page, _ actor: Actor, _ failed: (post: FormPost, rejection: Rejection)?) async throws -> Response {
    guard actor.kind == .staff else { throw Rejection.forbidden }
    let member = try await identity.staffMember(actor.party, by: actor)
    let form = StaffForm(page: page, post: failed?.post ?? FormPost(fields: [:]), rejection: failed?.rejection)
    let standing = actor.standsInFor.sorted { $0.key.agency < $1.key.agency }.map { post, _ in
      "<li>\(page("role.\(post.role.rawValue)")) · \(directory.name(post.agency))</li>" as HTML
    }
    let mine: HTML =
      standing.isEmpty ? .empty : page.note("<p>\(page("leave.standing"))</p><ul class=\"plain\">\(standing)</ul>")
    return page.answer(
      page("leave.title"), status: failed?.rejection.kind.status ?? .ok,
      """
      <main id="main" class="page section stack-wide">\(page.crumbs([(page("desk.title"), "/desk"), (page("leave.title"), nil)]))
      \(form.summary(["from": page("leave.from"), "to": page("leave.to"), "deputy": page("leave.deputy"), "role": page("leave.post")]))<h1>\(page("leave.title"))</h1><p class="measure">\(page("leave.why"))</p>\(mine)
      \(try await section(page, member, actor, back: "/my/leave", form, heading: "h2"))</main>
      """)
  }

  /// Somebody's leaves, with what the reader may do about them. `back`: the page it stands on; `heading`: of the rank that fits there.
  func section(
    _ page: Page, _ member: StaffMember, _ actor: Actor, back: String, _ form: StaffForm? = nil, heading: HTML = "h3"
  ) async throws -> HTML {
    let leaves = try await identity.leaves(of: member.party, by: actor)
    let mayRecord = identity.may(actor, .recordLeave, on: member)
    let hidden: HTML = "\(page.token)<input type=\"hidden\" name=\"to-page\" value=\"\(back)\">"
    let items = leaves.map { view -> HTML in
      let standIns = view.standIns.map { item -> HTML in
        let take: HTML =
          identity.may(actor, .nameDeputy(item.deputy.post), on: member)
          ? "<form method=\"post\" action=\"\(url: "/deputies/\(item.deputy.id)/dismiss")\">\(hidden)<button class=\"button second\">\(page("leave.dismiss"))<span class=\"hidden\"> \(item.name)</span></button></form>"
          : .empty
        return
          "<li><span><b>\(item.name)</b> · \(page("role.\(item.deputy.post.role.rawValue)")) · \(directory.name(item.deputy.post.agency)) <span class=\"quiet\">\(page.dateText(item.deputy.from)) – \(page.dateText(item.deputy.to))</span></span>\(take)</li>"
      }
      let options = member.posts.map(\.post).filter {
        !ThreeAdministrators.roles.contains($0.role) && identity.may(actor, .nameDeputy($0), on: member)
      }.map { post -> HTML in
        "<option value=\"\(post.role.rawValue)@\(post.agency.description)\">\(page("role.\(post.role.rawValue)")) · \(directory.name(post.agency))</option>"
      }
      let name: HTML =
        options.isEmpty
        ? .empty
        : """
        <details class="fold"><summary>\(page("leave.name"))</summary><form method="post" action="\(url: "/leaves/\(view.leave.id)/deputies")" class="stack measure" novalidate>\(hidden)
        <div class="field"><label for="post-\(view.leave.id)">\(page("leave.post"))</label><select id="post-\(view.leave.id)" name="post">\(options)</select></div>
        <div class="field"><label for="deputy-\(view.leave.id)">\(page("leave.deputy"))</label><p class="hint" id="deputy-hint-\(view.leave.id)">\(page("leave.deputyHint"))</p><input id="deputy-\(view.leave.id)" name="deputy" autocomplete="off" autocapitalize="none" aria-describedby="deputy-hint-\(view.leave.id)"></div>
        <p><button class="button">\(page("leave.nameNow"))</button></p></form></details>
        """
      let cancel: HTML =
        mayRecord
        ? "<form method=\"post\" action=\"\(url: "/leaves/\(view.leave.id)/cancel")\">\(hidden)<button class=\"button second\">\(page("leave.cancel"))</button></form>"
        : .empty
      return """
        <li class="card stack-tight"><div class="spread"><\(heading) class="h3">\(page.date(view.leave.from)) – \(page.date(view.leave.to))</\(heading)>\(cancel)</div>
        \(standIns.isEmpty ? "<p class=\"quiet\">\(page("leave.nobody"))</p>" : "<ul class=\"agents\">\(standIns)</ul>" as HTML)\(name)</li>
        """
    }
    let list: HTML =
      items.isEmpty ? "<p class=\"quiet\">\(page("leave.none"))</p>" : "<ul class=\"plain stack\">\(items)</ul>"
    guard mayRecord else { return list }
    func day(_ name: String) -> HTML {
      Field(name, page("leave.\(name)"), value: form?.post[name] ?? "", problem: form?.problem(name), type: "date").html(page)
    }
    return """
      \(list)<form method="post" action="\(url: "/staff/\(member.party.text)/leaves")" class="stack measure" novalidate><\(heading) class="h3">\(page("leave.add"))</\(heading)>\(hidden)\(day("from"))\(day("to"))<p><button class="button">\(page("leave.addNow"))</button></p></form>
      """
  }
}
