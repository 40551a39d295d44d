public import BundleCompiler
import JSON
public import Kernel
public import Situations

/// What somebody wants of a bundle: where, in which situation, which services.
public struct BundleRequest: Sendable {
  public let region: String
  /// By question.
  public let answers: [String: [String]]
  /// Keys of services, or `bundle:KEY`; nil: what the bundle takes by itself. What a bundle needs comes in anyhow.
  public let services: [String]?

  public init(region: String, answers: [String: [String]] = [:], services: [String]? = nil) {
    self.region = region
    self.answers = answers
    self.services = services
  }
}

/// A bundle as it comes out for somebody.
public struct BundlePlan: Sendable {
  /// A service that may be had beside those that are in.
  public struct Offer: Sendable, Hashable {
    public let key: String
    public let name: String
  }

  /// A fee, and who pays it.
  public struct Fee: Sendable, Hashable {
    public let service: String
    /// Empty: there is none, or the catalogue says nothing of it.
    public let fee: String
    /// `government`, or empty for the applicant.
    public let bearer: String
    public let basis: String
  }

  public let definition: BundleDefinition
  public let compiled: CompiledBundle
  /// nil where the bundle asks nothing.
  public let finding: SituationFinding?
  /// Keys of the services that may be left out.
  public let optional: Set<String>
  /// Services that may be added, and bundles as `bundle:KEY`.
  public let offers: [Offer]
  public let fees: [Fee]
  /// What the services' results are, by service.
  public let results: [String: String]
  /// By service: why somebody's answers brought it in; only for those that the bundle does not take by itself.
  public let broughtBy: [String: SituationEffect]
  /// Services that the answers took out, and why.
  public let leftOut: [(service: String, effect: SituationEffect)]
  /// Departments that take part, in the order of the services.
  public let departments: [String]
}

extension CatalogueSnapshot {
  /// A bundle for somebody. Throws `notFound` for an unknown one, and `invalid` with a pointer for each thing wrong in what is asked:
  /// `/region`, `/answers/QUESTION`, `/services/n`; a published bundle compiles by itself, and one whose answers bring in what does not
  /// fit is `conflict`.
  public func plan(bundle key: String, _ request: BundleRequest) throws(Rejection) -> BundlePlan {
    guard let definition = bundles.bundle(key) else { throw .notFound }
    return try plan(definition, request)
  }

  /// The same for a definition that is tried out: what is wrong in it is told with pointers into it (`/bundle/…`).
  public func plan(trying definition: BundleDefinition, _ request: BundleRequest) throws(Rejection) -> BundlePlan {
    let faults = BundleRules.faults(of: definition, in: self)
    guard faults.isEmpty else {
      throw .invalid(faults.map { Problem("/bundle" + BundleRules.place($0.pointer, in: definition), $0.rule.rawValue) })
    }
    return try plan(definition, request)
  }

