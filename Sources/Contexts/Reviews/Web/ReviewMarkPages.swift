import HTML
public import Hummingbird
public import Kernel
public import ReviewsCore
public import WebSupport

/// /admin/reviews/marks: a supervisor looks at reviews that rules have marked, and decides whether they count.
public struct ReviewMarkPages: Sendable {
  public static let sections: [AdminSection] = [
    AdminSection(path: Self.path, title: "reviewMarks.title", icon: "eye", roles: [.supervisor])
  ]
  private static let path = "/admin/reviews/marks"

  let site: Site
  let reviews: Reviews
  let regionName: @Sendable (_ code: String, _ language: String) -> String
  let serviceName: @Sendable (String) -> String
  /// Name of a member of staff; nil for nobody.
  let staffName: @Sendable (PartyID) async throws -> String?

  public init(
    site: Site, reviews: Reviews, regionName: @escaping @Sendable (_ code: String, _ language: String) -> String,
    serviceName: @escaping @Sendable (String) -> String, staffName: @escaping @Sendable (PartyID) async throws -> String?
  ) {
    self.site = site
    self.reviews = reviews
    self.regionName = regionName
    self.serviceName = serviceName
    self.staffName = staffName
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("admin/reviews/marks") { request, context in
      try await list(site.page(request, context), try context.signedIn(), request)
    }
    router.get("admin/reviews/marks/{key}") { request, context in
      let key = try context.parameters.require("key")
      return try await one(site.page(request, context), try context.signedIn(), key, FormPost(fields: [:]), nil)
    }
    router.post("admin/reviews/marks/{key}") { request, context in
      let post = try await context.posted(request)
      let (actor, key) = (try context.signedIn(), try context.parameters.require("key"))
      do {
        guard let adopts = ["adopt": true, "refuse": false][post["decision"]] else {
          let missing = post["reason"].allSatisfy(\.isWhitespace) ? [Problem("/reason", "required")] : []
          throw Rejection.invalid([Problem("/decision", "required")] + missing)
        }
        try await reviews.decide(key, adopts: adopts, reason: post["reason"], by: actor)
      } catch let rejection as Rejection where [.invalid, .conflict].contains(rejection.kind) || rejection.code == "ownReview" {
        return try await one(site.page(request, context), actor, key, post, rejection)
      }
      return Response.seeOther("\(Self.path)/\(Page.encoded(key))")
    }
  }

  // MARK: - The list

