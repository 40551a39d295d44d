public import JSON

/// What is said on an occasion: data, in both languages, numbered.
public struct NoticeTemplate: Sendable, Hashable {
  public let key: String
  public let version: Int
  /// Quiet hours do not hold it back.
  public let isUrgent: Bool
  /// In the order in which they are tried.
  public let channels: [NoticeChannel]
  let title: NoticeWords
  let text: NoticeWords

  /// Title and text with `{name}` filled in. What stands in `[…]` is left out where a value in it is not there.
  public func filled(_ values: [String: NoticeWords]) -> (title: NoticeWords, text: NoticeWords) {
    (Self.fill(title, values), Self.fill(text, values))
  }

  private static func fill(_ words: NoticeWords, _ values: [String: NoticeWords]) -> NoticeWords {
    NoticeWords(zh: fill(words.zh, values.mapValues(\.zh)), en: fill(words.en, values.mapValues { $0("en") }))
  }

  private static func fill(_ text: String, _ values: [String: String]) -> String {
    var out = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
      out += part(rest[..<open], values).text
      let optional = part(rest[rest.index(after: open)..<close], values)
      if !optional.isLacking { out += optional.text }
      rest = rest[rest.index(after: close)...]
    }
    return out + part(rest, values).text
  }

  /// Once through: what a value holds is not filled in again.
  private static func part(_ text: Substring, _ values: [String: String]) -> (text: String, isLacking: Bool) {
    var out = ""
    var isLacking = false
    var rest = text
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      out += rest[..<open]
      let value = values[String(rest[rest.index(after: open)..<close])] ?? ""
      if value.isEmpty { isLacking = true }
      out += value
      rest = rest[rest.index(after: close)...]
    }
    return (out + rest, isLacking)
  }
}

/// What is wrong with a file of templates.
public struct NoticeTemplateFault: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// All templates, by the occasion.
public struct NoticeTemplates: Sendable {
  private let byKey: [String: NoticeTemplate]

  /// The words that texts may ask for.
  static let values: Set = ["service", "number", "state", "due", "reason"]

  /// `{version, templates: {key: {title, text, channels, urgent}}}`. Throws a `NoticeTemplateFault` that names the place.
  public init(_ json: JSON, file: String) throws {
    guard let version = json["version"]?.intValue, version > 0, let templates = json["templates"]?.objectValue else {
      throw NoticeTemplateFault(description: "\(file): version and templates are needed")
    }
    var byKey: [String: NoticeTemplate] = [:]
    for (key, template) in templates {
      func words(_ name: String) throws -> NoticeWords {
        guard let zh = template[name]?["zh"]?.stringValue, let en = template[name]?["en"]?.stringValue, !zh.isEmpty, !en.isEmpty
        else { throw NoticeTemplateFault(description: "\(file): \(key).\(name) is not there in both languages") }
        for text in [zh, en] {
          for match in text.matches(of: /\{([^}]*)\}/) where !Self.values.contains(String(match.1)) {
            throw NoticeTemplateFault(description: "\(file): \(key).\(name) asks for {\(match.1)}, which nobody gives")
          }
        }
        return NoticeWords(zh: zh, en: en)
      }
      let channels = try (template["channels"]?.arrayValue ?? ["sms", "mail"]).map { item in
        guard let channel = item.stringValue.flatMap(NoticeChannel.init) else {
          throw NoticeTemplateFault(description: "\(file): \(key).channels knows only sms and mail")
        }
        return channel
      }
      byKey[key] = NoticeTemplate(
        key: key, version: Int(version), isUrgent: template["urgent"]?.boolValue ?? false, channels: channels,
        title: try words("title"), text: try words("text"))
    }
    self.byKey = byKey
  }

  public subscript(_ key: String) -> NoticeTemplate? { byKey[key] }

  public var keys: [String] { byKey.keys.sorted() }
}
