import BundlesWeb
import CaseworkCore
import CaseworkWeb
import CatalogueCore
import CatalogueWeb
import HTML
import Hummingbird
import IdentityCore
import IdentityWeb
import Kernel
import NoticesWeb
import ReviewsCore
import ReviewsWeb
import Store
import WebSupport
import WorkingTime

extension Program {
  /// Frame, words and assets of all pages.
  var site: Site {
    let holder = catalogue
    return Site(
      words: words, assets: assets, clock: clock, isDemo: !demoAccounts.isEmpty,
      admin: CatalogueAdminPages.sections + StaffPages.sections + AccessPages.sections + RecordPages.sections
        + RightsPages.sections + ReviewMarkPages.sections + HallAdminPages.sections + RosterPages.sections
    ) { code, language in
      let snapshot = holder.current
      return snapshot.region(code ?? snapshot.league)?.name(language)
    }
  }

  /// All pages for people.
  func addPages(to router: Router<WebContext>) {
    let site = site
    let (holder, casework, reviews, clock, calendar) = (catalogue, casework, reviews, clock, calendar)
    site.add(to: router)
    let reviewPages = ReviewsPages(
      site: site, reviews: reviews, regions: { language in holder.current.regions.map { ($0.code, $0.name(language)) } },
      regionsBelow: { holder.current.below($0) },
      serviceName: { holder.current.service($0)?.plainName ?? $0 },
      departments: { language in holder.current.departments.map { ($0.key, language.hasPrefix("en") ? $0.nameEn : $0.short) } })
    reviewPages.add(to: router)
    let store = store
    ReviewMarkPages(
      site: site, reviews: reviews, regionName: { holder.current.region($0)?.name($1) ?? $0 },
      serviceName: { holder.current.service($0)?.plainName ?? $0 },
      staffName: { party in try await store.read { try Identity.party($0, party)?.name } }
    ).add(to: router)
    let noticePages = NoticePages(site: site, notices: notices)
    noticePages.add(to: router)
    let casePages = CasePages(
      site: site, casework: casework, catalogue: holder, files: files,
      rating: { try await reviewPages.rating($0, $1, $2) }, told: { try await noticePages.ofCase($0, $1, $2) },
      ratingLink: { try await reviewPages.link($0, $1, act: $2, $3, site: $4.siteAddress) })
    casePages.add(to: router)
    ApplyPages(site: site, casework: casework, catalogue: holder, files: files) { $0.differences($1) }.add(to: router)
    let hallPages = HallPages(site: site, halls: halls, directory: agencyDirectory) {
      holder.current.service($0)?.plainName ?? $0
    }
    hallPages.add(to: router)
    HallAdminPages(site: site, halls: halls, directory: agencyDirectory).add(to: router)
    RosterPages(site: site, halls: halls).add(to: router)
    let guidance = GuidancePart(catalogue: holder)
    DeskPages(
      site: site, casework: casework, catalogue: holder, files: files, casePages: casePages,
      guidance: { page, request, service, region in
        guidance.html(
          page, request, service: service, region: region, action: "/desk/intake", hidden: [("service", service)])
      }
    ) {
      try await hallPages.shifts($0, $1)
    }.add(to: router)
    IdentityPages(
      site: site, identity: identity,
      demoRoles: demoAccounts.map {
        .init(account: $0.account, name: $0.name, role: $0.posts.first?.role.rawValue ?? "citizen")
      }
    ).add(to: router)
    StaffPages(site: site, identity: identity, directory: agencyDirectory).add(to: router)
    AccessPages(site: site, identity: identity).add(to: router)
    LeavePages(site: site, identity: identity, directory: agencyDirectory).add(to: router)
    RightsPages(site: site).add(to: router)
    RecordPages(site: site, identity: identity, directory: agencyDirectory) { actor, limit, after in
      let found = try await casework.reveals(limit: limit, after: after, by: actor)
      return (
        found.items.map { .init(at: $0.at, actor: $0.actorName, number: $0.number, reason: $0.reason) }, found.total, found.next
      )
    }.add(to: router)
    let popular = Popular(casework: casework, clock: clock) {
      holder.current.services.filter { holder.current.hasOwnForm($0.key) }.map(\.key)
    }
    let bundlePages = BundlePages(site: site, catalogue: holder, shelf: bundles)
    bundlePages.add(to: router)
    let cataloguePages = CataloguePages(
      site: site, catalogue: holder,
      guests: .init(
        aside: { page, actor in try await Self.aside(page, actor, casePages, casework, reviews) },
        picture: { key, page in casework.procedure(key).map(page.picture) ?? .empty },
        popular: { try await popular.keys() },
        dueIfSentNow: { calendar.due(from: clock.today, workingDays: $0.promisedDays) }, form: { $1.preview($0) },
        halls: { hallPages.links($0, region: $1) }, hallsVersion: { [shelf = halls.shelf] in shelf.version },
        bundles: { try bundlePages.cards($0, audience: $1, most: 4) },
        papers: { page, request, service, region in
          guidance.html(
            page, request, service: service, region: region, action: "/services/\(service)", hidden: [("region", region)])
        }))
    cataloguePages.add(to: router)
    CatalogueAdminPages(site: site, catalogue: holder, desk: catalogueDesk, pages: cataloguePages).add(to: router)
  }

