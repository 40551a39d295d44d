import CatalogueCore
import HTML
import Kernel
import WebSupport

extension CataloguePages {
  func portal(_ page: Page, _ actor: Actor?, audience: String) async throws -> HTML {
    let snapshot = catalogue.current
    let audience = audience == "organisation" ? "organisation" : "person"
    let popular = try await guests.popular().compactMap { key -> ServiceHit? in
      guard let service = snapshot.service(key), service.audience.contains(audience) else { return nil }
      return snapshot.nearestOffering(service, to: page.region ?? snapshot.league).map {
        snapshot.hit(service, $0)
      }
    }
    let words = popular.prefix(7).map { hit -> HTML in
      "<a href=\"\(url: "/services/\(hit.service.key)?region=\(hit.offering.region)")\">\(hit.service.plainName)</a>"
    }
    let themes = snapshot.themes.filter { $0.audience == audience }
    func theme(_ name: String) -> HTML {
      "<a href=\"\(url: "/services?audience=\(audience)&theme=\(Page.encoded(name))")\">\(name)</a>"
    }
    let ring = themes.prefix(12).map { "<li>\(theme($0.name))</li>" as HTML }
    let more = themes.dropFirst(12).map { theme($0.name) }
    func tab(_ key: String, _ icon: String) -> HTML {
      let current: HTML = key == audience ? " aria-current=\"page\"" : .empty
      return """
        <a href="\(url: "/?audience=\(key)#life")"\(current)>\(page.icon(icon))\(page("audience.\(key)"))</a>
        """
    }
    let cards = popular.prefix(6).map { hit -> HTML in
      """
      <a class="card" href="\(url: "/services/\(hit.service.key)?region=\(hit.offering.region)")"><h3>\(hit.service.plainName)</h3><p class="small quiet">\(hit.service.name)</p><p class="small">\(short(page, hit.service, hit.offering))</p></a>
      """
    }
    let bundles = try guests.bundles(page, audience)
    let together: HTML =
      bundles.isEmpty
      ? .empty
      : """
      <section class="section" id="together"><div class="page"><div class="heading-row"><h2>\(page("portal.bundles"))</h2><a href="\(url: "/bundles?audience=\(audience)")">\(page("portal.bundlesAll", ["n": "\(snapshot.bundles.bundles.count)"]))</a></div><div class="cards">\(bundles)</div></div></section>
      """
    return """
      <main id="main">
      <section class="hero">\(page.drawing("scene"))
       <div class="page hero-inner"><h1>\(page("portal.ask"))</h1>
        \(searchBox(page, ""))
        <ul class="answers" id="answers" aria-label="\(page("portal.answers"))" hidden></ul>
        <p class="words"><span class="quiet">\(page("portal.often"))</span>\(Array(words))</p>
       </div></section>
      <section class="section" id="life"><div class="page">
       <div class="heading-row"><h2>\(page("portal.life.\(audience)"))</h2>
        <nav class="tabs plain" aria-label="\(page("portal.forWhom"))">\(tab("person", "person"))\(tab("organisation", "company"))</nav></div>
       <div class="life"><nav class="ring" aria-label="\(page("portal.byEvent"))">\(page.drawing("ring"))<p class="ring-heart">\(page("portal.heart.\(audience)"))</p><ol>\(Array(ring))</ol></nav>
       <div class="stack"><div class="cards tight-cards">\(Array(cards))</div>
       <p class="words elder-off"><span class="quiet">\(page("portal.more"))</span>\(Array(more))</p>
       <p><a href="/services">\(page("portal.all", ["n": page.grouped(snapshot.services.count)]))</a></p></div></div></div></section>
      \(together)
      <section class="section"><div class="page thirds">\(try await guests.aside(page, actor))</div></section>
      </main>
      """
  }

  func searchBox(_ page: Page, _ text: String) -> HTML {
    """
    <form class="search" role="search" action="/services"><label class="hidden" for="q">\(page("portal.label"))</label>
     <input id="q" name="q" type="search" value="\(text)" placeholder="\(page("portal.placeholder"))" autocomplete="off" maxlength="100" data-suggest="answers"><button class="button">\(page.icon("search"))\(page("portal.search"))</button></form>
    """
  }

  func regions(_ page: Page, to target: String) -> HTML {
    let items = catalogue.current.regions.map { region -> HTML in
      let chosen: HTML = page.region == region.code ? " aria-current=\"true\"" : .empty
      return """
        <a class="card" href="\(url: "/preferences?region=\(region.code)&to=\(Page.encoded(target))")"\(chosen)><h2 class="h3">\(region.name(page.language))</h2></a>
        """
    }
    return """
      <main id="main" class="page">\(page.crumbs([(page("regions.title"), nil)]))<div class="stack"><h1>\(page("regions.title"))</h1>
      <p class="quiet">\(page("regions.why"))</p><div class="cards tight-cards">\(items)</div></div></main>
      """
  }

  func display(_ page: Page, to target: String) -> HTML {
    func choice(_ set: String, _ name: String, chosen: Bool) -> HTML {
      """
      <a class="button\(chosen ? "" : " second" as HTML)" href="\(url: "/preferences?\(set)&to=\(Page.encoded("/display?to=\(Page.encoded(target))"))")"\(chosen ? " aria-current=\"true\"" : "" as HTML)>\(page(name))</a>
      """
    }
    let preferences = page.preferences
    return """
      <main id="main" class="page">\(page.crumbs([(page("display.title"), nil)]))<div class="stack-wide"><h1>\(page("display.title"))</h1>
      <section class="stack-tight"><h2 class="h3">\(page("display.size"))</h2><p class="row">\(choice("view=plain", "display.plain", chosen: !preferences.elder))\(choice("view=elder", "display.elder", chosen: preferences.elder))</p></section>
      <section class="stack-tight"><h2 class="h3">\(page("display.theme"))</h2><p class="row">\(choice("theme=light", "display.light", chosen: !preferences.dark))\(choice("theme=dark", "display.dark", chosen: preferences.dark))</p></section>
      <section class="stack-tight"><h2 class="h3">\(page("display.contrast"))</h2><p class="row">\(choice("contrast=normal", "display.normal", chosen: !preferences.highContrast))\(choice("contrast=high", "display.high", chosen: preferences.highContrast))</p></section>
      <section class="stack-tight"><h2 class="h3">\(page("display.language"))</h2><p class="row">\(choice("language=zh-Hans", "display.chinese", chosen: page.language == "zh-Hans"))\(choice("language=en", "display.english", chosen: page.language == "en"))</p></section>
      <p><a href="\(url: target)">\(page("display.back"))</a></p></div></main>
      """
  }
}
