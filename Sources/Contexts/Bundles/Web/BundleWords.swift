import BundleCompiler
import CatalogueCore
import JSON
import WebSupport

/// Reasons of the compiler in the reader's language.
struct BundleWords {
  let page: Page
  let snapshot: CatalogueSnapshot

  func service(_ key: String) -> String { snapshot.service(key)?.plainName ?? key }

  /// The official name beside the plain one, where they differ.
  func official(_ key: String) -> String { snapshot.service(key)?.name ?? key }

  /// One of the compiler's four rules, or the name of a rule of the situation.
  static func rule(_ cut: CompiledBundle.Cut) -> String {
    switch cut {
    case .duplicate: "duplicate"
    case .yielded: "yielded"
    case .implied: "implied"
    case .situation(let rule, _): rule
    }
  }

  func because(_ cut: CompiledBundle.Cut) -> String {
    switch cut {
    case .duplicate(let key): page("bundle.cut.duplicate", ["service": service(key)])
    case .yielded(let key, let basis): page("bundle.cut.yielded", ["service": service(key), "basis": basis])
    case .implied(let key, let basis):
      page("bundle.cut.implied", ["paper": snapshot.paper(key)?.name ?? key, "basis": basis])
    case .situation(_, let note): note.isEmpty ? page("bundle.cut.situation") : note
    }
  }

  static func rule(_ reason: CompiledBundle.Unasked) -> String {
    switch reason {
    case .same: "same"
    case .passed: "passed"
    case .situation(let rule): rule
    }
  }

  func because(_ reason: CompiledBundle.Unasked) -> String {
    switch reason {
    case .same(let key):
      key.isEmpty ? page("bundle.unasked.whole") : page("bundle.unasked.same", ["service": service(key)])
    case .passed(let key): page("bundle.unasked.passed", ["service": service(key)])
    case .situation: page("bundle.cut.situation")
    }
  }

  /// `当场`, `半个工作日`, `5 个工作日`
  func days(_ days: Double) -> String {
    if days == 0 { return page("service.onTheSpot") }
    if days == 0.5 { return page("bundle.halfDay") }
    return days == days.rounded() ? page.count("service.days", Int(days)) : page("bundle.days", ["n": "\(days)"])
  }

  static func number(_ days: Double) -> JSON {
    days == days.rounded() ? .number(JSONNumber(Int(days))) : JSONNumber("\(days)").map(JSON.number) ?? .null
  }
}
