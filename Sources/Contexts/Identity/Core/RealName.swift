import Kernel

/// What the authority says of a name and a number.
public enum RealNameAnswer: String, Sendable {
  /// The two belong together.
  case confirmed
  /// They do not.
  case mismatch
}

/// What the authority is asked.
public enum RealNameClaim: Sendable {
  /// Name and GB 11643 number belong together.
  case person(name: String, number: String)
  /// Name and GB 32100 code belong together, and the person is the organisation's legal representative: name and code alone are
  /// public and prove nothing.
  case representative(organisation: String, code: String, person: String, number: String)
}

/// The authority that knows which name belongs to which number (实名核验): public security for persons, market regulation for organisations.
///
/// Throws `Rejection(.unavailable)` when it does not answer in time; a sign-up then stays unmade and can be tried again.
public protocol RealNameAuthority: Sendable {
  func verify(_ claim: RealNameClaim) async throws -> RealNameAnswer
}
