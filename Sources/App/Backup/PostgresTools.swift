import Foundation
import TypedSettings

/// PostgreSQL's own programs. The password goes to them in the environment, never on the command line, which everybody on the machine sees.
struct PostgresTools {
  let database: DatabaseAddress
  let password: String?

  init(_ settings: Settings) {
    database = settings.database
    password = settings.databasePassword.exposed ?? settings.database.password
  }

  /// Runs one to its end; blocks. Throws with what it said when it fails.
  func run(_ name: String, _ arguments: [String]) throws {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: try Self.find(name))
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(password.map { ["PGPASSWORD": $0] } ?? [:]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BackupFault(told("backup.toolFailed", ["name": "\(name)", "said": "\(said.prefix(2000))"]))
    }
  }

  /// On the PATH.
  static func find(_ name: String) throws -> String {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard let path = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw BackupFault(told("backup.noTool", ["name": "\(name)"]))
    }
    return path
  }
}
