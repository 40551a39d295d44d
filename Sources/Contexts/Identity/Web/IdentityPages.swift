import HTML
public import Hummingbird
public import IdentityCore
import Kernel
public import WebSupport

/// Signing up, in and out.
public struct IdentityPages: Sendable {
  /// An account that the demonstration lets anybody take.
  public struct DemoRole: Sendable {
    let account: String
    let name: String
    /// Key of the words that say what the role does.
    let role: String

    public init(account: String, name: String, role: String) {
      self.account = account
      self.name = name
      self.role = role
    }
  }

  let site: Site
  let identity: Identity
  let demoRoles: [DemoRole]

  public init(site: Site, identity: Identity, demoRoles: [DemoRole]) {
    self.site = site
    self.identity = identity
    self.demoRoles = demoRoles
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("sign-in") { request, context in
      let page = site.page(request, context)
      return signIn(page, to: localPath(request.query("to")))
    }
    router.post("sign-in") { request, context in
      let page = site.page(request, context)
      let form = try await request.form()
      do {
        switch try await identity.beginSignIn(
          account: form["account"], password: form["password"], from: origin(request, context))
        {
        case .done(let session): return enter(session, to: form["to"], request)
        case .codeNeeded(let pending): return secondStep(page, pending, to: localPath(form["to"]), request)
        }
      } catch let rejection as Rejection where rejection.kind != .unavailable {
        return signIn(page, to: localPath(form["to"]), account: form["account"], rejection: rejection)
      }
    }
    addSecondStep(to: router)
    addOrganisations(to: router)
    router.get("password") { request, context in
      let page = site.page(request, context)
      return password(page, FormPost(fields: [:]), nil)
    }
    router.post("password") { request, context in
      let page = site.page(request, context)
      let form = try await request.form()
      do {
        let session = try await identity.changePassword(
          account: form["account"], old: form["old"], new: form["new"], code: form["code"], from: origin(request, context))
        return enter(session, to: "/", request)
      } catch let rejection as Rejection where rejection.kind != .unavailable {
        return password(page, form, rejection)
      }
    }
    router.post("sign-in/demo") { request, _ in
      let form = try await request.form()
      guard demoRoles.contains(where: { $0.account == form["account"] }) else { throw Rejection.notFound }
      return enter(try await identity.signInDemo(account: form["account"]), to: form["to"], request)
    }
    router.post("sign-out") { request, context in
      _ = try await context.posted(request)
      if let session = context.session { try await identity.signOut(token: session.token) }
      var response = Response.seeOther("/")
      response.setCookie(Cookie(name: "wutong", value: "", maxAge: 0, path: "/", httpOnly: true, sameSite: .lax))
      return response
    }
    router.get("sign-up") { request, context in
      let page = site.page(request, context)
      return signUp(page, FormPost(fields: ["to": [localPath(request.query("to"))]]), nil)
    }
    router.post("sign-up") { request, context in
      let page = site.page(request, context)
      let form = try await request.form()
      let organisation =
        form["kind"] == "organisation"
        ? SignUpInput.Organisation(name: form["organisationName"], creditCode: form["creditCode"]) : nil
      do {
        _ = try await identity.signUp(
          SignUpInput(
            account: form["account"], password: form["password"], name: form["name"], identityNumber: form["identityNumber"],
            mobile: form["mobile"], organisation: organisation))
        let session = try await identity.signIn(
          account: form["account"], password: form["password"], from: origin(request, context))
        return enter(session, to: form["to"], request)
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .unavailable {
        return signUp(page, form, rejection)
      }
    }
  }

  func origin(_ request: Request, _ context: WebContext) -> SignInOrigin {
    SignInOrigin(channel: .page, address: context.client.map { "\($0)" })
  }

  func enter(_ session: SignedIn, to target: String, _ request: Request) -> Response {
    let target = localPath(target)
    let isStaff = session.actor.kind == .staff
    var response = Response.seeOther(isStaff && (target == "/" || target == "/my") ? "/desk" : target == "/" ? "/my" : target)
    let isSecure = request.headers.first { $0.name.canonicalName == "x-forwarded-proto" }?.value == "https"
    response.setCookie(
      Cookie(
        name: "wutong", value: session.token,
        maxAge: Int(session.expiresAt.since(site.clock.now) / 1000), path: "/", secure: isSecure, httpOnly: true,
        sameSite: .lax))
    return response
  }

  private func signIn(_ page: Page, to target: String, account: String = "", rejection: Rejection? = nil) -> Response {
    let roles = demoRoles.map { role -> HTML in
      """
      <li><form method="post" action="/sign-in/demo"><input type="hidden" name="account" value="\(role.account)"><input type="hidden" name="to" value="\(target)"><button class="way"><b>\(page("role.\(role.role)"))</b><span>\(role.name) · \(page("role.\(role.role).does"))</span></button></form></li>
      """
    }
    let demo: HTML =
      roles.isEmpty
      ? .empty
      : """
      <section class="stack" aria-labelledby="roles"><h2 id="roles" class="h3">\(page("signIn.demo"))</h2><p class="quiet">\(page("signIn.demoWhy"))</p><ul class="roles">\(roles)</ul></section>
      """
    return page.answer(
      page("signIn.title"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(page.crumbs([(page("signIn.title"), nil)]))
      <div class="stack-wide"><h1>\(page("signIn.title"))</h1>\(page.refusal(rejection.map { page("problem.\($0.code)", $0.arguments) }))
      <form method="post" action="/sign-in" class="stack"><input type="hidden" name="to" value="\(target)">
      \(Field("account", page("signIn.account"), value: account, attributes: " autocomplete=\"username\" autocapitalize=\"none\" required").html(page))
      \(Field("password", page("signIn.password"), type: "password", attributes: " autocomplete=\"current-password\" required").html(page))
      <p class="row"><button class="button big">\(page("signIn.enter"))</button><a href="\(url: "/sign-up?to=\(Page.encoded(target))")">\(page("signIn.new"))</a><a href="/password">\(page("password.title"))</a></p></form>
      \(demo)</div></main>
      """)
  }

  private func password(_ page: Page, _ form: FormPost, _ rejection: Rejection?) -> Response {
    let problem = rejection?.problems.first.map { page("problem.\($0.code)", $0.arguments) }
    let general = problem == nil ? rejection.map { page("problem.\($0.code)", $0.arguments) } : nil
    return page.answer(
      page("password.title"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(page.crumbs([(page("password.title"), nil)]))
      <div class="stack-wide"><h1>\(page("password.title"))</h1>\(page.refusal(general))
      <form method="post" action="/password" class="stack" novalidate>
      \(Field("account", page("signIn.account"), value: form["account"], attributes: " autocomplete=\"username\" autocapitalize=\"none\"").html(page))
      \(Field("old", page("password.old"), type: "password", attributes: " autocomplete=\"current-password\"").html(page))
      \(Field("new", page("password.new"), hint: page("signUp.password.hint"), problem: problem, type: "password", attributes: " autocomplete=\"new-password\"").html(page))
      \(Field("code", page("secondFactor.code"), hint: page("secondFactor.codeIfAny"), attributes: " inputmode=\"numeric\" autocomplete=\"one-time-code\"").html(page))
      <p><button class="button big">\(page("password.change"))</button></p></form></div></main>
      """)
  }

  private func signUp(_ page: Page, _ form: FormPost, _ rejection: Rejection?) -> Response {
    var wrong: [String: String] = [:]
    var summary: [(anchor: String, text: String)] = []
    for problem in rejection?.problems ?? [] {
      let field = Self.field(problem.pointer)
      let text = page("problem.\(problem.code)", problem.arguments)
      if wrong[field] == nil { wrong[field] = text }
      summary.append((field, "\(page("signUp.\(field)")): \(text)"))
    }
    func field(_ name: String, hint: Bool = false, type: String = "text", _ attributes: HTML) -> HTML {
      Field(
        name, page("signUp.\(name)"), value: form[name], hint: hint ? page("signUp.\(name).hint") : nil, problem: wrong[name],
        type: type, attributes: attributes
      ).html(page)
    }
    let isOrganisation = form["kind"] == "organisation"
    func kind(_ value: String, chosen: Bool) -> HTML {
      """
      <label class="choice\(chosen ? " chosen" : "" as HTML)"><input type="radio" name="kind" value="\(value)"\(chosen ? " checked" : "" as HTML)>\(page("signUp.kind.\(value)"))</label>
      """
    }
    return page.answer(
      page("signUp.title"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(page.crumbs([(page("signUp.title"), nil)]))
      <div class="stack-wide"><h1>\(page("signUp.title"))</h1>\(page.problems(summary))
      \(summary.isEmpty ? page.refusal(rejection.map { page("problem.\($0.code)", $0.arguments) }) : .empty)
      <form method="post" action="/sign-up" class="stack-wide" novalidate><input type="hidden" name="to" value="\(form["to"])">
      <fieldset class="question"><legend>\(page("signUp.kind"))</legend><div class="choices">\(kind("person", chosen: !isOrganisation))\(kind("organisation", chosen: isOrganisation))</div></fieldset>
      <section class="stack"><h2 class="h3">\(page("signUp.you"))</h2>
      \(field("name", hint: true, " autocomplete=\"name\""))
      \(field("identityNumber", hint: true, " autocomplete=\"off\" autocapitalize=\"characters\" maxlength=\"18\""))
      \(field("mobile", hint: true, type: "tel", " autocomplete=\"tel\""))</section>
      <section class="stack"><h2 class="h3">\(page("signUp.organisation"))</h2><p class="quiet">\(page("signUp.organisationWhy"))</p>
      \(field("organisationName", " autocomplete=\"organization\""))
      \(field("creditCode", hint: true, " autocomplete=\"off\" autocapitalize=\"characters\" maxlength=\"18\""))</section>
      <section class="stack"><h2 class="h3">\(page("signUp.access"))</h2>
      \(field("account", hint: true, " autocomplete=\"username\" autocapitalize=\"none\""))
      \(field("password", hint: true, type: "password", " autocomplete=\"new-password\""))</section>
      <p class="small quiet">\(page("signUp.privacy"))</p>
      <p class="row"><button class="button big">\(page("signUp.send"))</button></p></form></div></main>
      """)
  }

  /// `/organisation/name` → the field that shows it.
  private static func field(_ pointer: String) -> String {
    switch pointer {
    case "/organisation/name": "organisationName"
    case "/organisation/creditCode": "creditCode"
    default: pointer.split(separator: "/").last.map(String.init) ?? "account"
    }
  }
}
