import HTML
import Hummingbird
import IdentityCore
import Kernel
import WebSupport

extension AccessPages {
  func tokens(_ page: Page, _ actor: Actor, _ post: FormPost, _ rejection: Rejection?) async throws -> Response {
    guard actor.kind == .staff else { throw Rejection.forbidden }
    let own = try await identity.ownTokens(by: actor)
    let form = StaffForm(page: page, post: post, rejection: rejection)
    let chosen = Set(post.all("scopes"))
    let scopes = TokenScope.all.map { scope -> HTML in
      """
      <label class="choice"><input type="checkbox" name="scopes" value="\(scope)"\(chosen.contains(scope) ? " checked" : "" as HTML)><span><code>\(scope)</code> \(page("tokens.scope.\(scope.replacing(":", with: "-"))"))</span></label>
      """
    }
    let wrong = form.problem("scopes")
    let problem: HTML =
      wrong.map { "<p class=\"problem\" id=\"scopes-problem\">\(page.icon("late"))<span>\($0)</span></p>" } ?? .empty
    return page.answer(
      page("tokens.mine"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page section stack-wide">\(page.crumbs([(page("security.title"), "/my/security"), (page("tokens.mine"), nil)]))
      \(form.summary(["name": page("tokens.name"), "scopes": page("tokens.scopes"), "until": page("staff.until")]))<h1>\(page("tokens.mine"))</h1><p class="measure">\(page("tokens.why"))</p>
      \(table(page, own, owner: false, back: "/my/tokens"))
      <section class="stack" aria-labelledby="new"><h2 id="new" class="h3">\(page("tokens.new"))</h2>
      <form method="post" action="/my/tokens" class="stack measure" novalidate>\(page.token)
      \(form.field("name", page("tokens.name"), hint: page("tokens.name.hint")))
      <fieldset class="question\(wrong == nil ? "" : " wrong" as HTML)" id="scopes"><legend>\(page("tokens.scopes"))</legend>\(problem)<div class="choices">\(scopes)</div></fieldset>
      \(form.field("until", page("staff.until"), hint: page("tokens.until.hint"), type: "date"))
      <p><button class="button">\(page("tokens.make"))</button></p></form></section></main>
      """)
  }

  func shown(_ page: Page, _ made: MadeToken) -> Response {
    page.answer(
      page("tokens.made"),
      """
      <main id="main" class="page asking"><div class="stack-wide"><h1>\(page("tokens.made"))</h1><p>\(page("tokens.shownOnce"))</p><p><code class="secret">\(made.text)</code></p><p><a class="button" href="/my/tokens">\(page("tokens.mine"))</a></p></div></main>
      """)
  }

  /// Tokens with what may be done about them. `back`: the page to go back to.
  func table(_ page: Page, _ tokens: [APIToken], owner: Bool, back: String) -> HTML {
    guard !tokens.isEmpty else { return "<p class=\"quiet\">\(page("tokens.none"))</p>" }
    let rows = tokens.map { token -> HTML in
      let isOver = token.expiresAt <= page.now
      let state: HTML =
        token.revokedAt.map { "\(page("tokens.revoked")) \(page.moment($0))" }
        ?? (isOver
          ? "\(page("tokens.expired"))"
          : """
          <form method="post" action="\(url: "/my/tokens/\(token.id)/revoke")">\(page.token)<input type="hidden" name="to" value="\(back)"><button class="button second">\(page("tokens.revoke"))<span class="hidden"> \(token.name)</span></button></form>
          """)
      let who: HTML = owner ? "<td data-label=\"\(page("tokens.owner"))\">\(token.owner)</td>" : .empty
      return """
        <tr><th scope="row" data-label="\(page("tokens.name"))">\(token.name)</th>\(who)<td data-label="\(page("tokens.scopes"))">\(token.scopes.sorted().joined(separator: ", "))</td><td data-label="\(page("staff.until"))">\(page.date(token.expiresAt.civilDate))</td><td data-label="\(page("tokens.used"))">\(token.lastUsedAt.map(page.moment) ?? HTML("\(page("staff.never"))"))</td><td data-label="\(page("staff.state"))">\(state)</td></tr>
        """
    }
    let who: HTML = owner ? "<th scope=\"col\">\(page("tokens.owner"))</th>" : .empty
    return """
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("tokens.title"))"><table class="table stacks"><thead><tr><th scope="col">\(page("tokens.name"))</th>\(who)<th scope="col">\(page("tokens.scopes"))</th><th scope="col">\(page("staff.until"))</th><th scope="col">\(page("tokens.used"))</th><th scope="col">\(page("staff.state"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }
}
