import CatalogueCore
import HTML
import Hummingbird
import Kernel
import WebSupport

extension CataloguePages {
  /// How much can be done online, at any date since the first publication.
  func addRates(to router: some RouterMethods<WebContext>) {
    router.get("catalogue/rates") { request, context in
      let page = site.page(request, context)
      let today = page.now.civilDate
      let day = request.query("date").map { CivilDate($0) } ?? today
      let snapshot = catalogue.current
      guard let day, day <= today else {
        return page.answer(
          page("rates.title"), status: .unprocessableContent,
          "<main id=\"main\" class=\"page stack\">\(page.refusal(page("problem.date")))<p><a href=\"/catalogue/rates\">\(page("rates.title"))</a></p></main>"
        )
      }
      let edition = day == today ? snapshot : try await catalogue.edition(at: day)
      let region = request.query("region") ?? snapshot.league
      let department = request.query("department")
      guard snapshot.region(region) != nil else { throw Rejection.notFound }
      return page.answer(page("rates.title"), rates(page, edition, day: day, region: region, department: department, request))
    }
  }

  private func rates(
    _ page: Page, _ edition: CatalogueSnapshot?, day: CivilDate, region: String, department: String?, _ request: Request
  ) -> HTML {
    let snapshot = catalogue.current
    let body: HTML =
      if let edition {
        figures(page, edition, region: region, department: department, request, day: day)
      } else {
        "<p class=\"lead\">\(page("rates.before"))</p>"
      }
    let regions = snapshot.regions.map {
      option($0.code, $0.code == snapshot.league ? page("rates.whole") : $0.name(page.language), region)
    }
    let departments =
      [option("", page("services.any"), department ?? "")]
      + snapshot.departments.map {
        option($0.key, page.language == "en" ? $0.nameEn : $0.short.isEmpty ? $0.nameLeague : $0.short, department ?? "")
      }
    return """
      <main id="main" class="page">\(page.crumbs([(page("services.title"), "/services"), (page("rates.title"), nil)]))
      <div class="stack-wide"><header class="stack-tight"><h1>\(page("rates.title"))</h1><p class="quiet">\(page("rates.why"))</p></header>
      <form class="filters" action="/catalogue/rates">
      <span class="filter"><label for="date">\(page("rates.date"))</label><input class="pick" id="date" name="date" type="date" value="\(day.description)" max="\(page.now.civilDate.description)"></span>
      <span class="filter"><label for="region">\(page("services.filter.region"))</label><select class="pick" id="region" name="region">\(regions)</select></span>
      <span class="filter"><label for="department">\(page("services.filter.department"))</label><select class="pick" id="department" name="department">\(departments)</select></span>
      <button class="button second">\(page("services.filter.apply"))</button></form>
      \(body)</div></main>
      """
  }

  private func option(_ value: String, _ name: String, _ chosen: String) -> HTML {
    "<option value=\"\(value)\"\(value == chosen ? " selected" : "" as HTML)>\(name)</option>"
  }

