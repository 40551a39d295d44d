/// Orders things by what they need, without recursion: a hostile model may have a chain as long as it likes.
enum Order {
  private enum State { case unseen, open, done }

  /// Each node after those it needs. A need that closes a ring is left out after `ring` has been told its path.
  static func sorted(
    _ needs: [[Int]], from starts: some Sequence<Int>, ring: (_ path: () -> [Int]) -> Void
  ) -> [Int] {
    var state = [State](repeating: .unseen, count: needs.count)
    var order: [Int] = []
    for start in starts where needs.indices.contains(start) && state[start] == .unseen {
      var path: [(node: Int, next: Int)] = [(start, 0)]
      state[start] = .open
      while let top = path.last {
        let wanted = needs[top.node]
        guard top.next < wanted.count else {
          state[top.node] = .done
          order.append(top.node)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let node = wanted[top.next]
        guard needs.indices.contains(node) else { continue }
        switch state[node] {
        case .open:
          ring {
            let from = path.firstIndex { $0.node == node } ?? 0
            return path[from...].map(\.node) + [node]
          }
        case .unseen:
          state[node] = .open
          path.append((node, 0))
        case .done: break
        }
      }
    }
    return order
  }

  /// A path in words; the middle of a long one is left out.
  static func words(_ path: [Int], _ name: (Int) -> String) -> String {
    let shown = path.count <= 12 ? path.map(name) : path.prefix(6).map(name) + ["…"] + path.suffix(5).map(name)
    return shown.joined(separator: " → ")
  }

  /// The first ring, as the path that closes it.
  static func ring(in needs: [[Int]]) -> [Int]? {
    var found: [Int]?
    _ = sorted(needs, from: needs.indices) { if found == nil { found = $0() } }
    return found
  }
}
