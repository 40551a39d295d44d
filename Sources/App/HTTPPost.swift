import Foundation
import FoundationNetworking
import JSON
import Mail
import NoticesCore
import TypedSettings

/// Posts to other people's servers: ten seconds, no cookies, no redirects (an answer must not send us to an address that nobody has approved).
enum HTTPPost {
  private final class NoRedirects: NSObject, URLSessionTaskDelegate {
    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest: URLRequest,
      completionHandler: @escaping (URLRequest?) -> Void
    ) { completionHandler(nil) }
  }

  private static let session: URLSession = {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = 10
    configuration.httpMaximumConnectionsPerHost = 4
    configuration.httpCookieStorage = nil
    configuration.urlCache = nil
    return URLSession(configuration: configuration, delegate: NoRedirects(), delegateQueue: nil)
  }()

  /// Any 2xx is taken for done; 408, 425, 429 and 5xx may pass; all else is a no for good. Throws `SendingFailure`.
  static func send(_ url: String, _ headers: [(name: String, value: String)], _ body: [UInt8]) async throws {
    guard let url = URL(string: url) else { throw SendingFailure(isPermanent: true, reason: "no address") }
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    request.httpBody = Data(body)
    let status: Int
    do {
      status = (try await session.data(for: request).1 as? HTTPURLResponse)?.statusCode ?? 0
    } catch { throw SendingFailure(isPermanent: false, reason: "no answer") }
    guard !(200..<300).contains(status) else { return }
    let mayPass = [408, 425, 429].contains(status) || status >= 500
    throw SendingFailure(isPermanent: !mayPass, reason: "status \(status)")
  }

  static let webhook: WebhookPost = { try await send($0, $1, $2) }
}

extension Settings {
  /// The ways out for messages that are set. `name`: of the service, beside the address that letters come from.
  func senders(name: String) -> [NoticeChannel: NoticeSender] {
    var senders: [NoticeChannel: NoticeSender] = [:]
    if let server = MailServer(
      url: mailServer, user: mailUser.isEmpty ? nil : mailUser, password: mailPassword.exposed,
      secrecy: MailServer.Secrecy(rawValue: mailSecrecy) ?? .required)
    {
      let from = mailFrom
      senders[.mail] = { message in
        do {
          try await server.send(
            MailMessage(
              from: from, fromName: name, to: message.address, subject: message.title, text: message.text, key: message.key))
        } catch let failure as MailFailure {
          throw SendingFailure(isPermanent: failure.isPermanent, reason: failure.reason)
        }
      }
    }
    if !smsGateway.isEmpty {
      let (url, token) = (smsGateway, smsToken.exposed)
      senders[.sms] = { message in
        let body: JSON = ["to": .string(message.address), "text": .string(message.text), "key": .string(message.key)]
        var headers = [(name: "content-type", value: "application/json")]
        if let token { headers.append(("authorization", "Bearer \(token)")) }
        try await HTTPPost.send(url, headers, body.bytes)
      }
    }
    return senders
  }
}
