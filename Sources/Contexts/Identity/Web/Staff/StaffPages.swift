import HTML
public import Hummingbird
public import IdentityCore
import Kernel
public import WebSupport

/// /admin/staff and /admin/agencies: people, their posts and accounts, for the three administrators.
public struct StaffPages: Sendable {
  public static let sections: [AdminSection] = [
    AdminSection(path: "/admin/staff", title: "staff.title", icon: "person", roles: ThreeAdministrators.roles),
    AdminSection(path: "/admin/agencies", title: "agencies.title", icon: "company", roles: ThreeAdministrators.roles),
  ]

  let site: Site
  let identity: Identity
  let directory: AgencyDirectory
  var api: StaffAPI { StaffAPI(identity: identity, directory: directory) }

  var leaves: LeavePages { LeavePages(site: site, identity: identity, directory: directory) }

  public init(site: Site, identity: Identity, directory: AgencyDirectory) {
    self.site = site
    self.identity = identity
    self.directory = directory
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("admin/staff") { request, context in
      let page = site.page(request, context)
      return try await list(page, request, try context.signedIn())
    }
    router.get("admin/staff/new") { request, context in
      let page = site.page(request, context)
      return try addForm(page, try context.signedIn(), FormPost(fields: [:]), nil)
    }
    router.post("admin/staff/new") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      do {
        let made = try await identity.addMember(
          account: post["account"], name: post["name"], home: try api.agency(post["agency"]), by: actor)
        return password(page, made, "staff.added")
      } catch let rejection as Rejection where rejection.kind == .invalid {
        return try addForm(page, actor, post, rejection)
      }
    }
    router.get("admin/staff/{id}") { request, context in
      let page = site.page(request, context)
      return try await person(page, context, nil)
    }
    router.post("admin/staff/{id}/{deed}") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      let party = try StaffAPI.party(context)
      let deed = try context.parameters.require("deed")
      do {
        switch deed {
        case "name": try await identity.rename(party, to: post["name"], by: actor)
        case "disable": try await identity.setDisabled(party, true, by: actor)
        case "enable": try await identity.setDisabled(party, false, by: actor)
        case "factor": try await identity.resetSecondFactor(of: party, by: actor)
        case "sessions": try await identity.endSessions(of: party, by: actor)
        case "password": return password(page, try await identity.resetPassword(of: party, by: actor), "staff.reset")
        case "grant":
          try await identity.grant(
            try api.post(post["role"], post["agency"]), until: try StaffAPI.day(post["until"]), to: party, by: actor)
        case "revoke":
          guard let role = Role(rawValue: post["role"]), let agency = AgencyID(post["agency"]) else { throw Rejection.notFound }
          try await identity.revoke(Post(role: role, agency: agency), of: party, by: actor)
        default: throw Rejection.notFound
        }
        return Response.seeOther("/admin/staff/\(party.text)?done=\(deed)")
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return try await person(page, context, (deed, post, rejection))
      }
    }
    router.get("admin/agencies") { request, context in
      let page = site.page(request, context)
      return try await agencies(page, request, try context.signedIn())
    }
  }

  /// Whether the reader holds one of the roles anywhere.
  func holds(_ actor: Actor, _ role: Role) -> Bool { actor.posts.contains { $0.role == role } }

  /// A choice of agencies of the regions that the reader answers for, by region.
  func agencyChoice(_ page: Page, _ name: String, _ actor: Actor, _ role: Role, chosen: String, problem: Bool) -> HTML {
    let own = Set(actor.posts.filter { $0.role == role }.map(\.agency.region))
    let isLeague = own.contains(identity.leagueCode)
    let all = Dictionary(grouping: directory.agencies(), by: \.id.region)
    let groups = directory.regions(page.language).compactMap { region -> HTML? in
      guard isLeague || own.contains(region.code), let agencies = all[region.code] else { return nil }
      let options = agencies.map { agency -> HTML in
        let text = agency.id.description
        return "<option value=\"\(text)\"\(text == chosen ? " selected" : "" as HTML)>\(agency.name)</option>"
      }
      return "<optgroup label=\"\(region.name)\">\(options)</optgroup>"
    }
    let wrong: HTML = problem ? " aria-invalid=\"true\" aria-describedby=\"\(name)-problem\"" : .empty
    return """
      <select id="\(name)" name="\(name)"\(wrong)><option value="">\(page("staff.choose"))</option>\(groups)</select>
      """
  }

  /// A password that is shown this once.
  private func password(_ page: Page, _ made: FirstPassword, _ title: String) -> Response {
    page.adminAnswer(
      page(title), current: "/admin/staff",
      """
      <h1>\(page(title))</h1><div class="card stack-tight"><dl class="summary"><div><dt>\(page("signIn.account"))</dt><dd>\(made.account)</dd></div><div><dt>\(page("signIn.password"))</dt><dd><code>\(made.password)</code></dd></div></dl>
      <p>\(page("staff.shownOnce"))</p></div><p><a class="button" href="\(url: "/admin/staff/\(made.party.text)")">\(page("staff.toPerson"))</a></p>
      """)
  }

  private func addForm(_ page: Page, _ actor: Actor, _ post: FormPost, _ rejection: Rejection?) throws -> Response {
    guard holds(actor, .administrator) else { throw Rejection.forbidden }
    let form = StaffForm(page: page, post: post, rejection: rejection)
    return page.adminAnswer(
      page("staff.add"), status: rejection?.kind.status ?? .ok, current: "/admin/staff",
      """
      \(form.summary(["account": page("signIn.account"), "name": page("signUp.name"), "agency": page("staff.agency")]))
      <h1>\(page("staff.add"))</h1><p class="measure">\(page("staff.addWhy"))</p>
      <form method="post" action="/admin/staff/new" class="stack measure" novalidate>\(page.token)
      \(form.field("name", page("signUp.name"), " autocomplete=\"off\""))
      \(form.field("account", page("signIn.account"), hint: page("signUp.account.hint"), " autocomplete=\"off\" autocapitalize=\"none\""))
      \(Field("agency", page("staff.agency"), problem: form.problem("agency")).html(page, input: agencyChoice(page, "agency", actor, .administrator, chosen: post["agency"], problem: form.problem("agency") != nil)))
      <p><button class="button">\(page("staff.addNow"))</button></p></form>
      """)
  }
}

/// A posted form with what is wrong in it.
struct StaffForm {
  let page: Page
  let post: FormPost
  let rejection: Rejection?

  func problem(_ name: String) -> String? {
    rejection?.problems.first { $0.pointer == "/\(name)" }.map { page("problem.\($0.code)", $0.arguments) }
  }

  func field(_ name: String, _ label: String, hint: String? = nil, type: String = "text", _ attributes: HTML = .empty) -> HTML {
    Field(name, label, value: post[name], hint: hint, problem: problem(name), type: type, attributes: attributes).html(page)
  }

  /// All that is wrong, on top; a refusal without fields as one sentence.
  func summary(_ labels: [String: String]) -> HTML {
    guard let rejection else { return .empty }
    let list = rejection.problems.map { problem in
      let name = String(problem.pointer.dropFirst())
      return (anchor: name, text: "\(labels[name] ?? name): \(page("problem.\(problem.code)", problem.arguments))")
    }
    return list.isEmpty ? page.refusal(page("problem.\(rejection.code)", rejection.arguments)) : page.problems(list)
  }
}
