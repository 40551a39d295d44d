import Forms
import SeededRandom
import Testing

@testable import BundleCompiler

/// Made-up catalogues: what holds of the compiler whatever it is given.
@Suite("Whatever is compiled")
struct CompilerPropertyTests {
  /// Services over a dozen papers; links lead from earlier to later ones, results may feed anybody.
  static func made(_ random: inout SplitMix) -> BundleInput {
    let papers = (0..<12).map { "p\($0)" }
    let count = Int.random(in: 1...9, using: &random)
    let steps = (0..<count).map { number in
      step(
        "s\(number)",
        papers.shuffled(using: &random).prefix(Int.random(in: 0...6, using: &random)).map { key in
          paper(
            key, Int.random(in: 0...2, using: &random), copies: Int.random(in: 0...2, using: &random),
            fetched: Bool.random(using: &random), dropped: Int.random(in: 0..<12, using: &random) == 0 ? "r" : "")
        }, yields: papers.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)).map { $0 },
        days: Int.random(in: 0...9, using: &random))
    }
    var links: [BundleLink] = []
    for service in 0..<count {
      for after in 0..<service where Int.random(in: 0..<5, using: &random) == 0 {
        links.append(BundleLink(service: "s\(service)", after: "s\(after)"))
      }
    }
    let implications = (0..<Int.random(in: 0...5, using: &random)).map { _ in
      Implication(
        paper: papers.randomElement(using: &random) ?? "", implies: papers.randomElement(using: &random) ?? "",
        services: Int.random(in: 0..<3, using: &random) == 0 ? ["s0", "s2"] : [], basis: "")
    }
    return BundleInput(steps: steps, links: links, implications: implications)
  }

  /// Every paper that `one` proves, itself among them, however far.
  private func proven(by paper: String, _ implications: [Implication]) -> Set<String> {
    var found: Set = [paper]
    while let more = implications.first(where: { found.contains($0.paper) && !found.contains($0.implies) }) {
      found.insert(more.implies)
    }
    return found
  }

  @Test("what is handed in, fetched or yielded before covers what each service needs; no order is broken; all is accounted for")
  func covered() throws {
    var random = SplitMix(state: 20_261_125)
    var compiled = 0
    for _ in 0..<3000 {
      let input = Self.made(&random)
      let plan: CompiledBundle
      do throws(BundleFault) { plan = try BundleCompiler.compile(input) } catch {
        guard case .cycle(let ring) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(!ring.isEmpty)
        continue
      }
      compiled += 1
      let order = plan.steps.map(\.key)
      #expect(Set(order) == Set(input.steps.map(\.key)) && order.count == input.steps.count)
      for link in input.links {
        #expect((order.firstIndex(of: link.after) ?? 99) < (order.firstIndex(of: link.service) ?? -1))
      }
      for one in plan.steps {
        #expect(one.after.allSatisfy { (order.firstIndex(of: $0) ?? 99) < (order.firstIndex(of: one.key) ?? -1) })
      }
      #expect(plan.before == input.steps.reduce(0) { $0 + $1.papers.count })
      #expect(Set(plan.items.map(\.key)).count == plan.items.count)
      let kept = Set(plan.items.flatMap { proven(by: $0.key, input.implications) })
      for one in input.steps {
        let earlier = input.steps.filter { (order.firstIndex(of: $0.key) ?? 99) < (order.firstIndex(of: one.key) ?? -1) }
        let yielded = Set(earlier.flatMap(\.yields).map(\.paper))
        for paper in one.papers where paper.droppedBy.isEmpty {
          #expect(kept.contains(paper.key) || yielded.contains(paper.key), "\(one.key) \(paper.key)")
          let cut = plan.removed.first { $0.service == one.key && $0.key == paper.key }
          if case .duplicate? = cut?.cut {
            let item = plan.items.first { $0.key == paper.key }
            #expect((item?.originals ?? -1) >= paper.originals && (item?.copies ?? -1) >= paper.copies)
          }
          if case .yielded(let maker, _)? = cut?.cut {
            #expect(earlier.contains { $0.key == maker })
          }
        }
      }
      let longest = plan.longestPath.compactMap { key in input.steps.first { $0.key == key }?.days }.reduce(0, +)
      #expect(plan.days == Double(longest) && plan.days >= Double(input.steps.map(\.days).max() ?? 0))
    }
    #expect(compiled > 1500)
  }

  @Test("the same input comes out the same")
  func same() throws {
    var random = SplitMix(state: 7)
    for _ in 0..<500 {
      let input = Self.made(&random)
      let (one, other) = (try? BundleCompiler.compile(input), try? BundleCompiler.compile(input))
      #expect(one?.steps == other?.steps && one?.items == other?.items && one?.removed == other?.removed)
    }
  }

  @Test("leaving a service out adds no paper but what it yielded, and what its own papers proved")
  func leftOut() throws {
    var random = SplitMix(state: 11)
    for _ in 0..<1500 {
      let input = Self.made(&random)
      guard let whole = try? BundleCompiler.compile(input) else { continue }
      for (place, gone) in input.steps.enumerated() {
        var fewer = input
        fewer.steps.remove(at: place)
        guard let less = try? BundleCompiler.compile(fewer) else {
          // Whoever waits for nobody in the whole waits for nobody in a part of it.
          Issue.record("a part of what compiles does not")
          continue
        }
        var may = Set(gone.yields.map(\.paper))
        for paper in gone.papers { may.formUnion(proven(by: paper.key, input.implications)) }
        for paper in may { may.formUnion(proven(by: paper, input.implications)) }
        let more = Set(less.items.map(\.key)).subtracting(whole.items.map(\.key))
        #expect(more.isSubset(of: may), "\(gone.key): \(more)")
      }
    }
  }
}
