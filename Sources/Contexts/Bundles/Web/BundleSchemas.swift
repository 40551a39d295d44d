import BundlesCore
import CatalogueCore
import JSON
import WebSupport

// What the operations on bundles and guidance say of themselves.
extension BundleAPI {
  func describe(_ api: API) {
    api.raw(
      "BundleKey",
      ["type": "string", "minLength": 1, "maxLength": 40, "description": "A bundle of the catalogue", "examples": ["newborn"]])
    let word: JSON = ["type": "string", "minLength": 1, "maxLength": 60]
    api.raw(
      "SituationAnswers",
      [
        "type": "object", "maxProperties": 60,
        "description": "By question: the key of an option, or a list of them where several may be chosen",
        "additionalProperties": ["anyOf": [word, ["type": "array", "maxItems": 60, "items": word]]],
      ])
    api.schema("GuidanceQuestion", ["region": "RegionCode*", "answers": "SituationAnswers*"])
    let services =
      "[string(1..60)](..60)* # Keys of services, or bundle:KEY for all of a bundle in it; what the bundle needs comes in anyhow"
    api.schema("BundleQuestion", ["region": "RegionCode*", "answers": "SituationAnswers*", "services": "\(services)"])
    describeTrial(api, services)
    describeParts(api)
    describePlan(api)
    describeGuidance(api)
  }

  private func describeTrial(_ api: API, _ services: String) {
    api.schema(
      "BundleTrial",
      ["bundle": "BundleDefinition", "region": "RegionCode*", "answers": "SituationAnswers*", "services": "\(services)"])
    api.schema(
      "BundleDefinition",
      [
        "key": "string(..40)* # Of a published bundle, to be asked its questions", "name": "string(1..100)",
        "facts": "[string(1..40)](..10)* # Situations that hold for everybody here, as minor",
        "term": "number(0..1000)* # Working days for the whole where they are more than its longest path",
        "services": "[BundlePart](..60)", "links": "[BundleLink](..300)*", "fields": "[BundleField](..200)*",
      ])
    api.schema(
      "BundlePart",
      [
        "key": "string(1..60) # A service, or bundle:KEY",
        "choice": "needed|chosen|offered* # chosen, if left out: in, and may be left out",
      ])
    api.schema(
      "BundleLink",
      [
        "service": "string(1..40)", "after": "string(1..40)",
        "passes": "[string(1..40)](..60)* # Questions that the first answers for the second", "why": "string(..300)*",
      ])
    api.schema(
      "BundleField",
      [
        ("key", "FieldName"), ("label", "string(1..200)"), ("control", BundleDefinition.controls.joined(separator: "|")),
        ("required", "boolean*"), ("options", "[string(1..100)](..100)*"), ("prefill", "string(..100)*"),
        ("canonical", "string(..100)* # The datum it asks for"),
        ("same", "[string(1..100)](..60)* # Questions of forms that it answers, as GAJ001/babyName"),
        ("service", "string(..40)* # Who alone asks it"),
      ])
    api.raw("FieldName", ["type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,39}$"])
  }

