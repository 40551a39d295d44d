public import CatalogueCore
public import Forms
public import HTML
public import Hummingbird
public import Kernel
public import WebSupport
public import WorkingTime

/// Portal, search and guides: what anybody sees without signing in.
public struct CataloguePages: Sendable {
  /// What other rooms have to say on these pages.
  public struct Guests: Sendable {
    /// The last row of the portal: my cases, what others thought.
    public var aside: @Sendable (Page, Actor?) async throws -> HTML
    /// The picture of a procedure.
    public var picture: @Sendable (_ procedure: String, Page) -> HTML
    /// Keys of the services that people use most.
    public var popular: @Sendable () async throws -> [String]
    /// When it would be done if it were sent now.
    public var dueIfSentNow: @Sendable (Offering) -> DueDate
    /// A form as applicants see it.
    public var form: @Sendable (Form, Page) -> HTML
    /// Links to the halls of a region; empty when it has none.
    public var halls: @Sendable (Page, _ region: String) -> HTML
    /// Changes when `halls` may answer otherwise.
    public var hallsVersion: @Sendable () -> Int
    /// Cards of things that people of an audience do at once.
    public var bundles: @Sendable (Page, _ audience: String) throws -> [HTML]
    /// The papers of a service that asks for somebody's situation; nil for one that does not.
    public var papers: @Sendable (Page, Request, _ service: String, _ region: String) -> HTML?

    public init(
      aside: @escaping @Sendable (Page, Actor?) async throws -> HTML,
      picture: @escaping @Sendable (_ procedure: String, Page) -> HTML,
      popular: @escaping @Sendable () async throws -> [String], dueIfSentNow: @escaping @Sendable (Offering) -> DueDate,
      form: @escaping @Sendable (Form, Page) -> HTML,
      halls: @escaping @Sendable (Page, _ region: String) -> HTML, hallsVersion: @escaping @Sendable () -> Int,
      bundles: @escaping @Sendable (Page, _ audience: String) throws -> [HTML],
      papers: @escaping @Sendable (Page, Request, _ service: String, _ region: String) -> HTML?
    ) {
      self.bundles = bundles
      self.papers = papers
      self.halls = halls
      self.hallsVersion = hallsVersion
      self.aside = aside
      self.picture = picture
      self.popular = popular
      self.dueIfSentNow = dueIfSentNow
      self.form = form
    }
  }

  let site: Site
  let catalogue: CatalogueHolder
  let guests: Guests
  private let pages = PageCache()

  public init(site: Site, catalogue: CatalogueHolder, guests: Guests) {
    self.site = site
    self.catalogue = catalogue
    self.guests = guests
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("/") { request, context in
      let page = site.page(request, context)
      // What people use most and what they say of it changes: a minute old at most.
      return try await pages.answer(request, page, stamp: "\(catalogue.current.epoch)", seconds: 60) {
        (page("portal.title"), try await portal(page, context.actor, audience: request.query("audience") ?? "person"))
      }
    }
    router.get("suggest") { request, context in
      let page = site.page(request, context)
      return Response.page(suggestions(page, request.query("q") ?? ""))
    }
    router.get("services") { request, context in
      let page = site.page(request, context)
      return try await pages.answer(request, page, stamp: "\(catalogue.current.epoch)") {
        (page("services.title"), list(page, request))
      }
    }
    router.get("services/{key}") { request, context in
      let page = site.page(request, context)
      let snapshot = catalogue.current
      return try await pages.answer(request, page, stamp: "\(snapshot.epoch).\(guests.hallsVersion())") {
        guard let service = snapshot.service(try context.parameters.require("key")) else { throw Rejection.notFound }
        let region = request.query("region") ?? page.region ?? snapshot.league
        guard snapshot.region(region) != nil, let offering = snapshot.nearestOffering(service, to: region) else {
          throw Rejection.notFound
        }
        return (service.plainName, guide(page, snapshot, snapshot.hit(service, offering), asked: region, request))
      }
    }
    addVersions(to: router)
    addRates(to: router)
    router.get("regions") { request, context in
      let page = site.page(request, context)
      return page.answer(page("regions.title"), regions(page, to: localPath(request.query("to"))))
    }
    router.get("display") { request, context in
      let page = site.page(request, context)
      return page.answer(page("display.title"), display(page, to: localPath(request.query("to"))))
    }
  }

  // MARK: - Words about an offering

  /// 当场办结 · 不用跑 · 免费
  func short(_ page: Page, _ service: Service, _ offering: Offering) -> String {
    let days = offering.promisedDays == 0 ? page("service.onTheSpot") : page.count("service.days", offering.promisedDays)
    let visits = service.visits == 0 ? page("service.noVisit") : page.count("service.visits", service.visits)
    return [days, visits, service.fee.isEmpty ? page("service.free") : page("service.fee")].joined(separator: " · ")
  }

  func hits(_ page: Page, _ text: String, audience: String? = nil, limit: Int) -> [ServiceHit] {
    let snapshot = catalogue.current
    let query = ServiceQuery(text: text, region: page.region ?? snapshot.league, audience: audience)
    return snapshot.search(query, offset: 0, limit: limit).hits
  }

  func line(_ page: Page, _ hit: ServiceHit) -> HTML {
    let official: HTML =
      hit.service.plainName == hit.service.name ? .empty : "<span class=\"official\">\(hit.service.name)</span>"
    return """
      <li><a href="\(url: "/services/\(hit.service.key)?region=\(hit.offering.region)")"><span><b>\(hit.service.plainName)</b>\(official)</span><span class="short">\(short(page, hit.service, hit.offering))</span></a></li>
      """
  }

  private func suggestions(_ page: Page, _ text: String) -> HTML {
    HTML(raw: hits(page, text, limit: 6).map { line(page, $0).text }.joined())
  }
}

extension Region {
  public func name(_ language: String) -> String { language == "en" ? nameEn : name }
}
