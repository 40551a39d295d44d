import CLibCurl
import Dispatch
import Foundation
import Synchronization

/// Why a letter did not go out.
public struct MailFailure: Error, Sendable, Hashable {
  /// Trying again is of no use: the server said no for good (5xx), or the address is none.
  public let isPermanent: Bool
  /// For an operator; names neither the letter nor its receiver.
  public let reason: String

  public init(isPermanent: Bool, reason: String) {
    self.isPermanent = isPermanent
    self.reason = reason
  }
}

/// A mail server that takes letters (SMTP submission, RFC 6409), reached through libcurl.
///
/// Letters go out one after the other on a thread of their own, over one connection that is kept. Any thread may send.
public final class MailServer: Sendable {
  /// How the connection is kept secret.
  public enum Secrecy: String, Sendable, CaseIterable {
    /// TLS from the first byte or by STARTTLS, with a certificate that holds; else nothing is sent.
    case required
    /// In the clear: only for a server on the same machine.
    case none
  }

  private final class Handle: @unchecked Sendable {  // used on the queue alone
    let curl: OpaquePointer?
    init() { curl = Self.make() }
    deinit { if let curl { curl_easy_cleanup(UnsafeMutableRawPointer(curl)) } }
    private static func make() -> OpaquePointer? {
      _ = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
      return curl_easy_init().map { OpaquePointer($0) }
    }
  }

  private let url: String
  private let user: String?
  private let password: String?
  private let secrecy: Secrecy
  private let seconds: Int
  private let queue = DispatchQueue(label: "mail")
  private let handle = Handle()

  /// `url`: `smtp://host:587` or `smtps://host:465`; nil when it is neither. `timeout`: seconds for one letter.
  public init?(url: String, user: String? = nil, password: String? = nil, secrecy: Secrecy, timeout seconds: Int = 20) {
    guard let parts = URLComponents(string: url), ["smtp", "smtps"].contains(parts.scheme ?? ""), parts.host?.isEmpty == false,
      parts.user == nil, parts.password == nil
    else { return nil }
    self.url = url
    self.user = user
    self.password = password
    self.secrecy = secrecy
    self.seconds = seconds
  }

  /// Returns when the server has taken the letter. Throws `MailFailure`.
  public func send(_ message: MailMessage) async throws {
    guard MailMessage.isAddress(message.to), MailMessage.isAddress(message.from) else {
      throw MailFailure(isPermanent: true, reason: "no address")
    }
    let bytes = message.bytes(at: Int(Date().timeIntervalSince1970))
    try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Void, any Error>) in
      queue.async { waiting.resume(with: self.perform(message.from, message.to, bytes)) }
    }
  }

  private struct Cursor {
    var bytes: [UInt8]
    var place = 0
  }

  /// On the queue.
  private func perform(_ from: String, _ to: String, _ bytes: [UInt8]) -> Result<Void, any Error> {
    guard let pointer = handle.curl else { return .failure(MailFailure(isPermanent: false, reason: "no client")) }
    let curl = UnsafeMutableRawPointer(pointer)
    curl_easy_reset(curl)
    wt_curl_text(curl, CURLOPT_URL, url)
    wt_curl_long(curl, CURLOPT_NOSIGNAL, 1)
    wt_curl_long(curl, CURLOPT_CONNECTTIMEOUT, min(10, seconds))
    wt_curl_long(curl, CURLOPT_TIMEOUT, seconds)
    wt_curl_text(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    wt_curl_long(curl, CURLOPT_USE_SSL, secrecy == .required ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_NONE.rawValue))
    if let user { wt_curl_text(curl, CURLOPT_USERNAME, user) }
    if let password { wt_curl_text(curl, CURLOPT_PASSWORD, password) }
    wt_curl_text(curl, CURLOPT_MAIL_FROM, "<\(from)>")
    let receivers = curl_slist_append(nil, "<\(to)>")
    defer { curl_slist_free_all(receivers) }
    wt_curl_list(curl, CURLOPT_MAIL_RCPT, receivers)
    wt_curl_long(curl, CURLOPT_UPLOAD, 1)
    var cursor = Cursor(bytes: bytes)
    let result = withUnsafeMutablePointer(to: &cursor) { cursor in
      wt_curl_pointer(curl, CURLOPT_READDATA, UnsafeMutableRawPointer(cursor))
      wt_curl_read(curl) { buffer, size, count, context in
        guard let buffer, let cursor = context?.assumingMemoryBound(to: Cursor.self) else { return 0 }
        let some = min(size * count, cursor.pointee.bytes.count - cursor.pointee.place)
        cursor.pointee.bytes.withUnsafeBytes { bytes in
          guard let start = bytes.baseAddress, some > 0 else { return }
          memcpy(buffer, start + cursor.pointee.place, some)
        }
        cursor.pointee.place += some
        return some
      }
      return curl_easy_perform(curl)
    }
    guard result != CURLE_OK else { return .success(()) }
    var code = 0
    wt_curl_response(curl, &code)
    let reason = String(cString: curl_easy_strerror(result)) + (code > 0 ? " (\(code))" : "")
    return .failure(MailFailure(isPermanent: (500..<600).contains(code) && result != CURLE_LOGIN_DENIED, reason: reason))
  }
}
