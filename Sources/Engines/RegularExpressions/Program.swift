/// A compiled pattern: flat arrays, nothing of which changes.
struct Program: Sendable {
  /// One step of the machine. What `a` and `b` are depends on the operation.
  struct Instruction: Sendable {
    var operation: Operation
    var a: Int32 = 0
    var b: Int32 = 0
    /// Index of a place that the memory of failed attempts knows; −1 for the others.
    var memo: Int32 = -1
  }

  enum Operation: UInt8, Sendable {
    /// `a`: the byte, an ASCII character.
    case byte, byteBack
    /// `a`: the class.
    case set, setBack
    /// Greedy loop over class `a`, at most `b` times (−1: any number).
    case loop
    /// Tries `a` first, then `b`.
    case split
    /// Goes to `a`.
    case jump
    /// Puts the position into register `a`.
    case save
    /// Forgets the registers from `a` up to and without `b`.
    case forget
    /// Notes in register `a` where an iteration begins; fails when it ends there.
    case enter, check
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
    /// What group `a` holds; `b` is 1 when case does not matter.
    case backreference, backreferenceBack
    /// A look-around: registers `a` and `a + 1`; `b` is where a negative one goes on.
    case look, lookNot
    /// Its end, with the same `a`.
    case lookEnd, lookNotEnd
    case match
  }

  var instructions: [Instruction] = []
  var classes = ClassTable()
  var memoCount = 0
  /// Two registers a group, the whole match first, then those of loops and look-arounds.
  var registerCount = 2
  var groupCount = 0
  var groupNames: [String: Int] = [:]
  /// Group registers are read by the pattern itself, so they are kept in any search.
  var hasBackreferences = false
  /// The memory of failed attempts is sound: an attempt depends on place and position alone.
  var canRemember = true
  /// Steps after which remembering begins: most searches are over by then.
  var patience = 2_000
  /// Steps of one search, to which some are added for the length of the text.
  var stepLimit = RegularExpression.Limit.steps
  /// The pattern begins with `^`: only position 0 is tried.
  var startsAtStart = false
  /// With which bytes a match can begin; nil where any will do.
  var firstBytes: ByteSet?
  /// Lines as F&O 3.1 has them: they end with a line feed only.
  var xPathLines = false
  /// What `\b` takes for a word character.
  var wordClass: Int32 = -1
}

/// A set of bytes.
struct ByteSet: Sendable {
  private var words = SIMD4<UInt64>(repeating: 0)
  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0 }
  mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
}

/// Classes in the matcher's form: a bitmap for ASCII and sorted ranges for the rest.
struct ClassTable: Sendable {
  struct Entry: Sendable {
    /// Bits of 0 to 63 and of 64 to 127.
    var low: UInt64
    var high: UInt64
    /// Where its ranges begin in `bounds`, and how many there are.
    var start: Int32
    var count: Int32
  }
  private(set) var entries: [Entry] = []
  /// First and last scalar of each range.
  private(set) var bounds: [UInt32] = []
  private var known: [ScalarSet: Int32] = [:]

  /// The class's number.
  mutating func add(_ set: ScalarSet) throws(RegularExpressionError) -> Int32 {
    if let number = known[set] { return number }
    var entry = Entry(low: 0, high: 0, start: Int32(bounds.count / 2), count: 0)
    for range in set.ranges {
      if range.low < 0x80 {
        for scalar in range.low...min(range.high, 0x7F) {
          if scalar < 64 { entry.low |= 1 << UInt64(scalar) } else { entry.high |= 1 << UInt64(scalar - 64) }
        }
      }
      if range.high >= 0x80 {
        bounds += [max(range.low, 0x80), range.high]
        entry.count += 1
      }
    }
    guard bounds.count <= 2 * RegularExpression.Limit.classRanges else { throw .tooLarge }
    let number = Int32(entries.count)
    entries.append(entry)
    known[set] = number
    return number
  }

  /// What only the compiler needs goes.
  mutating func seal() { known = [:] }
}
