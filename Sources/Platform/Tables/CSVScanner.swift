/// The grammar of CSV, record after record over bytes: what `CSV.read` reads whole, for tables that are too long for that.
///
/// Nothing is copied but cells with a doubled quote in them. Bytes are taken as they are: whoever reads text checks UTF-8 first.
public struct CSVScanner {
  /// Where a cell's bytes are; only of use with the scanner that gave it, until its next record.
  public struct Cell: Sendable, Hashable {
    fileprivate var start: Int
    fileprivate var end: Int
    fileprivate var isCopied: Bool
  }

  private let bytes: [UInt8]
  private var place: Int
  private var line = 1
  /// What cells with doubled quotes come to.
  private var copies: [UInt8] = []
  /// Cells of the record read last.
  public private(set) var cells: [Cell] = []
  /// Line of a quote that never ended.
  public private(set) var unclosedQuote: Int?
  /// How many bytes have been read: for a bar of progress.
  public var position: Int { place }

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Passes over lines that begin with `#`, whatever quotes stand in them.
  public mutating func skipRemarks() {
    while place < bytes.count, bytes[place] == 0x23 {
      while place < bytes.count, bytes[place] != 0x0A { place += 1 }
      place = min(place + 1, bytes.count)
      line += 1
    }
  }

  /// Whether the record is an empty line.
  public var isBlank: Bool { cells.count == 1 && cells[0].start == cells[0].end }

  public func bytes(_ cell: Cell) -> ArraySlice<UInt8> {
    cell.isCopied ? copies[cell.start..<cell.end] : bytes[cell.start..<cell.end]
  }

  /// Reads the next record into `cells`; the line it began on, or nil at the end.
  public mutating func next() -> Int? {
    guard place < bytes.count else { return nil }
    let first = line
    cells.removeAll(keepingCapacity: true)
    copies.removeAll(keepingCapacity: true)
    let more = bytes.withUnsafeBufferPointer { bytes in record(bytes) }
    if !more { unclosedQuote = first }
    return first
  }

  /// False when it ended inside quotes.
  private mutating func record(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let end = bytes.count
    while true {
      // The common cell: neither quotes nor a carriage return in it.
      let start = place
      while place < end, !Self.isSpecial(bytes[place]) { place += 1 }
      if place < end, bytes[place] == 0x22 || bytes[place] == 0x0D {
        place = start
        if !copied(bytes) { return false }
      } else {
        cells.append(Cell(start: start, end: place, isCopied: false))
      }
      guard place < end else { return true }
      let byte = bytes[place]
      place += 1
      if byte == 0x0A {
        line += 1
        return true
      }
      // A comma at the very end of the file has an empty cell after it.
      if place == end {
        cells.append(Cell(start: end, end: end, isCopied: false))
        return true
      }
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool { byte == 0x2C || byte == 0x0A || byte == 0x22 || byte == 0x0D }

  /// A cell with quotes or carriage returns, put together byte by byte; stops before the comma or the end of the line.
  private mutating func copied(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let end = bytes.count
    let start = copies.count
    var isQuoted = false
    while place < end {
      let byte = bytes[place]
      if isQuoted {
        if byte == 0x22 {
          if place + 1 < end, bytes[place + 1] == 0x22 {
            copies.append(byte)
            place += 1
          } else {
            isQuoted = false
          }
        } else {
          if byte == 0x0A { line += 1 }
          copies.append(byte)
        }
      } else if byte == 0x22, copies.count == start {
        isQuoted = true
      } else if byte == 0x2C || byte == 0x0A {
        break
      } else if byte == 0x0D, place + 1 < end, bytes[place + 1] == 0x0A {
        // It belongs to the end of the line.
      } else {
        copies.append(byte)
      }
      place += 1
    }
    cells.append(Cell(start: start, end: copies.count, isCopied: true))
    return !isQuoted
  }
}
