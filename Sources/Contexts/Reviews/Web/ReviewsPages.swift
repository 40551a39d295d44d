import CaseworkCore
import CatalogueCore
public import HTML
public import Hummingbird
public import Kernel
public import ReviewsCore
public import WebSupport

/// Rating a closed case, and what everybody said.
public struct ReviewsPages: Sendable {
  let site: Site
  let reviews: Reviews
  /// Name and code of the regions one may choose, the league first.
  let regions: @Sendable (_ language: String) -> [(code: String, name: String)]
  let regionsBelow: @Sendable (String) -> [String]
  let serviceName: @Sendable (String) -> String

  public init(
    site: Site, reviews: Reviews, regions: @escaping @Sendable (_ language: String) -> [(code: String, name: String)],
    regionsBelow: @escaping @Sendable (String) -> [String], serviceName: @escaping @Sendable (String) -> String
  ) {
    self.site = site
    self.reviews = reviews
    self.regions = regions
    self.regionsBelow = regionsBelow
    self.serviceName = serviceName
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("reviews") { request, context in
      let page = site.page(request, context)
      return page.answer(page("reviews.title"), try await everybody(page, request.query("region")))
    }
    router.get("my/{id}/review") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      let id = CaseID(try context.parameters.require("id"))
      if try await reviews.review(of: id, by: actor) != nil { return Response.seeOther("/my/\(id.text)") }
      return rate(page, id, FormPost(fields: ["grade": [request.query("grade") ?? ""]]), nil)
    }
    router.post("my/{id}/review") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try context.signedIn()
      let id = CaseID(try context.parameters.require("id"))
      // Reasons of other grades may be ticked on a page without script; those of the chosen grade count.
      let grade = Int(post["grade"]) ?? 0
      let codes = Grade(rawValue: grade).map { reviews.indicators.indicators(for: $0).map(\.code) } ?? []
      do {
        _ = try await reviews.rate(
          ReviewInput(
            caseID: id, grade: grade, indicators: post.all("indicator").filter(codes.contains), comment: post["comment"],
            anonymous: post["anonymous"] == "true"), by: actor)
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return rate(page, id, post, rejection)
      }
      return Response.seeOther("/my/\(id.text)")
    }
  }

  /// What the page of a closed case says of its rating.
  public func rating(_ page: Page, _ id: CaseID, _ actor: Actor) async throws -> HTML {
    if let review = try await reviews.review(of: id, by: actor) {
      return page.note("\(page("review.done")) <b>\(page("grade.\(review.grade.rawValue)"))</b>", icon: "check")
    }
    let buttons = Grade.allCases.reversed().map { grade -> HTML in
      "<a class=\"button second\" href=\"\(url: "/my/\(id.text)/review?grade=\(grade.rawValue)")\">\(page("grade.\(grade.rawValue)"))</a>"
    }
    return "<div class=\"stack-tight\"><p><b>\(page("review.ask"))</b></p><p class=\"grades\">\(buttons)</p></div>"
  }

  private func rate(_ page: Page, _ id: CaseID, _ post: FormPost, _ rejection: Rejection?) -> Response {
    let chosen = Int(post["grade"]).flatMap(Grade.init)
    let grades = Grade.allCases.reversed().map { grade -> HTML in
      let isChosen = grade == chosen
      let reasons = reviews.indicators.indicators(for: grade).map { reason -> HTML in
        """
        <label class="choice"><input type="checkbox" name="indicator" value="\(reason.code)"\(post.all("indicator").contains(reason.code) ? " checked" : "" as HTML)>\(reason.name(page.language))</label>
        """
      }
      return """
        <div class="grade"><label class="choice\(isChosen ? " chosen" : "" as HTML)"><input type="radio" name="grade" value="\(grade.rawValue)"\(isChosen ? " checked" : "" as HTML)>\(page("grade.\(grade.rawValue)"))</label>
        <details class="fold"\(isChosen ? " open" : "" as HTML)><summary>\(page("review.why", ["grade": page("grade.\(grade.rawValue)")]))</summary><div class="choices">\(reasons)</div></details></div>
        """
    }
    let problem = rejection.map { rejection in
      rejection.problems.first.map { page("problem.\($0.code)", $0.arguments) } ?? page("problem.\(rejection.code)")
    }
    return page.answer(
      page("review.title"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(page.crumbs([(page("my.title"), "/my"), (page("review.title"), nil)]))
      <div class="stack-wide">\(page.refusal(problem))<h1>\(page("review.title"))</h1>
      <form method="post" action="\(url: "/my/\(id.text)/review")" class="stack-wide" novalidate>\(page.token)
      <fieldset class="question"><legend>\(page("review.grade"))</legend><div class="stack">\(grades)</div></fieldset>
      \(Field("comment", page("review.comment"), hint: page("review.comment.hint")).html(page, input: "<textarea id=\"comment\" name=\"comment\" rows=\"4\" maxlength=\"500\" aria-describedby=\"comment-hint\">\(post["comment"])</textarea>"))
      <label class="choice"><input type="checkbox" name="anonymous" value="true"\(post["anonymous"] == "true" ? " checked" : "" as HTML)>\(page("review.anonymous"))</label>
      <p class="row"><button class="button big">\(page("review.send"))</button></p></form></div></main>
      """)
  }

  // MARK: - Public page

  private func everybody(_ page: Page, _ region: String?) async throws -> HTML {
    let all = regions(page.language)
    let chosen = all.first { $0.code == region } ?? all.first
    let slice = ReviewSlice(regions: chosen.map { regionsBelow($0.code) })
    let summary = try await reviews.summary(slice)
    let byRegion = try await reviews.byRegion(ReviewSlice())
    let bad = try await reviews.latest(slice, bad: true, limit: 20)
    let options = all.map {
      "<option value=\"\($0.code)\"\($0.code == chosen?.code ? " selected" : "" as HTML)>\($0.name)</option>" as HTML
    }
    return """
      <main id="main"><div class="page">\(page.crumbs([(page("reviews.title"), nil)]))
      <header class="stack review-head"><h1>\(page("reviews.heading"))</h1>\(head(page, summary))
      <form class="row" action="/reviews"><label for="where">\(page("services.filter.region"))</label><select id="where" name="region" class="pick">\(options)</select><button class="button second">\(page("services.filter.apply"))</button></form></header></div>
      <div class="page stack-wide review-body">
      <section aria-labelledby="five"><h2 id="five" class="h3">\(page("reviews.five"))</h2>\(bars(page, summary))<p class="small quiet">\(page("reviews.truncated"))</p></section>
      \(chart(page, all, byRegion))
      <section aria-labelledby="bad"><h2 id="bad" class="h3">\(page.count("reviews.bad", bad.count))</h2>\(complaints(page, bad, all))</section>
      </div></main>
      """
  }

  private func head(_ page: Page, _ summary: ReviewSummary) -> HTML {
    guard let rate = summary.rate else { return "<p class=\"lead\">\(page("reviews.none"))</p>" }
    let bad = summary.total - summary.good
    return """
      <p class="figure huge"><span class="promise">\(rate)%</span></p>
      <p class="lead">\(page("reviews.lead", ["total": page.grouped(summary.total), "good": page.grouped(summary.good), "bad": page.grouped(bad)]))</p>
      <details class="fold formula"><summary>\(page("reviews.formula"))</summary><div class="stack-tight"><p class="tight formula-line">\(page.grouped(summary.good)) ÷ \(page.grouped(summary.total)) = \(rate)%</p><p>\(page("reviews.formulaWhy"))</p></div></details>
      """
  }

  private func bars(_ page: Page, _ summary: ReviewSummary) -> HTML {
    let rows = Grade.allCases.reversed().map { grade -> HTML in
      let count = summary.counts[grade.rawValue] ?? 0
      let width = summary.total == 0 ? 0 : max(count == 0 ? 0 : 2, count * 1000 / summary.total)
      return """
        <div><dt>\(page("grade.\(grade.rawValue)"))</dt><dd><svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true"><rect width="1000" height="16" rx="3"/><rect width="\(width)" height="16"/></svg></dd><dd class="number"><b>\(page.grouped(count))</b></dd><dd class="number quiet share">\(ReviewSummary.percent(count, of: summary.total) ?? "–")%</dd></div>
        """
    }
    return "<dl class=\"bars\">\(rows)</dl>"
  }

  /// The rate of each region as bars, with the table behind it.
  private func chart(
    _ page: Page, _ regions: [(code: String, name: String)], _ summaries: [String: ReviewSummary]
  ) -> HTML {
    let rated = regions.compactMap { region in
      summaries[region.code].flatMap { summary in summary.rate.map { (region, summary, $0) } }
    }
    guard !rated.isEmpty else { return .empty }
    let bars = rated.map { item -> HTML in
      let width = item.1.total == 0 ? 0 : item.1.good * 1000 / item.1.total
      return """
        <div><dt>\(item.0.name)</dt><dd><svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true"><rect width="1000" height="16" rx="3"/><rect width="\(width)" height="16"/></svg></dd><dd class="number"><b>\(item.2)%</b></dd><dd class="number quiet share">\(page.count("reviews.ofSoMany", item.1.total))</dd></div>
        """
    }
    let rows = rated.map { item -> HTML in
      """
      <tr><th scope="row">\(item.0.name)</th><td class="number">\(page.grouped(item.1.total))</td><td class="number">\(page.grouped(item.1.good))</td><td class="number">\(item.2)%</td></tr>
      """
    }
    return """
      <section aria-labelledby="by-region"><h2 id="by-region" class="h3">\(page("reviews.byRegion"))</h2>
      <dl class="bars">\(bars)</dl>
      <details class="fold"><summary>\(page("reviews.table"))</summary><div class="table-wrap" tabindex="0" role="region" aria-labelledby="by-region"><table class="table"><thead><tr><th scope="col">\(page("services.filter.region"))</th><th scope="col" class="number">\(page("reviews.count"))</th><th scope="col" class="number">\(page("reviews.good"))</th><th scope="col" class="number">\(page("reviews.rate"))</th></tr></thead><tbody>\(rows)</tbody></table></div></details></section>
      """
  }

  private func complaints(_ page: Page, _ reviews: [Review], _ regions: [(code: String, name: String)]) -> HTML {
    guard !reviews.isEmpty else { return "<p>\(page("reviews.noBad"))</p>" }
    let items = reviews.map { review -> HTML in
      let place = regions.first { $0.code == review.region }?.name ?? review.region
      return """
        <article class="complaint"><div class="stack-tight"><p class="small quiet">\(page.date(review.at.civilDate))<br>\(place)<br>\(serviceName(review.service))</p><p><span class="tag">\(page("grade.\(review.grade.rawValue)"))</span></p></div><div><p class="small quiet">\(page("reviews.said"))</p><blockquote><p class="lines">\(review.comment ?? "")</p></blockquote></div></article>
        """
    }
    return HTML(raw: items.map(\.text).joined())
  }
}
