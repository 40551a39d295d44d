import HTML
import HTTPTypes
public import Hummingbird
public import IdentityCore
import Kernel
public import WebSupport

/// /admin/halls: halls, their windows and when they are closed, for administrators.
public struct HallAdminPages: Sendable {
  public static let sections: [AdminSection] = [
    AdminSection(path: "/admin/halls", title: "hallAdmin.title", icon: "place", roles: [.administrator])
  ]

  let site: Site
  let halls: Halls
  let directory: AgencyDirectory

  public init(site: Site, halls: Halls, directory: AgencyDirectory) {
    self.site = site
    self.halls = halls
    self.directory = directory
  }

  /// A posted form that was refused.
  typealias Failed = (deed: String, post: FormPost, rejection: Rejection)

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("admin/halls") { request, context in
      let page = site.page(request, context)
      return try await list(page, try context.signedIn(), nil)
    }
    router.post("admin/halls") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      do {
        let id = try await halls.add(Self.hall(post), by: actor)
        return Response.seeOther("/admin/halls/\(id)")
      } catch let rejection as Rejection where rejection.kind == .invalid {
        return try await list(page, actor, ("hall", post, rejection))
      }
    }
    router.get("admin/halls/{id}") { request, context in
      let page = site.page(request, context)
      return try await hall(page, try context.parameters.require("id"), try context.signedIn(), nil)
    }
    router.post("admin/halls/{id}/{deed}") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      let (id, deed) = (try context.parameters.require("id"), try context.parameters.require("deed"))
      do {
        switch deed {
        case "change": try await halls.change(id, Self.hall(post), by: actor)
        case "windows": _ = try await halls.addWindow(Self.window(post), to: id, by: actor)
        case "close":
          _ = try await halls.close(
            id, window: post["window"].isEmpty ? nil : post["window"], from: Self.moment(post["from"]),
            to: Self.moment(post["to"]), reason: post["reason"], by: actor)
        default: throw Rejection.notFound
        }
        return Response.seeOther("/admin/halls/\(id)")
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return try await hall(page, id, actor, (deed, post, rejection))
      }
    }
    router.post("admin/closures/{id}/remove") { request, context in
      _ = try await context.posted(request)
      let hall = try await halls.reopen(try context.parameters.require("id"), by: try context.signedIn())
      return Response.seeOther("/admin/halls/\(hall)")
    }
    router.get("admin/windows/{id}") { request, context in
      let page = site.page(request, context)
      return try await window(page, try context.parameters.require("id"), try context.signedIn(), nil)
    }
    router.post("admin/windows/{id}") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      let id = try context.parameters.require("id")
      do {
        try await halls.changeWindow(id, Self.window(post), by: actor)
        return Response.seeOther("/admin/halls/\(try await halls.hall(ofWindow: id))")
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return try await window(page, id, actor, ("window", post, rejection))
      }
    }
  }

  // MARK: - What was posted

  private static func hall(_ post: FormPost) -> HallInput {
    let week = (0..<7).map { day in
      // What is no time is a span that ends before it begins: its field is named with the rest.
      post["hours/\(day)"].split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == "，" || $0 == "、" }).map {
        ClockSpan(String($0)) ?? ClockSpan(from: 1, to: 0)
      }
    }
    return HallInput(
      region: post["region"], name: post["name"], address: post["address"], phone: post["phone"], hours: HallHours(week),
      facilities: Set(post.all("facilities").compactMap(Hall.Facility.init)), isRetired: post["retired"] == "1")
  }

  private static func window(_ post: FormPost) -> WindowInput {
    WindowInput(
      number: post["number"].uppercased(), name: post["name"], kind: HallWindow.Kind(rawValue: post["kind"]),
      departments: post.all("departments").filter { !$0.isEmpty },
      services: post["services"].split(whereSeparator: \.isWhitespace).map { $0.uppercased() },
      isAccessible: post["accessible"] == "1", isRetired: post["retired"] == "1")
  }

  /// `2026-11-25T09:00`, in China.
  static func moment(_ text: String) -> Instant? { Instant(rfc3339: text + ":00+08:00") }

  // MARK: - Pages

  private func list(_ page: Page, _ actor: Actor, _ failed: Failed?) async throws -> Response {
    let found = try await halls.kept(by: actor)
    let names = Dictionary(uniqueKeysWithValues: directory.regions(page.language).map { ($0.code, $0.name) })
    let rows = found.map { view -> HTML in
      """
      <tr><th scope="row" data-label="\(page("hallAdmin.name"))"><a href="\(url: "/admin/halls/\(view.hall.id)")">\(view.hall.name)</a></th><td data-label="\(page("services.filter.region"))">\(names[view.hall.region] ?? view.hall.region)</td><td data-label="\(page("halls.windows"))">\(page.count("hallAdmin.windows", view.windows.count))</td><td data-label="\(page("staff.state"))">\(page(view.hall.isRetired ? "hallAdmin.retiredNow" : view.isOpen ? "halls.open" : "halls.closed"))</td></tr>
      """
    }
    let form = StaffForm(page: page, post: failed?.post ?? FormPost(fields: [:]), rejection: failed?.rejection)
    let own = Set(actor.posts.filter { $0.role == .administrator }.map(\.agency.region))
    let regions = directory.regions(page.language).filter { own.contains(halls.league) || own.contains($0.code) }
    let options = regions.map {
      "<option value=\"\($0.code)\"\($0.code == form.post["region"] ? " selected" : "" as HTML)>\($0.name)</option>" as HTML
    }
    let choice = Field("region", page("services.filter.region"), problem: form.problem("region")).html(
      page,
      input:
        "<select id=\"region\" name=\"region\"><option value=\"\">\(page("staff.choose"))</option>\(options)</select>")
    return page.adminAnswer(
      page("hallAdmin.title"), status: failed?.rejection.kind.status ?? .ok, current: "/admin/halls",
      """
      \(form.summary(labels(page)))<h1>\(page("hallAdmin.title"))</h1><p class="measure">\(page("hallAdmin.why"))</p>
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("hallAdmin.title"))"><table class="table stacks"><thead><tr><th scope="col">\(page("hallAdmin.name"))</th><th scope="col">\(page("services.filter.region"))</th><th scope="col">\(page("halls.windows"))</th><th scope="col">\(page("staff.state"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      <details class="fold"\(failed == nil ? "" : " open" as HTML)><summary>\(page("hallAdmin.add"))</summary><form method="post" action="/admin/halls" class="stack measure" novalidate>\(page.token)\(choice)\(fields(page, form, nil))<p><button class="button">\(page("hallAdmin.addNow"))</button></p></form></details>
      """)
  }

  /// Fields of a hall; `hall`: as it is, when nothing was posted.
  private func fields(_ page: Page, _ form: StaffForm, _ hall: Hall?) -> HTML {
    func value(_ name: String, _ kept: String?) -> String { form.rejection == nil ? kept ?? "" : form.post[name] }
    func field(_ name: String, _ kept: String?, hint: String? = nil) -> HTML {
      Field(name, page("hallAdmin.\(name)"), value: value(name, kept), hint: hint, problem: form.problem(name)).html(page)
    }
    let days = (0..<7).map { day -> HTML in
      let name = "hours/\(day)"
      let kept = hall.map { $0.hours.week[day].map(\.text).joined(separator: " ") }
      return Field(name, page("date.weekday.\(day + 1)"), value: value(name, kept), problem: form.problem(name)).html(page)
    }
    let chosen =
      form.rejection == nil ? hall?.facilities ?? [] : Set(form.post.all("facilities").compactMap(Hall.Facility.init))
    let boxes = Hall.Facility.allCases.map {
      check(page, "facilities", $0.rawValue, page("halls.facility.\($0.rawValue)"), chosen.contains($0))
    }
    let retire: HTML =
      hall.map {
        check(
          page, "retired", "1", page("hallAdmin.retired"), form.rejection == nil ? $0.isRetired : form.post["retired"] == "1")
      } ?? .empty
    return """
      \(field("name", hall?.name))\(field("address", hall?.address))\(field("phone", hall?.phone))
      <fieldset class="field week-hours"><legend>\(page("halls.hours"))</legend><p class="hint">\(page("hallAdmin.hours"))</p><div>\(days)</div></fieldset>
      <fieldset class="field"><legend>\(page("halls.facilities"))</legend><div class="choices">\(boxes)</div></fieldset>\(retire)
      """
  }

  private func check(_ page: Page, _ name: String, _ value: String, _ label: String, _ isOn: Bool) -> HTML {
    "<label class=\"choice\"><input type=\"checkbox\" name=\"\(name)\" value=\"\(value)\"\(isOn ? " checked" : "" as HTML)> \(label)</label>"
  }

  private func hall(_ page: Page, _ id: String, _ actor: Actor, _ failed: Failed?) async throws -> Response {
    let view = try await halls.kept(id, by: actor)
    func form(_ deed: String) -> StaffForm {
      let mine = failed?.deed == deed ? failed : nil
      return StaffForm(page: page, post: mine?.post ?? FormPost(fields: [:]), rejection: mine?.rejection)
    }
    func open(_ deed: String) -> HTML { failed?.deed == deed ? " open" : .empty }
    let summary = StaffForm(page: page, post: FormPost(fields: [:]), rejection: failed?.rejection).summary(labels(page))
    let rows = view.windows.map { item -> HTML in
      """
      <tr><th scope="row" data-label="\(page("halls.number"))"><a href="\(url: "/admin/windows/\(item.window.id)")">\(item.window.number) \(item.window.name)</a></th><td data-label="\(page("halls.kind"))">\(page("halls.kind.\(item.window.kind.rawValue)"))</td><td data-label="\(page("halls.now"))">\(page(item.window.isRetired ? "hallAdmin.retiredNow" : item.isOpen ? "halls.open" : "halls.closed"))</td></tr>
      """
    }
    let closures = view.closures.map { closure -> HTML in
      let number = view.windows.first { $0.window.id == closure.window }?.window.number
      let what = number.map { page("halls.window", ["number": $0]) } ?? page("halls.whole")
      return """
        <li><span><b>\(what)</b> \(page.moment(closure.from)) – \(page.moment(closure.to)) · \(closure.reason)</span><form method="post" action="\(url: "/admin/closures/\(closure.id)/remove")">\(page.token)<button class="button second">\(page("hallAdmin.reopen"))<span class="hidden"> \(what) \(closure.reason)</span></button></form></li>
        """
    }
    let closing = form("close")
    let options = view.windows.filter { !$0.window.isRetired }.map {
      "<option value=\"\($0.window.id)\"\($0.window.id == closing.post["window"] ? " selected" : "" as HTML)>\($0.window.number) \($0.window.name)</option>"
        as HTML
    }
    let which = Field("window", page("hallAdmin.what"), problem: closing.problem("window")).html(
      page,
      input: "<select id=\"window\" name=\"window\"><option value=\"\">\(page("halls.whole"))</option>\(options)</select>")
    return page.adminAnswer(
      view.hall.name, status: failed?.rejection.kind.status ?? .ok, current: "/admin/halls",
      """
      \(summary)<div class="heading-row"><h1>\(view.hall.name)</h1><a class="button second" href="\(url: "/halls/\(id)")">\(page("hallAdmin.seen"))</a></div>
      <section class="stack" aria-labelledby="windows"><h2 id="windows" class="h3">\(page("halls.windows"))</h2><div class="table-wrap" tabindex="0" role="region" aria-label="\(view.hall.name) \(page("halls.windows"))"><table class="table stacks"><thead><tr><th scope="col">\(page("halls.number"))</th><th scope="col">\(page("halls.kind"))</th><th scope="col">\(page("halls.now"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      <details class="fold"\(open("windows"))><summary>\(page("hallAdmin.addWindow"))</summary><form method="post" action="\(url: "/admin/halls/\(id)/windows")" class="stack measure" novalidate>\(page.token)\(windowFields(page, form("windows"), nil, view.hall.region))<p><button class="button">\(page("hallAdmin.addWindowNow"))</button></p></form></details></section>
      <section class="stack" aria-labelledby="closures"><h2 id="closures" class="h3">\(page("halls.closures"))</h2>\(closures.isEmpty ? "<p class=\"quiet\">\(page("hallAdmin.noClosure"))</p>" : "<ul class=\"agents\">\(closures)</ul>" as HTML)
      <details class="fold"\(open("close"))><summary>\(page("hallAdmin.close"))</summary><form method="post" action="\(url: "/admin/halls/\(id)/close")" class="stack measure" novalidate>\(page.token)\(which)\(closing.field("from", page("hallAdmin.from"), type: "datetime-local"))\(closing.field("to", page("hallAdmin.to"), type: "datetime-local"))\(closing.field("reason", page("hallAdmin.reason"), hint: page("hallAdmin.reasonHint")))<p><button class="button">\(page("hallAdmin.closeNow"))</button></p></form></details></section>
      <section class="stack" aria-labelledby="hall"><h2 id="hall" class="h3">\(page("hallAdmin.hall"))</h2><details class="fold"\(open("change"))><summary>\(page("hallAdmin.change"))</summary><form method="post" action="\(url: "/admin/halls/\(id)/change")" class="stack measure" novalidate>\(page.token)\(fields(page, form("change"), view.hall))<p><button class="button">\(page("staff.save"))</button></p></form></details></section>
      """)
  }

  private func windowFields(_ page: Page, _ form: StaffForm, _ window: HallWindow?, _ region: String) -> HTML {
    let isNew = form.rejection == nil
    func field(_ name: String, _ kept: String?, hint: String? = nil) -> HTML {
      let label = page("hallAdmin.window.\(name)")
      let value = isNew ? kept ?? "" : form.post[name]
      return Field(name, label, value: value, hint: hint, problem: form.problem(name)).html(page)
    }
    let kind = isNew ? window?.kind.rawValue ?? "" : form.post["kind"]
    let kinds = HallWindow.Kind.allCases.map {
      "<option value=\"\($0.rawValue)\"\($0.rawValue == kind ? " selected" : "" as HTML)>\(page("halls.kind.\($0.rawValue)"))</option>"
        as HTML
    }
    let departments = Set(isNew ? window?.departments ?? [] : form.post.all("departments"))
    let all = directory.agencies().filter { $0.id.region == region }.map { agency -> HTML in
      let key = agency.id.department
      return "<option value=\"\(key)\"\(departments.contains(key) ? " selected" : "" as HTML)>\(agency.name)</option>"
    }
    let accessible = isNew ? window?.isAccessible ?? false : form.post["accessible"] == "1"
    let retire: HTML =
      window.map {
        check(page, "retired", "1", page("hallAdmin.retired"), isNew ? $0.isRetired : form.post["retired"] == "1")
      } ?? .empty
    return """
      \(field("number", window?.number, hint: page("hallAdmin.window.numberHint")))\(field("name", window?.name))
      \(Field("kind", page("halls.kind"), problem: form.problem("kind")).html(page, input: "<select id=\"kind\" name=\"kind\"><option value=\"\">\(page("staff.choose"))</option>\(kinds)</select>"))
      \(Field("departments", page("hallAdmin.window.departments"), hint: page("hallAdmin.window.departmentsHint"), problem: form.problem("departments")).html(page, input: "<select id=\"departments\" name=\"departments\" multiple size=\"6\" aria-describedby=\"departments-hint\">\(all)</select>"))
      \(field("services", window?.services.joined(separator: " "), hint: page("hallAdmin.window.servicesHint")))
      \(check(page, "accessible", "1", page("halls.accessible"), accessible))\(retire)
      """
  }

  private func window(_ page: Page, _ id: String, _ actor: Actor, _ failed: Failed?) async throws -> Response {
    let view = try await halls.kept(try await halls.hall(ofWindow: id), by: actor)
    guard let window = view.windows.first(where: { $0.window.id == id })?.window else { throw Rejection.notFound }
    let form = StaffForm(page: page, post: failed?.post ?? FormPost(fields: [:]), rejection: failed?.rejection)
    return page.adminAnswer(
      "\(window.number) \(window.name)", status: failed?.rejection.kind.status ?? .ok, current: "/admin/halls",
      """
      \(form.summary(labels(page)))<p><a href="\(url: "/admin/halls/\(view.hall.id)")">\(view.hall.name)</a></p><h1>\(window.number) \(window.name)</h1>
      <form method="post" action="\(url: "/admin/windows/\(id)")" class="stack measure" novalidate>\(page.token)\(windowFields(page, form, window, view.hall.region))<p><button class="button">\(page("staff.save"))</button></p></form>
      """)
  }

  private func labels(_ page: Page) -> [String: String] {
    var labels = [
      "name": page("hallAdmin.name"), "address": page("hallAdmin.address"), "phone": page("hallAdmin.phone"),
      "region": page("services.filter.region"), "number": page("hallAdmin.window.number"), "kind": page("halls.kind"),
      "departments": page("hallAdmin.window.departments"), "services": page("hallAdmin.window.services"),
      "from": page("hallAdmin.from"), "to": page("hallAdmin.to"), "reason": page("hallAdmin.reason"),
      "window": page("hallAdmin.what"),
    ]
    for day in 0..<7 { labels["hours/\(day)"] = page("date.weekday.\(day + 1)") }
    return labels
  }
}
