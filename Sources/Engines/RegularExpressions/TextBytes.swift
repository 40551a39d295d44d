/// A text's bytes as the matcher reads them. The text should be valid UTF-8; where it is not, odd scalars come out, but
/// nothing beyond the ends is read.
struct TextBytes {
  let bytes: UnsafeBufferPointer<UInt8>
  let entries: UnsafeBufferPointer<ClassTable.Entry>
  let bounds: UnsafeBufferPointer<UInt32>

  var count: Int { bytes.count }

  /// The scalar at a position before the end, and where the next begins.
  @inline(__always)
  func scalar(at position: Int) -> (value: UInt32, next: Int) {
    let first = UInt32(bytes[position])
    if first < 0x80 { return (first, position + 1) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let end = min(position + length, count)
    var value = first & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    var index = position + 1
    while index < end {
      value = value << 6 | UInt32(bytes[index] & 0x3F)
      index += 1
    }
    return (value, end)
  }

  /// Where the scalar before a position begins. The position is not 0.
  @inline(__always)
  func before(_ position: Int) -> Int {
    var index = position - 1
    while index > 0, position - index < 4, bytes[index] & 0xC0 == 0x80 { index -= 1 }
    return index
  }

  /// Where the text goes on after a scalar of the class; −1 when there is none here.
  @inline(__always)
  func after(class number: Int32, at position: Int) -> Int {
    guard position < count else { return -1 }
    let entry = entries[Int(number)]
    let byte = bytes[position]
    if byte < 0x80 {
      let word = byte < 64 ? entry.low : entry.high
      return word & (1 << UInt64(byte & 63)) != 0 ? position + 1 : -1
    }
    if entry.count == 0 { return -1 }
    let (value, next) = scalar(at: position)
    return contains(value, entry) ? next : -1
  }

  func contains(_ scalar: UInt32, _ entry: ClassTable.Entry) -> Bool {
    var low = Int(entry.start)
    var high = low + Int(entry.count)
    while low < high {
      let middle = (low + high) / 2
      if scalar < bounds[2 * middle] {
        high = middle
      } else if scalar > bounds[2 * middle + 1] {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }

  func isWord(before position: Int, class number: Int32) -> Bool {
    position > 0 && after(class: number, at: before(position)) > 0
  }

  /// Whether a line ends at a position: there, or before it.
  func isLineEnd(at position: Int, xPath: Bool) -> Bool {
    guard position < count else { return false }
    let value = scalar(at: position).value
    return value == 0x0A || (!xPath && (value == 0x0D || value == 0x2028 || value == 0x2029))
  }
}
