import App
import ArgumentParser
import Foundation
import IdentityCore
import Kernel
import Store
import TypedSettings

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Start the demonstration: embedded database, demo catalogue and accounts.")

  @OptionGroup var options: SettingsOptions
  @Option(help: "Port; the next free one is taken when it is in use.") var port: String?
  @Option(help: "Address to listen on; 0.0.0.0 for the local network.") var host: String?
  @Option(help: "Folder of the database and files.") var data: String?
  @Option(help: "How many made-up cases the days before today have seen; 0 for an empty demo.") var cases = 420
  @Option(help: "`report`: reviews at the size of a league's real history; or a file like Data/demo/scale.yaml.")
  var scale: String?
  @Flag(help: "Begin anew: throws the demo's data folder away.") var reset = false

  func run() async throws {
    let folder = data ?? Self.stateFolder
    let settings = try options.read(
      [("server.host", host, "--host"), ("server.port", port, "--port")].compactMap { key, text, flag in
        text.map { SettingFlag(key, $0, flag: flag) }
      }
    ).settings
    let host = settings.host
    if reset { try Demo.remove(folder) }
    let demo: Demo
    let bar = ProgressBar("reviews")
    do {
      demo = try await Demo.open(
        folder: folder, cases: cases, scale: scale, authority: try AuthorityProcess.start(), settings: settings,
        progress: { complain($0) }, scaling: { bar.show($0, of: $1) })
      bar.end()
    } catch let error as MigrationError {
      complain("\(folder): \(error).")
      complain(
        "Start the newer program, choose another folder with --data, or begin anew with --reset, which throws this one away.")
      throw ExitCode(1)
    }
    let port = try Ports.firstFree(from: settings.port, host: host)
    if port != settings.port { print("Port \(settings.port) is in use; taking \(port).") }
    print("Wutong demo: http://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(port)   (data in \(folder); stop with Ctrl-C)")
    print("Accounts, password \(demo.accounts.first?.password ?? ""), or one click on the sign-in page:")
    for account in demo.accounts {
      let role = account.posts.first?.role.rawValue ?? "citizen"
      print("  \(account.account.padding(toLength: 12, withPad: " ", startingAt: 0)) \(role)")
    }
    fflush(nil)
    try await demo.program.serve(host: host, port: port)
  }

  private static var stateFolder: String {
    let environment = ProcessInfo.processInfo.environment
    let state = environment["XDG_STATE_HOME"] ?? (environment["HOME"].map { $0 + "/.local/state" } ?? "/var/tmp")
    return state + "/wutong-demo"
  }
}
