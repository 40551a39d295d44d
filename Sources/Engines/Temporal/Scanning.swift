// Small readers over UTF-8: each moves `at` past what it has read, and never past the end.
extension Span where Element == UInt8 {
  @inline(__always)
  func byte(_ at: Int) -> UInt8? { at < count ? self[at] : nil }

  @inline(__always)
  func skip(_ byte: Unicode.Scalar, _ at: inout Int) -> Bool {
    guard at < count, self[at] == UInt8(ascii: byte) else { return false }
    at += 1
    return true
  }

  /// Just two digits.
  @inline(__always)
  func twoDigits(_ at: inout Int) -> Int? {
    guard at + 1 < count else { return nil }
    let tens = self[at] &- UInt8(ascii: "0")
    let ones = self[at + 1] &- UInt8(ascii: "0")
    guard tens <= 9, ones <= 9 else { return nil }
    at += 2
    return Int(tens) * 10 + Int(ones)
  }

  /// One or more digits; the value is nil where they do not fit an Int.
  func digits(_ at: inout Int) -> (value: Int?, count: Int)? {
    let start = at
    var value: Int? = 0
    while at < count {
      let digit = self[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      if let so = value {
        let (product, tooMany) = so.multipliedReportingOverflow(by: 10)
        let (sum, overflow) = product.addingReportingOverflow(Int(digit))
        value = tooMany || overflow ? nil : sum
      }
      at += 1
    }
    return at == start ? nil : (value, at - start)
  }

  /// The digits after a point as nanoseconds; what lies below a nanosecond is cut off. Perhaps no digit at all.
  func fraction(_ at: inout Int) -> (nanoseconds: Int, count: Int) {
    var nanoseconds = 0
    var unit = 100_000_000
    let start = at
    while at < count {
      let digit = self[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      nanoseconds += Int(digit) * unit
      unit /= 10
      at += 1
    }
    return (nanoseconds, at - start)
  }
}
