/// A natural number of any size, for what needs more than 128 bits on the way to a result. Some hundred bits in practice.
struct Natural: Equatable {
  /// Least significant first; the last is not zero, and zero has none.
  private(set) var limbs: [UInt64]

  init(limbs: [UInt64]) {
    self.limbs = limbs
    trim()
  }

  init(_ value: UInt128) {
    self.init(limbs: [UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64)])
  }

  /// 10ⁿ.
  static func powerOfTen(_ n: Int) -> Natural {
    var result = Natural(Decimals.powerOfTen(min(n, 38)))
    var left = n - min(n, 38)
    while left > 0 {
      let step = min(left, 38)
      result = result * Natural(Decimals.powerOfTen(step))
      left -= step
    }
    return result
  }

  var isZero: Bool { limbs.isEmpty }

  var bitWidth: Int { limbs.count * 64 - (limbs.last?.leadingZeroBitCount ?? 0) }

  /// The number when it has at most 128 bits.
  var uint128: UInt128? {
    guard limbs.count <= 2 else { return nil }
    let low = limbs.first.map { UInt128($0) } ?? 0
    return limbs.count == 2 ? UInt128(limbs[1]) << 64 | low : low
  }

  private mutating func trim() {
    while limbs.last == 0 { limbs.removeLast() }
  }
}

extension Natural {
  static func + (left: Natural, right: Natural) -> Natural {
    let (long, short) = left.limbs.count >= right.limbs.count ? (left.limbs, right.limbs) : (right.limbs, left.limbs)
    var result = long
    var carry: UInt64 = 0
    for index in long.indices {
      if index >= short.count, carry == 0 { break }
      let (sum, first) = result[index].addingReportingOverflow(index < short.count ? short[index] : 0)
      let (total, second) = sum.addingReportingOverflow(carry)
      result[index] = total
      carry = first || second ? 1 : 0
    }
    if carry != 0 { result.append(carry) }
    return Natural(limbs: result)
  }

  /// The left must not be less than the right.
  static func - (left: Natural, right: Natural) -> Natural {
    var result = left.limbs
    var borrow: UInt64 = 0
    for index in result.indices {
      if index >= right.limbs.count, borrow == 0 { break }
      let (difference, first) =
        result[index].subtractingReportingOverflow(index < right.limbs.count ? right.limbs[index] : 0)
      let (total, second) = difference.subtractingReportingOverflow(borrow)
      result[index] = total
      borrow = first || second ? 1 : 0
    }
    return Natural(limbs: result)
  }

  static func * (left: Natural, right: Natural) -> Natural {
    var result = [UInt64](repeating: 0, count: left.limbs.count + right.limbs.count)
    for (i, factor) in left.limbs.enumerated() {
      var carry: UInt64 = 0
      for (j, other) in right.limbs.enumerated() {
        // (2⁶⁴ − 1)² + 2(2⁶⁴ − 1) is the greatest, and just fits 128 bits.
        let (high, low) = factor.multipliedFullWidth(by: other)
        let (first, overflow) = low.addingReportingOverflow(result[i + j])
        let (second, again) = first.addingReportingOverflow(carry)
        result[i + j] = second
        carry = high &+ (overflow ? 1 : 0) &+ (again ? 1 : 0)
      }
      result[i + right.limbs.count] = carry
    }
    return Natural(limbs: result)
  }

  static func << (value: Natural, bits: Int) -> Natural {
    let (whole, part) = (bits / 64, bits % 64)
    var result = [UInt64](repeating: 0, count: whole)
    if part == 0 { return Natural(limbs: result + value.limbs) }
    var carry: UInt64 = 0
    for limb in value.limbs {
      result.append(limb << UInt64(part) | carry)
      carry = limb >> UInt64(64 - part)
    }
    result.append(carry)
    return Natural(limbs: result)
  }

