import HTML
import HTTPTypes
import Hummingbird
import JSON
import Kernel
import NIOCore

/// What somebody is told who did not get what they asked for: what happened, what to do next, and a reference that the log has too.
/// Nothing of the inside.
extension Site {
  /// A problem (RFC 9457).
  func problem(_ rejection: Rejection, _ status: HTTPResponse.Status, language: String) -> JSON {
    func say(_ code: String, _ arguments: [String: String]) -> String { words(language, "problem.\(code)", arguments) }
    var problem: JSON = [
      "type": .string("/problems/\(rejection.code)"), "title": .string(words(language, "status.\(status.code)")),
      "status": .number(JSONNumber(status.code)), "detail": .string(say(rejection.code, rejection.arguments)),
    ]
    if !rejection.problems.isEmpty {
      problem["errors"] = .array(
        rejection.problems.map {
          ["pointer": .string($0.pointer), "code": .string($0.code), "message": .string(say($0.code, $0.arguments))]
        })
    }
    return problem
  }

  /// A page.
  func errorPage(
    _ rejection: Rejection, _ status: HTTPResponse.Status, _ request: Request, reference: String
  ) -> HTML {
    let page = page(request)
    let title = page("status.\(status.code)")
    let items = rejection.problems.map { HTML("<li>\(page("problem.\($0.code)", $0.arguments))</li>") }
    let list: HTML = items.isEmpty ? .empty : "<ul>\(items)</ul>"
    let next = page("errors.next.\(status.code)")
    return page.publicDocument(
      title,
      """
      <main id="main" class="page section stack"><h1>\(title)</h1><p class="lead">\(page("problem.\(rejection.code)", rejection.arguments))</p>
      \(list)<p>\(next)</p><p class="quiet">\(page("errors.reference", ["reference": reference]))</p>
      <p class="row"><a class="button" href="/">\(page("shell.toHome"))</a><a class="button second" href="/my">\(page("shell.mine"))</a></p></main>
      """)
  }

  /// The answer to a request that did not come in whole: `head` is nil when not even that did.
  func late(_ head: HTTPRequest?, reference: String) -> (type: String, text: String) {
    let head = head ?? HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
    let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    // The kind is not told: only its words are.
    let rejection = Rejection(.malformed, "requestLate")
    guard request.isAskedByProgram else {
      return ("text/html; charset=utf-8", errorPage(rejection, .requestTimeout, request, reference: reference).text)
    }
    let language = Words.language(request.headers[.acceptLanguage])
    return ("application/problem+json", problem(rejection, .requestTimeout, language: language).text)
  }
}

extension Request {
  private static let probes: Set = ["/healthz", "/readyz", "/metrics"]

  /// By a program that reads JSON, and not by a person.
  var isAskedByProgram: Bool { uri.path.hasPrefix("/api/") || Self.probes.contains(uri.path) }
}
