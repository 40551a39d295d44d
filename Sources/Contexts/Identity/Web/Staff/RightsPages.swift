import HTML
public import Hummingbird
import IdentityCore
import Kernel
public import WebSupport

/// /admin/rights: who may do what where, as the program decides it.
public struct RightsPages: Sendable {
  public static let sections: [AdminSection] = [
    AdminSection(path: "/admin/rights", title: "rights.title", icon: "check", roles: ThreeAdministrators.roles)
  ]

  let site: Site

  public init(site: Site) { self.site = site }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("admin/rights") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      guard actor.posts.contains(where: { ThreeAdministrators.roles.contains($0.role) }) else { throw Rejection.forbidden }
      let chosen = try request.query("role", as: Role.self)
      let places = RightsMatrix.Place.allCases
      let roles = Role.allCases.filter { chosen == nil || $0 == chosen }
      let tables = roles.map { role -> HTML in
        let lines = RightsMatrix.lines.filter { $0.role == role && !$0.places.isEmpty }
        let rows = lines.map { line -> HTML in
          let cells = places.map { place -> HTML in
            let has = line.places.contains(place)
            return
              "<td data-label=\"\(page("rights.place.\(place.rawValue)"))\">\(has ? page.icon("check") : .empty)<span class=\"\(has ? "hidden" : "quiet")\">\(page(has ? "rights.may" : "rights.mayNot"))</span></td>"
          }
          return
            "<tr><th scope=\"row\" data-label=\"\(page("rights.action"))\">\(Self.words(page, line.action))</th>\(cells)</tr>"
        }
        let heads = places.map { "<th scope=\"col\">\(page("rights.place.\($0.rawValue)"))</th>" as HTML }
        let name = page("role.\(role.rawValue)")
        return """
          <section class="stack-tight" aria-labelledby="r-\(role.rawValue)"><h2 id="r-\(role.rawValue)" class="h3">\(name)</h2><p class="quiet">\(page("role.\(role.rawValue).does"))</p><div class="table-wrap" tabindex="0" role="region" aria-label="\(name) \(page("rights.title"))"><table class="table stacks"><thead><tr><th scope="col">\(page("rights.action"))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div></section>
          """
      }
      let tabs = ([nil] + Role.allCases.map(Optional.some)).map { role -> HTML in
        let target = "/admin/rights" + (role.map { "?role=\($0.rawValue)" } ?? "")
        return
          "<a href=\"\(url: target)\"\(role == chosen ? " aria-current=\"page\"" : "" as HTML)>\(role.map { page("role.\($0.rawValue)") } ?? page("staff.all"))</a>"
      }
      return page.adminAnswer(
        page("rights.title"), current: "/admin/rights",
        """
        <h1>\(page("rights.title"))</h1><p class="measure">\(page("rights.why"))</p><nav class="tabs" aria-label="\(page("staff.role"))">\(tabs)</nav>\(tables)
        """)
    }
  }

  /// `actOnTask.reviewer.own` in words: the deed, then what narrows it.
  private static func words(_ page: Page, _ action: String) -> String {
    let parts = action.split(separator: ".").map(String.init)
    let rest = parts.dropFirst().map { part in
      Role(rawValue: part) != nil ? page("role.\(part)") : page("rights.part.\(part)")
    }
    return ([page("rights.deed.\(parts[0])")] + rest).joined(separator: " · ")
  }
}
