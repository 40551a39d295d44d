import BundleCompiler
import CatalogueCore
import Forms
import HTML
import Hummingbird
import Kernel
import Situations
import WebSupport

// One bundle: what it is for, what it saves and why, in which order, for somebody's own situation.
extension BundlePages {
  func bundle(
    _ page: Page, _ request: Request, _ snapshot: CatalogueSnapshot, _ definition: BundleDefinition
  ) -> HTML {
    let words = BundleWords(page: page, snapshot: snapshot)
    let region = (request.query("region") ?? page.region).flatMap(snapshot.region)?.code ?? snapshot.league
    let situation = snapshot.bundles.situation(bundle: definition.key)
    let answers = SituationForm.fitting(SituationForm.answers(request), situation)
    let wanted = Self.wanted(request)
    let plan: BundlePlan
    do throws(Rejection) {
      plan = try snapshot.plan(bundle: definition.key, BundleRequest(region: region, answers: answers, services: wanted))
    } catch {
      let what = page("problem.\(error.problems.first?.code ?? error.code)", error.problems.first?.arguments ?? error.arguments)
      return """
        <main id="main" class="page section stack">\(crumbs(page, definition))<h1>\(definition.name)</h1>\(page.refusal(what))<p><a class="button second" href="\(url: "/bundles/\(definition.key)")">\(page("bundle.restart"))</a></p></main>
        """
    }
    return """
      <main id="main" class="page">\(crumbs(page, definition))
      <div id="bundle" data-live>\(head(page, plan, words))
      \(facts(page, plan, words))
      <div class="stack-wide">
      \(SituationForm.notes(page, plan.finding, words))
      \(asking(page, plan, words, chosen: wanted != nil || !answers.isEmpty))
      \(left(page, plan, words))
      \(cuts(page, plan, words))
      \(order(page, plan, words))
      \(results(page, plan, words))
      \(unasked(page, plan, words))
      \(rules(page, plan))
      </div></div></main>
      """
  }

  /// The services that somebody ticked; nil when nobody was asked.
  private static func wanted(_ request: Request) -> [String]? {
    guard request.query("choose") != nil else { return nil }
    return request.uri.queryParameters.filter { $0.key == "with" }.map { String($0.value) }
  }

  private func crumbs(_ page: Page, _ definition: BundleDefinition) -> HTML {
    page.crumbs([(page("bundles.title"), "/bundles"), (definition.name, nil)])
  }

  private func head(_ page: Page, _ plan: BundlePlan, _ words: BundleWords) -> HTML {
    let compiled = plan.compiled
    let names = plan.departments.map { key in
      words.snapshot.department(key).map { page.language == "en" ? $0.nameEn : $0.short } ?? key
    }
    let sheets = (0..<compiled.before).map { "<i\($0 < compiled.items.count ? " class=\"kept\"" : "" as HTML)></i>" as HTML }
    return """
      <header class="bundle-head"><div class="stack"><h1>\(plan.definition.name)</h1>
       <p class="quiet">\(names.joined(separator: page("catalogue.and")))</p>
       <p class="lead measure">\(plan.definition.intro)</p></div>
       <div class="eleven"><p class="figure"><span class="hidden">\(page("bundle.from"))</span><span class="was">\(compiled.before)</span> → <span class="promise">\(compiled.items.count)</span></p><p class="quiet">\(page("bundle.sheets"))</p><p class="small">\(page("bundle.bring", ["n": "\(compiled.bring)"]))</p><span class="sheets" aria-hidden="true">\(sheets)</span></div></header>
      """
  }

  private func facts(_ page: Page, _ plan: BundlePlan, _ words: BundleWords) -> HTML {
    let compiled = plan.compiled
    let why =
      plan.definition.term > 0 && plan.definition.term >= compiled.days
      ? plan.definition.termBasis
      : compiled.days > 0
        ? page("bundle.why.path", ["path": compiled.longestPath.map(words.service).joined(separator: " → ")]) : ""
    let fees = plan.fees.filter { !$0.fee.isEmpty || !$0.bearer.isEmpty }.map { fee -> HTML in
      """
      <span class="why">\(words.service(fee.service)): \(fee.fee.isEmpty ? "" : fee.fee) \(page(fee.bearer.isEmpty ? "bundle.feeApplicant" : "bundle.feeGovernment"))\(fee.basis.isEmpty ? "" : " · \(fee.basis)")</span>
      """
    }
    let charged = plan.fees.contains { !$0.fee.isEmpty && $0.bearer.isEmpty }
    return """
      <dl class="facts"><div><dt>\(page("bundle.forms"))</dt><dd>\(page("bundle.formsCount", ["before": "\(compiled.steps.count)"]))</dd></div>
      <div><dt>\(page("bundle.questions"))</dt><dd>\(page("bundle.questionsCount", ["before": "\(compiled.fieldsBefore)", "after": "\(compiled.form.fields.count)"]))</dd></div>
      <div><dt>\(page("bundle.howLong"))</dt><dd><span class="promise">\(words.days(compiled.days))</span><span class="why">\(why)</span></dd></div>
      <div><dt>\(page("bundle.fee"))</dt><dd>\(charged ? "" : page("service.free"))\(fees)</dd></div></dl>
      """
  }

