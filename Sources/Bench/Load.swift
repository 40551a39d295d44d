import Foundation
import Glibc

/// What came of one stretch of load.
public struct LoadResult: Sendable {
  public var seconds = 0.0
  public var answers = 0
  /// Answers whose status was not 2xx, and connections that broke.
  public var failures = 0
  /// Microseconds, sorted.
  public var latencies: [Double] = []
  /// The first failing answer's beginning, for the one who looks for the reason.
  public var firstFailure: String?

  public var perSecond: Double { seconds > 0 ? Double(answers) / seconds : 0 }

  /// In milliseconds.
  public func quantile(_ part: Double) -> Double {
    latencies.isEmpty ? 0 : latencies[min(latencies.count - 1, Int(Double(latencies.count) * part))] / 1000
  }
}

/// An answer as far as load needs it.
public struct LoadAnswer {
  public let status: Int
  public let body: ArraySlice<UInt8>

  public var text: String { String(decoding: body, as: UTF8.self) }
}

/// A load generator of our own: one thread, keep-alive connections, each sends its next request when the last was answered (closed loop).
///
/// HTTP/1.1 with `Content-Length` only, which is what the product answers with.
public final class Load {
  /// The next request of a connection, given the answer to its last (nil at first); nil ends the connection.
  public typealias Next = (_ connection: Int, _ answer: LoadAnswer?) -> [UInt8]?

  private final class Connection {
    let number: Int
    let handle: Int32
    var isBroken = false
    var buffer: [UInt8] = []
    var began = ContinuousClock.now
    init(number: Int, handle: Int32) {
      self.number = number
      self.handle = handle
    }
  }

  private let port: Int
  private var result = LoadResult()
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

  public init(port: Int) { self.port = port }

  /// Keeps `connections` busy for `seconds` (or until every connection has ended); what is answered in the first `warmUp` seconds is not counted.
  public func run(connections count: Int, seconds: Double, warmUp: Double = 0.5, _ next: Next) throws -> LoadResult {
    result = LoadResult()
    var connections: [Connection] = []
    defer { for connection in connections { close(connection.handle) } }
    for number in 0..<count {
      guard let request = next(number, nil) else { continue }
      let connection = Connection(number: number, handle: try Self.connect(port))
      connections.append(connection)
      send(request, connection)
    }
    let clock = ContinuousClock()
    let counted = clock.now + .seconds(warmUp)
    let end = counted + .seconds(seconds)
    var watched = connections.map { pollfd(fd: $0.handle, events: Int16(POLLIN), revents: 0) }
    while !connections.isEmpty, clock.now < end {
      guard poll(&watched, nfds_t(watched.count), 100) > 0 else { continue }
      var ended: [Int32] = []
      for (place, watch) in watched.enumerated() where watch.revents != 0 {
        let connection = connections[place]
        while let answer = receive(connection) {
          let now = clock.now
          if now >= counted, now < end { note(answer, connection, now) }
          guard now < end, let request = next(connection.number, answer) else {
            ended.append(connection.handle)
            break
          }
          send(request, connection)
        }
        if connection.isBroken, !ended.contains(connection.handle) {
          result.failures += 1
          result.firstFailure = result.firstFailure ?? "the connection broke"
          ended.append(connection.handle)
        }
      }
      guard !ended.isEmpty else { continue }
      for handle in ended { close(handle) }
      connections.removeAll { ended.contains($0.handle) }
      watched.removeAll { ended.contains($0.fd) }
    }
    result.seconds = min(seconds, Self.seconds(clock.now - counted))
    result.latencies.sort()
    return result
  }

  private func note(_ answer: LoadAnswer, _ connection: Connection, _ now: ContinuousClock.Instant) {
    result.latencies.append(Self.seconds(now - connection.began) * 1e6)
    if (200..<300).contains(answer.status) {
      result.answers += 1
    } else {
      result.failures += 1
      if result.firstFailure == nil { result.firstFailure = "\(answer.status) \(answer.text.prefix(400))" }
    }
  }

  private func send(_ request: [UInt8], _ connection: Connection) {
    connection.began = ContinuousClock.now
    var sent = 0
    while sent < request.count {
      let count = request.withUnsafeBytes {
        Glibc.send(connection.handle, $0.baseAddress?.advanced(by: sent), request.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        connection.isBroken = true
        return
      }
      sent += count
    }
  }

  /// The answer that has come whole, if one has.
  private func receive(_ connection: Connection) -> LoadAnswer? {
    if let answer = Self.parse(&connection.buffer) { return answer }
    let count = chunk.withUnsafeMutableBytes {
      recv(connection.handle, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }
    if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { connection.isBroken = true }
    guard count > 0 else { return nil }
    connection.buffer += chunk[..<count]
    return Self.parse(&connection.buffer)
  }

  private static func parse(_ buffer: inout [UInt8]) -> LoadAnswer? {
    guard buffer.count > 15 else { return nil }
    let found = buffer.withUnsafeBytes(head)
    guard let found, buffer.count >= found.head + found.length else { return nil }
    let answer = LoadAnswer(status: found.status, body: buffer[found.head..<(found.head + found.length)])
    buffer.removeFirst(found.head + found.length)
    return answer
  }

  /// Status, length of the head, and of the body; nil while the head has not come whole.
  private static func head(_ bytes: UnsafeRawBufferPointer) -> (status: Int, head: Int, length: Int)? {
    let status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1 & 15) }
    let name = Array("content-length:".utf8)
    var length = 0
    var start = 0
    for end in 1..<bytes.count where bytes[end] == 0x0A && bytes[end - 1] == 0x0D {
      // An empty line ends the head.
      if end - start == 1 { return (status, end + 1, length) }
      if end - start > name.count, zip(bytes[start...], name).allSatisfy({ $0 | 0x20 == $1 || $0 == $1 }) {
        length = bytes[(start + name.count)..<(end - 1)].filter { (48...57).contains($0) }.reduce(0) { $0 * 10 + Int($1 - 48) }
      }
      start = end + 1
    }
    return nil
  }

  private static func connect(_ port: Int) throws -> Int32 {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(handle, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      close(handle)
      throw BenchError("nothing answers on port \(port)")
    }
    return handle
  }

  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}

/// A request as bytes.
public enum LoadRequest {
  public static func make(_ method: String, _ path: String, token: String? = nil, body: [UInt8] = []) -> [UInt8] {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if let token { head += "Authorization: Bearer \(token)\r\n" }
    if !body.isEmpty { head += "Content-Type: application/json\r\n" }
    if method != "GET" { head += "Content-Length: \(body.count)\r\n" }
    return Array((head + "\r\n").utf8) + body
  }
}

public struct BenchError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
