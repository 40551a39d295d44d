public import Kernel

/// Stands for the real-name authority where there is none: the demo and tests. Knows nobody; answers by stated rules, so that every
/// case can be tried:
///
/// - a name that contains 查无 does not belong to any number;
/// - a name that contains 超时 finds the authority not answering;
/// - every other name belongs to every number, since all people of the demo are made up.
public struct SimulatedAuthority: RealNameAuthority {
  /// How long an answer takes, in milliseconds; real ones take some hundred.
  private let delay: Int

  public init(delay: Int = 0) { self.delay = delay }

  public func verify(kind: Actor.Kind, name: String, number: String) async throws -> RealNameAnswer {
    if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
    if name.contains("超时") { throw Rejection(.unavailable, "authorityUnavailable") }
    return name.contains("查无") ? .mismatch : .confirmed
  }
}
