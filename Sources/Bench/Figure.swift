import Foundation
public import JSON

/// One measured figure: ours beside the limit that was measured in the same run.
public struct Figure: Sendable {
  public enum Kind: Sendable {
    /// Ours ÷ limit must be at least `asked`.
    case ratio
    /// Ours must be at most `asked`.
    case ceiling
  }

  public let bench: String
  public let what: String
  public let kind: Kind
  public let unit: String
  public let ours: Double
  /// nil for a ceiling.
  public let limit: Double?
  public let asked: Double
  /// What `limit` is, in words.
  public let limitIs: String
  /// What holds ours back, in words.
  public let limitedBy: String
  /// More numbers of the same stretch: quantiles, processor time.
  public let more: [(name: String, value: Double)]

  public init(
    bench: String, what: String, kind: Kind, unit: String, ours: Double, limit: Double? = nil, asked: Double,
    limitIs: String = "",
    limitedBy: String, more: [(name: String, value: Double)] = []
  ) {
    self.bench = bench
    self.what = what
    self.kind = kind
    self.unit = unit
    self.ours = ours
    self.limit = limit
    self.asked = asked
    self.limitIs = limitIs
    self.limitedBy = limitedBy
    self.more = more
  }

  public var ratio: Double? { limit.map { $0 > 0 ? ours / $0 : 0 } }
  public var isMet: Bool {
    switch kind {
    case .ratio: (ratio ?? 0) >= asked
    case .ceiling: ours <= asked
    }
  }

  public var json: JSON {
    var json: JSON = ["bench": .string(bench), "what": .string(what), "unit": .string(unit), "ours": Self.number(ours)]
    if let limit, let ratio {
      json["limit"] = Self.number(limit)
      json["ratio"] = Self.number(ratio)
      json["limitIs"] = .string(limitIs)
    }
    json["asked"] = Self.number(asked)
    json["met"] = .bool(isMet)
    json["limitedBy"] = .string(limitedBy)
    for (name, value) in more { json[name] = Self.number(value) }
    return json
  }

  static func number(_ value: Double) -> JSON { JSONNumber(String(format: "%.3f", value)).map(JSON.number) ?? .null }

  /// The figures as a table to read.
  public static func table(_ figures: [Figure]) -> String {
    let head = ["what", "ours", "limit", "ratio", "asked", "met", "limited by"]
    let rows = figures.map { figure -> [String] in
      let asked = figure.kind == .ratio ? "≥ \(text(figure.asked)) ×" : "≤ \(text(figure.asked)) \(figure.unit)"
      return [
        "\(figure.bench): \(figure.what)", "\(text(figure.ours)) \(figure.unit)", figure.limit.map(text) ?? "–",
        figure.ratio.map { String(format: "%.2f", $0) } ?? "–", asked, figure.isMet ? "yes" : "NO", figure.limitedBy,
      ]
    }
    let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
    return ([head] + rows).map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private static func text(_ value: Double) -> String { String(format: value < 100 ? "%.2f" : "%.0f", value) }
}

extension [Double] {
  /// 0 for none.
  var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
