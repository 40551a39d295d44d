import HTML
import Hummingbird
import IdentityCore
import Kernel
import WebSupport

extension StaffPages {
  /// People whom the reader answers for.
  func list(_ page: Page, _ request: Request, _ actor: Actor) async throws -> Response {
    let query = try StaffAPI.query(request, limit: 50)
    let found = try await identity.staff(query, by: actor)
    let rows = found.items.map { member -> HTML in
      let posts = member.posts.prefix(3).map { held -> HTML in
        "<li>\(page("role.\(held.post.role.rawValue)")) · \(directory.name(held.post.agency))</li>"
      }
      let more: HTML = member.posts.count > 3 ? "<li>\(page.count("staff.more", member.posts.count - 3))</li>" : .empty
      return """
        <tr><th scope="row" data-label="\(page("signUp.name"))"><a href="\(url: "/admin/staff/\(member.party.text)")">\(member.name)</a></th><td data-label="\(page("signIn.account"))">\(member.account)</td><td data-label="\(page("staff.agency"))">\(directory.name(member.home))</td><td data-label="\(page("staff.posts"))">\(member.posts.isEmpty ? HTML("<span class=\"quiet\">\(page("staff.noPost"))</span>") : "<ul class=\"plain\">\(posts)\(more)</ul>")</td><td data-label="\(page("staff.state"))">\(state(page, member))</td><td data-label="\(page("staff.lastSignIn"))">\(member.lastSignInAt.map(page.moment) ?? HTML("\(page("staff.never"))"))</td></tr>
        """
    }
    func option(_ value: String, _ name: String, _ chosen: String?) -> HTML {
      "<option value=\"\(value)\"\(value == chosen ? " selected" : "" as HTML)>\(name)</option>"
    }
    let regions = directory.regions(page.language).map { option($0.code, $0.name, query.region) }
    let roles = Role.allCases.map { option($0.rawValue, page("role.\($0.rawValue)"), query.role?.rawValue) }
    let states = StaffQuery.State.allCases.map {
      option($0.rawValue, page("staff.state.\($0.rawValue)"), query.state?.rawValue)
    }
    let add: HTML =
      holds(actor, .administrator) ? "<a class=\"button\" href=\"/admin/staff/new\">\(page("staff.add"))</a>" : .empty
    let next: HTML =
      found.next.map { next in
        let kept = [
          ("q", query.text), ("region", query.region), ("agency", query.agency?.description), ("role", query.role?.rawValue),
          ("state", query.state?.rawValue),
        ].compactMap { key, value in value.map { "&\(key)=\(Page.encoded($0))" } }.joined()
        return
          "<p><a class=\"button second\" href=\"\(url: "/admin/staff?cursor=\(Page.encoded(next))\(kept)")\">\(page("pager.later"))</a></p>"
      } ?? .empty
    return page.adminAnswer(
      page("staff.title"), current: "/admin/staff",
      """
      <div class="heading-row"><h1>\(page("staff.title"))</h1>\(add)</div>
      <form class="staff-filter" role="search" action="/admin/staff">
      <div class="field"><label for="q">\(page("staff.search"))</label><input id="q" name="q" type="search" value="\(query.text ?? "")"></div>
      <div class="field"><label for="region">\(page("services.filter.region"))</label><select id="region" name="region">\(option("", page("staff.all"), nil))\(regions)</select></div>
      <div class="field"><label for="role">\(page("staff.role"))</label><select id="role" name="role">\(option("", page("staff.all"), nil))\(roles)</select></div>
      <div class="field"><label for="state">\(page("staff.state"))</label><select id="state" name="state">\(option("", page("staff.all"), nil))\(states)</select></div>
      <button class="button second">\(page("staff.filter"))</button></form>
      <p role="status">\(page.count("staff.count", found.total))</p>
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("staff.title"))"><table class="table stacks"><thead><tr><th scope="col">\(page("signUp.name"))</th><th scope="col">\(page("signIn.account"))</th><th scope="col">\(page("staff.agency"))</th><th scope="col">\(page("staff.posts"))</th><th scope="col">\(page("staff.state"))</th><th scope="col">\(page("staff.lastSignIn"))</th></tr></thead><tbody>\(rows)</tbody></table></div>\(next)
      """)
  }

  func state(_ page: Page, _ member: StaffMember) -> HTML {
    if member.disabled { return "<span class=\"tag\">\(page("staff.state.disabled"))</span>" }
    if member.lockedUntil != nil { return "<span class=\"tag\">\(page("staff.state.locked"))</span>" }
    return "\(page("staff.state.open"))"
  }

  /// Agencies of the catalogue: who holds what, and which queue nobody can serve.
  func agencies(_ page: Page, _ request: Request, _ actor: Actor) async throws -> Response {
    let counts = Dictionary(uniqueKeysWithValues: try await identity.postCounts(by: actor).map { ($0.post, $0.people) })
    let own = Set(actor.posts.filter { ThreeAdministrators.roles.contains($0.role) }.map(\.agency.region))
    let isLeague = own.contains(identity.leagueCode)
    let all = Dictionary(grouping: directory.agencies(), by: \.id.region)
    var missingTotal = 0
    let regions = directory.regions(page.language).compactMap { region -> HTML? in
      guard isLeague || own.contains(region.code), let agencies = all[region.code] else { return nil }
      var missing = 0
      let rows = agencies.map { agency -> HTML in
        let cells = Role.allCases.compactMap { role -> HTML? in
          let people = counts[Post(role: role, agency: agency.id)] ?? 0
          let needed = agency.needs[role] ?? 0
          if people == 0, needed == 0 { return nil }
          if people > 0 { return "<li>\(page("role.\(role.rawValue)")) \(people)</li>" }
          missing += 1
          return
            "<li class=\"lacking\">\(page.icon("late"))\(page("agencies.lacks", ["role": page("role.\(role.rawValue)"), "n": page.grouped(needed)]))</li>"
        }
        return """
          <tr><th scope="row"><a href="\(url: "/admin/staff?agency=\(Page.encoded(agency.id.description))")">\(agency.name)</a></th><td><ul class="plain posts">\(cells)</ul></td></tr>
          """
      }
      missingTotal += missing
      let isOpen = region.code == request.query("region") || (!isLeague && own.count == 1)
      return """
        <details class="fold"\(isOpen ? " open" : "" as HTML)><summary>\(region.name) <span class="quiet">\(page.count("agencies.count", agencies.count))\(missing > 0 ? " · " + page.count("agencies.missing", missing) : "")</span></summary><div class="table-wrap" tabindex="0" role="region" aria-label="\(region.name)"><table class="table"><thead><tr><th scope="col">\(page("staff.agency"))</th><th scope="col">\(page("agencies.who"))</th></tr></thead><tbody>\(rows)</tbody></table></div></details>
        """
    }
    let warning: HTML =
      missingTotal > 0 ? page.note("<p>\(page.count("agencies.warning", missingTotal))</p>", icon: "late") : .empty
    return page.adminAnswer(
      page("agencies.title"), current: "/admin/agencies",
      "<h1>\(page("agencies.title"))</h1>\(warning)<div class=\"stack\">\(regions)</div>")
  }
}
