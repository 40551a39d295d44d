public import JSON
import JSONSchema
public import Kernel

extension Form {
  /// All that is wrong with answers, each at its place; empty when they are in order. Unknown members are refused.
  ///
  /// The schema judges; what is wrong is then told in the words of the question. `today` is the day by which dates are judged.
  public func problems(_ answers: JSON, at pointer: String, today: CivilDate) -> [Problem] {
    let answers = normalised(answers)
    guard let schema = try? compiled() else { return explained(answers, at: pointer, today: today) }
    return JudgedDay.$today.withValue(today) {
      if (try? schema.accepts(answers)) == true { return [] }
      let told = explained(answers, at: pointer, today: today)
      guard told.isEmpty else { return told }
      let places = (try? schema.errors(in: answers).map(\.field)) ?? [""]
      return Set(places).sorted().map { Problem(pointer + $0, "pattern") }
    }
  }

  /// More than this is told of no answers: nobody reads on, and a hostile table has ten thousand rows.
  static let mostTold = 200

  /// What is wrong, by the questions themselves: says the same as the schema, in codes that people are told.
  func explained(_ answers: JSON, at pointer: String, today: CivilDate) -> [Problem] {
    guard let object = answers.objectValue else { return [Problem(pointer, "type", ["type": "object"])] }
    var problems: [Problem] = []
    let known = Set(fields.map(\.key))
    for (key, _) in object where !known.contains(key) {
      problems.append(Problem("\(pointer)/\(JSONPointer.escaped(key))", "unknownField"))
      if problems.count >= Self.mostTold { return problems }
    }
    for field in fields {
      let place = "\(pointer)/\(JSONPointer.escaped(field.key))"
      switch object[field.key] {
      case nil: if field.required, asks(field, answers) { problems.append(Problem(place, "required")) }
      case .some where !asks(field, answers): problems.append(Problem(place, "notAsked"))
      case let value?: problems += field.problems(value, at: place, today: today)
      }
      if problems.count >= Self.mostTold { return Array(problems.prefix(Self.mostTold)) }
    }
    return problems
  }
}

extension FormField {
  struct Fault: Equatable {
    let code: String
    var arguments: [String: String] = [:]
  }

  /// What is wrong with an answer, at its place or at one within it.
  func problems(_ value: JSON, at place: String, today: CivilDate) -> [Problem] {
    switch kind {
    case .table: return rowProblems(value, at: place, today: today)
    case .region, .address, .signature: return partProblems(value, at: place)
    default: return fault(value, today: today).map { [Problem(place, $0.code, $0.arguments)] } ?? []
    }
  }

  func fault(_ value: JSON, today: CivilDate) -> Fault? {
    switch kind {
    case .integer:
      guard case .number(let number) = value, number.isWhole else { return Fault(code: "integer") }
      return bounds(number)
    case .decimal:
      guard case .number(let number) = value else { return Fault(code: "number") }
      return bounds(number) ?? (number.isMultiple(of: Self.smallest) ? nil : Fault(code: "decimals"))
    case .money:
      guard case .number(let number) = value, number.isWhole else { return Fault(code: "money") }
      if number.compared(to: JSONNumber(fen.lowerBound)) < 0 {
        return Fault(code: "moneyLeast", arguments: ["n": Money.yuan(fen.lowerBound)])
      }
      if number.compared(to: JSONNumber(fen.upperBound)) > 0 {
        return Fault(code: "moneyMost", arguments: ["n": Money.yuan(fen.upperBound)])
      }
      return nil
    case .yesNo:
      guard let flag = value.boolValue else { return Fault(code: "type") }
      return limits?.mustHold == true && !flag ? Fault(code: "mustHold") : nil
    case .promise: return value.boolValue == true ? nil : Fault(code: "promise")
    case .choices:
      guard let items = value.arrayValue, items.allSatisfy({ $0.stringValue.map(options.contains) ?? false }) else {
        return Fault(code: "enum")
      }
      if Set(items).count != items.count { return Fault(code: "uniqueItems") }
      return count(items.count, limits?.least?.int.map { Int($0) } ?? 0, limits?.most?.int.map { Int($0) } ?? options.count)
    case .coordinates: return pointFault(value)
    default: break
    }
    guard let text = value.stringValue else { return Fault(code: "type", arguments: ["type": "string"]) }
    return lengthFault(text) ?? patternFault(text) ?? codeFault(text, today: today) ?? dayFault(text, today: today)
  }

  private func bounds(_ number: JSONNumber) -> Fault? {
    let least = limits?.least ?? JSONNumber(-Self.large)
    let order = number.compared(to: least)
    if limits?.isOpen == true {
      if order <= 0 { return Fault(code: "moreThan", arguments: ["n": least.literal]) }
    } else if order < 0 {
      return Fault(code: "minimum", arguments: ["n": least.literal])
    }
    let most = limits?.most ?? JSONNumber(Self.large)
    return number.compared(to: most) > 0 ? Fault(code: "maximum", arguments: ["n": most.literal]) : nil
  }

  func count(_ count: Int, _ least: Int, _ most: Int) -> Fault? {
    if count < least { return Fault(code: "minItems", arguments: ["n": "\(least)"]) }
    return count > most ? Fault(code: "maxItems", arguments: ["n": "\(most)"]) : nil
  }
}
