import Foundation
public import TypedSettings

/// The text that names a database, and the password that may stand in it.
public struct DatabaseAddress: SettingValue {
  public let text: String

  public init(_ text: String) { self.text = text }
  public init?(setting text: String) { self.text = text }

  public var isEmpty: Bool { text.isEmpty }
  public var settingText: String { open }
  public static var kind: String { "a text" }

  private static var userPassword: Regex<(Substring, Substring, Substring)> { /^(postgres(?:ql)?:\/\/[^:@\/?]*):([^@\/?]*)@/ }
  private static var queryPassword: Regex<(Substring, Substring, Substring, Substring)> { /([?&])password=([^&]*)(&|$)/ }

  /// The password in it, decoded; nil for none.
  public var password: String? {
    if let match = text.firstMatch(of: Self.userPassword) { return String(match.2).removingPercentEncoding ?? String(match.2) }
    if let match = text.firstMatch(of: Self.queryPassword) { return String(match.2).removingPercentEncoding ?? String(match.2) }
    return nil
  }

  /// Without a password: what may be shown, and what another program may be told on its command line.
  public var open: String {
    text.replacing(Self.userPassword) { "\($0.1)@" }.replacing(Self.queryPassword) { $0.3.isEmpty ? "" : "\($0.1)" }
  }

  /// With a password that was given apart.
  public func with(password: String?) -> String {
    guard let password, text.hasPrefix("postgres") else { return text }
    let encoded = password.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return open + (open.contains("?") ? "&" : "?") + "password=" + encoded
  }
}
