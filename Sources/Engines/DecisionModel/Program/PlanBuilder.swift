import FEEL

/// Brings what decisions need into an order and gives every value its place: inputs first.
struct PlanBuilder {
  let nodes: [NodeProgram?]
  let given: Set<Int>
  private(set) var places: [Int: Int] = [:]
  private(set) var inputs: [Plan.Input] = []
  private(set) var steps: [Plan.Step] = []

  init(nodes: [NodeProgram?], given: Set<Int>) {
    self.nodes = nodes
    self.given = given
  }

  mutating func addInput(_ index: Int) {
    guard places[index] == nil, index < nodes.count, let node = nodes[index] else { return }
    var path: [String] = []
    if case .input(let names) = node.kind { path = names }
    let isUndeclared = if case .undeclared = node.kind { true } else { false }
    places[index] = inputs.count
    inputs.append(
      Plan.Input(
        name: node.name, path: path, type: node.type, isTyped: node.isTyped, place: inputs.count, isUndeclared: isUndeclared))
  }

  /// Adds a decision with all that it needs. Inputs are gathered before the first step gets its place.
  mutating func add(_ decision: Int) {
    let order = reached(from: decision)
    for node in order where isInput(node) { addInput(node) }
    for node in order where !isInput(node) { pending.append(node) }
    rebuild()
  }

  private var pending: [Int] = []

  private func isInput(_ index: Int) -> Bool {
    if given.contains(index) { return true }
    switch nodes[index]?.kind {
    case .input, .undeclared: return true
    default: return false
    }
  }

  /// Places of steps lie behind those of all inputs.
  private mutating func rebuild() {
    places = places.filter { isInput($0.key) }
    steps = []
    for index in pending where places[index] == nil {
      guard let node = nodes[index], case .decision(let logic, let sources) = node.kind else { continue }
      let place = inputs.count + steps.count
      let placed = sources.map(placed)
      let isReady =
        steps.isEmpty && placed.count == inputs.count
        && placed.enumerated().allSatisfy { if case .node(let at) = $1 { at == $0 } else { false } }
      places[index] = place
      steps.append(
        Plan.Step(
          name: node.name, logic: logic, sources: placed, type: node.type, isTyped: node.isTyped, place: place,
          isReady: isReady))
    }
  }

  private func placed(_ source: Source) -> Source {
    switch source {
    case .node(let index): .node(places[index] ?? Int.max)
    case .fixed: source
    case .nested(let members): .nested(members.map { ($0.name, placed($0.source)) })
    }
  }

  private func needs(_ index: Int) -> [Int] {
    guard !isInput(index), case .decision(_, let sources)? = nodes[index]?.kind else { return [] }
    var found: [Int] = []
    func gather(_ source: Source) {
      switch source {
      case .node(let index): found.append(index)
      case .fixed: break
      case .nested(let members): for member in members { gather(member.source) }
      }
    }
    for source in sources { gather(source) }
    return found
  }

  /// Everything that is needed, each after what it needs itself. The model graph has no rings.
  private func reached(from start: Int) -> [Int] {
    var done = Set<Int>()
    var order: [Int] = []
    var path: [(node: Int, needs: [Int], next: Int)] = [(start, needs(start), 0)]
    var open: Set = [start]
    while let top = path.last {
      if top.next == top.needs.count {
        path.removeLast()
        if done.insert(top.node).inserted { order.append(top.node) }
        continue
      }
      path[path.count - 1].next += 1
      let node = top.needs[top.next]
      if nodes.indices.contains(node), !done.contains(node), open.insert(node).inserted { path.append((node, needs(node), 0)) }
    }
    return order
  }
}
