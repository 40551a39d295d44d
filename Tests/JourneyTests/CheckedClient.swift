import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Synchronization
import Testing

/// Asks as the client does, and holds every answer of the interface, and every body that it took, to the interface's own document.
struct CheckedClient: TestClientProtocol {
  let client: any TestClientProtocol
  private let document = SharedDocument()

  var port: Int? { client.port }

  init(client: any TestClientProtocol) { self.client = client }

  func executeRequest(
    uri: String, method: HTTPRequest.Method, headers: HTTPFields, body: ByteBuffer?
  ) async throws -> TestResponse {
    let response = try await client.executeRequest(uri: uri, method: method, headers: headers, body: body)
    let path = String(uri.prefix { $0 != "?" })
    guard path.hasPrefix("/api/") || path == "/healthz" || path == "/readyz" else { return response }
    let checks = try await document.checks(client)
    let faults = checks.faults(
      path, method.rawValue, sent: body.map { Array(buffer: $0) }, status: response.status.code, response.headers,
      answer: Array(buffer: response.body))
    for fault in faults {
      Issue.record("\(method.rawValue) \(path) → \(response.status.code): \(fault)")
    }
    return response
  }
}

/// The document of the program that is asked, fetched once.
private final class SharedDocument: Sendable {
  private let kept = Mutex<DocumentChecks?>(nil)

  func checks(_ client: any TestClientProtocol) async throws -> DocumentChecks {
    if let checks = kept.withLock({ $0 }) { return checks }
    let response = try await client.executeRequest(uri: "/api/v1/openapi.json", method: .get, headers: [:], body: nil)
    let checks = try DocumentChecks.of(Array(buffer: response.body))
    kept.withLock { $0 = checks }
    return checks
  }
}
