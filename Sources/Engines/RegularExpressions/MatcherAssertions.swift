/// Assertions, references, look-arounds, and what goes backward.
extension Matcher {
  mutating func assertion(
    _ instruction: Program.Instruction, _ pc: inout Int32, _ position: inout Int
  ) -> Bool {
    let a = instruction.a
    switch instruction.operation {
    case .byteBack:
      guard position > 0, text.bytes[position - 1] == UInt8(truncatingIfNeeded: a) else { return false }
      position -= 1
    case .setBack:
      guard position > 0 else { return false }
      let before = text.before(position)
      guard text.after(class: a, at: before) >= 0 else { return false }
      position = before
    case .textStart: guard position == 0 else { return false }
    case .textEnd: guard position == text.count else { return false }
    case .lineStart: guard isLineStart(position) else { return false }
    case .lineEnd:
      guard position == text.count || text.isLineEnd(at: position, xPath: program.xPathLines) else { return false }
    case .wordBoundary: guard isWordBoundary(position) else { return false }
    case .noWordBoundary: guard !isWordBoundary(position) else { return false }
    case .backreference, .backreferenceBack:
      let backward = instruction.operation == .backreferenceBack
      guard let end = referenceEnd(a, ignoreCase: instruction.b == 1, backward: backward, at: position) else { return false }
      position = end
    case .look, .lookNot:
      registers[Int(a)] = Int32(truncatingIfNeeded: stack.count)
      registers[Int(a) + 1] = Int32(truncatingIfNeeded: position)
      if instruction.operation == .lookNot {
        stack.append(Frame(pc: instruction.b, position: Int32(truncatingIfNeeded: position)))
      }
    case .lookEnd:
      // Its choices are closed for good, but what it did to groups must be undone when we come back past it.
      let base = Int(registers[Int(a)])
      var kept = base
      for index in base..<stack.count where stack[index].pc < 0 {
        stack[kept] = stack[index]
        kept += 1
      }
      stack.removeLast(stack.count - kept)
      position = Int(registers[Int(a) + 1])
    case .lookNotEnd:
      let base = Int(registers[Int(a)])
      while stack.count > base, let frame = stack.popLast() {
        if frame.pc < 0 { registers[Int(~frame.pc)] = frame.position }
      }
      return false
    default: return false
    }
    pc += 1
    return true
  }

  private func isLineStart(_ position: Int) -> Bool {
    guard position > 0 else { return true }
    // F&O 3.1 §5.6.2: not after a line feed that ends the text.
    if program.xPathLines, position == text.count { return false }
    return text.isLineEnd(at: text.before(position), xPath: program.xPathLines)
  }

  private func isWordBoundary(_ position: Int) -> Bool {
    let after = text.after(class: program.wordClass, at: position) >= 0
    return text.isWord(before: position, class: program.wordClass) != after
  }

  /// Where the text that repeats a group's ends; a group that took no part is repeated by nothing.
  private mutating func referenceEnd(_ group: Int32, ignoreCase: Bool, backward: Bool, at position: Int) -> Int? {
    let low = Int(registers[2 * Int(group)])
    let high = Int(registers[2 * Int(group) + 1])
    guard low >= 0, high >= low else { return position }
    steps += high - low
    if backward { return referenceStart(low, high, ignoreCase: ignoreCase, at: position) }
    var index = low
    var here = position
    while index < high {
      guard here < text.count else { return nil }
      let wanted = text.scalar(at: index)
      let found = text.scalar(at: here)
      guard Self.same(wanted.value, found.value, ignoreCase) else { return nil }
      index = wanted.next
      here = found.next
    }
    return here
  }

  private func referenceStart(_ low: Int, _ high: Int, ignoreCase: Bool, at position: Int) -> Int? {
    var index = high
    var here = position
    while index > low {
      guard here > 0 else { return nil }
      index = text.before(index)
      here = text.before(here)
      guard Self.same(text.scalar(at: index).value, text.scalar(at: here).value, ignoreCase) else { return nil }
    }
    return here
  }

  private static func same(_ a: UInt32, _ b: UInt32, _ ignoreCase: Bool) -> Bool {
    a == b || (ignoreCase && CaseFolding.fold(a) == CaseFolding.fold(b))
  }
}
