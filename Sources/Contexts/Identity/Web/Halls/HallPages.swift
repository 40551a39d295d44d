public import HTML
public import Hummingbird
public import IdentityCore
public import Kernel
public import WebSupport
import WorkingTime

/// /halls: where to go, when it is open, and what each window takes; for everybody.
public struct HallPages: Sendable {
  let site: Site
  let halls: Halls
  let directory: AgencyDirectory
  /// Everyday name of a service.
  let serviceName: @Sendable (String) -> String

  public init(
    site: Site, halls: Halls, directory: AgencyDirectory, serviceName: @escaping @Sendable (String) -> String
  ) {
    self.site = site
    self.halls = halls
    self.directory = directory
    self.serviceName = serviceName
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("halls") { request, context in
      let page = site.page(request, context)
      let found = try await halls.halls()
      let byRegion = Dictionary(grouping: found, by: \.hall.region)
      // The reader's own region first.
      let asked = request.query("region") ?? page.region
      let regions = directory.regions(page.language)
      let ordered = regions.filter { $0.code == asked } + regions.filter { $0.code != asked }
      let sections = ordered.compactMap { region -> HTML? in
        guard let own = byRegion[region.code] else { return nil }
        let cards = own.map { card(page, $0) }
        return """
          <section class="stack" aria-labelledby="r-\(region.code)"><h2 id="r-\(region.code)" class="h3">\(region.name)</h2><div class="cards">\(cards)</div></section>
          """
      }
      return page.answer(
        page("halls.title"),
        """
        <main id="main" class="page section stack-wide">\(page.crumbs([(page("halls.title"), nil)]))
        <h1>\(page("halls.title"))</h1><p class="lead">\(page("halls.lead"))</p>
        \(sections.isEmpty ? "<p class=\"quiet\">\(page("halls.none"))</p>" : "<div class=\"halls\">\(sections)</div>" as HTML)</main>
        """)
    }
    router.get("halls/{id}") { request, context in
      let page = site.page(request, context)
      let view = try await halls.hall(try context.parameters.require("id"))
      return page.answer(view.hall.name, hall(page, view))
    }
  }

  private func card(_ page: Page, _ view: HallView) -> HTML {
    """
    <a class="card stack-tight" href="\(url: "/halls/\(view.hall.id)")"><h3 class="h3">\(view.hall.name)</h3><p>\(state(page, isOpen: view.isOpen))</p><p class="small quiet">\(page.icon("place"))\(view.hall.address)</p><p class="small quiet">\(page("halls.today")) \(today(page, view))</p></a>
    """
  }

  private func state(_ page: Page, isOpen: Bool) -> HTML {
    isOpen
      ? "<span class=\"tag on\">\(page.icon("check"))\(page("halls.open"))</span>"
      : "<span class=\"tag\">\(page("halls.closed"))</span>"
  }

  private func today(_ page: Page, _ view: HallView) -> String {
    view.hoursToday.isEmpty
      ? page("halls.closedToday") + (view.today.name.map { " · \($0)" } ?? "")
      : view.hoursToday.map(\.text).joined(separator: page("halls.comma"))
  }

