import App
import ArgumentParser
import Store

struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "The ledger of everything that happened.", subcommands: [Verify.self, Head.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check every chain; exit 1 when one is broken.")
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let store = try database.open()
      let audit = try await store.auditLedger()
      for place in audit.broken { complain("broken: \(place.stream) at event \(place.sequence)") }
      print("\(audit.events) events in \(audit.streams) streams, \(audit.broken.count) broken")
      await store.close()
      if !audit.broken.isEmpty { throw ExitCode(1) }
    }
  }

  struct Head: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the ledger's head: one digest over all chains.")
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let store = try database.open()
      print(try await store.auditLedger().head)
      await store.close()
    }
  }
}
