import Foundation

/// What comes in on standard input, as bytes.
enum StandardInput {
  /// Lines without their ends, as they come: each may be answered before the next is there.
  struct Lines: Sequence, IteratorProtocol {
    private var buffer: [UInt8] = []
    private var start = 0
    private var isOver = false

    mutating func next() -> [UInt8]? {
      var searched = start
      while true {
        if let end = buffer[searched...].firstIndex(of: 0x0A) {
          defer { start = end + 1 }
          return Array(buffer[start..<end])
        }
        if isOver {
          guard start < buffer.count else { return nil }
          defer { start = buffer.count }
          return Array(buffer[start...])
        }
        searched = buffer.count - start
        buffer.removeFirst(start)
        start = 0
        fill()
      }
    }

    private mutating func fill() {
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(0, &chunk, chunk.count)
      if count > 0 { buffer += chunk[..<count] } else { isOver = count == 0 || errno != EINTR }
    }
  }

  static func all() -> [UInt8] { Array(FileHandle.standardInput.readDataToEndOfFile()) }
}
