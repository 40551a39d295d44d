import HTML
import Hummingbird
import Kernel
import ReviewsCore
import WebSupport

/// What everybody said: any part of it, split by any side.
extension ReviewsPages {
  /// Rows of a chart at most: what has most reviews comes first.
  private static let longestChart = 40

  func everybody(_ page: Page, _ request: Request) async throws -> HTML {
    let all = regions(page.language)
    let slice = try request.reviewSlice(regionsBelow)
    let grouping = request.query("group").flatMap(ReviewGrouping.init) ?? .region
    let summary = try await reviews.summary(slice)
    let months = ReviewMonths(try await reviews.summaries(slice, by: .month))
    let parts = grouping == .month ? [:] : try await reviews.summaries(slice, by: grouping)
    let bad = try await reviews.latest(slice, bad: true, limit: 20)
    return """
      <main id="main"><div class="page">\(page.crumbs([(page("reviews.title"), nil)]))
      <header class="stack review-head"><h1>\(page("reviews.heading"))</h1>\(head(page, summary))
      \(choices(page, request, grouping))</header></div>
      <div class="page stack-wide review-body">
      <section aria-labelledby="five"><h2 id="five" class="h3">\(page("reviews.five"))</h2>\(bars(page, summary))<p class="small quiet">\(page("reviews.truncated"))</p></section>
      \(giving(page, summary.giving))
      \(months.html(page))
      \(chart(page, request, grouping, parts))
      <section aria-labelledby="bad"><h2 id="bad" class="h3">\(page.count("reviews.bad", bad.count))</h2>\(complaints(page, bad, all))</section>
      </div></main>
      """
  }

  private func choices(_ page: Page, _ request: Request, _ grouping: ReviewGrouping) -> HTML {
    func select(_ name: String, _ label: String, _ items: [(code: String, name: String)], _ chosen: String?) -> HTML {
      let options = items.map {
        "<option value=\"\($0.code)\"\($0.code == chosen ?? "" ? " selected" : "" as HTML)>\($0.name)</option>" as HTML
      }
      return """
        <div class="stack-tight"><label for="in-\(name)">\(label)</label><select id="in-\(name)" name="\(name)" class="pick">\(options)</select></div>
        """
    }
    let every = [(code: "", name: page("reviews.all"))]
    let channels = ReviewChannels.active.map { (code: $0, name: page("reviewChannel.\($0)")) }
    let groups = ReviewGrouping.allCases.map { (code: $0.rawValue, name: page("reviewGroup.\($0.rawValue)")) }
    let kept = ["service", "month"].map { name -> HTML in
      request.query(name).map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" } ?? .empty
    }
    let narrowed = [request.query("service").map(serviceName), request.query("month")].compactMap(\.self)
    let narrow: HTML =
      narrowed.isEmpty
      ? .empty : "<p>\(narrowed.joined(separator: " · ")) <a href=\"/reviews\">\(page("reviews.wide"))</a></p>"
    return """
      \(narrow)<form class="row review-choices" action="/reviews">\(kept)\(select("region", page("services.filter.region"), every + regions(page.language), request.query("region")))\(select("department", page("reviewGroup.department"), every + departments(page.language), request.query("department")))\(select("channel", page("reviewGroup.channel"), every + channels, request.query("channel")))\(select("group", page("reviews.split"), groups, grouping.rawValue))<button class="button second">\(page("services.filter.apply"))</button></form>
      """
  }

  private func head(_ page: Page, _ summary: ReviewSummary) -> HTML {
    let byDefault: HTML =
      summary.byDefault == 0 ? .empty : "<p class=\"small quiet\">\(page.count("reviews.byDefault", summary.byDefault))</p>"
    guard let rate = summary.rate else { return "<p class=\"lead\">\(page("reviews.none"))</p>\(byDefault)" }
    let bad = summary.total - summary.good
    return """
      <p class="figure huge"><span class="promise">\(rate)%</span></p>
      <p class="lead">\(page("reviews.lead", ["total": page.grouped(summary.total), "good": page.grouped(summary.good), "bad": page.grouped(bad)]))</p>\(byDefault)
      <details class="fold formula"><summary>\(page("reviews.formula"))</summary><div class="stack-tight"><p class="tight formula-line">\(page.grouped(summary.good)) ÷ \(page.grouped(summary.total)) = \(rate)%</p><p>\(page("reviews.formulaWhy"))</p></div></details>
      """
  }

  private func bars(_ page: Page, _ summary: ReviewSummary) -> HTML {
    let rows = Grade.allCases.reversed().map { grade -> HTML in
      let count = summary[grade]
      let width = summary.total == 0 ? 0 : max(count == 0 ? 0 : 2, count * 1000 / summary.total)
      return """
        <div><dt>\(page("grade.\(grade.rawValue)"))</dt><dd><svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true"><rect width="1000" height="16" rx="3"/><rect width="\(width)" height="16"/></svg></dd><dd class="number"><b>\(page.grouped(count))</b></dd><dd class="number quiet share">\(ReviewSummary.percent(count, of: summary.total) ?? "–")%</dd></div>
        """
    }
    return "<dl class=\"bars\">\(rows)</dl>"
  }

