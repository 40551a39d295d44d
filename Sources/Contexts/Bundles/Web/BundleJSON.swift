import BundleCompiler
import BundlesCore
import CatalogueCore
import Forms
import JSON
import Situations
import WebSupport

// Bundles and guidance as the interface tells them.

func texts(_ list: [String]) -> JSON { .array(list.map(JSON.string)) }

func number(_ value: Int) -> JSON { .number(JSONNumber(value)) }

extension BundleShelf.Card {
  var json: JSON {
    [
      "key": .string(key), "name": .string(name), "intro": .string(intro), "audience": texts(audience.sorted()),
      "services": number(services), "before": number(before), "after": number(after), "bring": number(bring),
      "promisedDays": BundleWords.number(days),
    ]
  }
}

extension SituationFinding? {
  /// What is still asked, what rules say, and what is in the way.
  func members(_ snapshot: CatalogueSnapshot) -> [(String, JSON)] {
    let finding = self
    let effects = finding?.effects ?? []
    func told(_ effect: SituationEffect) -> JSON { ["rule": .string(effect.rule), "text": .string(effect.note)] }
    return [
      ("questions", .array((finding?.open ?? []).map(\.json))),
      ("notes", .array(effects.filter { !$0.note.isEmpty }.map(told))),
      (
        "goTo",
        .array(
          effects.compactMap { effect in
            effect.goTo.map { key in
              [
                "service": .string(key), "name": .string(snapshot.service(key)?.name ?? key), "rule": .string(effect.rule),
                "because": .string(effect.note),
              ]
            }
          })
      ),
      ("blocked", finding?.block.map(told) ?? .null), ("complete", .bool(finding?.isComplete ?? true)),
    ]
  }
}

extension Situation.Question {
  fileprivate var json: JSON {
    [
      "key": .string(key), "text": .string(text), "kind": isMulti ? "multi" : "single",
      "options": .array(options.map { ["key": .string($0.key), "label": .string($0.label)] }), "rule": .string(rule),
    ]
  }
}

extension BundlePlan {
  func json(_ words: BundleWords) -> JSON {
    var json: JSON = [
      "key": .string(definition.key), "name": .string(definition.name), "intro": .string(definition.intro),
      "services": .array(compiled.steps.map { self.json($0, words) }),
      "offered": .array(offers.map { ["key": .string($0.key), "name": .string($0.name)] }),
      "leftOut": .array(
        leftOut.map { one in
          [
            "key": .string(one.service), "name": .string(words.official(one.service)), "rule": .string(one.effect.rule),
            "because": .string(one.effect.note),
          ]
        }), "evidence": evidence(words), "form": form(words), "promisedDays": BundleWords.number(compiled.days),
      "promisedBecause": .string(
        definition.term >= compiled.days && definition.term > 0
          ? definition.termBasis : compiled.longestPath.map(words.service).joined(separator: " → ")),
      "longestPath": texts(compiled.longestPath),
      "results": .array(
        compiled.steps.map { ["service": .string($0.key), "name": .string(results[$0.key] ?? "")] }),
      "fees": .array(
        fees.filter { !$0.fee.isEmpty || !$0.bearer.isEmpty }.map { fee in
          [
            "service": .string(fee.service), "fee": .string(fee.fee),
            "bearer": .string(fee.bearer.isEmpty ? "applicant" : fee.bearer), "because": .string(fee.basis),
          ]
        }),
    ]
    for (name, value) in finding.members(words.snapshot) { json[name] = value }
    return json
  }

  private func json(_ step: CompiledBundle.Step, _ words: BundleWords) -> JSON {
    [
      "key": .string(step.key), "name": .string(words.official(step.key)), "after": texts(step.after),
      "optional": .bool(optional.contains(step.key)), "days": number(step.days),
      "rule": .string(broughtBy[step.key]?.rule ?? ""),
    ]
  }

  private func evidence(_ words: BundleWords) -> JSON {
    [
      "before": number(compiled.before), "after": number(compiled.items.count), "bring": number(compiled.bring),
      "items": .array(
        compiled.items.map { item in
          [
            "key": .string(item.key), "name": .string(item.name), "originals": number(item.originals),
            "copies": number(item.copies), "source": item.isFetched ? "dataSource" : "applicant",
            "from": .string(item.fetchedFrom), "service": .string(item.service), "rule": .string(item.rule),
          ]
        }),
      "removed": .array(
        compiled.removed.map { cut in
          [
            "key": .string(cut.key), "name": .string(cut.name), "service": .string(cut.service),
            "rule": .string(BundleWords.rule(cut.cut)), "because": .string(words.because(cut.cut)),
          ]
        }),
    ]
  }

  private func form(_ words: BundleWords) -> JSON {
    [
      "schema": compiled.form.schema, "ui": compiled.form.layout, "example": compiled.form.example,
      "before": number(compiled.fieldsBefore), "after": number(compiled.form.fields.count),
      "removed": .array(
        compiled.removedFields.map { field in
          [
            "key": .string(field.key), "label": .string(field.label), "service": .string(field.service),
            "rule": .string(BundleWords.rule(field.reason)), "because": .string(words.because(field.reason)),
          ]
        }),
    ]
  }
}

extension ServiceGuidance {
  func json(_ snapshot: CatalogueSnapshot) -> JSON {
    var json: JSON = [
      "service": .string(service.key), "region": .string(region), "evidence": .array(papers.map(\.json)),
      "possible": .array(possible.map(\.json)),
      "bySituation": .array(bySituation.map { ["key": .string($0.evidence), "name": .string($0.name)] }),
      "removed": .array(
        dropped.map { one in
          [
            "key": .string(one.key), "name": .string(one.name), "rule": .string(one.rule), "because": .string(one.note),
          ]
        }), "fields": .array(fields.map(\.json)), "removedFields": .array(droppedFields.map(\.json)),
      "promisedDays": number(promisedDays), "promisedBy": .string(promisedBy),
      "services": .array(
        (finding?.effects ?? []).flatMap { effect in
          effect.addServices.map { key in
            [
              "key": .string(key), "name": .string(snapshot.service(key)?.name ?? key), "rule": .string(effect.rule),
              "because": .string(effect.note),
            ] as JSON
          }
        }),
    ]
    for (name, value) in finding.members(snapshot) { json[name] = value }
    return json
  }
}

extension ServiceGuidance.Paper {
  fileprivate var json: JSON {
    [
      "key": .string(key), "name": .string(name), "originals": number(originals), "copies": number(copies),
      "source": isFetched ? "dataSource" : "applicant", "from": .string(fetchedFrom),
      "rule": .string(rule.isEmpty ? "list" : rule), "because": .string(note),
    ]
  }
}

extension ServiceGuidance.Field {
  fileprivate var json: JSON {
    ["key": .string(key), "label": .string(label), "rule": .string(rule.isEmpty ? "form" : rule)]
  }
}
