/// 10⁰…10¹⁹, all that fit 64 bits.
let smallPowersOfTen: [UInt64] = [
  1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
  1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
  100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]

/// 10ⁿ for n in 0…38.
@inline(__always)
func powerOfTen(_ n: Int) -> UInt128 {
  if n < 20 { return UInt128(smallPowersOfTen[n]) }
  let (high, low) = smallPowersOfTen[n - 19].multipliedFullWidth(by: smallPowersOfTen[19])
  return UInt128(high) << 64 | UInt128(low)
}

/// How many decimal digits the number has; 0 for zero.
@inline(__always)
func digitCount(_ value: UInt128) -> Int {
  if value == 0 { return 0 }
  // bits × log₁₀2, rounded down, is right or one too small.
  let guess = ((128 - value.leadingZeroBitCount) * 1233) >> 12
  if guess > 38 { return 39 }
  return value < powerOfTen(guess) ? guess : guess + 1
}

/// The same number with no trailing zero in its digits; zero becomes 0 × 10⁰.
func withoutTrailingZeros(_ value: UInt128, exponent: Int) -> (UInt128, Int) {
  guard value != 0 else { return (0, 0) }
  var value = value
  var exponent = exponent
  // Even numbers only can end in zero: most numbers leave here at once.
  for step in [16, 8, 4, 2, 1] {
    while value & 1 == 0 {
      let (quotient, remainder) = value.quotientAndRemainder(dividingBy: powerOfTen(step))
      guard remainder == 0 else { break }
      value = quotient
      exponent += step
    }
  }
  return (value, exponent)
}
