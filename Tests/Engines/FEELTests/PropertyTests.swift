import Decimals
import FEEL
import SeededRandom
import Testing

/// A small expression over numbers, booleans and null, with a second, naive evaluation.
private indirect enum Tree {
  case number(Int)
  case boolean(Bool)
  case null
  case variable(Int)
  case binary(String, Tree, Tree)
  case negate(Tree)
  case not(Tree)
  case condition(Tree, Tree, Tree)
  case between(Tree, Tree, Tree)
  case pick([Tree], Int)
  case entry(Tree, Tree)

  enum Plain: Equatable {
    case number(Decimal34)
    case boolean(Bool)
    case null
  }

  static func random(_ depth: Int, _ generator: inout SplitMix) -> Tree {
    func smaller() -> Tree { random(depth - 1, &generator) }
    guard depth > 0 else {
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: return .boolean(Bool.random(using: &generator))
      case 1: return .null
      case 2: return .variable(Int.random(in: 0..<3, using: &generator))
      default: return .number(Int.random(in: 0..<20, using: &generator))
      }
    }
    switch Int.random(in: 0..<16, using: &generator) {
    case 0: return .negate(smaller())
    case 1: return .not(smaller())
    case 2: return .condition(smaller(), smaller(), smaller())
    case 3: return .between(smaller(), smaller(), smaller())
    case 4: return .pick([smaller(), smaller()], Int.random(in: -3...3, using: &generator))
    case 5: return .entry(smaller(), smaller())
    default:
      let operators = ["+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "and", "or", "and", "or"]
      return .binary(operators.randomElement(using: &generator) ?? "+", smaller(), smaller())
    }
  }

  /// With parentheses everywhere, or only where the grammar needs them.
  func text(_ generator: inout SplitMix) -> String {
    let space = [" ", "  ", "\n", " /* c */ "].randomElement(using: &generator) ?? " "
    switch self {
    case .number(let number): return "\(number)"
    case .boolean(let value): return "\(value)"
    case .null: return "null"
    case .variable(let index): return ["x", "x y", "x-1"][index]
    case .binary(let sign, let left, let right):
      return "(\(left.text(&generator))\(space)\(sign)\(space)\(right.text(&generator)))"
    case .negate(let tree): return "-(\(tree.text(&generator)))"
    case .not(let tree): return "not(\(tree.text(&generator)))"
    case .condition(let condition, let then, let otherwise):
      return "(if \(condition.text(&generator)) then\(space)\(then.text(&generator)) else \(otherwise.text(&generator)))"
    case .between(let value, let lower, let upper):
      return "(\(value.text(&generator)) between \(lower.text(&generator)) and \(upper.text(&generator)))"
    case .pick(let trees, let index): return "[\(trees.map { $0.text(&generator) }.joined(separator: ","))][\(index)]"
    case .entry(let first, let second):
      return "{p q:\(first.text(&generator)), r:\(space)[p q, \(second.text(&generator))]}.r[2]"
    }
  }

  func value(_ variables: [Plain]) -> Plain {
    switch self {
    case .number(let number): return .number(Decimal34(number))
    case .boolean(let value): return .boolean(value)
    case .null: return .null
    case .variable(let index): return variables[index]
    case .binary(let sign, let left, let right): return Self.apply(sign, left.value(variables), right.value(variables))
    case .negate(let tree):
      guard case .number(let number) = tree.value(variables) else { return .null }
      return .number(number.negated)
    case .not(let tree):
      guard case .boolean(let value) = tree.value(variables) else { return .null }
      return .boolean(!value)
    case .condition(let condition, let then, let otherwise):
      return condition.value(variables) == .boolean(true) ? then.value(variables) : otherwise.value(variables)
    case .between(let value, let lower, let upper):
      guard
        case (.number(let value), .number(let lower), .number(let upper)) = (
          value.value(variables), lower.value(variables), upper.value(variables)
        )
      else { return .null }
      return .boolean(lower <= value && value <= upper)
    case .pick(let trees, let index):
      let place = index > 0 ? index - 1 : index < 0 ? trees.count + index : -1
      return trees.indices.contains(place) ? trees[place].value(variables) : .null
    case .entry(_, let second): return second.value(variables)
    }
  }

  private static func apply(_ sign: String, _ left: Plain, _ right: Plain) -> Plain {
    switch (sign, left, right) {
    case ("and", .boolean(false), _), ("and", _, .boolean(false)): return .boolean(false)
    case ("and", .boolean(true), .boolean(true)): return .boolean(true)
    case ("or", .boolean(true), _), ("or", _, .boolean(true)): return .boolean(true)
    case ("or", .boolean(false), .boolean(false)): return .boolean(false)
    case ("and", _, _), ("or", _, _): return .null
    case ("=", .null, .null): return .boolean(true)
    case ("!=", .null, .null): return .boolean(false)
    case ("=", .null, _), ("=", _, .null): return .boolean(false)
    case ("!=", .null, _), ("!=", _, .null): return .boolean(true)
    case ("=", .boolean(let left), .boolean(let right)): return .boolean(left == right)
    case ("!=", .boolean(let left), .boolean(let right)): return .boolean(left != right)
    case (_, .number(let left), .number(let right)):
      let result: Decimal34?
      switch sign {
      case "+": result = left.adding(right)
      case "-": result = left.subtracting(right)
      case "*": result = left.multiplied(by: right)
      case "/": result = left.divided(by: right)
      case "=": return .boolean(left == right)
      case "!=": return .boolean(left != right)
      case "<": return .boolean(left < right)
      case "<=": return .boolean(left <= right)
      case ">": return .boolean(left > right)
      default: return .boolean(left >= right)
      }
      return result.map(Plain.number) ?? .null
    default: return .null
    }
  }
}

