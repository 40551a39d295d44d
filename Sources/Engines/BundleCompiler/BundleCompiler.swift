/// Chosen services in, one application out. Pure: the same input compiles to the same output.
public enum BundleCompiler {
  /// Throws for services that wait for each other in a ring, and for a question that is asked in two ways.
  public static func compile(_ input: BundleInput) throws(BundleFault) -> CompiledBundle {
    let graph = try BundleGraph(input)
    let (items, removed) = papers(input, graph)
    let (form, removedFields) = try merge(input, graph)
    let (days, path) = time(input, graph)
    var depth = [Int](repeating: 0, count: input.steps.count)
    for place in graph.order { depth[place] = graph.before[place].map { depth[$0] + 1 }.max() ?? 0 }
    return CompiledBundle(
      steps: graph.order.map { place in
        let step = input.steps[place]
        return CompiledBundle.Step(
          key: step.key, name: step.name, days: step.days, after: graph.before[place].map { input.steps[$0].key },
          depth: depth[place])
      }, items: items, removed: removed, form: form, removedFields: removedFields, days: max(days, input.term),
      longestPath: path)
  }

  /// The longest way from a beginning to an end, in working days.
  private static func time(_ input: BundleInput, _ graph: BundleGraph) -> (days: Double, path: [String]) {
    var ready = [Int](repeating: 0, count: input.steps.count)
    var came = [Int?](repeating: nil, count: input.steps.count)
    for place in graph.order {
      // The first of equals, so that the same path comes out each time.
      for earlier in graph.before[place] where came[place].map({ ready[earlier] > ready[$0] }) ?? true { came[place] = earlier }
      ready[place] = (came[place].map { ready[$0] } ?? 0) + input.steps[place].days
    }
    guard let longest = ready.max(), var place = graph.order.first(where: { ready[$0] == longest }) else { return (0, []) }
    var path = [input.steps[place].key]
    while let earlier = came[place] {
      path.append(input.steps[earlier].key)
      place = earlier
    }
    return (Double(longest), path.reversed())
  }

  // MARK: - Papers

  /// A paper of a service that is still asked for.
  private struct Asked {
    let step: Int
    let paper: BundlePaper
  }

  private static func papers(
    _ input: BundleInput, _ graph: BundleGraph
  ) -> ([CompiledBundle.Item], [CompiledBundle.Removed]) {
    var removed: [CompiledBundle.Removed] = []
    var asked: [Asked] = []
    func cut(_ one: Asked, _ reason: CompiledBundle.Cut) {
      removed.append(.init(key: one.paper.key, name: one.paper.name, service: input.steps[one.step].key, cut: reason))
    }
    for place in graph.order {
      for paper in input.steps[place].papers {
        let one = Asked(step: place, paper: paper)
        if !paper.droppedBy.isEmpty {
          cut(one, .situation(rule: paper.droppedBy, note: paper.droppedWhy))
        } else if let (maker, basis) = maker(of: paper.key, for: place, input, graph) {
          cut(one, .yielded(service: maker, basis: basis))
        } else {
          asked.append(one)
        }
      }
    }
    // A paper goes when one that stays proves it: of two that prove each other the second stays.
    var places: [String: [Int]] = [:]
    for (place, one) in asked.enumerated() { places[one.paper.key, default: []].append(place) }
    var gone = Set<String>()
    for implication in input.implications {
      guard implication.paper != implication.implies, !gone.contains(implication.paper), !gone.contains(implication.implies),
        let strong = places[implication.paper], let weak = places[implication.implies]
      else { continue }
      guard
        implication.services.isEmpty
          || strong.contains(where: { implication.services.contains(input.steps[asked[$0].step].key) })
      else { continue }
      gone.insert(implication.implies)
      for place in weak { cut(asked[place], .implied(paper: implication.paper, basis: implication.basis)) }
    }
    var items: [CompiledBundle.Item] = []
    var told = Set<String>()
    for one in asked where !gone.contains(one.paper.key) && told.insert(one.paper.key).inserted {
      let all = (places[one.paper.key] ?? []).map { asked[$0] }
      // Who asks for most keeps it; of equals the first.
      let most = all.map { $0.paper.originals + $0.paper.copies }.max() ?? 0
      let kept = all.first { $0.paper.originals + $0.paper.copies == most } ?? one
      for other in all where other.step != kept.step { cut(other, .duplicate(service: input.steps[kept.step].key)) }
      items.append(
        .init(
          key: one.paper.key, name: one.paper.name, originals: all.map(\.paper.originals).max() ?? 0,
          copies: all.map(\.paper.copies).max() ?? 0, isFetched: all.contains { $0.paper.isFetched },
          fetchedFrom: all.first { !$0.paper.fetchedFrom.isEmpty }?.paper.fetchedFrom ?? "",
          service: input.steps[kept.step].key, rule: all.allSatisfy { !$0.paper.rule.isEmpty } ? kept.paper.rule : ""))
    }
    let rank = Dictionary(graph.order.enumerated().map { (input.steps[$1].key, $0) }, uniquingKeysWith: { first, _ in first })
    let sorted = removed.enumerated().sorted {
      (rank[$0.element.service] ?? 0, $0.offset) < (rank[$1.element.service] ?? 0, $1.offset)
    }
    return (items, sorted.map(\.element))
  }

  /// The nearest service before this one whose result is the paper.
  private static func maker(
    of paper: String, for place: Int, _ input: BundleInput, _ graph: BundleGraph
  ) -> (service: String, basis: String)? {
    let user = input.steps[place].key
    for earlier in graph.order.reversed() where graph.ancestors[place].contains(earlier) {
      if let yield = input.steps[earlier].yields.first(where: { $0.paper == paper && $0.serves(user) }) {
        return (input.steps[earlier].key, yield.basis)
      }
    }
    return nil
  }
}