  private func figures(
    _ page: Page, _ edition: CatalogueSnapshot, region: String, department: String?, _ request: Request, day: CivilDate
  ) -> HTML {
    let regions = region == edition.league ? edition.regions.map(\.code) : [region]
    let rates = OnlineRates(edition, regions: regions, department: department)
    let here = "date=\(day)&region=\(region)" + (department.map { "&department=\(Page.encoded($0))" } ?? "")
    func percent(_ figure: OnlineRates.Figure) -> String { figure.percent.map { "\($0)%" } ?? "–" }
    let bars = OnlineRates.Measure.allCases.map { measure -> HTML in
      let figure = rates.offerings[measure] ?? .none
      let width = figure.whole == 0 ? 0 : figure.part * 1000 / figure.whole
      return """
        <div><dt>\(page("rates.\(measure.rawValue)"))</dt><dd><svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true"><rect width="1000" height="16" rx="3"/><rect width="\(width)" height="16"/></svg></dd><dd class="number"><b>\(percent(figure))</b></dd><dd class="number quiet share">\(page.grouped(figure.part)) ÷ \(page.grouped(figure.whole))</dd></div>
        """
    }
    let rows = OnlineRates.Measure.allCases.map { measure -> HTML in
      let (offering, item) = (rates.offerings[measure] ?? .none, rates.items[measure] ?? .none)
      return """
        <tr><th scope="row">\(page("rates.\(measure.rawValue)"))</th><td>\(page("rates.\(measure.rawValue).formula"))</td><td class="number">\(percent(offering))</td><td class="number">\(percent(item)) <span class="quiet">(\(page.grouped(item.part)) ÷ \(page.grouped(item.whole)))</span></td>
        <td><a href="\(url: "/catalogue/rates?\(here)&list=\(measure.rawValue)#behind")">\(page("rates.rest", ["n": page.grouped(offering.whole - offering.part)]))</a></td></tr>
        """
    }
    return """
      <dl class="bars">\(bars)</dl>
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("rates.title"))"><table class="table rates"><thead><tr><th scope="col">\(page("rates.measure"))</th><th scope="col">\(page("rates.count"))</th><th scope="col" class="number">\(page("rates.byOffering"))</th><th scope="col" class="number">\(page("rates.byItem"))</th><th scope="col">\(page("rates.others"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      <p class="small quiet">\(page("rates.howCounted"))</p>
      \(behind(page, edition, regions, department, request, here))
      \(region == edition.league ? byRegion(page, edition, department, day) : .empty)
      """
  }

  private static let pageSize = 100

  /// What stands in the way of 100 %, a portion at a time.
  private func behind(
    _ page: Page, _ edition: CatalogueSnapshot, _ regions: [String], _ department: String?, _ request: Request,
    _ here: String
  ) -> HTML {
    guard let measure = request.query("list").flatMap(OnlineRates.Measure.init) else { return .empty }
    let list = OnlineRates.list(edition, regions: regions, department: department, measure, holds: false)
    let offset = min(max(0, request.query("from").flatMap { Int($0) } ?? 0), list.count)
    func link(_ from: Int) -> String { "/catalogue/rates?\(here)&list=\(measure.rawValue)&from=\(from)#behind" }
    let shown = list.dropFirst(offset).prefix(Self.pageSize)
    let items = shown.map { item -> HTML in
      """
      <li><a href="\(url: "/services/\(item.service.key)?region=\(item.region)")">\(item.service.plainName)</a> <span class="quiet">\(edition.region(item.region)?.name(page.language) ?? item.region)</span></li>
      """
    }
    return """
      <section id="behind" aria-labelledby="rest"><h2 id="rest" class="h3">\(page("rates.restOf", ["measure": page("rates.\(measure.rawValue)"), "n": page.grouped(list.count)]))</h2><ul class="behind">\(items)</ul>\(page.pager(offset, shown.count, of: list.count, earlier: offset > 0 ? link(max(0, offset - Self.pageSize)) : nil, later: offset + shown.count < list.count ? link(offset + shown.count) : nil))</section>
      """
  }

  private func byRegion(_ page: Page, _ edition: CatalogueSnapshot, _ department: String?, _ day: CivilDate) -> HTML {
    let rows = edition.regions.map { region -> HTML in
      let rates = OnlineRates(edition, regions: [region.code], department: department)
      let cells = OnlineRates.Measure.allCases.map { measure -> HTML in
        "<td class=\"number\">\(rates.offerings[measure]?.percent.map { "\($0)%" } ?? "–")</td>"
      }
      return """
        <tr><th scope="row"><a href="\(url: "/catalogue/rates?date=\(day)&region=\(region.code)")">\(region.name(page.language))</a></th>\(cells)</tr>
        """
    }
    let heads = OnlineRates.Measure.allCases.map {
      "<th scope=\"col\" class=\"number\">\(page("rates.\($0.rawValue)"))</th>" as HTML
    }
    return """
      <section><h2 id="regions" class="h3">\(page("rates.byRegion"))</h2><div class="table-wrap" tabindex="0" role="region" aria-labelledby="regions"><table class="table"><thead><tr><th scope="col">\(page("services.filter.region"))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }
}
