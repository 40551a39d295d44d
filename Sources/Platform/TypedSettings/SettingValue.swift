/// What the text of a setting becomes.
public protocol SettingValue: Sendable {
  /// nil for a text that does not say such a value.
  init?(setting text: String)
  /// The text that reads back to this value; a secret's is never its own.
  var settingText: String { get }
  /// What a reader is told is needed, as in “a whole number”.
  static var kind: String { get }
}

extension Int: SettingValue {
  public init?(setting text: String) { self.init(text) }
  public var settingText: String { String(self) }
  public static var kind: String { "a whole number" }
}

extension Bool: SettingValue {
  public init?(setting text: String) {
    switch text.lowercased() {
    case "true", "yes", "on", "1": self = true
    case "false", "no", "off", "0": self = false
    default: return nil
    }
  }
  public var settingText: String { self ? "true" : "false" }
  public static var kind: String { "true or false" }
}

extension String: SettingValue {
  public init?(setting text: String) { self = text }
  public var settingText: String { self }
  public static var kind: String { "a text" }
}

/// A list: a sequence in a file, else parted by commas.
extension [String]: SettingValue {
  public init?(setting text: String) {
    self = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
  }
  public var settingText: String { joined(separator: ",") }
  public static var kind: String { "a list" }
}

/// What nobody may read: it comes from the environment or from a file of its own, and no text shows it.
public struct Secret: SettingValue, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The secret itself; nil when none was given. For the one call that needs it.
  public let exposed: String?

  public init(_ text: String?) { exposed = text }
  public init?(setting text: String) { exposed = text.isEmpty ? nil : text }
  public static let none = Secret(nil)
  public var isGiven: Bool { exposed != nil }
  public var settingText: String { exposed == nil ? "" : "••••" }
  public var description: String { settingText }
  public var debugDescription: String { settingText }
  public var customMirror: Mirror { Mirror(self, children: []) }
  public static var kind: String { "a secret" }
}
