import Kernel
import Synchronization

/// The halls in use, in memory, for pages that only name them. Safe from any thread; as new as the last `Halls.refresh()`.
public final class HallShelf: Sendable {
  private struct Content {
    var halls: [Hall] = []
    var version = 0
  }

  private let content = Mutex(Content())

  public init() {}

  /// Changes when a hall does: what a kept page is stamped with.
  public var version: Int { content.withLock { $0.version } }

  /// Those of a region, by name.
  public func halls(in region: String) -> [Hall] { content.withLock { $0.halls.filter { $0.region == region } } }

  func put(_ halls: [Hall]) {
    content.withLock { content in
      guard content.halls != halls else { return }
      content.halls = halls
      content.version += 1
    }
  }
}
