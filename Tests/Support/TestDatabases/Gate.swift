/// Lets a few in at a time: all tests at once would each be slow, and use up the connections of the server they share.
actor Gate {
  static let databases = Gate(places: 12)
  /// Whoever is inside and asks again does not wait for themselves.
  @TaskLocal static var isInside = false

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { free = places }

  nonisolated func pass<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    if Self.isInside { return try await body() }
    await enter()
    do {
      let value = try await Self.$isInside.withValue(true) { try await body() }
      await leave()
      return value
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  private func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
