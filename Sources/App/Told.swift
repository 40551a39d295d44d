import Foundation
public import TypedSettings
import WebSupport

/// The language of whoever runs a command: Chinese where the locale is Chinese, else English.
public enum Console {
  public static let language: String = {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return locale.hasPrefix("zh") ? "zh-Hans" : "en"
  }()

  static let words = try? Program.words()
}

/// Words for whoever runs a command. Where the program's files are not found, the key and what it is about.
public func told(_ key: String, _ arguments: [String: String] = [:]) -> String {
  guard let words = Console.words else {
    return ([key] + arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
  }
  return words(Console.language, key, arguments)
}

/// What a setting means.
public func told(meaningOf setting: SettingDefinition) -> String {
  told("settings.meaning.\(setting.key.replacingOccurrences(of: ".", with: "-"))")
}

/// What is wrong with a setting, with its place.
public func told(_ problem: SettingProblem) -> String {
  "\(problem.place): \(problem.key): \(told(reasonOf: problem))"
}

public func told(reasonOf problem: SettingProblem) -> String {
  var arguments = problem.fault.arguments
  if let kind = arguments["kind"] { arguments["kind"] = told("settings.kind.\(kind.replacingOccurrences(of: " ", with: "-"))") }
  return told("settings.fault.\(problem.fault.code)", arguments)
}