@Suite("Properties") struct PropertyTests {
  @Test("Random expressions, printed and read again, give what a naive evaluation gives")
  func naive() throws {
    var generator = SplitMix(state: 20_26)
    let plain: [Tree.Plain] = [.number(7), .boolean(true), .null]
    let scope = Scope([.init("x"), .init("x y"), .init("x-1")])
    let variables = Variables([7, true, nil])
    for _ in 0..<3000 {
      let tree = Tree.random(Int.random(in: 0...5, using: &generator), &generator)
      let text = tree.text(&generator)
      let value = try Expression(text, scope: scope).evaluate(variables, Evaluation())
      let expected: Value =
        switch tree.value(plain) {
        case .number(let number): .number(number)
        case .boolean(let value): .boolean(value)
        case .null: .null
        }
      guard value == expected else {
        Issue.record("\(text) gives \(value.literal), not \(expected.literal)")
        return
      }
    }
  }

  @Test("Distinct values, union and index of agree with comparing each with each")
  func distinct() throws {
    var generator = SplitMix(state: 5)
    let pool: [Value] = [
      1, 2, "a", nil, true, [1], evaluate("@\"10:00:00Z\""), evaluate("@\"11:00:00+01:00\""), evaluate("{a: 1}"),
      evaluate("@\"P1D\""),
      evaluate("@\"2024-01-01\""), evaluate("@\"2024-01-01T00:00:00Z\""), evaluate("[1..2]"), evaluate("1.0"),
    ]
    for _ in 0..<300 {
      let list = (0..<Int.random(in: 0...12, using: &generator)).map { _ in pool.randomElement(using: &generator) ?? nil }
      var expected: [Value] = []
      for element in list where !expected.contains(where: { $0.isEqual(to: element) == true }) { expected.append(element) }
      #expect(evaluate("distinct values(l)", [("l", .list(list))]) == .list(expected))
      #expect(evaluate("union(l, l)", [("l", .list(list))]) == .list(expected))
    }
  }
}