  static func >> (value: Natural, bits: Int) -> Natural {
    let (whole, part) = (bits / 64, bits % 64)
    guard whole < value.limbs.count else { return Natural(limbs: []) }
    var result = Array(value.limbs[whole...])
    if part == 0 { return Natural(limbs: result) }
    for index in result.indices {
      let next = index + 1 < result.count ? result[index + 1] << UInt64(64 - part) : 0
      result[index] = result[index] >> UInt64(part) | next
    }
    return Natural(limbs: result)
  }

  static func < (left: Natural, right: Natural) -> Bool {
    if left.limbs.count != right.limbs.count { return left.limbs.count < right.limbs.count }
    for index in left.limbs.indices.reversed() where left.limbs[index] != right.limbs[index] {
      return left.limbs[index] < right.limbs[index]
    }
    return false
  }
}

extension Natural {
  /// The divisor must not be zero.
  func divided(by divisor: UInt64) -> (quotient: Natural, remainder: UInt64) {
    var quotient = limbs
    var remainder: UInt64 = 0
    for index in quotient.indices.reversed() {
      (quotient[index], remainder) = divisor.dividingFullWidth((remainder, quotient[index]))
    }
    return (Natural(limbs: quotient), remainder)
  }

  /// Long division (Knuth, The Art of Computer Programming 2, §4.3.1, algorithm D). The divisor must not be zero.
  func divided(by divisor: Natural) -> (quotient: Natural, remainder: Natural) {
    if self < divisor { return (Natural(limbs: []), self) }
    if divisor.limbs.count == 1 {
      let (quotient, remainder) = divided(by: divisor.limbs[0])
      return (quotient, Natural(limbs: [remainder]))
    }
    let count = divisor.limbs.count
    let shift = divisor.limbs[count - 1].leadingZeroBitCount
    let under = (divisor << shift).limbs
    var over = (self << shift).limbs
    while over.count <= limbs.count { over.append(0) }
    var quotient = [UInt64](repeating: 0, count: over.count - count)
    for place in quotient.indices.reversed() {
      let digit = Self.estimate(over[place + count], over[place + count - 1], over[place + count - 2], under)
      quotient[place] = Self.subtract(under, times: digit, from: &over, at: place)
    }
    return (Natural(limbs: quotient), Natural(limbs: Array(over[..<count])) >> shift)
  }

  /// A digit of the quotient from the leading limbs: right or one too large.
  private static func estimate(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ divisor: [UInt64]) -> UInt64 {
    let top = divisor[divisor.count - 1]
    let next = divisor[divisor.count - 2]
    var digit: UInt64
    var rest: UInt64
    if first >= top {
      digit = .max
      let (sum, overflow) = second.addingReportingOverflow(top)
      if overflow { return digit }
      rest = sum
    } else {
      (digit, rest) = top.dividingFullWidth((first, second))
    }
    while true {
      let (high, low) = digit.multipliedFullWidth(by: next)
      guard high > rest || (high == rest && low > third) else { return digit }
      digit -= 1
      let (sum, overflow) = rest.addingReportingOverflow(top)
      if overflow { return digit }
      rest = sum
    }
  }

  /// Takes the divisor times the digit away; gives the digit, one less where it was too large.
  private static func subtract(
    _ divisor: [UInt64], times digit: UInt64, from over: inout [UInt64], at place: Int
  ) -> UInt64 {
    var carry: UInt64 = 0
    var borrow: UInt64 = 0
    for index in 0...divisor.count {
      let (high, low) = index < divisor.count ? digit.multipliedFullWidth(by: divisor[index]) : (0, 0)
      let (product, overflow) = low.addingReportingOverflow(carry)
      carry = high &+ (overflow ? 1 : 0)
      let (difference, first) = over[place + index].subtractingReportingOverflow(product)
      let (total, second) = difference.subtractingReportingOverflow(borrow)
      over[place + index] = total
      borrow = first || second ? 1 : 0
    }
    guard borrow != 0 else { return digit }
    carry = 0
    for index in 0...divisor.count {
      let (sum, first) = over[place + index].addingReportingOverflow(index < divisor.count ? divisor[index] : 0)
      let (total, second) = sum.addingReportingOverflow(carry)
      over[place + index] = total
      carry = first || second ? 1 : 0
    }
    return digit - 1
  }
}
