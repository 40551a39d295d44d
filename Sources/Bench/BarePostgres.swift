import CLibPQ
import Foundation
import Synchronization

/// What PostgreSQL can do at most with the usual five round trips: BEGIN, three prepared INSERTs, COMMIT; a thread and a connection a client.
enum BarePostgres {
  /// Submissions a second of all clients together.
  static func rate(url: String, clients: Int, seconds: Double, form: [UInt8]) throws -> Double {
    let first = try Client(url)
    try first.execute("SET client_min_messages = warning; " + BareTables.postgres)
    let others = try (1..<max(2, clients)).map { _ in try Client(url) }
    let all = [first] + others.prefix(clients - 1)
    for client in all { try client.prepare() }
    let text = form + [0]
    let counted = Mutex(0)
    let broken = Mutex<String?>(nil)
    let group = DispatchGroup()
    let clock = ContinuousClock()
    let start = clock.now
    for client in all {
      group.enter()
      // A client is used by its own thread alone.
      nonisolated(unsafe) let client = client
      Thread.detachNewThread {
        var count = 0
        do {
          while clock.now - start < .seconds(seconds) {
            try client.submit(text)
            count += 1
          }
        } catch { broken.withLock { $0 = "\(error)" } }
        counted.withLock { $0 += count }
        group.leave()
      }
    }
    group.wait()
    let spent = Load.seconds(clock.now - start)
    if let problem = broken.withLock({ $0 }) { throw BenchError(problem) }
    try first.execute("DROP TABLE bench_event; DROP TABLE bench_outbox; DROP TABLE bench_case")
    return Double(counted.withLock { $0 }) / spent
  }

  /// One statement outside any transaction.
  static func execute(url: String, _ sql: String) throws { try Client(url).execute(sql) }

  /// The URL of an empty database of that name, made beside the one that `url` names; one that was there is dropped.
  static func emptyDatabase(_ name: String, beside url: String) throws -> String {
    try execute(url: url, "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    try execute(url: url, "CREATE DATABASE \(name) TEMPLATE template0")
    guard let scheme = url.range(of: "://"), let slash = url[scheme.upperBound...].firstIndex(of: "/") else {
      throw BenchError("a PostgreSQL database is named postgres://…/…")
    }
    let query = url[slash...].firstIndex(of: "?").map { String(url[$0...]) } ?? ""
    return url[...slash] + name + query
  }

  private final class Client {
    private let handle: OpaquePointer

    init(_ url: String) throws {
      guard let handle = PQconnectdb(url) else { throw BenchError("libpq is out of memory") }
      self.handle = handle
      guard PQstatus(handle) == CONNECTION_OK else { throw BenchError(String(cString: PQerrorMessage(handle))) }
    }

    deinit { PQfinish(handle) }

    func execute(_ sql: String) throws { PQclear(try checked(PQexec(handle, sql))) }

    func prepare() throws {
      let mark = { (number: Int) in "$\(number)" }
      for (name, sql) in [
        ("c", BareTables.insertCase(mark: mark, suffix: " RETURNING id")), ("e", BareTables.insertEvent(mark: mark)),
        ("o", BareTables.insertMessage(mark: mark)),
      ] { PQclear(try checked(PQprepare(handle, name, sql, 0, nil))) }
    }

    func submit(_ form: [UInt8]) throws {
      try execute("BEGIN")
      let id = try insert(
        "c",
        [
          String(Int.random(in: 1...7300)).utf8CString.map { $0 }, String(Int.random(in: 1...14)).utf8CString.map { $0 },
          String(Int.random(in: 0..<1_000_000)).utf8CString.map { $0 }, form.map { CChar(bitPattern: $0) },
        ])
      _ = try insert("e", [id])
      _ = try insert("o", [id])
      try execute("COMMIT")
    }

    /// The id that comes back, as libpq takes it.
    private func insert(_ name: String, _ values: [[CChar]]) throws -> [CChar] {
      let flat = values.flatMap { $0 }
      var starts: [Int] = []
      var at = 0
      for value in values {
        starts.append(at)
        at += value.count
      }
      let result = flat.withUnsafeBufferPointer { bytes in
        let pointers: [UnsafePointer<CChar>?] = starts.map { bytes.baseAddress?.advanced(by: $0) }
        return PQexecPrepared(handle, name, Int32(values.count), pointers, nil, nil, 0)
      }
      let answer = try checked(result)
      defer { PQclear(answer) }
      guard PQntuples(answer) == 1, let text = PQgetvalue(answer, 0, 0) else { return [0] }
      return String(cString: text).utf8CString.map { $0 }
    }

    private func checked(_ result: OpaquePointer?) throws -> OpaquePointer? {
      let status = PQresultStatus(result)
      guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
        PQclear(result)
        throw BenchError(String(cString: PQerrorMessage(handle)))
      }
      return result
    }
  }
}
