import Glibc
import JSON
import Kernel
public import Logging

/// Log lines on standard error: as JSON one object a line, with `at`, `level`, `message` and what the caller adds; or as text.
///
/// A line is written for every request: it is put together without anything between, and written in one go.
public struct JSONLogHandler: LogHandler {
  public var logLevel: Logger.Level = .info
  public var metadata: Logger.Metadata = [:]
  private let label: String
  private let isText: Bool
  private let write: @Sendable (String) -> Void

  /// `write` takes whole lines, from any thread.
  init(label: String, isText: Bool = false, write: @escaping @Sendable (String) -> Void = JSONLogHandler.toStandardError) {
    self.label = label
    self.isText = isText
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let given = event.metadata ?? [:]
    let more = (metadata.isEmpty ? given : metadata.merging(given, uniquingKeysWith: { $1 })).sorted { $0.key < $1.key }
    let at = WallClock.system.now.rfc3339
    if isText {
      let words = more.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
      let line = "\(at) \(event.level.rawValue) \(label): \(event.message) \(words)"
      return write(line.replacing(/[\r\n]+/, with: " ") + "\n")
    }
    var line = "{\"at\":\""
    line.reserveCapacity(256)
    line += at
    line += "\",\"level\":\""
    line += event.level.rawValue
    line += "\",\"label\":"
    Self.append(label, to: &line)
    line += ",\"message\":"
    Self.append("\(event.message)", to: &line)
    for (key, value) in more {
      line += ","
      Self.append(key, to: &line)
      line += ":"
      let text = if case .string(let text) = value { text } else { "\(value)" }
      if let number = Int64(text) { line += String(number) } else { Self.append(text, to: &line) }
    }
    line += "}\n"
    // One write, so that lines of two threads do not run into each other.
    write(line)
  }

  /// As a JSON string; most texts of a log need no escape.
  private static func append(_ text: String, to line: inout String) {
    let quote = UInt8(ascii: "\"")
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != quote && $0 != UInt8(ascii: "\\") }) {
      line += "\""
      line += text
      line += "\""
    } else {
      line += JSON.string(text).text
    }
  }

  static let toStandardError: @Sendable (String) -> Void = { _ = put($0, to: STDERR_FILENO) }

  /// Writes a line whole, where that can be. Returns how many bytes went out.
  static func put(_ line: String, to handle: Int32) -> Int {
    var line = line
    return line.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(handle, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        if count > 0 { written += count } else if count == 0 || errno != EINTR { break }
      }
      return written
    }
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
