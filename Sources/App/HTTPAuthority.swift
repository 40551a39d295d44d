import Foundation
import FoundationNetworking
public import IdentityCore
import JSON
import Kernel

/// The real-name authority, asked over HTTP.
///
/// `POST` of `{"kind":"person","name":…,"number":…}` or `{"kind":"representative","organisation":…,"code":…,"name":…,"number":…}`; the
/// answer is 200 with `{"answer":"confirmed"}` or `{"answer":"mismatch"}`. Anything else, and no answer within the time-out, is
/// `Rejection(.unavailable)`: a sign-up then stays unmade. Numbers go into the body, never into an address or a log.
public struct HTTPAuthority: RealNameAuthority {
  private let url: URL
  private let token: String?
  private let session: URLSession

  /// nil when the text is no http or https address. `token`: sent as `Authorization: Bearer`.
  public init?(url text: String, token: String?, timeout seconds: Int = 5) {
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme ?? ""), url.host != nil else { return nil }
    self.url = url
    self.token = token
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = Double(seconds)
    configuration.httpMaximumConnectionsPerHost = 8
    session = URLSession(configuration: configuration)
  }

  public func verify(_ claim: RealNameClaim) async throws -> RealNameAnswer {
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    request.httpBody = Data(claim.json.bytes)
    guard let (data, response) = try? await session.data(for: request),
      (response as? HTTPURLResponse)?.statusCode == 200,
      let answer = (try? JSON.parse(Array(data)))?["answer"]?.stringValue.flatMap(RealNameAnswer.init)
    else { throw Rejection(.unavailable, "authorityUnavailable") }
    return answer
  }
}

extension RealNameClaim {
  var json: JSON {
    switch self {
    case .person(let name, let number): ["kind": "person", "name": .string(name), "number": .string(number)]
    case .representative(let organisation, let code, let person, let number):
      [
        "kind": "representative", "organisation": .string(organisation), "code": .string(code), "name": .string(person),
        "number": .string(number),
      ]
    }
  }

  init?(_ json: JSON) {
    guard let name = json["name"]?.stringValue, let number = json["number"]?.stringValue else { return nil }
    switch json["kind"]?.stringValue {
    case "person": self = .person(name: name, number: number)
    case "representative":
      guard let organisation = json["organisation"]?.stringValue, let code = json["code"]?.stringValue else { return nil }
      self = .representative(organisation: organisation, code: code, person: name, number: number)
    default: return nil
    }
  }
}

/// No real-name authority is connected: sign-ups are put off, never waved through.
public struct UnconnectedAuthority: RealNameAuthority {
  public init() {}

  public func verify(_ claim: RealNameClaim) async throws -> RealNameAnswer {
    throw Rejection(.unavailable, "authorityUnavailable")
  }
}
