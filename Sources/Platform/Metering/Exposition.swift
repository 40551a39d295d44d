import Foundation

/// The text format 0.0.4 of Prometheus.
enum Exposition {
  static func text(_ name: String, _ family: MetricsRegistry.Family) -> String {
    // A counter's samples bear the ending that the name of its family has too.
    let name = family.kind == .counter && !name.hasSuffix("_total") ? name + "_total" : name
    var text = family.help.isEmpty ? "" : "# HELP \(name) \(escapedHelp(family.help))\n"
    text += "# TYPE \(name) \(family.kind.rawValue)\n"
    for (_, series) in family.series.sorted(by: { $0.key < $1.key }) {
      switch series.instrument {
      case .counter(let counter): text += line(name, series.labels, counter.value)
      case .gauge(let gauge): text += line(name, series.labels, gauge.value)
      case .histogram(let histogram):
        let state = histogram.snapshot
        var sum: UInt64 = 0
        for (place, count) in state.counts.enumerated() {
          sum += count
          let bound = place < histogram.bounds.count ? number(histogram.bounds[place]) : "+Inf"
          text += line(name + "_bucket", series.labels + [("le", bound)], Double(sum))
        }
        text += line(name + "_sum", series.labels, state.sum)
        text += line(name + "_count", series.labels, Double(sum))
      }
    }
    return text
  }

  private static func line(_ name: String, _ labels: [(String, String)], _ value: Double) -> String {
    let list = labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
    return "\(name)\(list.isEmpty ? "" : "{\(list)}") \(number(value))\n"
  }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  /// `[a-zA-Z_:][a-zA-Z0-9_:]*`; what else there is becomes `_`.
  static func name(_ text: String) -> String { allowed(text, ":") }

  static func labelName(_ text: String) -> String { allowed(text, "_") }

  private static func allowed(_ text: String, _ more: Character) -> String {
    let name = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == more) ? $0 : "_" })
    return name.first?.isNumber == false ? name : "_" + name
  }

  static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(
      of: "\n", with: "\\n")
  }

  private static func escapedHelp(_ text: String) -> String {
    text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\n", with: "\\n")
  }
}
