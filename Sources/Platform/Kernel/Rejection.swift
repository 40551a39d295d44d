/// One thing that is wrong with what somebody sent, at one place of it.
public struct Problem: Sendable, Hashable {
  /// JSON Pointer (RFC 6901) into the request's body; empty for the whole.
  public let pointer: String
  /// Stable, lower camel case; the words for people stand in the string table under `problem.<code>`.
  public let code: String
  /// Values that the words take, by name.
  public let arguments: [String: String]

  public init(_ pointer: String, _ code: String, _ arguments: [String: String] = [:]) {
    self.pointer = pointer
    self.code = code
    self.arguments = arguments
  }
}

/// A request that was understood and refused. Thrown by use cases; mapped to a status, a log level and words in one place.
public struct Rejection: Error, Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// 400: not to be read at all.
    case malformed
    /// 401
    case unauthenticated
    /// 403
    case forbidden
    /// 404, also for what is not yours.
    case notFound
    /// 409: not possible in this state.
    case conflict
    /// 413
    case tooLarge
    /// 415
    case unsupportedMedia
    /// 422: well-formed but invalid.
    case invalid
    /// 429
    case tooMany
    /// 503: come back later.
    case unavailable
  }

  public let kind: Kind
  public let code: String
  public let arguments: [String: String]
  public let problems: [Problem]

  public init(_ kind: Kind, _ code: String, _ arguments: [String: String] = [:], problems: [Problem] = []) {
    self.kind = kind
    self.code = code
    self.arguments = arguments
    self.problems = problems
  }

  public static func invalid(_ problems: [Problem]) -> Rejection {
    Rejection(.invalid, "invalid", problems: problems)
  }

  public static let notFound = Rejection(.notFound, "notFound")
  public static let forbidden = Rejection(.forbidden, "forbidden")
  public static let unauthenticated = Rejection(.unauthenticated, "unauthenticated")
}