  private func asking(_ page: Page, _ plan: BundlePlan, _ words: BundleWords, chosen: Bool) -> HTML {
    let steps = Set(plan.compiled.steps.map(\.key))
    func box(_ key: String, _ name: String, isIn: Bool, isFixed: Bool, _ why: String) -> HTML {
      let more: HTML = why.isEmpty ? .empty : " <span class=\"small quiet\">\(why)</span>"
      let fixed: HTML = isFixed ? " disabled" : .empty
      return """
        <label class="choice\(isIn ? " chosen" : "" as HTML)"><input type="checkbox" name="with" value="\(key)"\(isIn ? " checked" : "" as HTML)\(fixed)>\(name)\(more)</label>
        """
    }
    let inside = plan.compiled.steps.map { step -> HTML in
      let why = plan.broughtBy[step.key].map { "\(page("bundle.brought")) (\($0.rule))" } ?? ""
      let fixed = !plan.optional.contains(step.key)
      return box(step.key, step.name, isIn: true, isFixed: fixed, fixed && why.isEmpty ? page("bundle.needed") : why)
    }
    let out = plan.leftOut.filter { !steps.contains($0.service) }.map { one -> HTML in
      "<li><s>\(words.service(one.service))</s><span>\(page("bundle.rule")) \(one.effect.rule)\(one.effect.note.isEmpty ? "" : " · \(one.effect.note)")</span></li>"
    }
    let offers = plan.offers.filter { offer in !plan.leftOut.contains { $0.service == offer.key } }.map {
      box($0.key, $0.name, isIn: false, isFixed: false, "")
    }
    let questions = plan.finding.map { SituationForm.questions(page, $0) } ?? .empty
    let situation: HTML =
      plan.finding == nil
      ? .empty : "<p class=\"quiet\">\(page("bundle.askingWhy"))</p>\(questions)"
    let gone: HTML = out.isEmpty ? .empty : "<h3>\(page("bundle.leftOut"))</h3><ul class=\"gone\">\(out)</ul>"
    let more: HTML =
      offers.isEmpty
      ? .empty
      : "<fieldset class=\"question\"><legend>\(page("bundle.offers"))</legend><div class=\"choices\">\(offers)</div></fieldset>"
    let restart: HTML =
      chosen
      ? "<a class=\"button second\" href=\"\(url: "/bundles/\(plan.definition.key)")\">\(page("bundle.restart"))</a>" : .empty
    return """
      <section aria-labelledby="ask"><h2 id="ask">\(page(plan.finding == nil ? "bundle.choosing" : "bundle.asking"))</h2>
      <form action="\(url: "/bundles/\(plan.definition.key)")#ask" class="stack"><input type="hidden" name="choose" value="1">\(situation)
      <fieldset class="question"><legend>\(page("bundle.choosing"))</legend><p class="quiet small">\(page("bundle.choosingWhy"))</p><div class="choices">\(inside)</div></fieldset>\(more)\(gone)
      <p class="row"><button class="button">\(page("bundle.show"))</button>\(restart)</p></form></section>
      """
  }

  private func left(_ page: Page, _ plan: BundlePlan, _ words: BundleWords) -> HTML {
    let rows = plan.compiled.items.map { item in
      CompiledPaperRow(
        name: item.name, originals: item.originals, copies: item.copies, isFetched: item.isFetched,
        fetchedFrom: item.fetchedFrom,
        reason: words.service(item.service) + (item.rule.isEmpty ? "" : " · \(page("bundle.askedBy", ["rule": item.rule]))")
      ).html(page)
    }
    return """
      <section aria-labelledby="left"><h2 id="left">\(page("bundle.left", ["n": "\(plan.compiled.items.count)", "bring": "\(plan.compiled.bring)"]))</h2><ol class="evidence">\(rows)</ol></section>
      """
  }

