public import Foundation
import FoundationNetworking
public import JSON

/// Asks a running program for JSON. Throws when nobody answers.
public func ask(
  _ method: String, _ url: String, _ body: JSON? = nil, token: String? = nil
) async throws -> (status: Int, json: JSON) {
  guard let url = URL(string: url) else { throw NotStarted(description: "no address: \(url)") }
  var request = URLRequest(url: url)
  request.httpMethod = method
  request.timeoutInterval = 20
  if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
  if let body {
    request.httpBody = Data(body.bytes)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
  }
  let (data, response) = try await URLSession.shared.data(for: request)
  return ((response as? HTTPURLResponse)?.statusCode ?? 0, (try? JSON.parse(Array(data))) ?? .null)
}

/// Sends bytes of any kind. Throws when nobody answers.
public func send(
  _ method: String, _ url: String, _ body: Data?, type: String?, token: String? = nil
) async throws -> (status: Int, json: JSON) {
  guard let url = URL(string: url) else { throw NotStarted(description: "no address: \(url)") }
  var request = URLRequest(url: url)
  request.httpMethod = method
  request.timeoutInterval = 20
  request.httpBody = body
  if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
  if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
  let (data, response) = try await URLSession.shared.data(for: request)
  return ((response as? HTTPURLResponse)?.statusCode ?? 0, (try? JSON.parse(Array(data))) ?? .null)
}

/// The token of a new session.
public func signIn(_ address: String, _ account: String, _ password: String = "wutong-demo-2026") async throws -> String? {
  try await ask("POST", "\(address)/api/v1/sessions", ["account": .string(account), "password": .string(password)])
    .json["token"]?.stringValue
}
