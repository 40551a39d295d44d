/// A strict reader of Prometheus' text format 0.0.4: what it takes, a real one takes.
public struct PrometheusText {
  public struct Sample: Hashable {
    public let name: String
    public let labels: [String: String]
    public let value: Double
  }

  public struct Fault: Error, CustomStringConvertible {
    public let line: Int
    public let reason: String
    public var description: String { "line \(line): \(reason)" }
  }

  public private(set) var types: [String: String] = [:]
  public private(set) var samples: [Sample] = []

  /// Reads a whole answer. Throws `Fault` for anything that is not allowed: a sample without its type or in two places, a name or escape
  /// that is none, a histogram whose buckets fall, lack +Inf or do not agree with its count.
  public init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw Fault(line: 0, reason: "does not end with a line") }
    var family = ""
    var seen: Set<String> = []
    var helped: Set<String> = []
    var series: Set<String> = []
    for (number, line) in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      func fault(_ reason: String) -> Fault { Fault(line: number + 1, reason: "\(reason): \(line)") }
      if let match = line.wholeMatch(of: /# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)/) {
        family = String(match.1)
        guard seen.insert(family).inserted else { throw fault("type twice") }
        types[family] = String(match.2)
        guard match.2 != "counter" || family.hasSuffix("_total") else { throw fault("a counter's name ends with _total") }
      } else if let match = line.wholeMatch(of: /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)+/) {
        guard helped.insert(String(match.1)).inserted, !seen.contains(String(match.1)) else {
          throw fault("help twice or late")
        }
      } else if let match = line.wholeMatch(of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/) {
        let name = String(match.1)
        let allowed = types[family] == "histogram" ? ["_bucket", "_sum", "_count"].map { family + $0 } : [family]
        guard allowed.contains(name) else { throw fault("not of the family above it") }
        guard let value = Self.number(match.3) else { throw fault("no number") }
        guard let labels = Self.labels(match.2 ?? "") else { throw fault("labels") }
        guard series.insert("\(name)\(labels.sorted { $0.key < $1.key })").inserted else { throw fault("sample twice") }
        guard types[family] == "gauge" || value >= 0 else { throw fault("a total below nothing") }
        samples.append(Sample(name: name, labels: labels, value: value))
      } else {
        throw fault("cannot be read")
      }
    }
    try checkHistograms()
  }

  /// The value of a sample that has at least these labels; nil when there is none.
  public subscript(_ name: String, _ labels: [String: String] = [:]) -> Double? {
    samples.first { sample in sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value } }?.value
  }

  private static func number(_ text: Substring) -> Double? {
    switch text {
    case "+Inf": .infinity
    case "-Inf": -.infinity
    case "NaN": .nan
    default: text.wholeMatch(of: /-?\d+(\.\d+)?([eE][-+]?\d+)?/) == nil ? nil : Double(text)
    }
  }

  private static func labels(_ text: Substring) -> [String: String]? {
    var rest = text
    var labels: [String: String] = [:]
    while !rest.isEmpty {
      guard let match = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/) else { return nil }
      let value = match.2.replacing("\\n", with: "\n").replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
      guard labels.updateValue(String(value), forKey: String(match.1)) == nil else { return nil }
      rest = rest[match.range.upperBound...]
      guard rest.isEmpty || rest.first == "," else { return nil }
      rest = rest.dropFirst()
      if text.last == "," { return nil }
    }
    return labels
  }

  private func checkHistograms() throws {
    for (family, type) in types where type == "histogram" {
      let buckets = Dictionary(grouping: samples.filter { $0.name == family + "_bucket" }) { sample in
        sample.labels.filter { $0.key != "le" }
      }
      for (labels, list) in buckets {
        let bounds = list.compactMap { $0.labels["le"].flatMap { Self.number($0[...]) } }
        let counts = list.map(\.value)
        let total = samples.first { $0.name == family + "_count" && $0.labels == labels }?.value
        guard bounds.count == list.count, bounds == bounds.sorted(), bounds.last == .infinity, counts == counts.sorted(),
          counts.last == total, samples.contains(where: { $0.name == family + "_sum" && $0.labels == labels })
        else { throw Fault(line: 0, reason: "histogram \(family) \(labels)") }
      }
    }
  }
}
