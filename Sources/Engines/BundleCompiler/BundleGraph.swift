/// Which service of a bundle waits for which. Numbers are places among its steps.
struct BundleGraph {
  /// Those that each waits for directly, ascending.
  let before: [[Int]]
  /// An order that keeps every wait; of those that may come next the first of the bundle comes first.
  let order: [Int]
  /// Those that come before each, however far.
  let ancestors: [Set<Int>]

  /// An order is said by a link (one that leads over a service that is not there holds all the same), or follows when the result of one is a paper that another asks for. Where the links have it the other way
  /// round, or a service asks for what it makes (as one that changes a paper does), nothing follows: that paper is one from before.
  init(_ input: BundleInput) throws(BundleFault) {
    let places = Dictionary(input.steps.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    var waits = [Set<Int>](repeating: [], count: input.steps.count)
    var links: [String: Set<String>] = [:]
    for link in input.links { links[link.service, default: []].insert(link.after) }
    for (place, step) in input.steps.enumerated() {
      var seen = Set<String>()
      var waiting = Array(links[step.key] ?? [])
      while let name = waiting.popLast() {
        guard seen.insert(name).inserted else { continue }
        if let there = places[name] { waits[place].insert(there) } else { waiting += links[name] ?? [] }
      }
    }
    let said = Self.closure(waits)
    let needs = input.steps.map { step in Set(step.papers.filter { $0.droppedBy.isEmpty }.map(\.key)) }
    for (maker, step) in input.steps.enumerated() {
      for yield in step.yields where !needs[maker].contains(yield.paper) {
        for user in input.steps.indices where user != maker && !said[maker].contains(user) {
          guard needs[user].contains(yield.paper), yield.serves(input.steps[user].key) else { continue }
          waits[user].insert(maker)
        }
      }
    }
    var order: [Int] = []
    var done = Set<Int>()
    while order.count < waits.count {
      guard let next = waits.indices.first(where: { !done.contains($0) && waits[$0].isSubset(of: done) }) else {
        throw .cycle(Self.ring(waits, without: done).map { input.steps[$0].key })
      }
      order.append(next)
      done.insert(next)
    }
    self.order = order
    ancestors = Self.closure(waits)
    // What is waited for by the way of another need not be said.
    let all = ancestors
    before = waits.map { direct in direct.filter { one in !direct.contains { all[$0].contains(one) } }.sorted() }
  }

  private static func closure(_ waits: [Set<Int>]) -> [Set<Int>] {
    waits.indices.map { start in
      var found = Set<Int>()
      var waiting = Array(waits[start])
      while let next = waiting.popLast() {
        if found.insert(next).inserted { waiting += waits[next] }
      }
      return found
    }
  }

  /// A ring among those that cannot be ordered, from its first member on.
  private static func ring(_ waits: [Set<Int>], without done: Set<Int>) -> [Int] {
    guard var place = waits.indices.first(where: { !done.contains($0) }) else { return [] }
    var way: [Int] = []
    while !way.contains(place) {
      way.append(place)
      // Each that is left waits for another that is left.
      guard let next = waits[place].filter({ !done.contains($0) }).min() else { return way }
      place = next
    }
    let ring = way[(way.firstIndex(of: place) ?? 0)...]
    guard let least = ring.min(), let start = ring.firstIndex(of: least) else { return Array(ring) }
    return Array(ring[start...] + ring[..<start])
  }
}
