import CatalogueCore
import HTML
import Hummingbird
import Kernel
import WebSupport
import WorkingTime

extension CataloguePages {
  /// The guide of a service as one region offers it: what it takes, what to bring, how it goes, whom to ask. `request`: with what somebody
  /// says of their situation; without it the papers are those of the list.
  func guide(
    _ page: Page, _ snapshot: CatalogueSnapshot, _ hit: ServiceHit, asked: String, _ request: Request? = nil
  ) -> HTML {
    let (service, offering) = (hit.service, hit.offering)
    let agency = snapshot.name(of: offering.responsible)
    let elsewhere: HTML =
      asked == offering.region
      ? .empty
      : page.note(
        "\(page("guide.elsewhere", ["asked": regionName(asked, page, snapshot), "offered": regionName(offering.region, page, snapshot)]))"
      )
    return """
      <main id="main" class="page">
      \(page.crumbs([(service.theme, "/services?theme=\(Page.encoded(service.theme))"), (service.plainName, nil)]))
      <header class="stack-tight guide-head"><h1>\(service.plainName)</h1>
       <p class="quiet">\(service.name) · \(page("type.\(service.type)")) · \(agency)</p>
       \(elsewhere)\(closed(page, service, offering, asked, snapshot))\(version(page, service, snapshot))</header>
      \(facts(page, service, offering))
      <div class="columns guide-body">
      \(ways(page, service, offering, snapshot))
      <div class="stack-wide">
      \(conditions(page, service, offering, snapshot))
      \(request.flatMap { guests.papers(page, $0, service.key, offering.region) } ?? papers(page, service, snapshot))
      <section aria-labelledby="flow"><h2 id="flow">\(page("guide.flow"))</h2><div class="picture">\(guests.picture(offering.procedure, page))</div></section>
      <section aria-labelledby="where"><h2 id="where">\(page("guide.where"))</h2><p><b>\(snapshot.name(of: offering.accepting))</b>\(service.venue.isEmpty ? "" : " · \(service.venue)")<br>\(hours(page, service, offering, snapshot))</p>\(guests.halls(page, offering.accepting.region))</section>
      \(folded(page, service, offering, snapshot))
      </div></div></main>
      """
  }

  private func regionName(_ code: String, _ page: Page, _ snapshot: CatalogueSnapshot) -> String {
    snapshot.region(code)?.name(page.language) ?? code
  }

  /// Why nobody can apply here: suspended, or withdrawn in the region that was asked for.
  private func closed(
    _ page: Page, _ service: Service, _ offering: Offering, _ asked: String, _ snapshot: CatalogueSnapshot
  ) -> HTML {
    if let reason = offering.suspended {
      return page.note("<b>\(page("guide.suspended"))</b> \(reason)", icon: "pause")
    }
    guard let terms = snapshot.terms(of: service.key, in: asked), terms.state == .withdrawn else { return .empty }
    return page.note(
      "<b>\(page("guide.withdrawn", ["region": regionName(asked, page, snapshot)]))</b> \(terms.reason)", icon: "info")
  }

  private func version(_ page: Page, _ service: Service, _ snapshot: CatalogueSnapshot) -> HTML {
    guard let version = snapshot.guideVersion(of: service.key) else { return .empty }
    return """
      <p class="small quiet"><a href="\(url: "/services/\(service.key)/versions")">\(page("guide.version", ["n": "\(version.number)", "date": page.dateText(version.at.civilDate)]))</a></p>
      """
  }

  private func facts(_ page: Page, _ service: Service, _ offering: Offering) -> HTML {
    let due = guests.dueIfSentNow(offering)
    let time: HTML =
      offering.promisedDays == 0
      ? "<span class=\"promise\">\(page("service.onTheSpot"))</span><span class=\"why\">\(page.count("guide.legal", offering.legalDays))</span>"
      : "<span class=\"promise\">\(page.count("service.days", offering.promisedDays))</span><span class=\"why\">\(page("guide.ifSentNow")) \(page.date(due.date))\(due.provisional ? page("guide.provisional") : "") · \(page.count("guide.legal", offering.legalDays))</span>"
    let visits =
      service.visits == 0 ? page("guide.noVisit") : page.count("service.visits", service.visits)
    let why =
      service.visits == 0
      ? page("guide.noVisitWhy") : catalogue.current.elements(of: service.key, in: offering.region)?.visitReason ?? ""
    return """
      <dl class="facts">
       <div><dt>\(page("guide.howLong"))</dt><dd>\(time)</dd></div>
       <div><dt>\(page("guide.howOften"))</dt><dd>\(visits)<span class="why">\(why)</span></dd></div>
       <div><dt>\(page("guide.cost"))</dt><dd>\(service.fee.isEmpty ? page("service.free") : service.fee)<span class="why">\(catalogue.current.elements(of: service.key, in: offering.region)?.feeBasis ?? "")</span></dd></div>
       <div><dt>\(page("guide.result"))</dt><dd>\(service.result)</dd></div>
      </dl>
      """
  }

