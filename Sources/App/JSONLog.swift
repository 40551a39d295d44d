import Foundation
import Glibc
import JSON
import Kernel
public import Logging

/// Log lines on standard error: as JSON one object a line, with `at`, `level`, `message` and what the caller adds; or as text.
public struct JSONLogHandler: LogHandler {
  public var logLevel: Logger.Level = .info
  public var metadata: Logger.Metadata = [:]
  private let label: String
  private let isText: Bool
  private let write: @Sendable (Data) -> Void

  /// `write` takes whole lines, from any thread.
  init(label: String, isText: Bool = false, write: @escaping @Sendable (Data) -> Void = { FileHandle.standardError.write($0) })
  {
    self.label = label
    self.isText = isText
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let more = (metadata.isEmpty ? event.metadata ?? [:] : metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }))
      .map { (key: $0.key, value: "\($0.value)") }.sorted { $0.key < $1.key }
    let at = WallClock.system.now.rfc3339
    if isText {
      let words = more.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
      let line = "\(at) \(event.level.rawValue) \(label): \(event.message) \(words)"
      return write(Data((line.replacing(/[\r\n]+/, with: " ") + "\n").utf8))
    }
    var line = Data(capacity: 256)
    func member(_ key: String, _ value: JSON) {
      line.append(line.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
      line += JSON.string(key).bytes
      line.append(UInt8(ascii: ":"))
      line += value.bytes
    }
    member("at", .string(at))
    member("level", .string(event.level.rawValue))
    member("label", .string(label))
    member("message", .string("\(event.message)"))
    for (key, value) in more { member(key, Int64(value).map { .number(JSONNumber($0)) } ?? .string(value)) }
    line += "}\n".utf8
    // One write, so that lines of two threads do not run into each other.
    write(line)
  }
}

extension Settings {
  /// The log that the settings ask for. Throws when its file cannot be written.
  func logger() throws -> Logger {
    let isText = logFormat == "text"
    let file = logFile.isEmpty ? nil : try LogFile(path: logFile, largest: logFileMiB << 20, keepDays: logKeepDays)
    var logger = Logger(label: "wutong") { label in
      guard let file else { return JSONLogHandler(label: label, isText: isText) }
      return JSONLogHandler(label: label, isText: isText) { file.write($0) }
    }
    logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
    return logger
  }
}
