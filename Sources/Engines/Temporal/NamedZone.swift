import Foundation

/// The door to the machine's time zone database; the only file that uses Foundation.
enum NamedZone {
  static func isKnown(_ name: String) -> Bool { find(name) != nil }

  /// Seconds east of UTC; nil for an unknown name.
  static func offset(_ name: String, atEpochSecond second: Int) -> Int? {
    guard let zone = find(name) else { return nil }
    return zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(nearer(second))))
  }

  private static func find(_ name: String) -> TimeZone? {
    // Names like `GMT+5` or a bare abbreviation are no names of the database, though Foundation knows some.
    guard isWellFormed(name), let zone = TimeZone(identifier: name) else { return nil }
    return zone
  }

  private static func isWellFormed(_ name: String) -> Bool {
    guard name.utf8.count <= 64, name == "UTC" || name == "GMT" || name.utf8.contains(UInt8(ascii: "/")) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        true
      default: false
      }
    }
  }

  /// An instant with the same offset in years Foundation reckons with: the calendar repeats every 400 years, and before the
  /// year 1 no clock had a zone.
  private static func nearer(_ second: Int) -> Int {
    let yearOne = -62_135_596_800
    let year2400 = 13_569_465_600
    let era = 12_622_780_800
    if second < yearOne { return yearOne }
    if second < year2400 { return second }
    return (second - year2400) % era + year2400 - era
  }
}
