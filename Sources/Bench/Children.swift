import App
import Foundation
import Glibc

/// This program once more, as a process of its own; ends when it is let go.
public final class Child {
  public let port: Int
  private let process: Process
  private let lifeline: Pipe

  public var processID: Int32 { process.processIdentifier }

  /// Starts `wutong ARGUMENTS --port PORT` and waits until it answers `path`. Throws when it does not within a minute.
  public init(_ arguments: [String], ready path: String, environment: [String: String] = [:]) throws {
    port = try Ports.firstFree(from: Int.random(in: 21_000..<59_000), host: "127.0.0.1")
    process = Process()
    lifeline = Pipe()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments + ["--port", String(port)]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = lifeline
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    _ = fcntl(lifeline.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    try process.run()
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    while clock.now < end {
      if let answer = try? Load(port: port).run(
        connections: 1, seconds: 5, warmUp: 0, Self.once(LoadRequest.make("GET", path))),
        answer.answers > 0
      {
        return
      }
      guard process.isRunning else {
        throw BenchError("\(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
      }
      usleep(2000)
    }
    stop()
    throw BenchError("\(arguments.first ?? "") did not answer \(path)")
  }

  deinit { stop() }

  public func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  /// One request on each connection, and no more.
  static func once(_ request: [UInt8]) -> Load.Next { { _, answer in answer == nil ? request : nil } }

  /// The body of a GET, with its media type left aside.
  public func get(_ path: String, token: String? = nil) throws -> [UInt8] {
    var body: [UInt8]?
    var status = 0
    _ = try Load(port: port).run(connections: 1, seconds: 30, warmUp: 0) { _, answer in
      guard let answer else { return LoadRequest.make("GET", path, token: token) }
      status = answer.status
      body = Array(answer.body)
      return nil
    }
    guard let body, status == 200 else { throw BenchError("GET \(path) answered \(status)") }
    return body
  }

  /// Seconds of processor time that the process has used so far, all its threads.
  public var processorSeconds: Double { Self.processorSeconds(of: processID) }

  static func processorSeconds(of process: Int32) -> Double {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8), let end = text.lastIndex(of: ")")
    else {
      return 0
    }
    let fields = text[text.index(after: end)...].split(separator: " ")
    // utime and stime, in ticks of 10 ms.
    return fields.count > 12 ? ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / Double(sysconf(Int32(_SC_CLK_TCK))) : 0
  }

  /// What the process holds in memory, in MiB (VmRSS).
  public var residentMegabytes: Double { Self.residentMegabytes(of: processID) }

  static func residentMegabytes(of process: Int32) -> Double {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) })
    else { return 0 }
    return kilobytes / 1024
  }
}