  private func plan(_ definition: BundleDefinition, _ request: BundleRequest) throws(Rejection) -> BundlePlan {
    let flat: FlatBundle
    do throws(FlatBundle.Fault) { flat = try FlatBundle(definition, in: bundles) } catch {
      throw Rejection(.conflict, "bundleBroken", ["part": error.part])
    }
    var problems: [Problem] = region(request.region) == nil ? [Problem("/region", "unknownRegion")] : []
    let situation = bundles.situation(bundle: definition.key)
    problems += answerProblems(request.answers, situation)
    let known = Set(flat.parts.map(\.key)).union(flat.nested.keys)
    for (place, key) in (request.services ?? []).enumerated() where !known.contains(key) {
      problems.append(Problem("/services/\(place)", "notInBundle", ["service": key]))
    }
    guard problems.isEmpty else { throw .invalid(problems) }
    let finding = situation?.find(request.answers)
    let choice = BundleChoice(flat, request.services, finding, in: self)
    let resolver = BundleResolver(snapshot: self, region: request.region, flat: flat, finding: finding, choice: choice)
    let compiled: CompiledBundle
    do throws(BundleFault) { compiled = try BundleCompiler.compile(resolver.input(term: definition.term)) } catch {
      throw Rejection(.conflict, "bundleBroken", ["part": BundleRules.words(error)])
    }
    let chosen = compiled.steps.compactMap { service($0.key, in: request.region) }
    let bearers = Dictionary(flat.parts.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return BundlePlan(
      definition: definition, compiled: compiled, finding: finding, optional: choice.optional,
      offers: choice.offers(flat, in: self),
      fees: chosen.map { one in
        let part = bearers[one.key]
        return .init(service: one.key, fee: one.fee, bearer: part?.bearer ?? "", basis: part?.bearerBasis ?? "")
      }, results: Dictionary(chosen.map { ($0.key, $0.result) }, uniquingKeysWith: { first, _ in first }),
      broughtBy: choice.broughtBy, leftOut: choice.leftOut,
      departments: chosen.map(\.department).reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
  }

  /// What is wrong with answers, each with its place.
  func answerProblems(_ answers: [String: [String]], _ situation: Situation?) -> [Problem] {
    guard let situation else {
      return answers.keys.sorted().map { Problem("/answers/\(JSONPointer.escaped($0))", "unknownQuestion") }
    }
    return situation.problems(answers).map { problem in
      let code =
        switch problem.reason {
        case .unknown: "unknownQuestion"
        case .notAsked: "notAsked"
        case .noOption: "enum"
        case .several: "oneOnly"
        case .twice: "uniqueItems"
        }
      let place = problem.place.map { "/\($0)" } ?? ""
      return Problem("/answers/\(JSONPointer.escaped(problem.question))\(place)", code)
    }
  }
}

/// Which services of a bundle are in.
struct BundleChoice {
  /// In the order of the bundle, then those that answers brought in.
  private(set) var services: [String] = []
  private(set) var optional: Set<String> = []
  private(set) var broughtBy: [String: SituationEffect] = [:]
  private(set) var leftOut: [(service: String, effect: SituationEffect)] = []
  /// What stands in the place of what.
  private(set) var swapped: [String: String] = [:]

  init(_ flat: FlatBundle, _ wanted: [String]?, _ finding: SituationFinding?, in snapshot: CatalogueSnapshot) {
    let asked = wanted.map { Set($0.flatMap { flat.nested[$0] ?? [$0] }) }
    for part in flat.parts {
      if part.choice == .needed || asked?.contains(part.key) ?? (part.choice == .chosen) { services.append(part.key) }
      if part.choice != .needed { optional.insert(part.key) }
    }
    for effect in finding?.effects ?? [] {
      for key in effect.removeServices where services.contains(key) {
        services.removeAll { $0 == key }
        leftOut.append((key, effect))
      }
      for swap in effect.swaps {
        guard let place = services.firstIndex(of: swap.from), !services.contains(swap.to), snapshot.service(swap.to) != nil
        else {
          continue
        }
        services[place] = swap.to
        swapped[swap.from] = swap.to
        broughtBy[swap.to] = effect
        leftOut.append((swap.from, effect))
      }
      for key in effect.addServices where !services.contains(key) && snapshot.service(key) != nil {
        services.append(key)
        broughtBy[key] = effect
        leftOut.removeAll { $0.service == key }
      }
    }
  }

  func offers(_ flat: FlatBundle, in snapshot: CatalogueSnapshot) -> [BundlePlan.Offer] {
    let nested = flat.nested.sorted { $0.key < $1.key }
    let inside = Set(nested.flatMap(\.value))
    let single = flat.parts.filter { $0.choice != .needed && !services.contains($0.key) && !inside.contains($0.key) }
    return single.compactMap { part in snapshot.service(part.key).map { .init(key: part.key, name: $0.plainName) } }
      + nested.filter { !Set($0.value).isSubset(of: services) }.compactMap { key, _ in
        snapshot.bundles.bundle(String(key.dropFirst(7))).map { .init(key: key, name: $0.name) }
      }
  }
}
