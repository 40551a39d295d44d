import App
import ArgumentParser
import Foundation
import Store
import TypedSettings

/// Where a command's settings come from.
struct SettingsOptions: ParsableArguments {
  @Option(help: "YAML file of settings; also from WUTONG_CONFIG.") var config: String?
  @Option(name: .customLong("set"), help: ArgumentHelp("Any setting; wutong settings lists them.", valueName: "key=value"))
  var set: [String] = []

  /// The settings; `flags` are the command's own. Says all that is wrong with them and exits with 1.
  func read(_ flags: [SettingFlag]) throws -> ReadSettings {
    var flags = flags
    for text in set {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--set takes KEY=VALUE, not “\(text)”.") }
      flags.append(SettingFlag(parts[0], parts[1], flag: "--set"))
    }
    do { return try ReadSettings(flags: flags, environment: ProcessInfo.processInfo.environment, file: config) } catch {
      if let problems = (error as? SettingProblems)?.problems {
        for problem in problems { complain(told(problem)) }
      } else {
        complain("\(told("settings.unread")): \(error)")
      }
      throw ExitCode(1)
    }
  }
}

/// Every command that opens the database has these.
struct DatabaseOptions: ParsableArguments {
  @OptionGroup var options: SettingsOptions
  @Option(help: "sqlite:PATH or postgres://…; also from WUTONG_DATABASE.") var database: String?
  @Option(help: "Folder of an embedded database (as the demo's), with the files beside it.") var data: String?

  /// `more` are flags of the command's own.
  func read(_ more: [SettingFlag] = []) throws -> ReadSettings {
    var flags: [SettingFlag] = []
    if let data {
      flags.append(SettingFlag("database.url", "sqlite:\(data)/wutong.sqlite", flag: "--data"))
      flags.append(SettingFlag("files.folder", "\(data)/files", flag: "--data"))
    }
    if let database { flags.append(SettingFlag("database.url", database, flag: "--database")) }
    return try options.read(flags + more)
  }

  /// Settings that name a database.
  func settings(_ more: [SettingFlag] = []) throws -> Settings {
    let settings = try read(more).settings
    guard !settings.database.isEmpty else {
      throw ValidationError("Name a database: --database sqlite:PATH, --database postgres://…, or --data DIR.")
    }
    return settings
  }

  func open() throws -> any Store { try Databases.open(try settings()) }
}

struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "Every setting as it is, where it came from and what it means; secrets are masked.")

  @OptionGroup var database: DatabaseOptions
  @Flag(help: "The table of all settings with their defaults, in Markdown.") var markdown = false

  func run() throws {
    if markdown { return print(Settings.markdown) }
    let read = try database.read()
    for line in read.explanations {
      print("\(line.definition.key) = \(line.shown)   (\(line.origin))   \(told(meaningOf: line.definition))")
    }
    for problem in read.strange { complain(told(problem)) }
  }
}
