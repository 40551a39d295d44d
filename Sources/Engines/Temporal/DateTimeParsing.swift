extension CivilDate {
  /// Reads `[-]YYYY-MM-DD`: at least four digits for the year, no zero before a longer one, no zone
  /// (DMN 1.5 §10.3.4.1; XML Schema 1.1 Part 2 §3.3.9).
  public init?(_ text: String) {
    guard let value = reading(text, { CivilDate($0) }) else { return nil }
    self = value
  }

  public init?(_ utf8: Span<UInt8>) {
    var at = 0
    guard let value = Self.read(utf8, &at), at == utf8.count else { return nil }
    self = value
  }

  static func read(_ utf8: Span<UInt8>, _ at: inout Int) -> CivilDate? {
    let isNegative = utf8.skip("-", &at)
    let first = utf8.byte(at)
    guard let (year, length) = utf8.digits(&at), let year, length >= 4, length == 4 || first != UInt8(ascii: "0"),
      utf8.skip("-", &at), let month = utf8.twoDigits(&at), utf8.skip("-", &at), let day = utf8.twoDigits(&at)
    else { return nil }
    return CivilDate(year: isNegative ? -year : year, month: month, day: day)
  }
}

extension TimeOfDay {
  /// Reads `hh:mm:ss[.fraction]` and perhaps `Z`, `±hh:mm[:ss]` or `@Area/City` (DMN 1.5 §10.3.4.1). `24:00:00` is midnight.
  public init?(_ text: String) {
    guard let value = reading(text, { TimeOfDay($0) }) else { return nil }
    self = value
  }

  public init?(_ utf8: Span<UInt8>) {
    var at = 0
    guard let (value, _) = Self.read(utf8, &at), at == utf8.count else { return nil }
    self = value
  }

  /// Also tells whether the hour was 24: the end of the day, that is the start of the next.
  static func read(_ utf8: Span<UInt8>, _ at: inout Int) -> (time: TimeOfDay, isNextDay: Bool)? {
    guard let hour = utf8.twoDigits(&at), utf8.skip(":", &at), let minute = utf8.twoDigits(&at), utf8.skip(":", &at),
      let second = utf8.twoDigits(&at)
    else { return nil }
    var nanosecond = 0
    if utf8.skip(".", &at) {
      let (value, length) = utf8.fraction(&at)
      guard length > 0 else { return nil }
      nanosecond = value
    }
    var zone: Zone?
    if at < utf8.count {
      guard let read = Zone.read(utf8, &at) else { return nil }
      zone = read
    }
    let isNextDay = hour == 24 && minute == 0 && second == 0 && nanosecond == 0
    let time = TimeOfDay(
      hour: isNextDay ? 0 : hour, minute: minute, second: second, nanosecond: nanosecond, zone: zone)
    return time.map { ($0, isNextDay) }
  }
}

extension Zone {
  /// To the end of the text.
  static func read(_ utf8: Span<UInt8>, _ at: inout Int) -> Zone? {
    if utf8.skip("Z", &at) { return .utc }
    if utf8.skip("@", &at) {
      guard utf8.count - at <= 64 else { return nil }
      var name = ""
      while let byte = utf8.byte(at) {
        guard byte < 0x80 else { return nil }
        name.unicodeScalars.append(Unicode.Scalar(byte))
        at += 1
      }
      return .named(name)
    }
    let isWest = utf8.byte(at) == UInt8(ascii: "-")
    guard isWest || utf8.byte(at) == UInt8(ascii: "+") else { return nil }
    at += 1
    guard let hours = utf8.twoDigits(&at), utf8.skip(":", &at), let minutes = utf8.twoDigits(&at), minutes < 60 else {
      return nil
    }
    var seconds = 0
    if utf8.skip(":", &at) {
      guard let read = utf8.twoDigits(&at), read < 60 else { return nil }
      seconds = read
    }
    let offset = hours * 3600 + minutes * 60 + seconds
    guard offset <= greatestOffset else { return nil }
    return .offset(seconds: isWest ? -offset : offset)
  }
}

extension DateAndTime {
  /// Reads a date, `T` and a time; a date alone is its midnight. `24:00:00` is midnight of the next day.
  public init?(_ text: String) {
    guard let value = reading(text, { DateAndTime($0) }) else { return nil }
    self = value
  }

  public init?(_ utf8: Span<UInt8>) {
    var at = 0
    guard let date = CivilDate.read(utf8, &at) else { return nil }
    if at == utf8.count {
      self = date.midnight
      return
    }
    guard utf8.skip("T", &at), let (time, isNextDay) = TimeOfDay.read(utf8, &at), at == utf8.count,
      let day = isNextDay ? date.adding(days: 1) : date
    else { return nil }
    self.init(date: day, time: time)
  }
}

/// Hands the text's UTF-8 to a reader.
func reading<Value>(_ text: String, _ body: (Span<UInt8>) -> Value?) -> Value? {
  var text = text
  return text.withUTF8 { body($0.span) }
}
