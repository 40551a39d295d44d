import Configuration
import Foundation
import Tables

/// Where a value came from.
public enum SettingOrigin: Sendable, Hashable, CustomStringConvertible {
  case `default`
  case file(String, line: Int)
  case environment(String)
  /// As it was written, `--port`.
  case flag(String)

  public var description: String {
    switch self {
    case .default: "default"
    case .file(let file, let line): "\(file):\(line)"
    case .environment(let name): name
    case .flag(let flag): flag
    }
  }
}

/// What may be wrong with a setting: a code with its arguments for words in other languages, and the same in English.
public struct SettingFault: Sendable, Hashable {
  public let code: String
  public let arguments: [String: String]
  public let reason: String

  public init(_ code: String, _ arguments: [String: String], _ reason: String) {
    self.code = code
    self.arguments = arguments
    self.reason = reason
  }

  public init(_ code: String, _ reason: String) { self.init(code, [:], reason) }

  static func unknown(nearest: String) -> SettingFault {
    SettingFault("unknown", ["nearest": nearest], "no such setting; the nearest is \(nearest)")
  }
}

/// Something wrong with a setting, and where.
public struct SettingProblem: Error, Sendable, Hashable, CustomStringConvertible {
  public let place: SettingOrigin
  public let key: String
  public let fault: SettingFault
  public var reason: String { fault.reason }

  public init(place: SettingOrigin, key: String, fault: SettingFault) {
    self.place = place
    self.key = key
    self.fault = fault
  }

  public var description: String { "\(place): \(key): \(reason)" }
}

/// All that is wrong with the settings.
public struct SettingProblems: Error, Sendable, CustomStringConvertible {
  public let problems: [SettingProblem]
  public init(problems: [SettingProblem]) { self.problems = problems }
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// A setting as it is: for whoever wants to know why.
public struct SettingExplanation: Sendable {
  public let definition: SettingDefinition
  /// Secrets are masked.
  public let shown: String
  public let origin: SettingOrigin
  /// The file a secret was read from.
  public let secretPath: String?
}

/// A value on the command line, with how it was written.
public struct SettingFlag: Sendable {
  public let key: String
  public let text: String
  public let flag: String

  public init(_ key: String, _ text: String, flag: String) {
    self.key = key
    self.text = text
    self.flag = flag
  }
}

/// Reads settings once: flags before environment before file before defaults.
public struct SettingsReader {
  private let flags: [SettingFlag]
  private let environment: [String: String]
  private let file: (path: String, leaves: [YAMLLeaf])?
  private let sources: [any ConfigProvider]

  /// Reads the file. Throws `YAMLError`, and what the file system says.
  public init(flags: [SettingFlag], environment: [String: String], file path: String?) throws {
    self.flags = flags
    self.environment = environment
    file = try path.map { ($0, try YAML.leaves(try String(contentsOfFile: $0, encoding: .utf8), file: $0)) }
    func provider(_ name: String, _ pairs: [(String, String)]) -> InMemoryProvider {
      InMemoryProvider(
        name: name,
        values: Dictionary(
          pairs.map { (AbsoluteConfigKey(ConfigKey($0.0)), ConfigValue(.string($0.1), isSecret: false)) },
          uniquingKeysWith: { $1 }))
    }
    sources = [
      provider("flags", flags.map { ($0.key, $0.text) }),
      EnvironmentVariablesProvider(environmentVariables: environment, secretsSpecifier: .all),
      provider("file", file?.leaves.map { ($0.path.joined(separator: "."), $0.texts.joined(separator: ",")) } ?? []),
    ]
  }

  /// Fills every `@Setting` of a structure. Throws all problems at once as `SettingProblems`.
  public func fill(_ settings: some Any) throws -> [SettingExplanation] {
    let all = SettingsReader.settings(of: settings)
    var problems = unknown(all.map(\.definition))
    var explanations: [SettingExplanation] = []
    for setting in all {
      let (origin, path) = take(setting, &problems)
      explanations.append(
        SettingExplanation(definition: setting.definition, shown: setting.shown, origin: origin, secretPath: path))
    }
    guard problems.isEmpty else { throw SettingProblems(problems: problems) }
    return explanations
  }

  /// Every `@Setting` of a structure, in the order it stands there.
  public static func settings(of settings: some Any) -> [any AnySetting] {
    Mirror(reflecting: settings).children.compactMap { $0.value as? any AnySetting }
  }

