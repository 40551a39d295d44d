import Glibc
import JSON
import Kernel
public import Logging

/// Log lines as JSON on standard error: one object a line, with `at`, `level`, `message` and what the caller adds.
public struct JSONLogHandler: LogHandler {
  public var logLevel: Logger.Level = .info
  public var metadata: Logger.Metadata = [:]
  private let label: String

  public init(label: String) { self.label = label }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var line: JSON = [
      "at": .string(WallClock.system.now.rfc3339), "level": .string(event.level.rawValue), "label": .string(label),
      "message": .string("\(event.message)"),
    ]
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
      line[key] = Int64("\(value)").map { .number(JSONNumber($0)) } ?? .string("\(value)")
    }
    // One write, so that lines of two threads do not run into each other.
    let bytes = line.bytes + [0x0A]
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
