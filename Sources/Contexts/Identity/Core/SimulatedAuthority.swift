import Kernel

/// Stands for the real-name authority where there is none: the demo and tests. Knows nobody; answers by stated rules, so that every
/// case can be tried:
///
/// - a name that contains 查无 does not belong to any number;
/// - a name that contains 超时 finds the authority not answering;
/// - a person whose name contains 无权 represents no organisation;
/// - every other name belongs to every number, since all people of the demo are made up.
public struct SimulatedAuthority: RealNameAuthority {
  /// How long an answer takes, in milliseconds; real ones take some hundred.
  private let delay: Int

  public init(delay: Int = 0) { self.delay = delay }

  public func verify(_ claim: RealNameClaim) async throws -> RealNameAnswer {
    if delay > 0 { try await Task.sleep(for: .milliseconds(delay)) }
    let names: [String]
    switch claim {
    case .person(let name, _): names = [name]
    case .representative(let organisation, _, let person, _):
      if person.contains("无权") { return .mismatch }
      names = [organisation, person]
    }
    if names.contains(where: { $0.contains("超时") }) { throw Rejection(.unavailable, "authorityUnavailable") }
    return names.contains { $0.contains("查无") } ? .mismatch : .confirmed
  }
}