  /// The last row of the portal.
  private static func aside(
    _ page: Page, _ actor: Actor?, _ casePages: CasePages, _ casework: Casework, _ reviews: Reviews
  ) async throws -> HTML {
    var mine: HTML = """
      <p>\(page("portal.mineWhy"))</p><p><a class="button second" href="/sign-in">\(page("shell.signIn"))</a></p>
      """
    if let actor, actor.kind != .staff {
      let cases = try await casework.cases(CaseQuery(mine: true, limit: 2), by: actor)
      let lines = cases.items.map { casePages.line(page, $0) }
      mine =
        lines.isEmpty
        ? "<p>\(page("my.none"))</p>"
        : "<ul class=\"cases\">\(lines)</ul><p><a href=\"/my\">\(page.count("my.count", cases.total))</a></p>"
    }
    let summary = try await reviews.summary()
    let said: HTML =
      summary.rate.map {
        "<p class=\"lead\"><a href=\"/reviews\">\(page("portal.rate", ["rate": $0]))</a></p><p>\(page.count("portal.rated", summary.total))</p>"
      } ?? "<p>\(page("reviews.none"))</p>"
    return """
      <section class="stack-tight" aria-labelledby="mine"><h2 id="mine" class="h3">\(page("shell.mine"))</h2>\(mine)</section>
      <section class="stack-tight" aria-labelledby="said"><h2 id="said" class="h3">\(page("shell.reviews"))</h2>\(said)<p class="small quiet">\(page("portal.ratedWhy"))</p></section>
      <section class="stack-tight" aria-labelledby="help"><h2 id="help" class="h3">\(page("portal.help"))</h2><p>\(page("portal.helpHow"))</p><p><a class="button second" href="tel:12345">\(page.icon("phone"))12345</a></p></section>
      """
  }
}

/// The services that people use most, asked of the database once a minute.
private actor Popular {
  private let casework: Casework
  private let clock: WallClock
  private let fallback: @Sendable () -> [String]
  private var found: (keys: [String], at: Instant)?

  init(casework: Casework, clock: WallClock, fallback: @escaping @Sendable () -> [String]) {
    self.casework = casework
    self.clock = clock
    self.fallback = fallback
  }

  func keys() async throws -> [String] {
    let now = clock.now
    if let found, now.since(found.at) < 60_000 { return found.keys }
    let used = try await casework.mostUsed(at: now, limit: 30)
    let keys = used + fallback().filter { !used.contains($0) }
    found = (keys, now)
    return keys
  }
}
