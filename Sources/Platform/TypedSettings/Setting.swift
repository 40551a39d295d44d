import Synchronization

/// What there is to know of a setting apart from its value.
public struct SettingDefinition: Sendable, Hashable {
  /// As it stands in a file, `log.keepDays` for `log: {keepDays: 200}`.
  public let key: String
  /// Name in the environment, as in `WUTONG_LOG_KEEP_DAYS`.
  public let environment: String
  public let meaning: String
  /// Empty for none.
  public let defaultText: String
  /// As in `1…65535` or `json, text`; what kind of value it is where any will do.
  public let range: String
  public let isSecret: Bool
  /// Secrets alone: the key that names a file with the secret, `authority.tokenFile`.
  public var fileKey: String? { isSecret ? key + "File" : nil }
  public var fileEnvironment: String? { isSecret ? environment + "_FILE" : nil }
}

/// A setting of any type, as the reader fills it.
public protocol AnySetting: Sendable {
  var definition: SettingDefinition { get }
  /// The value as people may see it.
  var shown: String { get }
  /// Takes a value; returns what is wrong with it, or nil.
  func take(_ text: String) -> SettingFault?
}

/// One setting of a structure of settings: its key, meaning and range beside the property that holds it, its default the property's own.
///
/// Filled once by `SettingsReader`, then read from any thread. Copies of the structure share the value.
@propertyWrapper
public struct Setting<Value: SettingValue>: AnySetting {
  public let definition: SettingDefinition
  private let check: @Sendable (Value) -> Bool
  private let box: Box

  private final class Box: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
  }

  /// `environment`: only for a name that differs from the key's.
  public init(wrappedValue: Value, _ key: String, environment: String? = nil, _ meaning: String) {
    self.init(wrappedValue, key, environment, meaning, range: Value.kind) { _ in true }
  }

  public init(wrappedValue: Int, _ key: String, in range: ClosedRange<Int>, _ meaning: String) where Value == Int {
    self.init(wrappedValue, key, nil, meaning, range: "\(range.lowerBound)…\(range.upperBound)") { range.contains($0) }
  }

  public init(wrappedValue: String, _ key: String, oneOf words: [String], _ meaning: String) where Value == String {
    self.init(wrappedValue, key, nil, meaning, range: words.joined(separator: ", ")) { words.contains($0) }
  }

  private init(
    _ value: Value, _ key: String, _ environment: String?, _ meaning: String, range: String,
    _ check: @escaping @Sendable (Value) -> Bool
  ) {
    definition = SettingDefinition(
      key: key, environment: environment ?? Self.environmentName(key), meaning: meaning, defaultText: value.settingText,
      range: range, isSecret: Value.self == Secret.self)
    self.check = check
    box = Box(value)
  }

  public var wrappedValue: Value { box.value.withLock { $0 } }
  public var shown: String { wrappedValue.settingText }

  public func take(_ text: String) -> SettingFault? {
    guard let value = Value(setting: text) else {
      return SettingFault("kind", ["kind": Value.kind, "text": text], "\(Value.kind) is needed, not “\(text)”")
    }
    guard check(value) else {
      return SettingFault(
        "range", ["text": text, "range": definition.range], "“\(text)” is out of range: \(definition.range)")
    }
    box.value.withLock { $0 = value }
    return nil
  }

  /// `WUTONG_LOG_KEEP_DAYS` for `log.keepDays`.
  static func environmentName(_ key: String) -> String {
    "WUTONG_"
      + key.reduce(into: "") { name, character in
        if character == "." { name += "_" } else { name += (character.isUppercase ? "_" : "") + character.uppercased() }
      }
  }
}
