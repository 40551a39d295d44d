import HTML
import Hummingbird
import Situations
import WebSupport

/// The questions of a situation as a form of a page: works by itself, and better with the script.
struct SituationForm: Sendable {
  /// Names of its fields begin so.
  static let prefix = "q-"

  /// The answers in an address; names of others are left alone.
  static func answers(_ request: Request) -> [String: [String]] {
    var answers: [String: [String]] = [:]
    for (name, value) in request.uri.queryParameters where name.hasPrefix(prefix) && !value.isEmpty {
      answers[String(name.dropFirst(prefix.count)), default: []].append(String(value))
    }
    return answers
  }

  /// The answers that questions can have: on a page a stale one falls away by itself.
  static func fitting(_ answers: [String: [String]], _ situation: Situation?) -> [String: [String]] {
    guard let situation else { return [:] }
    var fitting = answers
    // What falls away may take others with it.
    while let problem = situation.problems(fitting).first {
      let chosen = fitting[problem.question] ?? []
      switch problem.reason {
      case .several: fitting[problem.question] = Array(chosen.prefix(1))
      case .twice: fitting[problem.question] = chosen.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      case .noOption where chosen.count > 1: fitting[problem.question]?.remove(at: problem.place ?? 0)
      default: fitting[problem.question] = nil
      }
    }
    return fitting
  }

  static func questions(_ page: Page, _ finding: SituationFinding) -> HTML {
    let items = finding.asked.map { question -> HTML in
      let chosen = finding.answers[question.key] ?? []
      let options = question.options.map { option -> HTML in
        let isChosen = chosen.contains(option.key)
        return """
          <label class="choice\(isChosen ? " chosen" : "" as HTML)"><input type="\(question.isMulti ? "checkbox" : "radio")" name="\(prefix)\(question.key)" value="\(option.key)"\(isChosen ? " checked" : "" as HTML)>\(option.label)</label>
          """
      }
      return """
        <fieldset class="question"><legend>\(question.text)</legend><div class="choices">\(options)</div></fieldset>
        """
    }
    return "\(items)"
  }

  /// What rules say to people, and what is in the way.
  static func notes(_ page: Page, _ finding: SituationFinding?, _ words: BundleWords) -> HTML {
    guard let finding else { return .empty }
    let blocked = finding.block.map { effect -> HTML in
      page.note("<b>\(page("bundle.blocked"))</b> \(effect.note)\(way(page, effect, words))", icon: "pause")
    }
    let others = finding.effects.filter { !$0.blocks && (!$0.note.isEmpty || $0.goTo != nil) }.map { effect -> HTML in
      "<li>\(effect.note)\(way(page, effect, words)) <span class=\"small quiet\">\(page("bundle.rule")) \(effect.rule)</span></li>"
    }
    let list: HTML =
      others.isEmpty
      ? .empty
      : "<div class=\"note\">\(page.icon("info"))<div><b>\(page("bundle.notes"))</b><ul class=\"stack-tight\">\(others)</ul></div></div>"
    return "\(blocked ?? .empty)\(list)"
  }

  private static func way(_ page: Page, _ effect: SituationEffect, _ words: BundleWords) -> HTML {
    guard let key = effect.goTo else { return .empty }
    return """
       \(page(effect.blocks ? "bundle.first" : "bundle.instead")) <a href="\(url: "/services/\(key)")">\(words.service(key))</a>
      """
  }
}

extension CompiledPaperRow {
  static let sample: HTML = """
    <svg class="sample" viewBox="0 0 44 56" aria-hidden="true"><path d="M2 2h30l10 10v42H2z"/><path class="fill" d="M8 16h22v5H8zM8 26h28v5H8zM8 36h28v5H8z"/></svg>
    """
}

/// A paper of a list, as guides show it.
struct CompiledPaperRow {
  let name: String
  let originals: Int
  let copies: Int
  let isFetched: Bool
  let fetchedFrom: String
  let reason: String

  func html(_ page: Page, isPossible: Bool = false) -> HTML {
    var details: [String] = []
    if originals > 0 { details.append(page("evidence.originals", ["n": "\(originals)"])) }
    if copies > 0 { details.append(page("evidence.copies", ["n": "\(copies)"])) }
    if !fetchedFrom.isEmpty { details.append(page("bundle.fetchedFrom", ["name": fetchedFrom])) }
    if !reason.isEmpty { details.append(reason) }
    let tag: HTML =
      isPossible
      ? "<span class=\"tag\">\(page("guidance.possible"))</span>"
      : isFetched
        ? "<span class=\"tag on\">\(page("bundle.fetched"))</span>" : "<span class=\"tag\">\(page("bundle.yours"))</span>"
    return """
      <li\(isFetched || isPossible ? "" : " class=\"mine\"" as HTML)>\(Self.sample)<div><h3>\(name)</h3><p>\(details.joined(separator: " · "))</p></div>\(tag)</li>
      """
  }
}