  private func list(_ page: Page, _ actor: Actor, _ request: Request) async throws -> Response {
    let kind = try request.query("kind", as: ReviewMarkKind.self)
    let isDecided = request.query("decided") == "true"
    let found = try await reviews.marked(
      kind: kind, isDecided: isDecided, limit: 50, after: request.query("cursor"), by: actor)
    func target(_ kind: ReviewMarkKind?, _ isDecided: Bool, _ cursor: String? = nil) -> String {
      let sides = [
        kind.map { "kind=\($0.rawValue)" }, isDecided ? "decided=true" : nil, cursor.map { "cursor=\(Page.encoded($0))" },
      ].compactMap(\.self)
      return Self.path + (sides.isEmpty ? "" : "?" + sides.joined(separator: "&"))
    }
    func tab(_ target: String, _ name: String, _ isHere: Bool) -> HTML {
      "<a href=\"\(url: target)\"\(isHere ? " aria-current=\"page\"" : "" as HTML)>\(name)</a>"
    }
    let states = [false, true].map { tab(target(kind, $0), page("reviewMarks.\($0 ? "decided" : "open")"), $0 == isDecided) }
    let kinds = ([nil] + ReviewMarkKind.allCases.map(Optional.some)).map { other in
      tab(target(other, isDecided), page("reviewMark.\(other?.rawValue ?? "all")"), other == kind)
    }
    var rows: [HTML] = []
    for item in found.items { rows.append(try await row(page, item)) }
    let heads = Self.columns.map { "<th scope=\"col\">\(page($0))</th>" as HTML }
    let more: HTML =
      found.next.map {
        "<p><a class=\"button second\" href=\"\(url: target(kind, isDecided, $0))\">\(page("pager.later"))</a></p>"
      } ?? .empty
    let table: HTML =
      rows.isEmpty
      ? .empty
      : """
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("reviewMarks.title"))"><table class="table stacks"><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
      """
    return page.adminAnswer(
      page("reviewMarks.title"), current: Self.path,
      """
      <h1>\(page("reviewMarks.title"))</h1><p class="measure">\(page("reviewMarks.about"))</p>
      <nav class="tabs" aria-label="\(page("reviewMarks.state"))">\(states)</nav><nav class="tabs" aria-label="\(page("reviewMarks.why"))">\(kinds)</nav>
      <p role="status">\(page.count("reviewMarks.count", found.total))</p>\(table)\(more)
      """)
  }

  private static let columns = [
    "reviewMarks.when", "reviewMarks.what", "reviewMarks.grade", "reviewMarks.why", "reviewMarks.operator", "reviewMarks.state",
  ]

  private func row(_ page: Page, _ item: MarkedReview) async throws -> HTML {
    let review = item.review
    let cells: [HTML] = [
      "<a href=\"\(url: "\(Self.path)/\(Page.encoded(review.key))")\">\(page.moment(review.at))</a>",
      "\(serviceName(review.service))<br><span class=\"small quiet\">\(regionName(review.region, page.language))</span>",
      "\(page("grade.\(review.grade.rawValue)"))", "\(words(page, item))", "\(try await name(page, review.operatorParty))",
      state(page, item),
    ]
    let columns = zip(Self.columns, cells).map { "<td data-label=\"\(page($0))\">\($1)</td>" as HTML }
    return "<tr>\(columns)</tr>"
  }

  private func words(_ page: Page, _ item: MarkedReview) -> HTML {
    let lines = item.marks.map { mark -> HTML in
      var figures = mark.figures
      if let since = figures["since"] { figures["since"] = page("reviewMark.since.\(since)") }
      return "<li>\(page("reviewMark.\(mark.kind.rawValue).says", figures))</li>"
    }
    return "<ul class=\"plain\">\(lines)</ul>"
  }

  private func state(_ page: Page, _ item: MarkedReview) -> HTML {
    "<span class=\"tag\">\(page("reviewMarks.\(item.decisions.isEmpty ? "open" : item.review.isAdopted ? "adopted" : "notAdopted")"))</span>"
  }

  private func name(_ page: Page, _ party: PartyID?) async throws -> String {
    guard let party else { return "–" }
    return try await staffName(party) ?? "–"
  }

  // MARK: - One review

  private func one(
    _ page: Page, _ actor: Actor, _ key: String, _ post: FormPost, _ rejection: Rejection?
  ) async throws -> Response {
    let item = try await reviews.marked(key, by: actor)
    let review = item.review
    let facts: [(String, HTML)] = [
      (page("reviewMarks.when"), page.moment(review.at)), (page("reviewMarks.what"), "\(serviceName(review.service))"),
      (page("services.filter.region"), "\(regionName(review.region, page.language))"),
      (page("reviewMarks.grade"), "\(page("grade.\(review.grade.rawValue)"))"),
      (page("reviewMarks.operator"), "\(try await name(page, review.operatorParty))"),
      (page("reviewMarks.state"), state(page, item)), (page("reviewMarks.why"), words(page, item)),
    ]
    let summary = facts.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
    let said = [review.comment, review.addition?.comment].compactMap(\.self).map {
      "<blockquote><p class=\"lines\">\($0)</p></blockquote>" as HTML
    }
    var history: [HTML] = []
    for decision in item.decisions {
      history.append(
        """
        <li><p><b>\(page("reviewMarks.\(decision.adopts ? "adopted" : "notAdopted")"))</b> <span class="small quiet">\(page.moment(decision.at)) \(try await name(page, decision.by))</span></p><p class="lines">\(decision.reason)</p></li>
        """)
    }
    let decided: HTML =
      history.isEmpty
      ? .empty
      : """
      <section class="stack-tight" aria-labelledby="decided"><h2 id="decided" class="h3">\(page("reviewMarks.decisions"))</h2><ol class="stack-tight">\(history)</ol></section>
      """
    return page.adminAnswer(
      page("reviewMarks.one"), status: rejection?.kind.status ?? .ok, current: Self.path,
      """
      \(problems(page, rejection))<p><a href="\(url: Self.path)">\(page("reviewMarks.title"))</a></p><h1>\(page("reviewMarks.one"))</h1>
      <dl class="summary">\(summary)</dl>\(said)\(decided)\(form(page, item, key, post, rejection))
      """)
  }

  private func problem(_ page: Page, _ rejection: Rejection?, _ field: String) -> String? {
    rejection?.problems.first { $0.pointer == "/\(field)" }.map { page("problem.\($0.code)", $0.arguments) }
  }

  private func problems(_ page: Page, _ rejection: Rejection?) -> HTML {
    guard let rejection else { return .empty }
    guard rejection.kind == .invalid else { return page.refusal(page("problem.\(rejection.code)")) }
    return page.problems(
      rejection.problems.map { item in
        let field = String(item.pointer.dropFirst())
        return (
          anchor: field == "decision" ? "decision-adopt" : field,
          text: "\(page("reviewMarks.\(field)")): \(page("problem.\(item.code)", item.arguments))"
        )
      })
  }

  private func form(
    _ page: Page, _ item: MarkedReview, _ key: String, _ post: FormPost, _ rejection: Rejection?
  ) -> HTML {
    // A decision may be turned round, not repeated.
    let last = item.decisions.last?.adopts
    let choices = ["adopt", "refuse"].filter { ($0 == "adopt") != last }.map { choice -> HTML in
      """
      <label class="choice"><input type="radio" id="decision-\(choice)" name="decision" value="\(choice)"\(post["decision"] == choice ? " checked" : "" as HTML)>\(page("reviewMarks.\(choice)"))</label>
      """
    }
    let wrong = problem(page, rejection, "decision")
    let wrongHTML: HTML =
      wrong.map { "<p class=\"problem\">\(page.icon("late"))<span>\($0)</span></p>" } ?? .empty
    let why = problem(page, rejection, "reason")
    let reason: HTML = """
      <textarea id="reason" name="reason" rows="4" maxlength="\("\(Reviews.longestReason)")" aria-describedby="reason-hint\(why == nil ? "" : " reason-problem" as HTML)"\(why == nil ? "" : " aria-invalid=\"true\"" as HTML)>\(post["reason"])</textarea>
      """
    return """
      <form method="post" action="\(url: "\(Self.path)/\(Page.encoded(key))")" class="stack measure" novalidate>\(page.token)
      <fieldset class="question"><legend>\(page("reviewMarks.decision"))</legend>\(wrongHTML)<div class="choices">\(choices)</div></fieldset>
      \(Field("reason", page("reviewMarks.reason"), hint: page("reviewMarks.reasonHint"), problem: why).html(page, input: reason))
      <p><button class="button">\(page("reviewMarks.decide"))</button></p></form>
      """
  }
}
