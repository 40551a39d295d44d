import Foundation
import JSON

/// Rates, as lines of JSON.
enum Measuring {
  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  static func number(_ value: Double) -> JSON { JSONNumber(String(format: "%.2f", value)).map(JSON.number) ?? .null }

  /// How often a second, on this thread: the median of five rounds.
  static func rate(seconds: Double, _ work: () throws -> Void) rethrows -> Double {
    var rates: [Double] = []
    for _ in 0..<5 {
      let clock = ContinuousClock()
      let start = clock.now
      var count = 0
      var spent = 0.0
      while spent < seconds / 5 {
        for _ in 0..<64 { try work() }
        count += 64
        spent = Self.seconds(clock.now - start)
      }
      rates.append(Double(count) / spent)
    }
    return rates.sorted()[2]
  }

  /// A Python program that prints `name rate` lines: what another product does beside ours, in the same run.
  static func peer(_ python: String, _ program: String, _ arguments: [String]) throws -> [(name: String, rate: Double)] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, "-c", program] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count == 2, let rate = Double(parts[1]) else { return nil }
      return (String(parts[0]), rate)
    }
  }

  static func report(_ bench: String, _ name: String, _ rate: Double, beside peer: Double?) {
    var line: JSON = ["bench": .string(bench), "what": .string(name), "perSecond": number(rate), "threads": 1]
    if let peer {
      line["peerPerSecond"] = number(peer)
      line["ratio"] = number(rate / peer)
    }
    print(line.text)
  }
}
