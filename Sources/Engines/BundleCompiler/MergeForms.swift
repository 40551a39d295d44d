import Forms

// The forms of all services and the bundle's own questions as one form: one question a meaning.
extension BundleCompiler {
  /// A question that is asked, and where its parts come from.
  private struct Merged {
    var field: FormField
    /// The service it is asked for; empty for the whole.
    let service: String
  }

  /// What two questions have in common when they are the same: a question of the bundle that answers both, else a canonical id, else the
  /// very question of the same form.
  private static func meanings(_ input: BundleInput) -> [String: String] {
    var meanings: [String: String] = [:]
    for field in input.fields {
      for place in field.same { meanings[place] = "bundle/\(field.field.key)" }
    }
    return meanings
  }

  static func merge(
    _ input: BundleInput, _ graph: BundleGraph
  ) throws(BundleFault) -> (Form, [CompiledBundle.RemovedField]) {
    let meanings = meanings(input)
    let present = Dictionary(input.steps.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    var removed: [CompiledBundle.RemovedField] = []
    var merged: [Merged] = []
    var places: [String: Int] = [:]
    var used = Set<String>()
    // What services ask themselves: a question of the bundle that answers it is no further one.
    let theirs = Set(
      input.steps.flatMap(\.questions).map { meanings["\($0.form)/\($0.field.key)"] ?? $0.field.canonical ?? "" })
    // Meanings whose first question of a service the bundle's own stands for.
    var standing = Set<String>()
    // Meanings that are asked of nobody: those that an earlier service answers, and those that a rule takes away.
    var silent: [String: CompiledBundle.Unasked] = [:]

    func meaning(_ field: BundleField) -> String { field.field.canonical ?? "bundle/\(field.field.key)" }
    func passer(_ field: BundleField) -> String? {
      input.links.first {
        $0.service == field.service && $0.passes.contains(field.field.key) && present[$0.after] != nil
      }?.after
    }
    func add(_ field: FormField, _ meaning: String, service: String, isOwn: Bool) throws(BundleFault) {
      if let reason = silent[meaning] {
        if isOwn, theirs.contains(meaning) { return }
        removed.append(.init(key: field.key, label: field.label, service: service, reason: reason))
      } else if let place = places[meaning] {
        let first = merged[place]
        guard first.field.kind == field.kind, first.field.options == field.options else {
          throw .fieldKinds(
            field: first.field.key, first: first.field.kind, service: first.service, other: field.kind, otherService: service)
        }
        if standing.remove(meaning) == nil {
          removed.append(.init(key: field.key, label: field.label, service: service, reason: .same(service: first.service)))
        }
        if field.required, field.condition == nil, !first.field.required { merged[place].field = first.field.needed }
      } else {
        var key = field.key
        // Two questions may have one name and not one meaning.
        if used.contains(key) { key = service.isEmpty ? "\(key)_" : "\(key)_\(service)" }
        while !used.insert(key).inserted { key += "_" }
        places[meaning] = merged.count
        if isOwn, theirs.contains(meaning) { standing.insert(meaning) }
        merged.append(Merged(field: field.named(key), service: service))
      }
    }
    for field in input.fields where field.service.isEmpty || present[field.service] != nil {
      let key = meaning(field)
      if !field.droppedBy.isEmpty { silent[key] = .situation(rule: field.droppedBy) }
      if let earlier = passer(field) { silent[key] = .passed(service: earlier) }
      if let canonical = field.field.canonical, let reason = silent[canonical] {
        silent["bundle/\(field.field.key)"] = reason
      }
      try add(field.field, key, service: field.service, isOwn: true)
      if let place = places[key] { places["bundle/\(field.field.key)"] = place }
    }
    for place in graph.order {
      let step = input.steps[place]
      var names: [String: String] = [:]
      for question in step.questions {
        let own = "\(question.form)/\(question.field.key)"
        let meaning = meanings[own] ?? question.field.canonical ?? own
        var field = question.field
        if let condition = field.condition {
          // The question it hangs on may have another name here; where it is not asked, this one is asked of everybody.
          let name = names[condition.key]
          if name != condition.key {
            field = field.asked(when: name.flatMap { FormCondition("\($0)=\(condition.values.joined(separator: "|"))") })
          }
        }
        try add(field, meaning, service: step.key, isOwn: false)
        if let known = places[meaning] { names[question.field.key] = merged[known].field.key }
      }
    }
    let fields = merged.map(\.field)
    return (
      Form(name: "", fields: fields.filter { $0.kind != .promise } + fields.filter { $0.kind == .promise }), removed
    )
  }
}

extension FormField {
  fileprivate func named(_ name: String) -> FormField {
    name == key ? self : copy(key: name, required: required, condition: condition)
  }
  fileprivate var needed: FormField { copy(key: key, required: true, condition: condition) }
  fileprivate func asked(when condition: FormCondition?) -> FormField {
    copy(key: key, required: required, condition: condition)
  }

  private func copy(key: String, required: Bool, condition: FormCondition?) -> FormField {
    FormField(
      key: key, label: label, kind: kind, required: required, hint: hint, pattern: pattern, options: options, prefill: prefill,
      condition: condition, canonical: canonical, limits: limits, columns: columns, step: step, group: group, help: help)
  }
}
