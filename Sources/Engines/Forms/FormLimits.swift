public import JSON

/// How long, how large, how many, which days an answer may be: `2..30`, `>0`, `0..500`, `..today`, `tomorrow..`, `true`.
///
/// Counts characters of a text, entries of a list, rows of a table and points; of an amount of money it is yuan.
public struct FormLimits: Sendable, Hashable {
  public enum FirstDay: String, Sendable { case today, tomorrow }

  public let text: String
  public let least: JSONNumber?
  /// Whether the least itself is too little.
  public let isOpen: Bool
  public let most: JSONNumber?
  public let firstDay: FirstDay?
  public let isUntilToday: Bool
  /// Of yes or no: only yes will do.
  public let mustHold: Bool

  /// nil for a text that is none.
  public init?(_ text: String) {
    self.text = text
    var (least, isOpen, most) = (JSONNumber?.none, false, JSONNumber?.none)
    var (firstDay, isUntilToday, mustHold) = (FirstDay?.none, false, false)
    switch text {
    case "true": mustHold = true
    case "..today": isUntilToday = true
    case "today..": firstDay = .today
    case "tomorrow..": firstDay = .tomorrow
    default:
      var rest = Substring(text)
      if rest.first == ">" {
        isOpen = true
        rest.removeFirst()
      }
      let ends = rest.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
      guard (1...2).contains(ends.count), ends.contains(where: { !$0.isEmpty }) else { return nil }
      for (place, end) in ends.enumerated() where !end.isEmpty {
        guard let number = JSONNumber(end) else { return nil }
        if place == 0 { least = number }
        if place == 1 || (ends.count == 1 && !isOpen) { most = number }
      }
      if isOpen, least == nil { return nil }
      if let least, let most, least.compared(to: most) > (isOpen ? -1 : 0) { return nil }
    }
    self.least = least
    self.isOpen = isOpen
    self.most = most
    self.firstDay = firstDay
    self.isUntilToday = isUntilToday
    self.mustHold = mustHold
  }

  /// Whether they mean something for answers of a kind.
  public func apply(to kind: FormField.Kind) -> Bool {
    switch kind {
    case .date, .dateTime: firstDay != nil || isUntilToday
    case .yesNo: mustHold
    case .integer, .decimal, .money: least != nil || most != nil
    case .text, .textarea, .lines, .choices, .table, .coordinates:
      (least != nil || most != nil) && !isOpen && [least, most].allSatisfy { $0.map { ($0.int ?? -1) >= 0 } ?? true }
    default: false
    }
  }
}

/// Amounts of money as people write them.
public enum Money {
  /// The most that can be asked for: ten thousand billion yuan, in fen.
  public static let most: Int64 = 1_000_000_000_000_000

  /// Fen of an amount in yuan with at most two decimals, as in `1,234.50`; nil for anything else or what is too much.
  public static func fen(_ text: String) -> Int64? {
    let bytes = text.utf8.filter { $0 != UInt8(ascii: ",") && $0 != 0x20 }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let yuan = number(parts[0]), yuan <= most / 100 else { return nil }
    guard parts.count == 2 else { return yuan * 100 }
    guard (1...2).contains(parts[1].count), let rest = number(parts[1]) else { return nil }
    return yuan * 100 + (parts[1].count == 1 ? rest * 10 : rest)
  }

  /// `1234.50`
  public static func yuan(_ fen: Int64) -> String {
    let rest = fen.magnitude % 100
    return "\(fen < 0 ? "-" : "")\(fen.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard (1...14).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
  }
}
