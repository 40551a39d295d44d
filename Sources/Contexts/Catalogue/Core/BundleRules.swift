import BundleCompiler
import Forms
import Situations

/// What bundles, situations and the tables of papers must be to be published. Pure.
enum BundleRules {
  /// A fault of a definition, with its place in it as a JSON Pointer.
  struct Fault: Hashable {
    let pointer: String
    let rule: PublicationRules.Rule
  }

  /// All faults of all tables.
  static func faults(in snapshot: CatalogueSnapshot) -> [PublicationFault] {
    let book = snapshot.bundles
    var faults = book.strays.map { PublicationFault(elsewhere: $0, rule: .rowsWithoutBundle) }
    for (service, yields) in book.yields.sorted(by: { $0.key < $1.key }) {
      for yield in yields {
        let known =
          ([service] + yield.services).allSatisfy { snapshot.service($0) != nil } && snapshot.paper(yield.paper) != nil
        guard !known else { continue }
        faults.append(PublicationFault(elsewhere: "service-yields/\(service)/\(yield.paper)", rule: .yieldNames))
      }
    }
    for one in book.implications {
      let known =
        [one.paper, one.implies].allSatisfy { snapshot.paper($0) != nil }
        && one.services.allSatisfy { snapshot.service($0) != nil } && one.paper != one.implies
      if !known {
        faults.append(PublicationFault(elsewhere: "evidence-implies/\(one.paper)/\(one.implies)", rule: .impliesNames))
      }
    }
    for definition in book.bundles {
      faults += self.faults(of: definition, in: snapshot).map {
        PublicationFault(elsewhere: "bundles/\(definition.key)" + $0.pointer, rule: $0.rule)
      }
    }
    for (key, fault) in book.broken {
      faults.append(
        PublicationFault(elsewhere: "situations/\(key)/\(fault.reason.rawValue)/\(fault.place)", rule: .situationModel))
    }
    for situation in book.situations { faults += self.faults(of: situation, in: snapshot) }
    return faults
  }

  /// All faults of one bundle: parts, links and questions that name what there is not; services that wait for each other; a question that
  /// is asked in two ways.
  static func faults(of definition: BundleDefinition, in snapshot: CatalogueSnapshot) -> [Fault] {
    var faults: [Fault] = []
    func wrong(_ pointer: String, _ rule: PublicationRules.Rule) { faults.append(Fault(pointer: pointer, rule: rule)) }
    if definition.parts.isEmpty { wrong("/parts", .bundleEmpty) }
    for part in definition.parts where !part.key.hasPrefix("bundle:") && snapshot.service(part.key) == nil {
      wrong("/parts/\(escaped(part.key))", .bundlePart)
    }
    let flat: FlatBundle
    do throws(FlatBundle.Fault) { flat = try FlatBundle(definition, in: snapshot.bundles) } catch {
      wrong("/parts/\(escaped(error.part))", error.isRing ? .bundleNesting : .bundlePart)
      return faults
    }
    let services = Set(flat.parts.map(\.key))
    let fields = Set(flat.fields.map(\.field.key))
    for link in definition.links {
      let place = "/links/\(escaped(link.service))/\(escaped(link.after))"
      if !services.contains(link.service) || !services.contains(link.after) { wrong(place, .bundleLink) }
      if !Set(link.passes).isSubset(of: fields) { wrong(place, .bundlePasses) }
    }
    for field in definition.fields {
      let place = "/fields/\(escaped(field.field.key))"
      if !field.service.isEmpty, !services.contains(field.service) { wrong(place, .bundleField) }
      for same in field.same {
        let parts = same.split(separator: "/").map(String.init)
        if parts.count != 2 || snapshot.forms.entry(parts[0])?.form.field(parts[1]) == nil { wrong(place, .bundleField) }
      }
      if [.choice, .choices].contains(field.field.kind), field.field.options.isEmpty, field.same.isEmpty {
        wrong(place, .fieldWithoutOptions)
      }
    }
    guard faults.isEmpty else { return faults }
    // With everything that may be in it at once: what fits then fits whoever chooses what.
    let everything = BundleChoice(flat, flat.parts.map(\.key), nil, in: snapshot)
    let resolver = BundleResolver(
      snapshot: snapshot, region: snapshot.league, flat: flat, finding: nil, choice: everything)
    do throws(BundleFault) {
      let compiled = try BundleCompiler.compile(resolver.input(term: definition.term))
      if !compiled.form.faults.isEmpty { wrong("/fields/\(compiled.form.faults[0].field ?? "")", .bundleForm) }
    } catch {
      switch error {
      case .cycle(let ring): wrong("/links/" + ring.prefix(2).joined(separator: "/"), .bundleCycle)
      case .fieldKinds(let field, _, _, _, let other):
        wrong("/fields/\(field)" + (other.isEmpty ? "" : "/\(other)"), .bundleFieldKinds)
      }
    }
    return faults
  }