  /// Each service's own list: what stays, and what goes by which rule.
  private func cuts(_ page: Page, _ plan: BundlePlan, _ words: BundleWords) -> HTML {
    let groups = plan.compiled.steps.compactMap { step -> HTML? in
      let kept = plan.compiled.items.filter { $0.service == step.key }.map { item -> HTML in
        """
        <tr class="kept">{first}<td>\(item.name)</td><td class="rule">\(page.icon("check")) \(page(item.isFetched ? "bundle.cut.keepFetched" : "bundle.cut.keep"))</td></tr>
        """
      }
      let gone = plan.compiled.removed.filter { $0.service == step.key }.map { cut -> HTML in
        let rule = BundleWords.rule(cut.cut)
        let isOurs = ["duplicate", "yielded", "implied"].contains(rule)
        return """
          <tr class="out">{first}<td><s>\(cut.name)</s></td><td class="rule"><a href="#rule-\(isOurs ? rule : "situation")">\(isOurs ? page("bundle.rules.\(rule)") : "\(page("bundle.rule")) \(rule)")</a> \(words.because(cut.cut))</td></tr>
          """
      }
      let rows = kept + gone
      guard let first = rows.first else { return nil }
      let head: HTML = "<th scope=\"rowgroup\" rowspan=\"\(rows.count)\">\(step.name)</th>"
      let body =
        [first.text.replacing("{first}", with: head.text)] + rows.dropFirst().map { $0.text.replacing("{first}", with: "") }
      return HTML(raw: "<tbody>\(body.joined())</tbody>")
    }
    return """
      <section aria-labelledby="cut"><div class="heading-row"><h2 id="cut">\(page("bundle.cut.title", ["n": "\(plan.compiled.removed.count)"]))</h2><a href="#rules">\(page("bundle.rules.title"))</a></div>
      <table class="cut"><caption class="hidden">\(page("bundle.cut.caption"))</caption><thead><tr><th scope="col">\(page("bundle.cut.service"))</th><th scope="col">\(page("bundle.cut.paper"))</th><th scope="col">\(page("bundle.cut.now"))</th></tr></thead>\(groups)</table></section>
      """
  }

  private func order(_ page: Page, _ plan: BundlePlan, _ words: BundleWords) -> HTML {
    let rows = plan.compiled.steps.map { step -> HTML in
      let before = step.after.map(words.service).joined(separator: page("catalogue.and"))
      return """
        <tr><th scope="row"><a href="\(url: "/services/\(step.key)")">\(step.name)</a></th><td>\(before.isEmpty ? page("bundle.afterNone") : before)</td><td>\(words.days(Double(step.days)))</td></tr>
        """
    }
    return """
      <section aria-labelledby="order"><h2 id="order">\(page("bundle.order"))</h2><p class="quiet">\(page("bundle.orderWhy"))</p><div class="picture">\(BundlePicture(page: page, compiled: plan.compiled, words: words).html)</div>
      <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("bundle.picture", ["n": "\(plan.compiled.steps.count)"]))"><table class="table"><thead><tr><th scope="col">\(page("bundle.step"))</th><th scope="col">\(page("bundle.after"))</th><th scope="col">\(page("bundle.time"))</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
      """
  }

  private func results(_ page: Page, _ plan: BundlePlan, _ words: BundleWords) -> HTML {
    let items = plan.compiled.steps.map {
      "<li>\(page.icon("check")) \(plan.results[$0.key] ?? "") <span class=\"small quiet\">\($0.name)</span></li>" as HTML
    }
    return """
      <section aria-labelledby="get"><h2 id="get">\(page("bundle.results"))</h2><ul class="ticks">\(items)</ul></section>
      """
  }

  private func unasked(_ page: Page, _ plan: BundlePlan, _ words: BundleWords) -> HTML {
    guard !plan.compiled.removedFields.isEmpty else { return .empty }
    let rows = plan.compiled.removedFields.map { field -> HTML in
      """
      <tr><th scope="row">\(field.label)</th><td>\(field.service.isEmpty ? plan.definition.name : words.service(field.service))</td><td>\(words.because(field.reason))</td></tr>
      """
    }
    return """
      <section><details class="fold"><summary>\(page("bundle.unasked.title", ["n": "\(plan.compiled.removedFields.count)"]))</summary><div class="table-wrap" tabindex="0" role="region" aria-label="\(page("bundle.unasked.caption"))"><table class="table"><caption class="hidden">\(page("bundle.unasked.caption"))</caption><thead><tr><th scope="col">\(page("bundle.unasked.question"))</th><th scope="col">\(page("bundle.unasked.service"))</th><th scope="col">\(page("bundle.unasked.reason"))</th></tr></thead><tbody>\(rows)</tbody></table></div></details></section>
      """
  }

  private func rules(_ page: Page, _ plan: BundlePlan) -> HTML {
    let counts = Dictionary(plan.compiled.removed.map { (BundleWords.rule($0.cut), 1) }, uniquingKeysWith: +)
    let ours = ["duplicate", "yielded", "implied"]
    let others = counts.filter { !ours.contains($0.key) }.values.reduce(0, +)
    let rows = (ours + (others > 0 ? ["situation"] : [])).map { rule -> HTML in
      let count = rule == "situation" ? others : counts[rule] ?? 0
      return """
        <div id="rule-\(rule)"><dt>\(page("bundle.rules.\(rule)"))</dt><dd>\(page("bundle.rules.\(rule)Why"))</dd><dd>\(page("bundle.rules.count", ["n": "\(count)"]))</dd></div>
        """
    }
    return """
      <section aria-labelledby="rules"><h2 id="rules">\(page("bundle.rules.title"))</h2><dl class="summary rules">\(rows)</dl></section>
      """
  }
}
