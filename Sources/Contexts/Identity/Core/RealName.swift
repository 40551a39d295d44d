public import Kernel

/// What the authority says of a name and a number.
public enum RealNameAnswer: String, Sendable {
  /// The two belong together.
  case confirmed
  /// They do not.
  case mismatch
}

/// The authority that knows which name belongs to which number (实名核验): public security for persons, market regulation for organisations.
///
/// Throws `Rejection(.unavailable)` when it does not answer in time; a sign-up then stays unmade and can be tried again.
public protocol RealNameAuthority: Sendable {
  func verify(kind: Actor.Kind, name: String, number: String) async throws -> RealNameAnswer
}