  /// A key as a step of a JSON Pointer (RFC 6901).
  private static func escaped(_ key: String) -> String { key.replacing("~", with: "~0").replacing("/", with: "~1") }

  /// The place of a fault in a definition as somebody sent it, where parts, links and questions stand in lists.
  static func place(_ pointer: String, in definition: BundleDefinition) -> String {
    let steps = pointer.split(separator: "/").map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }
    guard steps.count > 1 else { return pointer == "/parts" ? "/services" : pointer }
    let parts = definition.parts.firstIndex { $0.key == steps[1] }.map { "/services/\($0)" }
    switch steps[0] {
    case "parts": return parts ?? pointer
    case "links":
      let link = definition.links.firstIndex { $0.service == steps[1] && $0.after == steps.dropFirst(2).first }
      return link.map { "/links/\($0)" } ?? parts ?? pointer
    default: return definition.fields.firstIndex { $0.field.key == steps[1] }.map { "/fields/\($0)" } ?? pointer
    }
  }

  /// What keeps a choice from being compiled, as its places: `SJJ001 → GZK001 → SJJ001`, `price`.
  static func words(_ fault: BundleFault) -> String {
    switch fault {
    case .cycle(let ring): (ring + ring.prefix(1)).joined(separator: " → ")
    case .fieldKinds(let field, _, let service, _, let other): "\(field) (\(service), \(other))"
    }
  }

  /// What a situation names that there is not.
  private static func faults(of situation: Situation, in snapshot: CatalogueSnapshot) -> [PublicationFault] {
    var faults: [PublicationFault] = []
    func wrong(_ place: String, _ rule: PublicationRules.Rule) {
      faults.append(PublicationFault(elsewhere: "situations/\(situation.key)" + place, rule: rule))
    }
    let target = situation.target
    let isThere =
      target.hasPrefix("service:") && snapshot.service(String(target.dropFirst(8))) != nil
      || target.hasPrefix("bundle:") && snapshot.bundles.bundle(String(target.dropFirst(7))) != nil
    if !isThere { wrong("/target", .situationTarget) }
    let fields = snapshot.fieldLabels(target: target)
    for effect in situation.effects {
      let papers = effect.addEvidence + effect.removeEvidence + effect.exempt.map(\.evidence)
      for key in papers where snapshot.paper(key) == nil { wrong("/\(effect.rule)/\(key)", .situationNames) }
      let services =
        effect.addServices + effect.removeServices + effect.swaps.flatMap { [$0.from, $0.to] }
        + [effect.goTo].compactMap(\.self)
      for key in services where snapshot.service(key) == nil { wrong("/\(effect.rule)/\(key)", .situationNames) }
      for key in effect.addFields + effect.removeFields where fields[key] == nil {
        wrong("/\(effect.rule)/\(key)", .situationNames)
      }
    }
    return faults
  }
}