  private func describeParts(_ api: API) {
    api.schema(
      "BundleCard",
      [
        "key": "BundleKey", "name": "string", "intro": "string", "audience": "[person|organisation]",
        "services": "integer(0..)", "before": "integer(0..) # Papers, counted as if each service were done alone",
        "after": "integer(0..)", "bring": "integer(0..) # Papers that the applicant has to bring",
        "promisedDays": "number # Working days; 0: on the spot",
      ])
    api.schema(
      "BundleService",
      [
        "key": "ServiceKey", "name": "string", "after": "[ServiceKey] # What it waits for", "optional": "boolean",
        "days": "integer(0..) # Working days promised for it alone",
        "rule": "string # The rule that brought it in; empty: the bundle",
      ])
    api.schema("BundleOffer", ["key": "string # A service, or bundle:KEY", "name": "string"])
    api.schema("BundleReason", ["key": "string", "name": "string", "rule": "string", "because": "string"])
    api.schema(
      "BundleEvidence",
      [
        "before": "integer(0..) # Every paper of every service, counted as if each were done alone",
        "after": "integer(0..)", "bring": "integer(0..) # Those that the applicant has to bring", "items": "[BundlePaper]",
        "removed": "[BundleCut]",
      ])
    api.schema(
      "BundlePaper",
      [
        "key": "string", "name": "string", "originals": "integer(0..) # The most that any service asks for",
        "copies": "integer(0..)", "source": "applicant|dataSource # dataSource: fetched, nothing to bring",
        "from": "string # Which data source, where a rule says so", "service": "ServiceKey # Handed in for it first",
        "rule": "string # The rule that asks for it; empty: the service's own list",
      ])
    api.schema(
      "BundleCut",
      [
        "key": "string", "name": "string", "service": "ServiceKey # Which asks for it when it is done alone",
        "rule": "string # duplicate, yielded, implied, or the rule of the situation", "because": "string",
      ])
    api.schema(
      "BundleForm",
      [
        "schema": "object # JSON Schema", "ui": "[object] # Layout", "example": "object # Valid and made up",
        "before": "integer(0..) # Questions, counted as if each service were done alone", "after": "integer(0..)",
        "removed": "[BundleUnasked]",
      ])
    api.schema(
      "BundleUnasked",
      [
        "key": "string", "label": "string", "service": "string # Empty: the bundle as a whole",
        "rule": "string # same, passed, or the rule of the situation", "because": "string",
      ])
    api.schema("BundleResult", ["service": "ServiceKey", "name": "string"])
    api.schema(
      "BundleFee",
      ["service": "ServiceKey", "fee": "string", "bearer": "applicant|government", "because": "string"])
  }

  private static let situation: [(String, String)] = [
    ("questions", "[SituationQuestion] # Those that wait for an answer"), ("notes", "[RuleNote]"),
    ("goTo", "[GoTo] # Services to go to instead, or first"), ("blocked", "RuleNote?"),
    ("complete", "boolean # Every question is answered, and nothing is in the way"),
  ]

  private func describePlan(_ api: API) {
    api.schema(
      "BundlePlan",
      [
        ("key", "string"), ("name", "string"), ("intro", "string"), ("services", "[BundleService] # First to last"),
        ("offered", "[BundleOffer] # What may be added"), ("leftOut", "[BundleReason] # What the answers took out"),
        ("evidence", "BundleEvidence"), ("form", "BundleForm"), ("promisedDays", "number # Working days for the whole"),
        ("promisedBecause", "string"), ("longestPath", "[ServiceKey]"), ("results", "[BundleResult]"), ("fees", "[BundleFee]"),
      ] + Self.situation)
    api.schema("RuleNote", ["rule": "string", "text": "string"])
    api.schema("GoTo", ["service": "ServiceKey", "name": "string", "rule": "string", "because": "string"])
    api.schema(
      "SituationQuestion",
      [
        "key": "string", "text": "string", "kind": "single|multi", "options": "[SituationOption]",
        "rule": "string # The rule that asks it",
      ])
    api.schema("SituationOption", ["key": "string", "label": "string"])
  }

  private func describeGuidance(_ api: API) {
    api.schema(
      "Guidance",
      [
        ("service", "ServiceKey"), ("region", "RegionCode"), ("evidence", "[GuidancePaper] # What is needed"),
        ("possible", "[GuidancePaper] # What further answers may ask for"),
        ("bySituation", "[PaperName] # What depends on what no question asks"), ("removed", "[BundleReason]"),
        ("fields", "[GuidanceField]"), ("removedFields", "[GuidanceField]"), ("promisedDays", "integer(0..)"),
        ("promisedBy", "string # The rule that says so; empty: the guide"),
        ("services", "[BundleReason] # To be done beside it"),
      ] + Self.situation)
    api.schema("PaperName", ["key": "string", "name": "string"])
    api.schema(
      "GuidancePaper",
      [
        "key": "string", "name": "string", "originals": "integer(0..)", "copies": "integer(0..)",
        "source": "applicant|dataSource", "from": "string # Which data source, where a rule says so",
        "rule": "string # list, or the rule that asks for it", "because": "string",
      ])
    api.schema("GuidanceField", ["key": "string", "label": "string", "rule": "string # form, or the rule"])
  }
}
