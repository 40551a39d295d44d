extension CivilDate: CustomStringConvertible {
  /// `YYYY-MM-DD`, the year with at least four digits.
  public var description: String {
    var text = ""
    append(to: &text)
    return text
  }

  func append(to text: inout String) {
    if year < 0 { text += "-" }
    appendPadded(Int(year.magnitude), width: 4, to: &text)
    text += "-"
    appendPadded(month, width: 2, to: &text)
    text += "-"
    appendPadded(day, width: 2, to: &text)
  }
}

extension TimeOfDay: CustomStringConvertible {
  /// `hh:mm:ss`, then the fraction and the zone where there are any.
  public var description: String {
    var text = ""
    append(to: &text)
    return text
  }

  func append(to text: inout String) {
    appendClock(secondOfDay, to: &text)
    appendFraction(nanosecond, to: &text)
    if let zone { text += zone.description }
  }
}

extension Zone: CustomStringConvertible {
  /// As it is written behind a time: `Z`, `+08:00` or `@Europe/Paris`.
  public var description: String {
    switch self {
    case .named(let name): return "@" + name
    case .offset(seconds: 0): return "Z"
    case .offset(let seconds):
      var text = seconds < 0 ? "-" : "+"
      let size = Int(min(seconds.magnitude, UInt(Self.greatestOffset)))
      appendPadded(size / 3600, width: 2, to: &text)
      text += ":"
      appendPadded(size / 60 % 60, width: 2, to: &text)
      if size % 60 != 0 {
        text += ":"
        appendPadded(size % 60, width: 2, to: &text)
      }
      return text
    }
  }
}

extension DateAndTime: CustomStringConvertible {
  /// The date, `T` and the time.
  public var description: String {
    var text = ""
    date.append(to: &text)
    text += "T"
    time.append(to: &text)
    return text
  }
}

extension MonthsDuration: CustomStringConvertible {
  /// Normal form: `P1Y2M`, `-P3M`, `P0M`.
  public var description: String {
    if totalMonths == 0 { return "P0M" }
    var text = isNegative ? "-P" : "P"
    if years != 0 { text += "\(years.magnitude)Y" }
    if months != 0 { text += "\(months.magnitude)M" }
    return text
  }
}

extension SecondsDuration: CustomStringConvertible {
  /// Normal form: `P3DT4H5M6.5S`, `-PT1H`, `PT0S`.
  public var description: String {
    let (whole, nanoseconds) = towardZero
    if whole == 0, nanoseconds == 0 { return "PT0S" }
    var text = isNegative ? "-P" : "P"
    let size = whole.magnitude
    let days = size / 86_400
    if days > 0 { text += "\(days)D" }
    if size % 86_400 == 0, nanoseconds == 0 { return text }
    text += "T"
    if size / 3600 % 24 > 0 { text += "\(size / 3600 % 24)H" }
    if size / 60 % 60 > 0 { text += "\(size / 60 % 60)M" }
    if size % 60 > 0 || nanoseconds != 0 {
      text += String(size % 60)
      appendFraction(Int(nanoseconds.magnitude), to: &text)
      text += "S"
    }
    return text
  }
}

private func appendClock(_ second: Int, to text: inout String) {
  appendPadded(second / 3600, width: 2, to: &text)
  text += ":"
  appendPadded(second / 60 % 60, width: 2, to: &text)
  text += ":"
  appendPadded(second % 60, width: 2, to: &text)
}

/// `.5` and the like, no zeros at the end; nothing for zero.
private func appendFraction(_ nanoseconds: Int, to text: inout String) {
  guard nanoseconds != 0 else { return }
  var digits = nanoseconds
  var width = 9
  while digits % 10 == 0 {
    digits /= 10
    width -= 1
  }
  text += "."
  appendPadded(digits, width: width, to: &text)
}

private func appendPadded(_ value: Int, width: Int, to text: inout String) {
  let digits = String(value)
  for _ in 0..<max(0, width - digits.utf8.count) { text += "0" }
  text += digits
}
