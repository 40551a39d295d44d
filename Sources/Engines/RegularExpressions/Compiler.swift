/// Turns a tree into a program. Recursive, as deep as the tree, which the parser has bounded.
struct Compiler {
  private var program = Program()
  private let ignoreCase: Bool
  private let xPath: Bool

  private init(ignoreCase: Bool, xPath: Bool) {
    self.ignoreCase = ignoreCase
    self.xPath = xPath
  }

  static func compile(
    _ parsed: ParsedPattern, ignoreCase: Bool, xPath: Bool
  ) throws(RegularExpressionError) -> Program {
    var compiler = Compiler(ignoreCase: ignoreCase, xPath: xPath)
    compiler.program.xPathLines = xPath
    compiler.program.groupCount = parsed.groupCount
    compiler.program.groupNames = parsed.groupNames
    compiler.program.registerCount = 2 * (parsed.groupCount + 1)
    compiler.program.wordClass = try compiler.program.classes.add(parsed.word)
    try compiler.emit(parsed.root, backward: false)
    try compiler.emit(.match)
    compiler.program.startsAtStart = Self.startsAtStart(parsed.root)
    var first = FirstBytes()
    if !first.add(parsed.root), first.isKnown { compiler.program.firstBytes = first.set }
    compiler.program.classes.seal()
    return compiler.program
  }

  private var next: Int32 { Int32(program.instructions.count) }

  @discardableResult
  private mutating func emit(
    _ operation: Program.Operation, _ a: Int32 = 0, _ b: Int32 = 0, remembers: Bool = false
  ) throws(RegularExpressionError) -> Int {
    guard program.instructions.count < RegularExpression.Limit.instructions else { throw .tooLarge }
    var instruction = Program.Instruction(operation: operation, a: a, b: b)
    if remembers {
      instruction.memo = Int32(program.memoCount)
      program.memoCount += 1
    }
    program.instructions.append(instruction)
    return program.instructions.count - 1
  }

  private mutating func register(_ count: Int = 1) -> Int32 {
    defer { program.registerCount += count }
    return Int32(program.registerCount)
  }

  private mutating func emit(_ pattern: Pattern, backward: Bool) throws(RegularExpressionError) {
    switch pattern {
    case .empty: break
    case .one(let set):
      if let scalar = set.single, scalar < 0x80 {
        try emit(backward ? .byteBack : .byte, Int32(scalar))
      } else {
        try emit(backward ? .setBack : .set, try program.classes.add(set))
      }
    case .sequence(let parts):
      if backward {
        for part in parts.reversed() { try emit(part, backward: true) }
      } else {
        for part in parts { try emit(part, backward: false) }
      }
    case .alternation(let branches): try emitAlternation(branches, backward: backward)
    case .group(let inner, let number):
      try emit(.save, Int32(2 * number + (backward ? 1 : 0)))
      try emit(inner, backward: backward)
      try emit(.save, Int32(2 * number + (backward ? 0 : 1)))
    case .repetition(let inner, let least, let most, let greedy):
      try emitRepetition(inner, least: least, most: most, greedy: greedy, backward: backward)
    case .assertion(let assertion):
      switch assertion {
      case .textStart: try emit(.textStart)
      case .textEnd: try emit(.textEnd)
      case .lineStart: try emit(.lineStart)
      case .lineEnd: try emit(.lineEnd)
      case .wordBoundary: try emit(.wordBoundary)
      case .noWordBoundary: try emit(.noWordBoundary)
      }
    case .look(let inner, let behind, let negative):
      program.canRemember = false
      let registers = register(2)
      let start = try emit(negative ? .lookNot : .look, registers)
      try emit(inner, backward: behind)
      try emit(negative ? .lookNotEnd : .lookEnd, registers)
      program.instructions[start].b = next
    case .backreference(let number):
      program.canRemember = false
      program.hasBackreferences = true
      try emit(backward ? .backreferenceBack : .backreference, Int32(number), ignoreCase ? 1 : 0)
    }
  }

  private mutating func emitAlternation(_ branches: [Pattern], backward: Bool) throws(RegularExpressionError) {
    var jumps: [Int] = []
    for (index, branch) in branches.enumerated() {
      guard index + 1 < branches.count else {
        try emit(branch, backward: backward)
        break
      }
      let split = try emit(.split, next + 1, 0, remembers: true)
      try emit(branch, backward: backward)
      jumps.append(try emit(.jump))
      program.instructions[split].b = next
    }
    for jump in jumps { program.instructions[jump].a = next }
  }

  private mutating func emitRepetition(
    _ inner: Pattern, least: Int, most: Int?, greedy: Bool, backward: Bool
  ) throws(RegularExpressionError) {
    for _ in 0..<least {
      let before = next
      try emitIteration(inner, backward: backward, checked: false)
      if next == before { break }
    }
    if case .one(let set) = inner, greedy, !backward, most != 1 + least, most != least {
      let count = most.map { Int32(clamping: $0 - least) } ?? -1
      try emit(.loop, try program.classes.add(set), count, remembers: true)
      return
    }
    let checked = inner.canBeEmpty
    guard let most else {
      let head = try emit(.split, 0, 0, remembers: true)
      let body = next
      try emitIteration(inner, backward: backward, checked: checked)
      try emit(.jump, Int32(head))
      set(split: head, first: greedy ? body : next, second: greedy ? next : body)
      return
    }
    var heads: [(split: Int, body: Int32)] = []
    for _ in least..<most {
      let head = try emit(.split, 0, 0, remembers: true)
      heads.append((head, next))
      let before = next
      try emitIteration(inner, backward: backward, checked: checked)
      if next == before { break }
    }
    for head in heads {
      set(split: head.split, first: greedy ? head.body : next, second: greedy ? next : head.body)
    }
  }

  private mutating func set(split: Int, first: Int32, second: Int32) {
    program.instructions[split].a = first
    program.instructions[split].b = second
  }

  /// ECMA-262 §22.2.2.3.1: groups inside begin anew with each iteration, and one more than is needed must take something.
  private mutating func emitIteration(
    _ inner: Pattern, backward: Bool, checked: Bool
  ) throws(RegularExpressionError) {
    var start: Int32?
    if checked {
      start = register()
      try emit(.enter, start ?? 0)
    }
    if !xPath, let groups = inner.groups {
      try emit(.forget, Int32(2 * groups.lowerBound), Int32(2 * groups.upperBound + 2))
    }
    try emit(inner, backward: backward)
    if let start { try emit(.check, start) }
  }

  private static func startsAtStart(_ pattern: Pattern) -> Bool {
    switch pattern {
    case .assertion(.textStart): true
    case .sequence(let parts): parts.first.map(startsAtStart) ?? false
    case .group(let inner, _): startsAtStart(inner)
    case .alternation(let branches): branches.allSatisfy(startsAtStart)
    default: false
    }
  }
}
