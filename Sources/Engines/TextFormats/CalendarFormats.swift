/// Dates, times and durations (RFC 3339 §5.6 and appendix A).
extension Scanner {
  mutating func dateTime() -> Bool {
    guard date(), take("T") || take("t") else { return false }
    return time()
  }

  mutating func date() -> Bool {
    guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2) else { return false }
    guard month >= 1, month <= 12, day >= 1 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    switch month {
    case 2: return day <= (isLeap ? 29 : 28)
    case 4, 6, 9, 11: return day <= 30
    default: return day <= 31
    }
  }

  /// A leap second comes when it is 23:59:60 in UTC, and nowhere else.
  mutating func time() -> Bool {
    guard let hour = digits(2), take(":"), let minute = digits(2), take(":"), let second = digits(2) else { return false }
    guard hour < 24, minute < 60, second <= 60 else { return false }
    if take("."), skip(while: \.isDigit) == 0 { return false }
    var offset = 0
    if !take("Z"), !take("z") {
      let sign = next == UInt8(ascii: "-") ? -1 : 1
      guard take("+") || take("-"), let hours = digits(2), take(":"), let minutes = digits(2) else { return false }
      guard hours < 24, minutes < 60 else { return false }
      offset = sign * (hours * 60 + minutes)
    }
    return second < 60 || (hour * 60 + minute - offset + 2880) % 1440 == 1439
  }

  mutating func duration() -> Bool {
    guard take("P") else { return false }
    if next == UInt8(ascii: "T") { return clock() }
    guard skip(while: \.isDigit) > 0 else { return false }
    if take("W") { return true }
    // Each unit may be followed by the next smaller one alone.
    guard units("YMD") else { return false }
    return next == UInt8(ascii: "T") ? clock() : true
  }

  private mutating func clock() -> Bool {
    position += 1
    guard skip(while: \.isDigit) > 0 else { return false }
    return units("HMS")
  }

  /// The unit of the digits just read, and what follows in order without a gap.
  private mutating func units(_ names: StaticString) -> Bool {
    var index = 0
    while index < 3, next != names.utf8Start[index] { index += 1 }
    guard index < 3 else { return false }
    position += 1
    while index < 2, next.isDigit {
      index += 1
      _ = skip(while: \.isDigit)
      guard take(names.utf8Start[index]) else { return false }
    }
    return true
  }
}
