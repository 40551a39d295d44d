public import JSON

/// A language in which errors are told.
public enum SchemaLanguage: Sendable { case chinese, english }

extension SchemaError {
  /// What is wrong, for the person who filled in the form: one sentence without the value itself, beginning with what the schema calls it.
  public func message(_ language: SchemaLanguage) -> String {
    let words = language == .chinese ? chinese : english
    guard let title else { return words }
    return language == .chinese ? "\(title)：\(words)" : "\(title): \(words)"
  }

  private func list(_ values: [JSON], _ comma: String, _ more: String) -> String {
    let shown = values.prefix(12).map { $0.stringValue ?? $0.text }.joined(separator: comma)
    return values.count > 12 ? shown + more : shown
  }

  /// Of 0.01: 2. Nil when the number is no 1 behind a point.
  private static func places(_ unit: String) -> Int? {
    guard unit.hasPrefix("0."), unit.hasSuffix("1"), unit.utf8.dropFirst(2).dropLast().allSatisfy({ $0 == 48 }) else {
      return nil
    }
    return unit.utf8.count - 2
  }

  private var chinese: String {
    switch fault {
    case .type(let types): return "应为" + types.map { Self.types[$0]?.chinese ?? $0 }.joined(separator: "或")
    case .const(true): return "必须勾选"
    case .const(let value): return "必须是“\(value.stringValue ?? value.text)”"
    case .enum(let values): return "只能从以下选择：" + list(values, "、", "……")
    case .minimum(let limit): return "不能小于 \(limit)"
    case .maximum(let limit): return "不能大于 \(limit)"
    case .exclusiveMinimum(let limit): return "必须大于 \(limit)"
    case .exclusiveMaximum(let limit): return "必须小于 \(limit)"
    case .multipleOf("1"): return "必须是整数"
    case .multipleOf(let unit):
      return Self.places(unit).map { "最多 \($0) 位小数" } ?? "必须是 \(unit) 的整数倍"
    case .minLength(1, 0): return "不能为空"
    case .minLength(let least, let count): return "至少要 \(least) 个字，现在是 \(count) 个"
    case .maxLength(let most, let count): return "最多 \(most) 个字，现在是 \(count) 个"
    case .pattern: return "格式不对" + (example.map { "，例如：\($0)" } ?? "")
    case .format(let name):
      guard let format = Self.formats[name] else { return "格式不对" + (example.map { "，例如：\($0)" } ?? "") }
      return "应为\(format.chinese)，例如：\(example ?? format.example)"
    case .minItems(1, 0): return "至少填一项"
    case .minItems(let least, let count): return "至少要 \(least) 项，现在是 \(count) 项"
    case .maxItems(let most, let count): return "最多 \(most) 项，现在是 \(count) 项"
    case .uniqueItems(let first, let second): return "第 \(first + 1) 项和第 \(second + 1) 项重复"
    case .contains(let count, let least, let most):
      if count < least { return "符合要求的至少要有 \(least) 项，现在是 \(count) 项" }
      return "符合要求的最多只能有 \(most ?? count) 项，现在是 \(count) 项"
    case .minProperties(let least, let count): return "至少要填 \(least) 项，现在是 \(count) 项"
    case .maxProperties(let most, let count): return "最多填 \(most) 项，现在是 \(count) 项"
    case .required(let name): return title == nil ? "请填写“\(name)”" : "请填写"
    case .dependentRequired(let name, let other): return "填了“\(other)”，就要填“\(name)”"
    case .unknownMember(let name): return "没有“\(name)”这一项，请删去"
    case .notAllowed: return "这里不应有内容，请删去"
    case .anyOf: return "不符合任何一种允许的填法"
    case .oneOf(0): return "不符合任何一种允许的填法，应恰好符合一种"
    case .oneOf(let count): return "同时符合 \(count) 种填法，只能符合一种"
    case .not: return "不能这样填"
    }
  }

