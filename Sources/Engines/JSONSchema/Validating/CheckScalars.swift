import JSON
import RegularExpressions

/// Keywords for numbers and texts (Validation §6.2, §6.3 and §7).
extension Validator {
  private mutating func compare(_ node: JSONNode, _ index: Int32) -> Int {
    if let limit = program.numbers[Int(index)].small, let order = view.small(node)?.compared(to: limit) { return order }
    return view.exact(node).compared(to: JSONNumber(program.texts.numbers[Int(index)]) ?? JSONNumber(0))
  }

  private mutating func isMultiple(_ node: JSONNode, _ index: Int32) -> Bool {
    if let divisor = program.numbers[Int(index)].small, let value = view.small(node) { return value.isMultiple(of: divisor) }
    return view.exact(node).isMultiple(of: JSONNumber(program.texts.numbers[Int(index)]) ?? JSONNumber(1))
  }

  mutating func bound(_ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int) -> Bool {
    let fits =
      switch step.operation {
      case .minimum: compare(node, step.a) >= 0
      case .maximum: compare(node, step.a) <= 0
      case .exclusiveMinimum: compare(node, step.a) > 0
      case .exclusiveMaximum: compare(node, step.a) < 0
      default: isMultiple(node, step.a)
      }
    if !fits, collects {
      let limit = program.texts.numbers[Int(step.a)]
      switch step.operation {
      case .minimum: report(schema, "minimum", place, .minimum(limit))
      case .maximum: report(schema, "maximum", place, .maximum(limit))
      case .exclusiveMinimum: report(schema, "exclusiveMinimum", place, .exclusiveMinimum(limit))
      case .exclusiveMaximum: report(schema, "exclusiveMaximum", place, .exclusiveMaximum(limit))
      default: report(schema, "multipleOf", place, .multipleOf(limit))
      }
    }
    return fits
  }

  /// Characters are Unicode code points.
  mutating func length(_ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int) -> Bool {
    let (limit, size) = (Int(step.a), Int(node.length))
    if step.operation == .minLength {
      if size / 4 >= limit { return true }
    } else if size <= limit {
      return true
    }
    var count = 0
    for byte in view.text(node) where byte & 0xC0 != 0x80 { count += 1 }
    let fits = step.operation == .minLength ? count >= limit : count <= limit
    if !fits, collects {
      if step.operation == .minLength {
        report(schema, "minLength", place, .minLength(limit, is: count))
      } else {
        report(schema, "maxLength", place, .maxLength(limit, is: count))
      }
    }
    return fits
  }

  mutating func matches(_ pattern: Int32, _ node: JSONNode) throws(SchemaFailure) -> Bool {
    do throws(RegularExpressionError) {
      return try program.patterns[Int(pattern)].expression.matches(view.text(node).span)
    } catch {
      throw .patternGaveUp(program.texts.patterns[Int(pattern)])
    }
  }

  mutating func pattern(_ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int) throws(SchemaFailure) -> Bool {
    if try matches(step.a, node) { return true }
    if collects { report(schema, "pattern", place, .pattern(program.texts.patterns[Int(step.a)])) }
    return false
  }

  mutating func format(_ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int) -> Bool {
    if program.formats[Int(step.a)](view.text(node).span) { return true }
    if collects { report(schema, "format", place, .format(program.texts.formats[Int(step.a)])) }
    return false
  }
}
