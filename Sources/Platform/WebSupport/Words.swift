import Foundation
import JSON
import Kernel
import Tables

/// The string tables: all words that people read, by language and key. Chinese is the table that has everything.
public struct Words: Sendable {
  private let tables: [String: [String: String]]
  public static let languages = ["zh-Hans", "en"]

  /// Reads all of `<folder>/<language>/*.yaml`: a file a room. Throws when a table is missing or broken, or a key stands in two of them.
  public init(folder: String) throws {
    var tables: [String: [String: String]] = [:]
    for language in Self.languages {
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(language)").filter { $0.hasSuffix(".yaml") }
      var table: [String: String] = [:]
      for path in files.sorted().map({ "\(folder)/\(language)/\($0)" }) {
        var flat: [String: String] = [:]
        Self.flatten(try YAML.parse(try String(contentsOfFile: path, encoding: .utf8), file: path), "", &flat)
        for (key, text) in flat where table.updateValue(text, forKey: key) != nil { throw KeyTwice(key: key, file: path) }
      }
      tables[language] = table
    }
    self.tables = tables
  }

  public func keys(_ language: String) -> Set<String> { Set(tables[language]?.keys.map { $0 } ?? []) }

  /// The words of a key with `{name}` replaced; Chinese where a language lacks them, the key itself where all do.
  public func callAsFunction(_ language: String, _ key: String, _ arguments: [String: String] = [:]) -> String {
    var text = tables[language]?[key] ?? tables["zh-Hans"]?[key] ?? key
    for (name, value) in arguments { text = text.replacingOccurrences(of: "{\(name)}", with: value) }
    return text
  }

  /// Which language a header or a choice asks for.
  public static func language(_ asked: String?) -> String {
    (asked ?? "").lowercased().hasPrefix("en") ? "en" : "zh-Hans"
  }

  private static func flatten(_ json: JSON, _ prefix: String, _ flat: inout [String: String]) {
    for (key, value) in json.objectValue ?? JSONObject() {
      let name = prefix.isEmpty ? key : "\(prefix).\(key)"
      if let text = value.stringValue { flat[name] = text } else { flatten(value, name, &flat) }
    }
  }
}

/// A key of the string tables stands in two files.
struct KeyTwice: Error, CustomStringConvertible {
  let key: String
  let file: String
  var description: String { "\(file): the key \(key) stands in another file too" }
}
