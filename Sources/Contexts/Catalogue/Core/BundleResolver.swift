import BundleCompiler
import Forms
import Situations

/// Makes of a choice of services what the compiler takes.
struct BundleResolver {
  let snapshot: CatalogueSnapshot
  let region: String
  let flat: FlatBundle
  let finding: SituationFinding?
  let choice: BundleChoice

  func input(term: Double) -> BundleInput {
    var steps = choice.services.compactMap(step)
    // What the answers ask for and no service lists is asked for by the first service.
    let listed = Set(steps.flatMap { $0.papers.map(\.key) })
    for effect in finding?.effects ?? [] where !steps.isEmpty {
      for key in effect.addEvidence where !listed.contains(key) && !steps[0].papers.contains(where: { $0.key == key }) {
        guard let paper = snapshot.paper(key) else { continue }
        steps[0].papers.append(
          BundlePaper(
            key: key, name: paper.name, originals: paper.originals, copies: paper.copies, isFetched: isFetched(paper),
            fetchedFrom: finding?.exempting(key)?.by ?? "", rule: effect.rule))
      }
    }
    func name(_ key: String) -> String { choice.swapped[key] ?? key }
    return BundleInput(
      steps: steps,
      links: flat.links.map {
        BundleLink(service: name($0.service), after: name($0.after), passes: $0.passes, why: $0.why)
      }, implications: snapshot.bundles.implications,
      fields: flat.fields.map { field in
        BundleField(
          field: snapshot.asked(field), same: field.same, service: field.service.isEmpty ? "" : name(field.service),
          droppedBy: finding?.droppingField(field.field.key)?.rule ?? "")
      }, term: term)
  }

  private func step(_ key: String) -> BundleStep? {
    guard let service = snapshot.service(key) else { return nil }
    return BundleStep(
      key: key, name: service.plainName,
      days: snapshot.nearestOffering(service, to: region)?.promisedDays ?? service.promisedDays,
      papers: snapshot.evidence(of: key).compactMap(paper), yields: snapshot.bundles.yields[key] ?? [],
      questions: snapshot.questions(ofForms: key))
  }

  /// A paper of a service's list, where it is asked for: always, in a situation that holds here, or by a rule.
  private func paper(_ one: ServiceEvidence) -> BundlePaper? {
    let adding = finding?.adding(one.evidence)
    let inFact = !one.situation.isEmpty && flat.facts.contains(one.situation)
    guard one.required || inFact || adding != nil else { return nil }
    let dropping = finding?.dropping(one.evidence)
    return BundlePaper(
      key: one.evidence, name: one.name, originals: one.originals, copies: one.copies, isFetched: isFetched(one),
      fetchedFrom: finding?.exempting(one.evidence)?.by ?? "", rule: one.required || inFact ? "" : adding?.rule ?? "",
      droppedBy: dropping?.rule ?? "", droppedWhy: dropping?.note ?? "")
  }

  private func isFetched(_ paper: ServiceEvidence) -> Bool {
    paper.shareable || finding?.exempting(paper.evidence) != nil
  }
}

extension CatalogueSnapshot {
  /// A bundle's question. Where it answers one of a form and is of the same kind, it takes what that one takes: lists, limits and columns stand in
  /// one place.
  fileprivate func asked(_ own: BundleField) -> FormField {
    let parts = own.same.first.map { $0.split(separator: "/").map(String.init) } ?? []
    guard parts.count == 2, let theirs = forms.entry(parts[0])?.form.field(parts[1]), theirs.kind == own.field.kind else {
      return own.field
    }
    return FormField(
      key: own.field.key, label: own.field.label, kind: own.field.kind, required: own.field.required,
      hint: own.field.hint ?? theirs.hint, pattern: own.field.pattern ?? theirs.pattern,
      options: own.field.options.isEmpty ? theirs.options : own.field.options, prefill: own.field.prefill,
      condition: own.field.condition, canonical: own.field.canonical, limits: own.field.limits ?? theirs.limits,
      columns: own.field.columns.isEmpty ? theirs.columns : own.field.columns, step: theirs.step, group: theirs.group,
      help: own.field.help ?? theirs.help)
  }

  /// The questions of a service's form, each with the key of the form that asks it.
  func questions(ofForms service: String) -> [BundleQuestion] {
    guard let key = formKey(of: service), let entry = forms.entry(key) else { return [] }
    let base = entry.level == .service ? forms.entry(entry.base) : nil
    return [base, entry].compactMap(\.self).flatMap { entry in
      entry.form.fields.map { BundleQuestion(form: entry.key, field: $0) }
    }
  }
}
