import Foundation
import Glibc
import Hummingbird
public import IdentityCore
import JSON
import Kernel
import Logging
import NIOCore
import Synchronization
import WebSupport

/// The simulated real-name authority as a program of its own: the demo asks it over HTTP, as it would ask a real one.
public enum AuthorityProcess {
  private static let lifelines = Mutex<[FileHandle]>([])

  /// Serves until standard input ends, so that it never outlives whoever started it. Prints its address on standard output.
  public static func serve(port: Int) async throws {
    let router = Router()
    router.post("verify") { request, _ in
      guard let bytes = try? await request.body.collect(upTo: 4096), let json = try? JSON.parse(Array(buffer: bytes)),
        let claim = RealNameClaim(json)
      else { return Response(status: .badRequest) }
      do { return Response.json(["answer": .string(try await SimulatedAuthority(delay: 100).verify(claim).rawValue)]) } catch {
        return Response(status: .serviceUnavailable)
      }
    }
    var logger = Logger(label: "wutong.authority") { JSONLogHandler(label: $0) }
    logger.logLevel = .error
    Thread.detachNewThread {
      while let data = try? FileHandle.standardInput.read(upToCount: 1024), !data.isEmpty {}
      exit(0)
    }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in
        print("http://127.0.0.1:\(channel.localAddress?.port ?? port)/verify")
        fflush(nil)
      }, logger: logger)
    try await application.run()
  }

  /// Starts one and returns how to ask it; it ends when this program does, however that happens.
  public static func start() throws -> any RealNameAuthority {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["authority"]
    process.standardInput = input
    process.standardOutput = output
    // No other child may inherit our end of the pipe: the authority would outlive us there.
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    try process.run()
    // The writing end stays open as long as this program lives.
    lifelines.withLock { $0.append(input.fileHandleForWriting) }
    var line: [UInt8] = []
    while let data = try output.fileHandleForReading.read(upToCount: 1), let byte = data.first, byte != 0x0A {
      line.append(byte)
    }
    return HTTPAuthority(url: String(decoding: line, as: UTF8.self), token: nil) ?? UnconnectedAuthority()
  }
}
