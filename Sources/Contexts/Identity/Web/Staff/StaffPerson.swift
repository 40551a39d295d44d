import HTML
import HTTPTypes
import Hummingbird
import IdentityCore
import Kernel
import WebSupport

extension StaffPages {
  /// One member of staff: what they are, and what the reader may do about it.
  func person(
    _ page: Page, _ context: WebContext, _ failed: (deed: String, post: FormPost, rejection: Rejection)?
  ) async throws -> Response {
    let actor = try context.signedIn()
    guard actor.kind == .staff else { throw Rejection.forbidden }
    let member = try await identity.staffMember(try StaffAPI.party(context), by: actor)
    let base = "/admin/staff/\(member.party.text)"
    let form = StaffForm(page: page, post: failed?.post ?? FormPost(fields: [:]), rejection: failed?.rejection)
    let labels = [
      "name": page("signUp.name"), "role": page("staff.role"), "agency": page("staff.agency"), "until": page("staff.until"),
    ]
    func deed(_ name: String, second: Bool = true) -> HTML {
      "<form method=\"post\" action=\"\(url: "\(base)/\(name)")\">\(page.token)<button class=\"button\(second ? " second" : "")\">\(page("staff.\(name)"))</button></form>"
    }
    func can(_ deed: Deed) -> Bool { identity.may(actor, deed, on: member) }
    let facts: [(String, HTML)] = [
      (page("signIn.account"), "\(member.account)"), (page("staff.agency"), "\(directory.name(member.home))"),
      (page("staff.state"), state(page, member)),
      (page("staff.lastSignIn"), member.lastSignInAt.map(page.moment) ?? HTML("\(page("staff.never"))")),
    ]
    let summary = facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
    var account: [HTML] = []
    if can(.manageAccounts) {
      account.append(deed(member.disabled ? "enable" : "disable"))
      account.append(deed("password"))
    }
    if can(.endSessions), member.party != actor.party { account.append(deed("sessions")) }
    if can(.resetAccess), try await identity.hasSecondFactor(member.party) { account.append(deed("factor")) }
    let rename: HTML =
      can(.manageAccounts)
      ? """
      <details class="fold"\(failed?.deed == "name" ? " open" : "" as HTML)><summary>\(page("staff.rename"))</summary><form method="post" action="\(url: "\(base)/name")" class="stack measure" novalidate>\(page.token)
      \(Field("name", page("signUp.name"), value: failed?.deed == "name" ? form.post["name"] : member.name, problem: form.problem("name")).html(page))
      <p><button class="button">\(page("staff.save"))</button></p></form></details>
      """ : .empty
    return page.adminAnswer(
      member.name, status: failed?.rejection.kind.status ?? .ok, current: "/admin/staff",
      """
      \(form.summary(labels))<h1>\(member.name)</h1><dl class="summary">\(summary)</dl>
      <div class="row">\(account)</div>\(rename)
      <section class="stack" aria-labelledby="posts"><h2 id="posts" class="h3">\(page("staff.posts"))</h2>\(posts(page, member, actor, base, form, isFailed: failed?.deed == "grant"))</section>
      <section class="stack" aria-labelledby="leave"><h2 id="leave" class="h3">\(page("leave.person"))</h2>\(try await leaves.section(page, member, actor, back: base))</section>
      """)
  }

  private func posts(
    _ page: Page, _ member: StaffMember, _ actor: Actor, _ base: String, _ form: StaffForm, isFailed: Bool
  ) -> HTML {
    let items = member.posts.map { held -> HTML in
      let until = held.until.map { " " + page("organisations.until", ["date": page.dateText($0.civilDate)]) } ?? ""
      let take: HTML =
        identity.may(actor, .grantPost(held.post), on: member)
        ? """
        <form method="post" action="\(url: "\(base)/revoke")">\(page.token)<input type="hidden" name="role" value="\(held.post.role.rawValue)"><input type="hidden" name="agency" value="\(held.post.agency.description)"><button class="button second">\(page("staff.revoke"))<span class="hidden"> \(page("role.\(held.post.role.rawValue)")) \(directory.name(held.post.agency))</span></button></form>
        """ : .empty
      return
        "<li><span><b>\(page("role.\(held.post.role.rawValue)"))</b> · \(directory.name(held.post.agency))\(until)</span>\(take)</li>"
    }
    let list: HTML = items.isEmpty ? "<p class=\"quiet\">\(page("staff.noPost"))</p>" : "<ul class=\"agents\">\(items)</ul>"
    guard holds(actor, .securityAdministrator), member.party != actor.party else { return list }
    let roles = Role.allCases.map {
      "<option value=\"\($0.rawValue)\"\($0.rawValue == form.post["role"] ? " selected" : "" as HTML)>\(page("role.\($0.rawValue)")) — \(page("role.\($0.rawValue).does"))</option>"
        as HTML
    }
    let wrong = form.problem("role")
    let role: HTML = """
      <select id="role" name="role"\(wrong == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"role-problem\"" as HTML)><option value="">\(page("staff.choose"))</option>\(roles)</select>
      """
    return """
      \(list)<details class="fold"\(isFailed ? " open" : "" as HTML)><summary>\(page("staff.grant"))</summary><form method="post" action="\(url: "\(base)/grant")" class="stack measure" novalidate>\(page.token)
      <p class="quiet">\(page("staff.grantWhy"))</p>
      \(Field("role", page("staff.role"), problem: wrong).html(page, input: role))
      \(Field("agency", page("staff.agency"), problem: form.problem("agency")).html(page, input: agencyChoice(page, "agency", actor, .securityAdministrator, chosen: form.post["agency"], problem: form.problem("agency") != nil)))
      \(form.field("until", page("staff.until"), hint: page("staff.until.hint"), type: "date"))
      <p><button class="button">\(page("staff.grantNow"))</button></p></form></details>
      """
  }
}
