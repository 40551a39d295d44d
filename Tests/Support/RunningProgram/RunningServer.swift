public import Foundation
import FoundationNetworking

/// Any command of the program that serves and prints its address, ended by its own number.
///
/// @unchecked Sendable: nothing of it changes after it was made.
public final class RunningServer: @unchecked Sendable {
  public let process: Process
  public let address: String
  private let output: String
  private let log: String

  /// `folder`: takes what it prints and logs.
  public init(_ arguments: [String], folder: String, environment: [String: String] = [:], program: String? = nil) async throws {
    let name = UUID().uuidString
    (output, log) = ("\(folder)/\(name).out", "\(folder)/\(name).err")
    for file in [output, log] { try Data().write(to: URL(fileURLWithPath: file)) }
    process = try BuiltProgram.process(arguments, environment: environment, input: nil, program: program)
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: log)
    try process.run()
    var found: String?
    for _ in 0..<600 where found == nil && process.isRunning {
      try await Task.sleep(for: .milliseconds(100))
      found = try String(contentsOfFile: output, encoding: .utf8).firstMatch(of: /http:\/\/\S+/).map { String($0.0) }
    }
    guard let found else {
      process.terminate()
      throw NotStarted(description: "it did not start: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
    }
    address = found
  }

  public var printed: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
  public var logged: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

  public func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}