  private func ways(_ page: Page, _ service: Service, _ offering: Offering, _ snapshot: CatalogueSnapshot) -> HTML {
    let apply = "/services/\(service.key)/apply?region=\(offering.region)"
    let online: HTML = """
      <a class="way first" href="\(url: apply)">\(page.icon("write"))<b>\(page("guide.applyOnline"))</b><span>\(page("guide.applyOnlineWhy"))</span></a>
      """
    let others = snapshot.offerings(of: service.key).filter { $0.region != offering.region }
    let elsewhere = others.map { other -> HTML in
      """
      <li><a href="\(url: "/services/\(service.key)?region=\(other.region)")">\(regionName(other.region, page, snapshot))</a></li>
      """
    }
    let phone = snapshot.elements(of: service.key, in: offering.region)?.consultPhone ?? "12345"
    return """
      <aside class="ways stay" aria-labelledby="ways"><h2 id="ways" class="h3">\(page("guide.ways"))</h2>
       \(offering.suspended == nil ? online : .empty)
       <a class="way" href="#where">\(page.icon("place"))<b>\(page("guide.atWindow"))</b><span>\(snapshot.name(of: offering.accepting))</span></a>
       <a class="way" href="\(url: "tel:\(phone)")">\(page.icon("phone"))<b>\(page("guide.call"))</b><span>\(phone)</span></a>
       <p class="small no-print"><a href="#main" data-print>\(page.icon("print")) \(page("guide.print"))</a></p>
       \(others.isEmpty ? .empty : "<details class=\"fold\"><summary>\(page.count("guide.others", others.count))</summary><ul class=\"words\">\(elsewhere)</ul></details>")</aside>
      """
  }

  private func conditions(_ page: Page, _ service: Service, _ offering: Offering, _ snapshot: CatalogueSnapshot) -> HTML {
    guard let elements = snapshot.elements(of: service.key, in: offering.region), !elements.conditions.isEmpty else {
      return .empty
    }
    let items = elements.conditions.map { "<li>\(page.icon("check")) \($0)</li>" as HTML }
    return """
      <section aria-labelledby="can"><h2 id="can">\(page("guide.can"))</h2><ul class="ticks">\(items)</ul>\(synthetic(page, elements.synthetic))</section>
      """
  }

  private func synthetic(_ page: Page, _ isSynthetic: Bool) -> HTML {
    isSynthetic ? "<p class=\"small quiet\">\(page("guide.synthetic"))</p>" : .empty
  }

  private func papers(_ page: Page, _ service: Service, _ snapshot: CatalogueSnapshot) -> HTML {
    let papers = snapshot.evidence(of: service.key)
    let required = papers.filter(\.required).count
    let bring = papers.filter { $0.required && !$0.shareable }.count
    let rows = papers.map { paper -> HTML in
      let tag: HTML =
        paper.shareable
        ? "<span class=\"tag on\">\(page("guide.shared"))</span>" : "<span class=\"tag\">\(page("guide.yours"))</span>"
      return """
        <li\(paper.shareable ? "" : " class=\"mine\"" as HTML)><svg class="sample" viewBox="0 0 44 56" aria-hidden="true"><path d="M2 2h30l10 10v42H2z"/><path class="fill" d="M8 16h22v5H8zM8 26h28v5H8zM8 36h28v5H8z"/></svg><div><h3>\(paper.name)</h3><p>\(details(page, paper))</p></div>\(tag)</li>
        """
    }
    return """
      <section aria-labelledby="need"><div class="heading-row"><h2 id="need">\(page("guide.need"))</h2><p>\(page("guide.count", ["n": "\(required)", "bring": "\(bring)"]))</p></div>
      <ol class="evidence">\(rows)</ol></section>
      """
  }