  private var english: String {
    func things(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
    switch fault {
    case .type(let types): return "must be " + types.map { Self.types[$0]?.english ?? $0 }.joined(separator: " or ")
    case .const(true): return "must be ticked"
    case .const(let value): return "must be “\(value.stringValue ?? value.text)”"
    case .enum(let values): return "must be one of these: " + list(values, ", ", " …")
    case .minimum(let limit): return "must be \(limit) or more"
    case .maximum(let limit): return "must be \(limit) or less"
    case .exclusiveMinimum(let limit): return "must be more than \(limit)"
    case .exclusiveMaximum(let limit): return "must be less than \(limit)"
    case .multipleOf("1"): return "must be a whole number"
    case .multipleOf(let unit):
      return Self.places(unit).map { "must have at most " + things($0, "decimal place", "decimal places") }
        ?? "must be a multiple of \(unit)"
    case .minLength(1, 0): return "must not be empty"
    case .minLength(let least, let count):
      return "must have at least \(things(least, "character", "characters")), and has \(count)"
    case .maxLength(let most, let count):
      return "must have at most \(things(most, "character", "characters")), and has \(count)"
    case .pattern: return "is not in the right form" + (example.map { ", for example: \($0)" } ?? "")
    case .format(let name):
      guard let format = Self.formats[name] else {
        return "is not in the right form" + (example.map { ", for example: \($0)" } ?? "")
      }
      return "must be \(format.english), for example: \(example ?? format.example)"
    case .minItems(1, 0): return "must have at least one entry"
    case .minItems(let least, let count): return "must have at least \(things(least, "entry", "entries")), and has \(count)"
    case .maxItems(let most, let count): return "must have at most \(things(most, "entry", "entries")), and has \(count)"
    case .uniqueItems(let first, let second): return "entries \(first + 1) and \(second + 1) are the same"
    case .contains(let count, let least, let most):
      if count < least { return "at least \(things(least, "entry", "entries")) must meet the condition, and \(count) do" }
      return "at most \(things(most ?? count, "entry", "entries")) may meet the condition, and \(count) do"
    case .minProperties(let least, let count):
      return "at least \(things(least, "entry", "entries")) must be given, and \(count) are"
    case .maxProperties(let most, let count):
      return "at most \(things(most, "entry", "entries")) may be given, and \(count) are"
    case .required(let name): return title == nil ? "“\(name)” is needed" : "is needed"
    case .dependentRequired(let name, let other): return "“\(name)” is needed, since “\(other)” is given"
    case .unknownMember(let name): return "“\(name)” is not asked for; please take it out"
    case .notAllowed: return "nothing may stand here; please take it out"
    case .anyOf: return "fits none of the ways in which this may be filled in"
    case .oneOf(0): return "fits none of the ways in which this may be filled in, and must fit exactly one"
    case .oneOf(let count): return "fits \(count) ways in which this may be filled in, and may fit only one"
    case .not: return "must not be filled in like this"
    }
  }

  private static let types: [String: (chinese: String, english: String)] = [
    "string": ("文字", "text"), "number": ("数字", "a number"), "integer": ("整数", "a whole number"),
    "boolean": ("“是”或“否”", "yes or no"),
    "array": ("列表", "a list"), "object": ("一组内容", "a group of entries"), "null": ("空", "empty"),
  ]

  private static let formats: [String: (chinese: String, english: String, example: String)] = [
    "date": ("日期", "a date", "2026-01-31"), "time": ("时间", "a time", "09:30:00+08:00"),
    "date-time": ("日期和时间", "a date and time", "2026-01-31T09:30:00+08:00"), "duration": ("时长", "a duration", "P1M"),
    "email": ("电子邮箱", "an e-mail address", "name@example.org"),
    "idn-email": ("电子邮箱", "an e-mail address", "name@example.org"), "hostname": ("域名", "a host name", "www.example.org"),
    "idn-hostname": ("域名", "a host name", "www.example.org"), "ipv4": ("IPv4 地址", "an IPv4 address", "192.0.2.1"),
    "ipv6": ("IPv6 地址", "an IPv6 address", "2001:db8::1"), "uri": ("网址", "a web address", "https://example.org/"),
    "iri": ("网址", "a web address", "https://example.org/"), "uuid": ("UUID", "a UUID", "3f0c1f5e-8d0a-4c3e-9b7d-2a6f1e5c4b3a"),
  ]
}

extension SchemaError {
  /// The error as one unit of the standard's output (Core §12.3), with messages in both languages.
  public var json: JSON {
    var unit: JSON = [
      "instanceLocation": .string(instance), "keywordLocation": .string(schema), "keyword": .string(keyword),
      "error": ["zh-Hans": .string(message(.chinese)), "en": .string(message(.english))],
    ]
    if !causes.isEmpty { unit["causes"] = .array(causes.map(\.json)) }
    return unit
  }
}

extension SchemaFailure: CustomStringConvertible {
  public var description: String { message(.english) }

  /// Why a value was not judged, in one sentence.
  public func message(_ language: SchemaLanguage) -> String {
    let isChinese = language == .chinese
    switch self {
    case .noJSON(let error):
      return isChinese ? "第 \(error.line) 行第 \(error.column) 列：不是有效的 JSON（\(error.reason.rawValue)）" : "no valid JSON: \(error)"
    case .tooDeep: return isChinese ? "内容嵌套太深，没有校验" : "nested too deep to be judged"
    case .tooMuchWork: return isChinese ? "内容太大，校验没有做完" : "too large to be judged to the end"
    case .patternGaveUp(let pattern):
      return isChinese ? "按格式“\(pattern)”校验用时太长，没有做完" : "the pattern “\(pattern)” took too long"
    }
  }
}
