public import Foundation
import FoundationNetworking

/// The program as it was built beside the tests.
public enum BuiltProgram {
  public static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url
  }()

  /// Where the program was built.
  public static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent().path

  /// `other`: a program that is installed elsewhere.
  static func process(
    _ arguments: [String], environment: [String: String], input: Any?, program other: String? = nil
  ) throws -> Process {
    let program = URL(fileURLWithPath: other ?? folder + "/wutong")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw NotStarted(description: "build first: swift build --build-tests")
    }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    // Nothing of the folder it is started from helps it to find its files.
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = input ?? FileHandle.nullDevice
    return process
  }

  public struct Outcome: Sendable {
    public let status: Int32
    public let output: String
    public let errors: String
  }

  /// Runs another program to its end; it finds ours in `WUTONG_PROGRAM`.
  public static func script(
    _ program: String, _ arguments: String..., environment: [String: String]
  ) async throws -> Outcome {
    try await Task.detached {
      let (output, errors) = (Pipe(), Pipe())
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        .merging(["WUTONG_PROGRAM": folder + "/wutong"]) { $1 }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      let reader = Task.detached { errors.fileHandleForReading.readDataToEndOfFile() }
      let said = output.fileHandleForReading.readDataToEndOfFile()
      let complained = await reader.value
      process.waitUntilExit()
      return Outcome(
        status: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
        errors: String(decoding: complained, as: UTF8.self))
    }.value
  }

  /// Runs a command to its end. Its words are English unless the environment says otherwise.
  public static func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) async throws -> Outcome {
    try await run(arguments, input: input, environment: environment)
  }

  /// The same of arguments that were put together.
  public static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) async throws -> Outcome {
    try await Task.detached {
      let (given, output, errors) = (Pipe(), Pipe(), Pipe())
      let process = try process(arguments, environment: ["LC_ALL": "C.UTF-8"].merging(environment) { $1 }, input: given)
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      // A command that does not end is a failure, not a test that hangs.
      let watch = Task.detached {
        try await Task.sleep(for: .seconds(120))
        process.terminate()
      }
      defer { watch.cancel() }
      try given.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try given.fileHandleForWriting.close()
      // Both at once: a full pipe would stop the program.
      let reader = Task.detached { errors.fileHandleForReading.readDataToEndOfFile() }
      let said = output.fileHandleForReading.readDataToEndOfFile()
      let complained = await reader.value
      process.waitUntilExit()
      return Outcome(
        status: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
        errors: String(decoding: complained, as: UTF8.self))
    }.value
  }
}

/// The program did not do what a test begins with.
public struct NotStarted: Error, CustomStringConvertible {
  public let description: String
}

/// The demo, started on a free port with a folder of its own, and ended by its own number.
///
/// @unchecked Sendable: nothing of it changes after it was made.
public final class RunningDemo: @unchecked Sendable {
  public let process: Process
  public let address: String
  /// What it printed and what it logged, as files.
  private let output: String
  private let log: String

  /// `folder`: holds the demo's folder `demo` and its output.
  public init(
    folder: String, cases: Int, port: Int = .random(in: 20_000..<40_000), more arguments: [String] = []
  ) async throws {
    (output, log) = (folder + "/out.log", folder + "/err.log")
    for file in [output, log] where !FileManager.default.fileExists(atPath: file) {
      _ = FileManager.default.createFile(atPath: file, contents: nil)
    }
    try Data().write(to: URL(fileURLWithPath: output))
    process = try BuiltProgram.process(
      ["demo", "--data", folder + "/demo", "--port", "\(port)", "--cases", "\(cases)"] + arguments, environment: [:], input: nil
    )
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: log)
    try process.run()
    var found: String?
    for _ in 0..<900 where found == nil && process.isRunning {
      try await Task.sleep(for: .milliseconds(100))
      let text = try String(contentsOfFile: output, encoding: .utf8)
      found = text.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/).map { String($0.0) }
    }
    guard let found, let health = URL(string: found + "/healthz") else {
      process.terminate()
      throw NotStarted(description: "the demo did not start: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
    }
    address = found
    var answers = false
    for _ in 0..<300 where !answers {
      answers = (try? await URLSession.shared.data(from: health)) != nil
      if !answers { try await Task.sleep(for: .milliseconds(100)) }
    }
    guard answers else {
      process.terminate()
      throw NotStarted(description: "the demo does not answer")
    }
  }

  /// What it has printed.
  public var printed: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
  /// What it has logged.
  public var logged: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

  public func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}

/// Runs `body` with a new folder, removed afterwards.
public func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wutong-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}