  /// `必备 · 原件 1 份 · 公安局出具 · 缺了也先受理，5 个工作日内补`
  private func details(_ page: Page, _ paper: ServiceEvidence) -> String {
    var parts = [page(paper.required ? "guide.required" : "guide.bySituation")]
    if paper.originals > 0 { parts.append(page("evidence.originals", ["n": "\(paper.originals)"])) }
    if paper.copies > 0 { parts.append(page("evidence.copies", ["n": "\(paper.copies)"])) }
    if paper.originals + paper.copies == 0 { parts.append(page("evidence.kind.\(paper.kind)")) }
    if !paper.issuer.isEmpty { parts.append(page("evidence.issuer", ["name": paper.issuer])) }
    if paper.tolerance > 0 { parts.append(page.count("evidence.tolerance", paper.tolerance)) }
    return parts.joined(separator: " · ")
  }

  private func appealBody(_ page: Page, _ offering: Offering, _ snapshot: CatalogueSnapshot) -> String {
    snapshot.region(offering.region).flatMap {
      ImplementationList.appealBody(against: offering.responsible, in: $0, league: snapshot.region(snapshot.league))
    } ?? page("guide.taxAuthority")
  }

  private func hours(_ page: Page, _ service: Service, _ offering: Offering, _ snapshot: CatalogueSnapshot) -> String {
    let hours = snapshot.elements(of: service.key, in: offering.region)?.hours ?? ""
    return hours.isEmpty ? page("guide.hours") : hours
  }

  private func folded(_ page: Page, _ service: Service, _ offering: Offering, _ snapshot: CatalogueSnapshot) -> HTML {
    let elements = snapshot.elements(of: service.key, in: offering.region)
    let questions = snapshot.questions(of: service.key).map { "<p><b>\($0.question)</b><br>\($0.answer)</p>" as HTML }
    let asked: HTML =
      questions.isEmpty
      ? .empty
      : "<details class=\"fold\"><summary>\(page("guide.questions"))</summary><div class=\"stack-tight\">\(questions)</div></details>"
    let steps = (elements?.steps ?? []).joined(separator: " → ")
    let region = snapshot.region(offering.region)
    let code = elements.flatMap { elements in
      region.flatMap { ImplementationList.code(offering, tier: $0.tier, elements: elements) }
    }
    let eases = ImplementationList.eases(service, elements).map { page("guide.ease.\($0.rawValue)") }.joined(
      separator: page("guide.and"))
    func yes(_ flag: Bool?) -> String { page(flag == true ? "yes" : "no") }
    let list = [
      (page("guide.list.key"), service.key), (page("guide.list.basicCode"), elements?.basicCode ?? ""),
      (page("guide.list.code"), code ?? ""), (page("guide.list.type"), page("type.\(service.type)")),
      (page("guide.list.level"), region.map { page("guide.level.\($0.tier.rawValue)") } ?? ""),
      (page("guide.list.authority"), elements?.authority ?? ""),
      (page("guide.list.scope"), page("guide.scope.\(service.scope)")),
      (page("guide.list.eases"), eases), (page("guide.list.limit"), elements?.quantityLimit ?? ""),
      (page("guide.list.intermediary"), elements?.intermediary ?? ""),
      (page("guide.list.steps"), steps), (page("guide.list.sample"), elements?.resultSample ?? ""),
      (page("guide.list.feeItem"), elements?.feeItem ?? ""),
      (page("guide.list.appointment"), yes(elements?.appointment)), (page("guide.list.mailIn"), yes(elements?.mailIn)),
      (page("guide.list.mailOut"), yes(elements?.mailOut)), (page("guide.list.kiosk"), yes(elements?.kiosk)),
      (page("guide.list.payment"), yes(elements?.onlinePayment)), (page("guide.list.rights"), elements?.rights ?? ""),
    ].filter { !$0.1.isEmpty }.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
    return """
      <section aria-label="\(page("guide.more"))">\(asked)
       <details class="fold"><summary>\(page("guide.law"))</summary><p>\(service.legalBasis)</p></details>
       <details class="fold"><summary>\(page("guide.list"))</summary><div><dl class="summary">\(list)</dl>\(synthetic(page, elements?.synthetic ?? false))</div></details>
       <details class="fold"><summary>\(page("guide.unhappy"))</summary><p>\(page("guide.unhappyHow", ["consult": elements?.consultPhone ?? "12345", "complain": elements?.complaintPhone ?? "12345"]))</p><p>\(page("guide.appeal", ["body": appealBody(page, offering, snapshot)]))</p></details></section>
      """
  }
}
