import Kernel
import Testing

/// SplitMix64: the same numbers on every run.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite("Moments")
struct InstantTests {
  @Test("every moment reads back from its own text, to the millisecond")
  func roundTrip() {
    var generator = Seeded(state: 20_261_124)
    for _ in 0..<20_000 {
      // From the year 1 to the year 9998.
      let moment = Instant(milliseconds: Int64.random(in: -62_100_000_000_000...253_300_000_000_000, using: &generator))
      #expect(Instant(rfc3339: moment.rfc3339) == moment)
    }
  }

  @Test(
    "one moment in any offset",
    arguments: [
      "2026-11-24T10:24:00.000+08:00", "2026-11-24T02:24:00Z", "2026-11-24t02:24:00z", "2026-11-23T21:24:00-05:00",
      "2026-11-24 10:24:00+08:00", "2026-11-24T02:24:00.0000009Z",
    ])
  func offsets(_ text: String) {
    #expect(Instant(rfc3339: text)?.milliseconds == 1_795_487_040_000)
  }

  @Test(
    "what is not RFC 3339 is refused",
    arguments: [
      "", "2026-11-24", "2026-11-24T10:24:00", "2026-11-24T24:00:00Z", "2026-11-24T10:60:00Z", "2026-11-24T10:24:00.Z",
      "2026-11-24T10:24:00+0800", "2026-11-24T10:24:00+08:00 ", "2026-11-24T10:24:00+24:00", "2026-02-30T10:24:00Z",
      "2026-11-24T1O:24:00Z", "2026-11-24X10:24:00Z", "2026-11-24T10:24:00Zx",
    ])
  func refused(_ text: String) { #expect(Instant(rfc3339: text) == nil) }

  @Test("a fraction counts in milliseconds, what is finer is cut off")
  func fraction() {
    let whole = Instant(rfc3339: "2026-11-24T10:24:00Z")?.milliseconds ?? 0
    for (text, milliseconds) in [(".5", 500), (".05", 50), (".005", 5), (".0059", 5), (".123456789012345678901", 123)] {
      #expect(Instant(rfc3339: "2026-11-24T10:24:00\(text)Z")?.milliseconds == whole + Int64(milliseconds))
    }
  }

  @Test("the civil day is China's: it begins at 16:00 UTC, also before 1970")
  func civilDay() {
    #expect(Instant(rfc3339: "2026-11-24T15:59:59.999Z")?.civilDate.description == "2026-11-24")
    #expect(Instant(rfc3339: "2026-11-24T16:00:00Z")?.civilDate.description == "2026-11-25")
    #expect(Instant(milliseconds: -28_800_001).civilDate.description == "1969-12-31")
    #expect(Instant(milliseconds: -28_800_000).civilDate.description == "1970-01-01")
    #expect(Instant(milliseconds: -28_800_001).clockTime == "23:59")
    #expect(Instant(milliseconds: -28_800_001).secondOfDay == 86_399)
  }
}

@Suite("Text that sorts by time")
struct SortableTextTests {
  @Test("later moments sort after earlier ones, bytewise, whatever the random part is")
  func order() {
    var generator = Seeded(state: 7)
    for _ in 0..<5000 {
      let earlier = Int64.random(in: 0..<(1 << 47), using: &generator)
      let later = earlier + Int64.random(in: 1...(1 << 40), using: &generator)
      let texts = [earlier, later].map { SortableText.make(at: Instant(milliseconds: $0), using: &generator) }
      #expect(texts[0].utf8.lexicographicallyPrecedes(texts[1].utf8))
    }
  }

  @Test("26 characters of Crockford's base 32, which has no I, L, O and U")
  func alphabet() {
    let text = SortableText.make(at: Instant(milliseconds: 1_795_487_040_000))
    #expect(text.count == 26)
    #expect(text.allSatisfy("0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains))
  }

  @Test("the time stands in the first ten characters, as in a ULID")
  func time() {
    // The specification's own example: 01ARYZ6S41 is 1469918176385.
    #expect(SortableText.make(at: Instant(milliseconds: 1_469_918_176_385)).hasPrefix("01ARYZ6S41"))
  }

  @Test("no two of many made in one millisecond are the same")
  func distinct() {
    let moment = Instant(milliseconds: 1)
    #expect(Set((0..<10_000).map { _ in SortableText.make(at: moment) }).count == 10_000)
  }
}
