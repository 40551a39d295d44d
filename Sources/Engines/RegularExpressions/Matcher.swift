/// A backtracking machine with its own stack. After a while it remembers where attempts have failed (a bit for each
/// branching instruction and position), so that its work stays linear in the text.
struct Matcher {
  /// A place to come back to (`pc` of an instruction), or a register's former value (`pc` is its complement).
  struct Frame {
    var pc: Int32
    var position: Int32
    /// For a loop: the least position it may be cut back to; −1 for others.
    var least: Int32 = -1
  }

  let program: Program
  let text: TextBytes
  let code: UnsafeBufferPointer<Program.Instruction>
  let keepsGroups: Bool
  private let stepLimit: Int

  var registers: [Int32]
  var stack: [Frame] = []
  var steps = 0
  /// When next to look what to do about the number of steps.
  private var checkpoint: Int
  private var memory: [UInt64] = []
  private var remembers = false

  private static let memoryBits = 1 << 28

  init(
    _ program: Program, text: TextBytes, code: UnsafeBufferPointer<Program.Instruction>, keepsGroups: Bool
  ) throws(RegularExpressionError) {
    guard text.count < Int(Int32.max) else { throw .gaveUp }
    self.program = program
    self.text = text
    self.code = code
    self.keepsGroups = keepsGroups || program.hasBackreferences
    stepLimit = program.stepLimit + 16 * text.count
    checkpoint = program.patience
    registers = []
    if self.keepsGroups || program.registerCount > 2 * (program.groupCount + 1) {
      registers = [Int32](repeating: -1, count: program.registerCount)
    }
    stack.reserveCapacity(24)
  }

  /// Finds the first match that begins at `start` or later. Its bounds and groups are then in the registers.
  mutating func search(from start: Int) throws(RegularExpressionError) -> (start: Int, end: Int)? {
    var position = start
    while position <= text.count {
      if let first = program.firstBytes {
        while position < text.count, !first.contains(text.bytes[position]) { position += 1 }
        if position >= text.count { return nil }
      }
      if let end = try run(from: position) { return (position, end) }
      if program.startsAtStart || position >= text.count { return nil }
      position = text.scalar(at: position).next
    }
    return nil
  }

  /// Makes ready for a search that goes on at `position`, where the last match ended: what was remembered of that
  /// position is of the way to success, not of failure.
  mutating func prepare(for position: Int) {
    for index in registers.indices { registers[index] = -1 }
    guard remembers else { return }
    for index in 0..<program.memoCount {
      let bit = position * program.memoCount + index
      memory[bit >> 6] &= ~(1 << UInt64(bit & 63))
    }
  }

  /// Where the scalar after the one at `position` begins; past the end at the end.
  func next(after position: Int) -> Int { position < text.count ? text.scalar(at: position).next : position + 1 }

  private mutating func passCheckpoint() throws(RegularExpressionError) {
    guard steps < stepLimit else { throw .gaveUp }
    checkpoint = stepLimit
    guard program.canRemember, !remembers else { return }
    let bits = (text.count + 1).multipliedReportingOverflow(by: program.memoCount)
    guard !bits.overflow, bits.partialValue <= Self.memoryBits else { return }
    memory = [UInt64](repeating: 0, count: bits.partialValue / 64 + 1)
    remembers = true
  }

  /// Whether the place was tried at the position before; from now on it counts as tried.
  @inline(__always)
  private mutating func wasTried(_ memo: Int32, _ position: Int) -> Bool {
    guard remembers else { return false }
    let bit = position * program.memoCount + Int(memo)
    let mask: UInt64 = 1 << UInt64(bit & 63)
    if memory[bit >> 6] & mask != 0 { return true }
    memory[bit >> 6] |= mask
    return false
  }

  @inline(__always)
  mutating func set(_ register: Int32, to value: Int) {
    stack.append(Frame(pc: ~register, position: registers[Int(register)]))
    registers[Int(register)] = Int32(truncatingIfNeeded: value)
  }

  /// Where a match that begins at `start` ends; nil when there is none.
  private mutating func run(from start: Int) throws(RegularExpressionError) -> Int? {
    stack.removeAll(keepingCapacity: true)
    var pc: Int32 = 0
    var position = start
    while true {
      steps += 1
      if steps >= checkpoint { try passCheckpoint() }
      guard stack.count <= RegularExpression.Limit.openChoices else { throw .gaveUp }
      let instruction = code[Int(pc)]
      if instruction.operation == .match { return position }
      if try step(instruction, &pc, &position) { continue }
      guard try backtrack(&pc, &position) else { return nil }
    }
  }

  @inline(__always)
  private mutating func step(
    _ instruction: Program.Instruction, _ pc: inout Int32, _ position: inout Int
  ) throws(RegularExpressionError) -> Bool {
    let a = instruction.a
    switch instruction.operation {
    case .byte:
      guard position < text.count, text.bytes[position] == UInt8(truncatingIfNeeded: a) else { return false }
      position += 1
    case .set:
      let next = text.after(class: a, at: position)
      guard next >= 0 else { return false }
      position = next
    case .split:
      if wasTried(instruction.memo, position) { return false }
      stack.append(Frame(pc: instruction.b, position: Int32(truncatingIfNeeded: position)))
      pc = a
      return true
    case .loop: return loop(instruction, &pc, &position)
    case .jump:
      pc = a
      return true
    case .save: if keepsGroups { set(a, to: position) }
    case .forget:
      guard keepsGroups else { break }
      steps += Int(instruction.b - a)
      for register in a..<instruction.b where registers[Int(register)] >= 0 { set(register, to: -1) }
    case .enter: set(a, to: position)
    case .check: guard registers[Int(a)] != Int32(truncatingIfNeeded: position) else { return false }
    case .match: break
    default: return assertion(instruction, &pc, &position)
    }
    pc += 1
    return true
  }

  private mutating func loop(_ instruction: Program.Instruction, _ pc: inout Int32, _ position: inout Int) -> Bool {
    if wasTried(instruction.memo, position) { return false }
    let start = position
    var left = instruction.b
    while left != 0 {
      let next = text.after(class: instruction.a, at: position)
      guard next >= 0 else { break }
      steps += 1
      // An endless loop that was here before has tried all that comes after.
      if instruction.b < 0, wasTried(instruction.memo, next) { break }
      position = next
      left -= 1
    }
    if position > start {
      stack.append(
        Frame(pc: pc, position: Int32(truncatingIfNeeded: position), least: Int32(truncatingIfNeeded: start)))
    }
    pc += 1
    return true
  }

  /// Goes back to the last open choice. False when there is none.
  private mutating func backtrack(_ pc: inout Int32, _ position: inout Int) throws(RegularExpressionError) -> Bool {
    while let frame = stack.popLast() {
      if frame.pc < 0 {
        registers[Int(~frame.pc)] = frame.position
        continue
      }
      pc = frame.pc
      position = Int(frame.position)
      if frame.least >= 0 {
        position = text.before(position)
        if position > Int(frame.least) {
          stack.append(Frame(pc: pc, position: Int32(truncatingIfNeeded: position), least: frame.least))
        }
        pc += 1
      }
      return true
    }
    return false
  }
}
