import HTML
import Hummingbird
import IdentityCore
import Kernel
import WebSupport

extension IdentityPages {
  /// The second step of signing in: the code of the authenticator, after the password.
  func addSecondStep(to router: some RouterMethods<WebContext>) {
    router.get("sign-in/code") { request, context in
      let page = site.page(request, context)
      guard request.cookies["wutong-step"] != nil else { return Response.seeOther("/sign-in") }
      return codeForm(page, to: localPath(request.query("to")), nil)
    }
    router.post("sign-in/code") { request, context in
      let page = site.page(request, context)
      let form = try await request.form()
      guard let pending = request.cookies["wutong-step"]?.value else { return Response.seeOther("/sign-in") }
      do {
        let session = try await identity.finishSignIn(pending: pending, code: form["code"], from: origin(request, context))
        var response = enter(session, to: form["to"], request)
        response.setCookie(Cookie(name: "wutong-step", value: "", maxAge: 0, path: "/sign-in", httpOnly: true, sameSite: .lax))
        return response
      } catch let rejection as Rejection where rejection.kind != .unavailable {
        return codeForm(page, to: localPath(form["to"]), rejection)
      }
    }
  }

  /// Keeps what was proven in a cookie of its own for some minutes and asks for the code.
  func secondStep(_ page: Page, _ pending: String, to target: String, _ request: Request) -> Response {
    var response = Response.seeOther("/sign-in/code?to=\(Page.encoded(target))")
    let isSecure = request.headers.first { $0.name.canonicalName == "x-forwarded-proto" }?.value == "https"
    response.setCookie(
      Cookie(
        name: "wutong-step", value: pending, maxAge: 300, path: "/sign-in", secure: isSecure, httpOnly: true, sameSite: .lax))
    return response
  }

  private func codeForm(_ page: Page, to target: String, _ rejection: Rejection?) -> Response {
    page.answer(
      page("secondFactor.step"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(page.crumbs([(page("signIn.title"), "/sign-in"), (page("secondFactor.step"), nil)]))
      <div class="stack-wide"><h1>\(page("secondFactor.step"))</h1>\(page.refusal(rejection.map { page("problem.\($0.code)", $0.arguments) }))
      <form method="post" action="/sign-in/code" class="stack" novalidate><input type="hidden" name="to" value="\(target)">
      \(Field("code", page("secondFactor.code"), hint: page("secondFactor.codeHint"), attributes: " inputmode=\"numeric\" autocomplete=\"one-time-code\" required").html(page))
      <p class="row"><button class="button big">\(page("signIn.enter"))</button><a href="/sign-in">\(page("secondFactor.again"))</a></p></form></div></main>
      """)
  }
}