  private func hall(_ page: Page, _ view: HallView) -> HTML {
    let hall = view.hall
    let days = hall.hours.week.enumerated().map { index, spans -> HTML in
      let text = spans.isEmpty ? page("halls.closedAllDay") : spans.map(\.text).joined(separator: page("halls.comma"))
      let here: HTML = index + 1 == view.today.date.weekday ? " aria-current=\"date\"" : .empty
      return "<tr\(here)><th scope=\"row\">\(page("date.weekday.\(index + 1)"))</th><td>\(text)</td></tr>"
    }
    let facilities = Hall.Facility.allCases.filter(hall.facilities.contains).map {
      "<li>\(page.icon("check")) \(page("halls.facility.\($0.rawValue)"))</li>" as HTML
    }
    let closures = view.closures.map { closure -> HTML in
      let number = view.windows.first { $0.window.id == closure.window }?.window.number
      let what = number.map { page("halls.window", ["number": $0]) } ?? page("halls.whole")
      return "<li><b>\(what)</b> \(page.moment(closure.from)) – \(page.moment(closure.to)) · \(closure.reason)</li>"
    }
    let notice: HTML =
      closures.isEmpty
      ? .empty : page.note("<p><b>\(page("halls.closures"))</b></p><ul class=\"plain\">\(closures)</ul>", icon: "late")
    let rows = view.windows.map { row(page, view, $0) }
    let windows: HTML =
      rows.isEmpty
      ? "<p class=\"quiet\">\(page("halls.noWindow"))</p>"
      : """
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(hall.name) \(page("halls.windows"))"><table class="table stacks"><thead><tr><th scope="col">\(page("halls.number"))</th><th scope="col">\(page("halls.kind"))</th><th scope="col">\(page("halls.takes"))</th><th scope="col">\(page("halls.now"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
    let phone: HTML =
      hall.phone.isEmpty
      ? .empty : "<div><dt>\(page("halls.phone"))</dt><dd><a href=\"\(url: "tel:\(hall.phone)")\">\(hall.phone)</a></dd></div>"
    return """
      <main id="main" class="page section stack-wide">\(page.crumbs([(page("halls.title"), "/halls"), (hall.name, nil)]))
      <header class="stack-tight"><h1>\(hall.name)</h1><p>\(state(page, isOpen: view.isOpen)) <span class="quiet">\(page("halls.today")) \(today(page, view))</span></p></header>\(notice)
      <dl class="summary"><div><dt>\(page("halls.address"))</dt><dd>\(hall.address)</dd></div>\(phone)</dl>
      <section class="stack" aria-labelledby="windows"><h2 id="windows" class="h3">\(page("halls.windows"))</h2>\(windows)</section>
      <div class="columns"><section class="stack" aria-labelledby="hours"><h2 id="hours" class="h3">\(page("halls.hours"))</h2><table class="table hours"><tbody>\(days)</tbody></table><p class="small quiet">\(page("halls.holidays"))</p></section>
      <section class="stack" aria-labelledby="facilities"><h2 id="facilities" class="h3">\(page("halls.facilities"))</h2>\(facilities.isEmpty ? "<p class=\"quiet\">\(page("halls.noFacility"))</p>" : "<ul class=\"ticks\">\(facilities)</ul>" as HTML)</section></div></main>
      """
  }

  private func row(_ page: Page, _ view: HallView, _ item: HallView.Window) -> HTML {
    let window = item.window
    let departments = window.departments.map { directory.name(AgencyID(region: view.hall.region, department: $0)) }
    let services = window.services.map { key -> HTML in
      "<a href=\"\(url: "/services/\(key)?region=\(view.hall.region)")\">\(serviceName(key))</a>"
    }
    let special = departments.map { "\($0)" as HTML } + services
    let all: [HTML] = (window.kind == .special ? [] : ["\(page("halls.takes.\(window.kind.rawValue)"))"]) + special
    let takes = all.map { "<li>\($0)</li>" as HTML }
    let accessible: HTML =
      window.isAccessible ? " <span class=\"tag\">\(page.icon("access"))\(page("halls.accessible"))</span>" : .empty
    let why: HTML =
      item.closure.map {
        "<br><span class=\"small\">\($0.reason) · \(page("halls.until", ["time": "\(page.dateText($0.to.civilDate)) \($0.to.clockTime)"]))</span>"
      } ?? .empty
    return """
      <tr><th scope="row" data-label="\(page("halls.number"))"><b>\(window.number)</b> \(window.name)\(accessible)</th><td data-label="\(page("halls.kind"))">\(page("halls.kind.\(window.kind.rawValue)"))</td><td data-label="\(page("halls.takes"))"><ul class="plain">\(takes)</ul></td><td data-label="\(page("halls.now"))">\(state(page, isOpen: item.isOpen))\(why)</td></tr>
      """
  }

  /// The halls of a region, for the guide of a service that is offered there; empty when it has none.
  public func links(_ page: Page, region: String) -> HTML {
    let items = halls.shelf.halls(in: region).map { hall -> HTML in
      "<li><a href=\"\(url: "/halls/\(hall.id)")\">\(hall.name)</a> <span class=\"quiet\">\(hall.address)</span></li>"
    }
    return items.isEmpty ? .empty : "<ul class=\"plain\">\(items)</ul>"
  }

  /// One's own shifts of this week, for the desk; empty for who has no window work.
  public func shifts(_ page: Page, _ actor: Actor) async throws -> HTML {
    guard actor.posts.contains(where: { [.windowClerk, .issuer].contains($0.role) }) else { return .empty }
    let found = try await halls.ownShifts(week: page.now.civilDate, by: actor)
    let items = found.map { item -> HTML in
      let instead: HTML =
        item.insteadOf.map { " <span class=\"quiet\">\(page("halls.insteadOf", ["name": $0]))</span>" } ?? .empty
      let today: HTML = item.shift.day == page.now.civilDate ? " aria-current=\"date\"" : .empty
      return
        "<li\(today)>\(page.date(item.shift.day)) <b>\(item.shift.span.text)</b> \(page("halls.window", ["number": item.number])) <span class=\"quiet\">\(item.hall.name)</span>\(instead)</li>"
    }
    let list: HTML =
      items.isEmpty ? "<p class=\"quiet\">\(page("halls.noShift"))</p>" : "<ul class=\"plain own-shifts\">\(items)</ul>"
    return "<details class=\"fold\"><summary>\(page.count("halls.ownShifts", found.count))</summary>\(list)</details>"
  }
}
