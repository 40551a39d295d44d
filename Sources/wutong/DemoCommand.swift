import App
import ArgumentParser
import Foundation
import IdentityCore

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Start the demonstration: embedded database, demo catalogue and accounts.")

  @Option(help: "Port; the next free one is taken when it is in use.") var port = 8080
  @Option(help: "Address to listen on; 0.0.0.0 for the local network.") var host = "127.0.0.1"
  @Option(help: "Folder of the database and files.") var data: String?
  @Flag(help: "Begin anew: throws the demo's data folder away.") var reset = false

  func run() async throws {
    let folder = data ?? Self.stateFolder
    if reset { try Demo.remove(folder) }
    let demo = try await Demo.open(folder: folder)
    let port = try Ports.firstFree(from: port, host: host)
    if port != self.port { print("Port \(self.port) is in use; taking \(port).") }
    print("Wutong demo: http://\(host):\(port)   (data in \(folder))")
    print("Accounts (password \(demo.accounts.first?.password ?? "")): \(demo.accounts.map(\.account).joined(separator: ", "))")
    try await demo.program.serve(host: host, port: port)
  }

  private static var stateFolder: String {
    let environment = ProcessInfo.processInfo.environment
    let state = environment["XDG_STATE_HOME"] ?? (environment["HOME"].map { $0 + "/.local/state" } ?? "/var/tmp")
    return state + "/wutong-demo"
  }
}
