import Glibc
import Hummingbird
import Kernel
import Logging
import NoticesCore
import ReviewsCore
import ServiceLifecycle
public import Store
import StorePostgres
import StoreSQLite
import TypedSettings
import UnixSignals

extension Program {
  /// Serves until told to stop (SIGTERM, SIGINT): what is under way is finished first.
  ///
  /// `onListening` is told the port, once.
  public func serve(host: String, port: Int, onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
    let logger = try settings.logger()
    // Before it listens: nobody's question waits for it then.
    try await reviews.reader.warm()
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: application(host: host, port: port, logger: logger, onListening: onListening)),
          .init(service: Housekeeper(program: self, logger: logger)),
          .init(service: Messenger(program: self, logger: logger)),
          // The last is told first.
          .init(service: Drain(readiness: readiness, seconds: settings.drainSeconds)),
        ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
    await store.close()
  }
}

/// Sends messages as they fall due: apart from housekeeping, which must not wait for somebody else's slow server.
private struct Messenger: Service {
  let program: Program
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          while try await program.notices.deliver() > 0, !Task.isCancelled {}
        } catch {
          let reason = StoreRefusal.of(error)?.reason ?? "\(type(of: error))"
          logger.warning("messages not sent", metadata: ["error": "\(reason)"])
        }
        try? await Task.sleep(for: .seconds(program.settings.housekeepingSeconds))
      }
    }
  }
}

/// Does what must be done again and again.
private struct Housekeeper: Service {
  let program: Program
  let logger: Logger

  func run() async throws {
    let watch = ClockWatch(program.clock)
    await cancelWhenGracefulShutdown {
      var before: Int64 = 0
      while !Task.isCancelled {
        let jump = watch.jump()
        if (jump == 0) != (before == 0) {
          logger.warning(
            jump == 0 ? "clock is back, things expire again" : "clock was set, nothing expires",
            metadata: ["seconds": "\(jump)"])
        }
        before = jump
        program.metrics.set("clock_jump_seconds", Double(jump))
        do {
          try await program.housekeeping(expires: jump == 0)
          program.metrics.housekept(at: program.clock.now)
        } catch {
          program.metrics.housekeepingFailed()
          let reason = StoreRefusal.of(error)?.reason ?? "\(type(of: error))"
          logger.warning("housekeeping failed", metadata: ["error": "\(reason)"])
        }
        try? await Task.sleep(for: .seconds(program.settings.housekeepingSeconds))
      }
    }
  }
}

/// Which database a text names.
public enum Databases {
  /// `sqlite:PATH`, or `postgres://…`.
  public static func open(_ settings: Settings, observer: (any StoreObserver)? = nil) throws -> any Store {
    try open(
      settings.database.with(password: settings.databasePassword.exposed), connections: settings.connections,
      observer: observer)
  }

  /// The database of a URL: `sqlite:PATH` or `postgres://…`.
  public static func open(_ url: String, connections: Int = 8, observer: (any StoreObserver)? = nil) throws -> any Store {
    if url.hasPrefix("sqlite:") { return try SQLiteStore(path: String(url.dropFirst(7)), observer: observer) }
    guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else { throw UnknownDatabase(url: url) }
    return PostgresStore(url: url, connections: connections, observer: observer)
  }
}

public struct UnknownDatabase: Error, CustomStringConvertible {
  let url: String
  public var description: String { "a database is named sqlite:PATH or postgres://…, not \(url.prefix(8))…" }
}

/// Ports of this machine.
public enum Ports {
  /// The first port from `port` on that nobody listens on.
  public static func firstFree(from port: Int, host: String) throws -> Int {
    for candidate in port..<min(port + 50, 65_536) where isFree(candidate, host) { return candidate }
    throw NoPort(from: port)
  }

  static func isFree(_ port: Int, _ host: String) -> Bool {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { return false }
    defer { close(handle) }
    var yes: Int32 = 1
    setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr(host)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}

public struct NoPort: Error, CustomStringConvertible {
  let from: Int
  public var description: String { "no free port from \(from) on; name another with --port" }
}
