import App
import ArgumentParser
import Foundation
import IdentityCore
import Kernel
import Store
import WebSupport

struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "Accounts of staff and their roles.",
    discussion: """
      What is done here stands in the record of the person as done by command. Nobody is given two of administrator, securityAdministrator \
      and auditor, or one of them beside another role.
      """,
    subcommands: [Add.self, List.self, Disable.self, Reset.self, Grant.self, Revoke.self, SecondFactor.self, Tokens.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a member of staff. The password is read from standard input, or made up and printed once.")
    @Argument(help: "3 to 40 small letters, digits or . _ - @") var account: String
    @Option(help: "The person's name.") var name: String
    @Option(name: .customLong("role"), help: "ROLE@REGION/DEPARTMENT, as in windowClerk@152502/ZSJ; may be given again.")
    var roles: [String] = []
    @Flag(help: "Read the password from standard input.") var passwordStdin = false
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let posts = try roles.map(Accounts.post)
      try await Accounts.use(database) { identity in
        let password = try Accounts.password(fromInput: passwordStdin)
        _ = try await identity.addStaff(account: account, name: name, password: password.text, posts: posts)
        print("added \(account)")
        if password.isMadeUp { print("password \(password.text)") }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List accounts with their roles.")
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      try await Accounts.use(database) { identity in
        for account in try await identity.accounts() {
          let posts = account.posts.map { "\($0.role.rawValue)@\($0.agency)" }.sorted().joined(separator: ",")
          let state = account.disabled ? "disabled" : account.locked ? "locked" : "open"
          print([account.account, account.kind.rawValue, state, posts].joined(separator: "\t"))
        }
      }
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Disable an account and end its sessions, or enable it again.")
    @Argument var account: String
    @Flag(help: "Enable it again.") var undo = false
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      try await Accounts.use(database) { identity in
        try await identity.setDisabled(account, !undo)
        print("\(undo ? "enabled" : "disabled") \(account)")
      }
    }
  }

  struct Reset: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give an account a new password and lift its lock; other devices are signed out.")
    @Argument var account: String
    @Flag(help: "Read the password from standard input.") var passwordStdin = false
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      try await Accounts.use(database) { identity in
        let password = try Accounts.password(fromInput: passwordStdin)
        try await identity.resetPassword(account, to: password.text)
        print("reset \(account)")
        if password.isMadeUp { print("password \(password.text)") }
      }
    }
  }
}

extension UserCommand {
  struct Grant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give a member of staff a post.")
    @Argument var account: String
    @Argument(help: "ROLE@REGION/DEPARTMENT, as in reviewer@152502/GAJ.") var post: String
    @Option(help: "Last day, as in 2026-12-31; without it for good.") var until: String?
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let chosen = try Accounts.post(post)
      let day = try until.map { text in
        guard let day = CivilDate(text) else { throw ValidationError("--until \(text) is no day like 2026-12-31.") }
        return day
      }
      try await Accounts.use(database) { identity in
        let member = try await identity.staffMember(account: account)
        try await identity.grant(chosen, until: day, to: member.party, by: .system)
        print("granted \(post) to \(member.account)")
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a post from a member of staff, at once.")
    @Argument var account: String
    @Argument(help: "ROLE@REGION/DEPARTMENT, as in reviewer@152502/GAJ.") var post: String
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let chosen = try Accounts.post(post)
      try await Accounts.use(database) { identity in
        let member = try await identity.staffMember(account: account)
        try await identity.revoke(chosen, of: member.party, by: .system)
        print("revoked \(post) of \(member.account)")
      }
    }
  }

  struct SecondFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "second-factor", abstract: "Second factors of staff.", subcommands: [Reset.self])

    struct Reset: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Take a second factor away; its owner is signed out and sets up a new one.")
      @Argument var account: String
      @OptionGroup var database: DatabaseOptions

      func run() async throws {
        try await Accounts.use(database) { identity in
          let member = try await identity.staffMember(account: account)
          try await identity.resetSecondFactor(of: member.party, by: .system)
          print("reset the second factor of \(member.account)")
        }
      }
    }
  }

  struct Tokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List tokens for programs: id, owner, name, scopes, last day, last use, state; or revoke one.")
    @Option(help: "Revoke the token with this id, at once.") var revoke: String?
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      try await Accounts.use(database) { identity in
        if let revoke {
          try await identity.revokeToken(revoke, by: .system)
          print("revoked \(revoke)")
          return
        }
        let now = WallClock.system.now
        for token in try await identity.tokens(by: .system) {
          let state = token.revokedAt != nil ? "revoked" : token.expiresAt <= now ? "expired" : "good"
          let fields = [
            token.id, token.account, token.name, token.scopes.sorted().joined(separator: ","),
            token.expiresAt.civilDate.description, token.lastUsedAt?.rfc3339 ?? "never", state,
          ]
          print(fields.joined(separator: "\t"))
        }
      }
    }
  }
}

/// What the commands about accounts share.
private enum Accounts {
  /// `ROLE@REGION/DEPARTMENT`
  static func post(_ text: String) throws -> Post {
    let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
    guard parts.count == 2, let role = Role(rawValue: parts[0]), let agency = AgencyID(parts[1]) else {
      throw ValidationError(
        "\(text): ROLE is one of \(Role.allCases.map(\.rawValue).joined(separator: ", ")), then @REGION/DEPARTMENT.")
    }
    return Post(role: role, agency: agency)
  }

  static func use(_ database: DatabaseOptions, _ work: (Identity) async throws -> Void) async throws {
    let store = try database.open()
    try await store.migrate(Program.migrations)
    do {
      try await work(Program.identity(store))
    } catch let rejection as Rejection {
      let words = try Program.words()
      for problem in rejection.problems {
        complain("\(problem.pointer): \(words("en", "problem.\(problem.code)", problem.arguments))")
      }
      if rejection.problems.isEmpty { complain(words("en", "problem.\(rejection.code)", rejection.arguments)) }
      await store.close()
      throw ExitCode(1)
    }
    await store.close()
  }

  static func password(fromInput: Bool) throws -> (text: String, isMadeUp: Bool) {
    guard fromInput else { return (Program.madeUpPassword(), true) }
    guard let line = readLine(), !line.isEmpty else { throw ValidationError("No password on standard input.") }
    return (line, false)
  }
}