  /// Variables of the environment that look like ours and are none: a name mistyped would otherwise go unnoticed.
  public func strangeVariables(_ definitions: [SettingDefinition], besides known: Set<String>) -> [SettingProblem] {
    let names = definitions.flatMap { [$0.environment] + ($0.fileEnvironment.map { [$0] } ?? []) } + known
    return environment.keys.filter { $0.hasPrefix("WUTONG_") && !names.contains($0) }.sorted().map {
      SettingProblem(place: .environment($0), key: $0, fault: .unknown(nearest: Self.nearest($0, names)))
    }
  }

  private func unknown(_ definitions: [SettingDefinition]) -> [SettingProblem] {
    let keys = definitions.flatMap { $0.fileKey.map { [$0] } ?? [$0.key] }
    var problems: [SettingProblem] = []
    let secrets = Dictionary(definitions.filter(\.isSecret).map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    let given =
      flags.map { ($0.key, SettingOrigin.flag($0.flag)) }
      + (file.map { file in
        file.leaves.map { ($0.path.joined(separator: "."), SettingOrigin.file(file.path, line: $0.line)) }
      } ?? [])
    for (key, place) in given where !keys.contains(key) {
      let fault =
        if let secret = secrets[key] {
          SettingFault(
            "secretHere", ["file": secret.fileKey ?? "", "variable": secret.environment],
            "a secret does not stand here: write it into a file of its own and name that with \(secret.fileKey ?? ""), or give it in \(secret.environment)"
          )
        } else { SettingFault.unknown(nearest: Self.nearest(key, keys)) }
      problems.append(SettingProblem(place: place, key: key, fault: fault))
    }
    return problems
  }

  private func take(_ setting: any AnySetting, _ problems: inout [SettingProblem]) -> (SettingOrigin, String?) {
    let definition = setting.definition
    if definition.isSecret { return takeSecret(setting, &problems) }
    guard let (text, origin) = find(definition.key, definition.environment) else { return (.default, nil) }
    if let fault = setting.take(text) { problems.append(SettingProblem(place: origin, key: definition.key, fault: fault)) }
    return (origin, nil)
  }

  /// A secret stands in the environment, or in a file that a flag, the environment or the file names.
  private func takeSecret(_ setting: any AnySetting, _ problems: inout [SettingProblem]) -> (SettingOrigin, String?) {
    let definition = setting.definition
    if let text = environment[definition.environment] {
      _ = setting.take(text)
      return (.environment(definition.environment), nil)
    }
    guard let key = definition.fileKey, let name = definition.fileEnvironment, let (path, origin) = find(key, name) else {
      return (.default, nil)
    }
    do {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      _ = setting.take(text.trimmingCharacters(in: .newlines))
    } catch {
      problems.append(
        SettingProblem(
          place: origin, key: key, fault: SettingFault("unreadable", ["path": path], "\(path) cannot be read")))
    }
    return (origin, path)
  }

  /// The first source that has a value, and where in it.
  private func find(_ key: String, _ variable: String) -> (String, SettingOrigin)? {
    // The environment's own spelling is given by its name, since some names are older than their keys.
    let keys = [key, variable.lowercased().replacingOccurrences(of: "_", with: "."), key].map {
      AbsoluteConfigKey(ConfigKey($0))
    }
    for (number, source) in sources.enumerated() {
      guard let found = try? source.value(forKey: keys[number], type: .string).value,
        case .string(let text) = found.content
      else { continue }
      switch number {
      case 0: return (text, .flag(flags.last { $0.key == key }?.flag ?? ""))
      case 1: return (text, .environment(variable))
      default:
        let line = file?.leaves.last { $0.path.joined(separator: ".") == key }?.line ?? 0
        return (text, .file(file?.path ?? "", line: line))
      }
    }
    return nil
  }

  /// The known name that needs the fewest letters changed.
  static func nearest(_ name: String, _ known: [String]) -> String {
    known.min { distance(name, $0) < distance(name, $1) } ?? ""
  }

  /// Levenshtein's distance, capitals and small letters alike.
  static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.lowercased().utf8), Array(right.lowercased().utf8))
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var corner = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let best = min(corner + (x == y ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        corner = row[j + 1]
        row[j + 1] = best
      }
    }
    return row[b.count]
  }
}