  /// Of the closed cases, how many were rated by people, by default, not at all.
  private func giving(_ page: Page, _ giving: ReviewGiving?) -> HTML {
    let content: HTML
    if let giving {
      guard giving.closed > 0 else { return .empty }
      let rows = [
        ("rated", giving.rated, giving.ratedRate), ("byDefaultShort", giving.byDefault, giving.byDefaultRate),
        ("silent", giving.silent, giving.silentRate),
      ].map { name, count, rate -> HTML in
        """
        <div><dt>\(page("reviews.\(name)"))</dt><dd><svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true"><rect width="1000" height="16" rx="3"/><rect width="\(count * 1000 / giving.closed)" height="16"/></svg></dd><dd class="number"><b>\(page.grouped(count))</b></dd><dd class="number quiet share">\(rate ?? "–")%</dd></div>
        """
      }
      content = """
        <p>\(page.count("reviews.ofClosed", giving.closed))</p><dl class="bars">\(rows)</dl><p class="small quiet">\(page("reviews.givingWhy"))</p>
        """
    } else {
      content = "<p>\(page("reviews.givingMonths"))</p>"
    }
    return
      "<section aria-labelledby=\"giving\"><h2 id=\"giving\" class=\"h3\">\(page("reviews.giving"))</h2>\(content)</section>"
  }

  /// The rate of each part as bars, each leading to what it is made of, with the table behind.
  private func chart(
    _ page: Page, _ request: Request, _ grouping: ReviewGrouping, _ parts: [String: ReviewSummary]
  ) -> HTML {
    let names: [String: String] =
      switch grouping {
      case .region: Dictionary(regions(page.language).map { ($0.code, $0.name) }) { first, _ in first }
      case .department: Dictionary(departments(page.language).map { ($0.code, $0.name) }) { first, _ in first }
      case .channel: Dictionary(uniqueKeysWithValues: ReviewChannels.active.map { ($0, page("reviewChannel.\($0)")) })
      case .service, .month: [:]
      }
    let sorted = parts.filter { $0.value.total > 0 }.sorted { ($1.value.total, $0.key) < ($0.value.total, $1.key) }
    let rated = sorted.prefix(Self.longestChart).compactMap { part in
      part.value.rate.map { rate in
        (key: part.key, name: grouping == .service ? serviceName(part.key) : names[part.key] ?? part.key, part.value, rate)
      }
    }
    guard !rated.isEmpty else { return .empty }
    let bars = rated.map { item -> HTML in
      let width = item.2.good * 1000 / max(item.2.total, 1)
      return """
        <div><dt><a href="\(url: deeper(request, grouping, item.key))">\(item.name)</a></dt><dd><svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true"><rect width="1000" height="16" rx="3"/><rect width="\(width)" height="16"/></svg></dd><dd class="number"><b>\(item.3)%</b></dd><dd class="number quiet share">\(page.count("reviews.ofSoMany", item.2.total))</dd></div>
        """
    }
    let rows = rated.map { item -> HTML in
      """
      <tr><th scope="row">\(item.name)</th><td class="number">\(page.grouped(item.2.total))</td><td class="number">\(page.grouped(item.2.good))</td><td class="number">\(item.3)%</td></tr>
      """
    }
    let more: HTML =
      sorted.count > rated.count ? "<p class=\"small quiet\">\(page("reviews.most", ["n": "\(rated.count)"]))</p>" : .empty
    return """
      <section aria-labelledby="by-part"><h2 id="by-part" class="h3">\(page("reviews.splitBy", ["what": page("reviewGroup.\(grouping.rawValue)")]))</h2>
      <dl class="bars">\(bars)</dl>\(more)
      <details class="fold"><summary>\(page("reviews.table"))</summary><div class="table-wrap" tabindex="0" role="region" aria-labelledby="by-part"><table class="table"><thead><tr><th scope="col">\(page("reviewGroup.\(grouping.rawValue)"))</th><th scope="col" class="number">\(page("reviews.count"))</th><th scope="col" class="number">\(page("reviews.good"))</th><th scope="col" class="number">\(page("reviews.rate"))</th></tr></thead><tbody>\(rows)</tbody></table></div></details></section>
      """
  }

  /// The address of one part, split by the next side.
  private func deeper(_ request: Request, _ grouping: ReviewGrouping, _ key: String) -> String {
    var sides: [String: String] = [:]
    for name in ["region", "department", "service", "channel", "month"] { sides[name] = request.query(name) }
    sides[grouping.rawValue] = key
    let order = [ReviewGrouping.department, .service, .month, .channel, .region]
    sides["group"] = (order.first { sides[$0.rawValue] == nil } ?? .month).rawValue
    return "/reviews?" + sides.sorted { $0.key < $1.key }.map { "\($0.key)=\(Page.encoded($0.value))" }.joined(separator: "&")
  }

  /// What a review bears that counts nowhere.
  func notAdopted(_ page: Page, _ review: Review) -> HTML {
    review.isAdopted ? .empty : "<span class=\"tag\">\(page("reviewMarks.notAdopted"))</span>"
  }

  private func complaints(_ page: Page, _ reviews: [Review], _ regions: [(code: String, name: String)]) -> HTML {
    guard !reviews.isEmpty else { return "<p>\(page("reviews.noBad"))</p>" }
    let items = reviews.map { review -> HTML in
      let place = regions.first { $0.code == review.region }?.name ?? review.region
      return """
        <article class="complaint"><div class="stack-tight"><p class="small quiet">\(page.date(review.at.civilDate))<br>\(place)<br>\(serviceName(review.service))</p><p class="row"><span class="tag">\(page("grade.\(review.grade.rawValue)"))</span>\(notAdopted(page, review))</p></div><div><p class="small quiet">\(page("reviews.said"))</p><blockquote><p class="lines">\(review.comment ?? "")</p></blockquote></div></article>
        """
    }
    return HTML(raw: items.map(\.text).joined())
  }
}
