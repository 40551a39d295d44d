/// What a program around FEEL needs to build constructs of its own on it, such as boxed expressions.
extension Expression {
  /// The slot, where the expression is nothing but a variable of the scope.
  public var slot: Int? { (root as? Variable)?.slot }
}

extension Value {
  /// The elements that `for x in` goes through: those of a list or of a range of whole numbers or dates; another value is
  /// the only one. Nil with a diagnostic where it is none of these, or where there are more than the budget allows.
  public func iterated(_ evaluation: Evaluation) -> [Value]? {
    guard let domain = Domain(self) else {
      evaluation.report(Diagnostic(.wrongType(what: "for")))
      return nil
    }
    var values: [Value] = []
    var isWithin = true
    domain.forEach { value in
      isWithin = evaluation.spend(1)
      if isWithin { values.append(value) }
      return isWithin
    }
    return isWithin ? values : nil
  }
}

extension Function {
  /// A function made while evaluating, whose body holds on to values.
  /// - Parameters:
  ///   - depth: how many levels of the stack the body takes.
  ///   - held: what the body holds on to: it counts for how deep values are nested in each other.
  public init(
    name: String = "", parameters: [Parameter], result: FEELType = .any, depth: Int, holding held: [Value],
    _ evaluation: Evaluation, body: @escaping Body
  ) {
    let limit = evaluation.limits.nesting
    let nesting = held.reduce(0) { max($0, $1.nesting(upTo: limit, paying: evaluation)) }
    self.init(
      definition: Definition(
        name: name, parameters: parameters, result: result, depth: depth, nesting: nesting + 1, body: body))
  }
}
