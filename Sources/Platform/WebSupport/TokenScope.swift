import Hummingbird
import Kernel

/// What a token for programs may be good for. A scope covers a group of routes; a route in no group is closed to tokens, so that a new
/// one is closed until somebody puts it into a group here.
public enum TokenScope {
  /// Groups by the first part of a route; each has `:read` for GET and `:write` for the rest.
  private static let groups: [(name: String, roots: Set<String>)] = [
    ("cases", ["cases", "tasks", "files"]),
    ("catalogue", ["services", "regions", "departments", "catalogue"]),
    ("reviews", ["reviews"]),
    ("staff", ["staff", "leaves"]),
  ]

  /// Routes that hand out secrets or change how people sign in: for people alone, whatever the group.
  private static let forPeople: Set<String> = ["password", "second-factor", "tokens"]

  public static let all: [String] =
    groups.flatMap { ["\($0.name):read", "\($0.name):write"] } + ["me:read", "record:read"]

  /// The scope that a route needs, as in `GET`, `cases/{id}`; nil when no token may use it.
  public static func needed(_ method: String, _ path: String) -> String? {
    let parts = path.split(separator: "/").map(String.init)
    guard let root = parts.first, forPeople.isDisjoint(with: parts) else { return nil }
    let isReading = method == "GET"
    if parts == ["me"], isReading { return "me:read" }
    if root == "record", isReading { return "record:read" }
    return groups.first { $0.roots.contains(root) }.map { "\($0.name):\(isReading ? "read" : "write")" }
  }

  /// Refuses a request that came with a token whose scopes do not cover the route.
  static func check(_ method: String, _ path: String, isOpen: Bool, _ context: WebContext) throws(Rejection) {
    guard !isOpen, let scopes = context.session?.scopes else { return }
    guard let needed = needed(method, path) else { throw Rejection(.forbidden, "tokenNotHere") }
    guard scopes.contains(needed) else { throw Rejection(.forbidden, "scopeMissing", ["scope": needed]) }
  }
}
