public import HTML
import HTTPTypes
public import Hummingbird
public import Kernel
import QRCode
import ReviewsCore
public import WebSupport

/// Rating by the link on a receipt: the link is the key, nobody signs in.
extension ReviewsPages {
  func addTokenPages(to router: some RouterMethods<WebContext>) {
    router.get("review/{token}") { request, context in
      let page = site.page(request, context)
      return try await byToken(page, try context.parameters.require("token"), FormPost(fields: [:]), nil)
    }
    router.post("review/{token}") { request, context in
      let page = site.page(request, context)
      let token = try context.parameters.require("token")
      let post = try await request.form()
      do {
        if post["more"] == "true" {
          try await reviews.add(post["comment"], token: token, by: context.actor)
        } else {
          try await reviews.rate(input(post), token: token, by: context.actor)
        }
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return try await byToken(page, token, post, rejection)
      }
      return Response.seeOther("/review/\(Page.encoded(token))")
    }
  }

  private func byToken(_ page: Page, _ token: String, _ post: FormPost, _ rejection: Rejection?) async throws -> Response {
    let action = "/review/\(Page.encoded(token))"
    switch try await reviews.look(token) {
    case .open(let place):
      let about: HTML = """
        <p class="lead">\(serviceName(place.service))</p>
        """
      return questions(page, action: action, token: .empty, before: about, post, rejection)
    case .given:
      return page.answer(
        page("review.title"),
        "<main id=\"main\" class=\"page asking\"><div class=\"stack\"><h1>\(page("review.givenTitle"))</h1><p>\(page("review.given"))</p></div></main>"
      )
    case .said(let review):
      return page.answer(
        page("review.title"), status: rejection?.kind.status ?? .ok, said(page, review, action: action, post, rejection))
    }
  }

  /// What was said, and one later addition.
  private func said(_ page: Page, _ review: Review, action: String, _ post: FormPost, _ rejection: Rejection?) -> HTML {
    let problem = rejection.map { rejection in
      rejection.problems.first.map { page("problem.\($0.code)", $0.arguments) } ?? page("problem.\(rejection.code)")
    }
    let reasons = reviews.indicators.indicators(for: review.grade).filter { review.indicators.contains($0.code) }
    let why: HTML = reasons.isEmpty ? .empty : "<p>\(reasons.map { $0.name(page.language) }.joined(separator: " · "))</p>"
    let words: HTML = review.comment.map { "<blockquote><p class=\"lines\">\($0)</p></blockquote>" } ?? .empty
    let more: HTML =
      review.addition.map {
        "<h2 class=\"h3\">\(page("review.added"))</h2><p class=\"small quiet\">\(page.date($0.at.civilDate))</p><blockquote><p class=\"lines\">\($0.comment)</p></blockquote>"
      } ?? """
        <details class="fold"\(rejection == nil ? "" : " open" as HTML)><summary>\(page("review.add"))</summary><form method="post" action="\(url: action)" class="stack" novalidate><input type="hidden" name="more" value="true">\(comment(page, post["comment"]))<p><button class="button second">\(page("review.addSend"))</button></p></form></details>
        """
    return """
      <main id="main" class="page asking"><div class="stack-wide">\(page.refusal(problem))<h1>\(page("review.thanks"))</h1>
      <p class="lead">\(serviceName(review.service))</p>
      <p class="row"><span class="tag">\(page("grade.\(review.grade.rawValue)"))</span>\(notAdopted(page, review))<span class="small quiet">\(page.date(review.at.civilDate))</span></p>\(why)\(words)\(more)
      <p class="small quiet">\(page("review.keepLink"))</p></div></main>
      """
  }

  /// Link and code for a receipt: empty when the case is not closed or has its review. Each time it is drawn it is another link.
  public func link(_ page: Page, _ id: CaseID, act: String, _ actor: Actor, site address: String) async throws -> HTML {
    guard let token = try await reviews.issueToken(for: id, act: act, by: actor) else { return .empty }
    let link = "\(address)/review/\(token)"
    guard let code = QRCode.svg(link) else { return .empty }
    return """
      <section class="review-link" aria-labelledby="rate-it"><svg viewBox="0 0 \(code.extent) \(code.extent)" role="img" aria-label="\(page("review.code"))"><path d="\(code.path)"/></svg>
      <div class="stack-tight"><h2 id="rate-it" class="h3">\(page("review.title"))</h2><p>\(page("review.byPhone", ["days": "\(reviews.tokenDays)"]))</p><p class="small"><a href="\(url: "/review/\(token)")">\(link)</a></p></div></section>
      """
  }
}

extension Request {
  /// Where the reader reached this site, as in `https://example.cn`, for a link on paper. What is no host name is not taken from a request.
  public var siteAddress: String {
    let host = head.authority ?? ""
    let isHost =
      !host.isEmpty && host.utf8.count <= 255
      && host.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-:[]".unicodeScalars.contains($0))
      }
    let isSecure = HTTPField.Name("X-Forwarded-Proto").map { headers[$0] == "https" } ?? false
    return isHost ? "\(isSecure ? "https" : "http")://\(host)" : ""
  }
}
