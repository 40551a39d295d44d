public import BundlesCore
public import CatalogueCore
import Hummingbird
import JSON
import Kernel
public import WebSupport

/// Bundles and guidance: open to all, out of memory.
public struct BundleAPI: Sendable {
  let site: Site
  let catalogue: CatalogueHolder
  let shelf: BundleShelf

  public init(site: Site, catalogue: CatalogueHolder, shelf: BundleShelf) {
    self.site = site
    self.catalogue = catalogue
    self.shelf = shelf
  }

  public func add(to api: API) {
    describe(api)
    api.get(
      "bundles",
      Operation(
        "Things that people do at once, with what each comes to without any answer", query: ["region": "RegionCode"],
        answer: "list(BundleCard)", isOpen: true, refusals: [:], faults: ["unknownRegion"])
    ) { request, _ in
      let cards = try shelf.cards(region: request.query("region") ?? catalogue.current.league)
      return Response.json(list(cards.map(\.json), total: cards.count))
    }
    api.get(
      "bundles/{key}",
      Operation(
        "A bundle as it comes out without any answer", query: ["region": "RegionCode"], answer: "BundlePlan", isOpen: true,
        path: ["key": "BundleKey"], refusals: [409: ["bundleBroken"]], faults: ["unknownRegion"])
    ) { request, context in
      let snapshot = catalogue.current
      let asked = BundleRequest(region: request.query("region") ?? snapshot.league)
      let plan = try snapshot.plan(bundle: try context.parameters.require("key"), asked)
      return Response.json(plan.json(words(request, context, snapshot)))
    }
    api.post(
      "bundles/{key}/guidance",
      Operation(
        "A bundle for somebody: by their answers, with the services they want", body: "BundleQuestion", answer: "BundlePlan",
        isOpen: true, about: "Changes nothing.", path: ["key": "BundleKey"], refusals: [409: ["bundleBroken"]],
        faults: Self.answerFaults + ["notInBundle"])
    ) { request, context in
      let snapshot = catalogue.current
      let asked = Self.asked(try await context.json(request), snapshot)
      let plan = try snapshot.plan(bundle: try context.parameters.require("key"), asked)
      return Response.json(plan.json(words(request, context, snapshot)))
    }
    api.post(
      "bundles/compile",
      Operation(
        "Compile a definition without keeping it", body: "BundleTrial", answer: "BundlePlan", isOpen: true,
        about: "What is wrong in the definition is told with its place.", refusals: [409: ["bundleBroken"]],
        faults: Self.answerFaults + ["notInBundle"] + Self.definitionFaults)
    ) { request, context in
      let snapshot = catalogue.current
      let json = try await context.json(request)
      let plan = try snapshot.plan(trying: BundleDefinition(trying: json["bundle"] ?? [:]), Self.asked(json, snapshot))
      return Response.json(plan.json(words(request, context, snapshot)))
    }
    api.post(
      "services/{key}/guidance",
      Operation(
        "What a service asks of somebody in their situation: papers and questions, each with the rule that says so",
        body: "GuidanceQuestion", answer: "Guidance", isOpen: true, about: "Changes nothing.", path: ["key": "ServiceKey"],
        refusals: [:], faults: Self.answerFaults)
    ) { request, context in
      let snapshot = catalogue.current
      let asked = Self.asked(try await context.json(request), snapshot)
      let guidance = try snapshot.guidance(
        service: try context.parameters.require("key"), region: asked.region, answers: asked.answers)
      return Response.json(guidance.json(snapshot))
    }
  }

  private func words(_ request: Request, _ context: WebContext, _ snapshot: CatalogueSnapshot) -> BundleWords {
    BundleWords(page: site.page(request, context), snapshot: snapshot)
  }

  private static func asked(_ json: JSON, _ snapshot: CatalogueSnapshot) -> BundleRequest {
    var answers: [String: [String]] = [:]
    for (key, value) in json["answers"]?.objectValue ?? JSONObject() {
      answers[key] = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue)
    }
    return BundleRequest(
      region: json["region"]?.stringValue ?? snapshot.league, answers: answers,
      services: json["services"]?.arrayValue?.compactMap(\.stringValue))
  }

  private static let answerFaults = ["unknownRegion", "unknownQuestion", "notAsked", "oneOnly"]
  private static let definitionFaults = [
    "bundleEmpty", "bundlePart", "bundleNesting", "bundleLink", "bundlePasses", "bundleField", "fieldWithoutOptions",
    "bundleCycle", "bundleFieldKinds", "bundleForm",
  ]
}
