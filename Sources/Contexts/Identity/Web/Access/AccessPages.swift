import HTML
public import Hummingbird
public import IdentityCore
import Kernel
import QRCode
public import WebSupport

/// /my/security, /my/second-factor and /my/tokens: how somebody signs in, and with what.
public struct AccessPages: Sendable {
  public static let sections: [AdminSection] = [
    AdminSection(path: "/admin/tokens", title: "tokens.title", icon: "ticket", roles: [.securityAdministrator])
  ]

  let site: Site
  let identity: Identity

  public init(site: Site, identity: Identity) {
    self.site = site
    self.identity = identity
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("my/security") { request, context in
      let page = site.page(request, context)
      return try await security(page, request, try context.signedIn())
    }
    router.get("my/second-factor") { request, context in
      let page = site.page(request, context)
      return try await secondFactor(page, try context.signedIn(), nil)
    }
    router.post("my/second-factor") { request, context in
      _ = try await context.posted(request)
      _ = try await identity.beginEnrolment(by: try context.signedIn())
      return Response.seeOther("/my/second-factor")
    }
    router.post("my/second-factor/confirm") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      do {
        let codes = try await identity.confirmEnrolment(
          code: post["code"], session: context.session?.token ?? "", by: actor)
        return recovery(page, codes)
      } catch let rejection as Rejection where rejection.kind == .invalid {
        return try await secondFactor(page, actor, rejection)
      }
    }
    router.get("my/tokens") { request, context in
      let page = site.page(request, context)
      return try await tokens(page, try context.signedIn(), FormPost(fields: [:]), nil)
    }
    router.post("my/tokens") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      do {
        let made = try await identity.makeToken(
          name: post["name"], scopes: post.all("scopes"), until: CivilDate(post["until"]), known: TokenScope.all, by: actor)
        return shown(page, made)
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return try await tokens(page, actor, post, rejection)
      }
    }
    router.post("my/tokens/{id}/revoke") { request, context in
      let post = try await context.posted(request)
      try await identity.revokeToken(try context.parameters.require("id"), by: try context.signedIn())
      return Response.seeOther(localPath(post["to"]))
    }
    router.get("admin/tokens") { request, context in
      let page = site.page(request, context)
      let found = try await identity.tokens(by: try context.signedIn())
      return page.adminAnswer(
        page("tokens.title"), current: "/admin/tokens",
        """
        <h1>\(page("tokens.title"))</h1><p class="measure">\(page("tokens.adminWhy"))</p>\(table(page, found, owner: true, back: "/admin/tokens"))
        """)
    }
  }

  // MARK: - Second factor

  private func secondFactor(_ page: Page, _ actor: Actor, _ rejection: Rejection?) async throws -> Response {
    guard actor.kind == .staff else { throw Rejection.forbidden }
    let state = try await identity.secondFactor(of: actor)
    let enrolment = try await identity.enrolment(of: actor)
    let body: HTML
    if state.isEnrolled {
      body = """
        <p>\(page("secondFactor.on"))</p><p>\(page.count("secondFactor.left", state.recoveryCodesLeft))</p><p class="quiet">\(page("secondFactor.lost"))</p>
        """
    } else if let enrolment {
      let problem = rejection?.problems.first.map { page("problem.\($0.code)", $0.arguments) }
      body = """
        <ol class="numbered"><li>\(page("secondFactor.install"))</li>
        <li>\(page("secondFactor.scan"))\(Self.picture(page, enrolment.uri))<details class="fold"><summary>\(page("secondFactor.typeInstead"))</summary><p>\(page("secondFactor.type"))</p><p><code class="secret">\(Self.grouped(enrolment.secret))</code></p><p>\(page("secondFactor.uri"))</p><p><code class="secret">\(enrolment.uri)</code></p></details></li>
        <li>\(page("secondFactor.prove"))</li></ol>
        <form method="post" action="/my/second-factor/confirm" class="stack" novalidate>\(page.token)
        \(Field("code", page("secondFactor.code"), problem: problem, attributes: " inputmode=\"numeric\" autocomplete=\"one-time-code\" required").html(page))
        <p><button class="button big">\(page("secondFactor.confirm"))</button></p></form>
        """
    } else {
      let why: HTML =
        state.isWaived
        ? page.note("<p>\(page("secondFactor.waived"))</p>")
        : state.isRequired ? page.note("<p>\(page("secondFactor.required"))</p>", icon: "late") : .empty
      body = """
        \(why)<p>\(page("secondFactor.why"))</p>
        <form method="post" action="/my/second-factor">\(page.token)<button class="button big">\(page("secondFactor.begin"))</button></form>
        """
    }
    return page.answer(
      page("secondFactor.title"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(page.crumbs([(page("security.title"), "/my/security"), (page("secondFactor.title"), nil)]))
      <div class="stack-wide"><h1>\(page("secondFactor.title"))</h1>\(body)</div></main>
      """)
  }

  private func recovery(_ page: Page, _ codes: [String]) -> Response {
    let items = codes.map { "<li><code>\($0)</code></li>" as HTML }
    return page.answer(
      page("secondFactor.title"),
      """
      <main id="main" class="page asking"><div class="stack-wide"><h1>\(page("secondFactor.done"))</h1>
      <p>\(page("secondFactor.recovery"))</p><ol class="recovery">\(items)</ol><p><a class="button big" href="/desk">\(page("secondFactor.go"))</a></p></div></main>
      """)
  }

  /// The link as authenticators read it off the screen.
  private static func picture(_ page: Page, _ uri: String) -> HTML {
    guard let code = QRCode.svg(uri) else { return .empty }
    return """
      <svg class="second-factor-code" viewBox="0 0 \(code.extent) \(code.extent)" role="img" aria-label="\(page("secondFactor.picture"))"><path d="\(code.path)"/></svg>
      """
  }

  /// In fours, as people type.
  private static func grouped(_ secret: String) -> String {
    stride(from: 0, to: secret.count, by: 4).map { String(secret.dropFirst($0).prefix(4)) }.joined(separator: " ")
  }

  // MARK: - History

  private func security(_ page: Page, _ request: Request, _ actor: Actor) async throws -> Response {
    let found = try await identity.ownSignIns(SignInQuery(limit: 30, after: request.query("cursor")), by: actor)
    let isStaff = actor.kind == .staff
    let state = isStaff ? try await identity.secondFactor(of: actor) : nil
    let links: HTML =
      isStaff
      ? """
      <ul class="cards"><li class="card"><h2 class="h3"><a href="/my/second-factor">\(page("secondFactor.title"))</a></h2><p class="small quiet">\(page(state?.isEnrolled == true ? "secondFactor.on" : state?.isWaived == true ? "secondFactor.waived" : "secondFactor.off"))</p></li><li class="card"><h2 class="h3"><a href="/my/tokens">\(page("tokens.mine"))</a></h2><p class="small quiet">\(page("tokens.why"))</p></li></ul>
      """ : .empty
    let more: HTML =
      found.next.map {
        "<p><a class=\"button second\" href=\"\(url: "/my/security?cursor=\(Page.encoded($0))")\">\(page("pager.later"))</a></p>"
      } ?? .empty
    return page.answer(
      page("security.title"),
      """
      <main id="main" class="page section stack-wide">\(page.crumbs([(page("my.title"), isStaff ? "/desk" : "/my"), (page("security.title"), nil)]))<h1>\(page("security.title"))</h1>\(links)
      <section class="stack" aria-labelledby="sign-ins"><h2 id="sign-ins" class="h3">\(page("signIns.mine"))</h2><p class="quiet measure">\(page("signIns.why"))</p>\(Self.attempts(page, found, account: false))\(more)</section></main>
      """)
  }

  /// A table of attempts.
  static func attempts(_ page: Page, _ found: StaffPortion<SignInAttempt>, account: Bool) -> HTML {
    let rows = found.items.map { attempt -> HTML in
      let who: HTML =
        account
        ? "<td data-label=\"\(page("signIn.account"))\">\(attempt.account.isEmpty ? page("signIns.unknown") : attempt.account)</td>"
        : .empty
      return """
        <tr><th scope="row" data-label="\(page("signIns.when"))">\(page.moment(attempt.at))</th>\(who)<td data-label="\(page("signIns.outcome"))">\(page("signIns.outcome.\(attempt.outcome.rawValue)"))</td><td data-label="\(page("signIns.channel"))">\(page("signIns.channel.\(attempt.channel.rawValue)"))</td><td data-label="\(page("signIns.address"))">\(attempt.address)</td></tr>
        """
    }
    let who: HTML = account ? "<th scope=\"col\">\(page("signIn.account"))</th>" : .empty
    return """
      <p role="status">\(page.count("signIns.count", found.total))</p><div class="table-wrap" tabindex="0" role="region" aria-label="\(page("signIns.title"))"><table class="table stacks"><thead><tr><th scope="col">\(page("signIns.when"))</th>\(who)<th scope="col">\(page("signIns.outcome"))</th><th scope="col">\(page("signIns.channel"))</th><th scope="col">\(page("signIns.address"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }
}
