import CaseworkCore
import Forms
import JSON
import Kernel
import WebSupport

/// What somebody posted as answers, with the files that were kept.
struct PostedAnswers {
  let post: FormPost
  /// By the name of the control.
  let files: [String: FileID]
  let now: Instant

  /// More rows than this are not read: no form asks for them.
  private static let mostRows = 200

  /// The answer to a question; nil when nothing was answered. What cannot be read stays a text, so that the check tells what is wrong
  /// with it and the person finds it again. `before`: what was answered until now.
  func answer(_ field: FormField, before: JSON?, name: String? = nil) -> JSON? {
    let name = name ?? field.key
    let text = post[name].trimmingWhitespace
    switch field.kind {
    case .choices:
      let chosen = post.all(name).filter { !$0.isEmpty }
      return chosen.isEmpty ? nil : .array(chosen.map(JSON.string))
    case .yesNo, .promise: return text == "true" ? true : text == "false" ? false : nil
    case .integer: return text.isEmpty ? nil : Int64(text).map { .number(JSONNumber($0)) } ?? .string(text)
    case .decimal: return text.isEmpty ? nil : JSONNumber(text).map(JSON.number) ?? .string(text)
    case .money: return text.isEmpty ? nil : Money.fen(text).map { .number(JSONNumber($0)) } ?? .string(text)
    case .coordinates: return text.isEmpty ? nil : FormField.points(text) ?? .string(text)
    case .region, .address: return parts(name, ["region", "detail"])
    case .file: return file(name, before: before?.stringValue).map { .string($0) }
    case .signature: return signature(name, before)
    case .table: return rows(field, name, before)
    case .lines, .textarea: return text.isEmpty ? nil : .string(text.replacing("\r\n", with: "\n"))
    default: return text.isEmpty ? nil : .string(text)
    }
  }

  private func parts(_ name: String, _ keys: [String]) -> JSON? {
    var json: JSON = [:]
    for key in keys {
      let text = post["\(name).\(key)"].trimmingWhitespace
      if !text.isEmpty { json[key] = .string(text) }
    }
    return json == [:] ? nil : json
  }

  private func file(_ name: String, before: String?) -> String? {
    files[name]?.text ?? (post["\(name).remove"].isEmpty ? before : nil)
  }

  /// The moment is when it was signed, not when the page was sent again.
  private func signature(_ name: String, _ before: JSON?) -> JSON? {
    guard var json = parts(name, ["name"]) else { return nil }
    if let drawing = file("\(name).drawing", before: before?["drawing"]?.stringValue) { json["drawing"] = .string(drawing) }
    let isSame = before?["name"] == json["name"] && before?["drawing"] == json["drawing"]
    json["at"] = isSame ? before?["at"] ?? .string(now.rfc3339) : .string(now.rfc3339)
    return json
  }

  private func rows(_ field: FormField, _ name: String, _ before: JSON?) -> JSON? {
    let count = min(max(0, Int(post["\(name).rows"]) ?? 0), Self.mostRows)
    let rows = (0..<count).compactMap { index -> JSON? in
      if post["deed"] == "remove:\(name):\(index)" { return nil }
      var row: JSON = [:]
      for column in field.columns {
        row[column.key] = answer(column, before: before?[index]?[column.key], name: "\(name).\(index).\(column.key)")
      }
      return row == [:] ? nil : row
    }
    return rows.isEmpty ? nil : .array(rows)
  }
}

extension FormField {
  /// An answer as the text of its control.
  static func text(_ answer: JSON?) -> String {
    switch answer {
    case .string(let text)?: text
    case .bool(let flag)?: flag ? "true" : "false"
    case .number(let number)?: number.literal
    case .array(let items)?: items.compactMap(\.stringValue).joined(separator: "、")
    default: ""
    }
  }

  /// Points as lines of `longitude,latitude`; what could not be read as it was written.
  static func points(_ answer: JSON?) -> String {
    guard let items = answer?.arrayValue else { return text(answer) }
    return items.map { ($0.arrayValue ?? []).map { text($0) }.joined(separator: ",") }.joined(separator: "\n")
  }

  /// Lines of `longitude,latitude` as points; nil when one is none. Full-width signs are taken too.
  static func points(_ text: String) -> JSON? {
    var points: [JSON] = []
    for line in text.replacing("，", with: ",").split(whereSeparator: \.isNewline) where !line.allSatisfy(\.isWhitespace) {
      let numbers = line.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }.compactMap { JSONNumber($0) }
      guard numbers.count == 2 else { return nil }
      points.append(.array(numbers.map(JSON.number)))
    }
    return .array(points)
  }
}

extension String {
  var trimmingWhitespace: String {
    var rest = Substring(self)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
