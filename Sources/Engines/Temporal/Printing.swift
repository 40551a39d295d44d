/// Room for a date, a time with fraction and an offset with seconds.
private let longest = 64

extension CivilDate: CustomStringConvertible {
  /// `YYYY-MM-DD`, the year with at least four digits.
  public var description: String { TextWriter.text(capacity: longest) { write(to: &$0) } }

  func write(to text: inout TextWriter) {
    if year < 0 { text.byte("-") }
    text.number(year.magnitude, width: 4)
    text.byte("-")
    text.pair(month)
    text.byte("-")
    text.pair(day)
  }
}

extension TimeOfDay: CustomStringConvertible {
  /// `hh:mm:ss`, then the fraction and the zone where there are any.
  public var description: String {
    TextWriter.text(capacity: longest + (zoneName?.utf8.count ?? 0)) { write(to: &$0) }
  }

  func write(to text: inout TextWriter) {
    text.pair(hour)
    text.byte(":")
    text.pair(minute)
    text.byte(":")
    text.pair(second)
    text.fraction(nanoseconds: nanosecond)
    zone?.write(to: &text)
  }
}

extension DateAndTime: CustomStringConvertible {
  /// The date, `T` and the time.
  public var description: String {
    TextWriter.text(capacity: longest + (time.zoneName?.utf8.count ?? 0)) { text in
      date.write(to: &text)
      text.byte("T")
      time.write(to: &text)
    }
  }
}

extension Zone: CustomStringConvertible {
  /// As it is written behind a time: `Z`, `+08:00` or `@Europe/Paris`.
  public var description: String {
    if case .named(let name) = self { return "@" + name }
    return TextWriter.text(capacity: longest) { write(to: &$0) }
  }

  func write(to text: inout TextWriter) {
    switch self {
    case .named(let name):
      text.byte("@")
      text.string(name)
    case .offset(seconds: 0): text.byte("Z")
    case .offset(let seconds):
      let size = Int(min(seconds.magnitude, UInt(Self.greatestOffset)))
      text.byte(seconds < 0 ? "-" : "+")
      text.pair(size / 3600)
      text.byte(":")
      text.pair(size / 60 % 60)
      if size % 60 != 0 {
        text.byte(":")
        text.pair(size % 60)
      }
    }
  }
}

extension MonthsDuration: CustomStringConvertible {
  /// Normal form: `P1Y2M`, `-P3M`, `P0M`.
  public var description: String {
    TextWriter.text(capacity: longest) { text in
      if isNegative { text.byte("-") }
      text.byte("P")
      if years != 0 {
        text.number(years.magnitude)
        text.byte("Y")
      }
      if months != 0 || totalMonths == 0 {
        text.number(months.magnitude)
        text.byte("M")
      }
    }
  }
}

extension SecondsDuration: CustomStringConvertible {
  /// Normal form: `P3DT4H5M6.5S`, `-PT1H`, `PT0S`.
  public var description: String {
    let (whole, nanoseconds) = towardZero
    let size = whole.magnitude
    return TextWriter.text(capacity: longest) { text in
      if isNegative { text.byte("-") }
      text.byte("P")
      Self.write(size / 86_400, "D", to: &text)
      let inDay = size % 86_400
      guard inDay != 0 || nanoseconds != 0 || size == 0 else { return }
      text.byte("T")
      Self.write(inDay / 3600, "H", to: &text)
      Self.write(inDay / 60 % 60, "M", to: &text)
      guard inDay % 60 != 0 || nanoseconds != 0 || size == 0 else { return }
      text.number(inDay % 60)
      text.fraction(nanoseconds: Int(nanoseconds.magnitude))
      text.byte("S")
    }
  }

  /// Nothing for zero.
  private static func write(_ value: UInt, _ unit: Unicode.Scalar, to text: inout TextWriter) {
    guard value != 0 else { return }
    text.number(value)
    text.byte(unit)
  }
}
