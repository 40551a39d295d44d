public import CatalogueCore
public import HTML
public import Hummingbird
import Kernel
import Situations
public import WebSupport

/// Guidance on other rooms' pages: the papers of a service, which follow what somebody answers.
public struct GuidancePart: Sendable {
  let catalogue: CatalogueHolder

  public init(catalogue: CatalogueHolder) { self.catalogue = catalogue }

  /// Questions and papers of a service; nil where it asks nothing. `action`: the page's own address; `hidden`: what else it must keep.
  public func html(
    _ page: Page, _ request: Request, service key: String, region: String, action: String,
    hidden: [(name: String, value: String)]
  ) -> HTML? {
    let snapshot = catalogue.current
    guard let situation = snapshot.bundles.situation(service: key) else { return nil }
    let answers = SituationForm.fitting(SituationForm.answers(request), situation)
    guard let guidance = try? snapshot.guidance(service: key, region: region, answers: answers),
      let blank = try? snapshot.guidance(service: key, region: region, answers: [:]), let finding = guidance.finding
    else { return nil }
    let words = BundleWords(page: page, snapshot: snapshot)
    let kept = hidden.map { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" as HTML }
    let most = blank.papers.count + blank.possible.count
    let now = guidance.papers.count + guidance.possible.count
    let sheets = (0..<max(most, now)).map { "<i\($0 < now ? " class=\"kept\"" : "" as HTML)></i>" as HTML }
    let state: HTML =
      finding.open.isEmpty ? "\(page("guidance.complete"))" : "\(page("guidance.open", ["n": "\(finding.open.count)"]))"
    let restart: HTML =
      answers.isEmpty
      ? .empty : "<a class=\"button second\" href=\"\(url: restartAddress(action, hidden))#need\">\(page("bundle.restart"))</a>"
    return """
      <section aria-labelledby="need" class="stack" id="guidance" data-live><div class="heading-row"><h2 id="need">\(page("guidance.need"))</h2><p aria-live="polite">\(page("guidance.shrink", ["most": "\(most)", "now": "\(now)"])) · \(page("guide.count", ["n": "\(guidance.papers.count)", "bring": "\(guidance.bring)"]))</p></div>
      <p class="sheets" aria-hidden="true">\(sheets)</p>
      <details class="fold situation"\(answers.isEmpty ? "" : " open" as HTML)><summary>\(page("guidance.title"))</summary><div>
      <form action="\(url: action)#need" class="stack">\(kept)<p class="quiet small">\(page("guidance.why"))</p>
      \(SituationForm.questions(page, finding))
      <p class="row"><button class="button">\(page("bundle.show"))</button>\(restart)<span class="quiet" aria-live="polite">\(state)</span></p></form></div></details>
      \(SituationForm.notes(page, finding, words))
      \(lists(page, guidance, words))</section>
      """
  }

  private func restartAddress(_ action: String, _ hidden: [(name: String, value: String)]) -> String {
    let query = hidden.map { "\($0.name)=\(Page.encoded($0.value))" }.joined(separator: "&")
    return query.isEmpty ? action : "\(action)?\(query)"
  }

  private func lists(_ page: Page, _ guidance: ServiceGuidance, _ words: BundleWords) -> HTML {
    func row(_ paper: ServiceGuidance.Paper, isPossible: Bool) -> HTML {
      CompiledPaperRow(
        name: paper.name, originals: paper.originals, copies: paper.copies, isFetched: paper.isFetched,
        fetchedFrom: paper.fetchedFrom,
        reason: (paper.rule.isEmpty ? page("guidance.list") : "\(page("bundle.rule")) \(paper.rule)")
          + (paper.note.isEmpty ? "" : " · \(paper.note)")
      ).html(page, isPossible: isPossible)
    }
    let bySituation = guidance.bySituation.map { one in
      CompiledPaperRow(
        name: one.name, originals: one.originals, copies: one.copies, isFetched: one.shareable, fetchedFrom: "",
        reason: page("guide.bySituation")
      ).html(page)
    }
    let dropped = guidance.dropped.map { one -> HTML in
      "<li><s>\(one.name)</s><span>\(page("bundle.rule")) \(one.rule)\(one.note.isEmpty ? "" : " · \(one.note)")</span></li>"
    }
    let gone: HTML =
      dropped.isEmpty
      ? .empty : "<div class=\"stack-tight\"><h3>\(page("guidance.dropped"))</h3><ul class=\"gone\">\(dropped)</ul></div>"
    let also = (guidance.finding?.effects ?? []).flatMap { effect in
      effect.addServices.map { key -> HTML in
        """
        <li><a href="\(url: "/services/\(key)?region=\(guidance.region)")">\(words.service(key))</a> <span class="small quiet">\(page("bundle.rule")) \(effect.rule)</span></li>
        """
      }
    }
    let more: HTML =
      also.isEmpty
      ? .empty : "<div class=\"stack-tight\"><h3>\(page("guidance.also"))</h3><ul class=\"stack-tight\">\(also)</ul></div>"
    let asked = guidance.fields.filter { !$0.rule.isEmpty }
    let fields: HTML =
      asked.isEmpty
      ? .empty
      : "<p>\(page("guidance.fields")): \(asked.map { "\($0.label) (\($0.rule))" }.joined(separator: page("catalogue.and")))</p>"
    let promise: HTML =
      guidance.promisedBy.isEmpty
      ? .empty
      : "<p><b>\(page("guidance.promised", ["rule": guidance.promisedBy, "days": words.days(Double(guidance.promisedDays))]))</b></p>"
    return """
      \(promise)<ol class="evidence">\(guidance.papers.map { row($0, isPossible: false) })\(bySituation)\(guidance.possible.map { row($0, isPossible: true) })</ol>
      \(gone)\(more)\(fields)
      """
  }
}
