import Forms

// What forms must be, alone and together, to be published. Pure.
extension FormBook {
  /// The kind that most questions for a datum have, the first where none has most: another is the fault.
  private var usualKinds: [String: FormField.Kind] {
    var counts: [String: [(kind: FormField.Kind, count: Int)]] = [:]
    for field in entries.flatMap(\.form.fields) {
      guard let canonical = field.canonical else { continue }
      if let place = counts[canonical]?.firstIndex(where: { $0.kind == field.kind }) {
        counts[canonical]?[place].count += 1
      } else {
        counts[canonical, default: []].append((field.kind, 1))
      }
    }
    // Of equals `max` takes the first.
    return counts.compactMapValues { $0.max { $0.count < $1.count }?.kind }
  }

  /// All faults of all forms, in their order.
  func faults() -> [PublicationFault] {
    var faults = unknown.map { PublicationFault(form: $0, rule: .fieldsWithoutForm) }
    let kinds = usualKinds
    for entry in entries {
      func wrong(_ rule: PublicationRules.Rule, _ field: String? = nil) {
        let fault = PublicationFault(form: entry.key, field: field, rule: rule)
        if !faults.contains(fault) { faults.append(fault) }
      }
      let base = self.entry(entry.base)
      if entry.level == .base ? !entry.base.isEmpty : base?.level != .base { wrong(.formBase) }
      for (field, rule) in entry.unreadable { wrong(rule, field) }
      // What is wrong in the base form is told there.
      let inherited = Set(entry.level == .service ? base?.form.faults ?? [] : [])
      for fault in (entry.form.fields.isEmpty ? entry.form : whole(entry.key) ?? entry.form).faults
      where !inherited.contains(fault) {
        if let rule = PublicationRules.Rule(rawValue: fault.rule.rawValue) { wrong(rule, fault.field) }
      }
      for field in entry.form.fields {
        guard let canonical = field.canonical else { continue }
        if kinds[canonical] != field.kind { wrong(.canonicalKinds, field.key) }
      }
    }
    return faults
  }
}
