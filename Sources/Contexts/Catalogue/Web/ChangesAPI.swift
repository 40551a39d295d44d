public import CatalogueCore
import Hummingbird
import JSON
public import Kernel
public import WebSupport

/// Versions, rates and changes of the catalogue.
public struct ChangesAPI: Sendable {
  let catalogue: CatalogueHolder
  let desk: CatalogueDesk
  let clock: WallClock

  public init(catalogue: CatalogueHolder, desk: CatalogueDesk, clock: WallClock) {
    self.catalogue = catalogue
    self.desk = desk
    self.clock = clock
  }

  public func add(to api: API) {
    describe(api)
    addVersions(to: api)
    addRates(to: api)
    addChanges(to: api)
  }

  private func addVersions(to api: API) {
    api.get(
      "services/{key}/versions",
      Operation(
        "The versions of a guide, oldest first", answer: "list(GuideVersion)", isOpen: true, path: ["key": "ServiceKey"],
        refusals: [:])
    ) { _, context in
      let history = try await catalogue.history(of: try context.parameters.require("key"))
      guard !history.entries.isEmpty else { throw Rejection.notFound }
      return Response.json(list(history.entries.map(\.json), total: history.entries.count))
    }
    api.get(
      "services/{key}/versions/{n}",
      Operation(
        "What a version of a guide changed of the one before", answer: "GuideComparison", isOpen: true,
        path: ["key": "ServiceKey", "n": "integer(1..) # Of the version, from 1"], refusals: [:])
    ) { _, context in
      let key = try context.parameters.require("key")
      let history = try await catalogue.history(of: key)
      guard let number = Int(try context.parameters.require("n")), history.entries.indices.contains(number - 1) else {
        throw Rejection.notFound
      }
      let entry = history.entries[number - 1]
      let before = number > 1 ? history.entries[number - 2].version.epoch : 0
      let changed = number > 1 ? try await catalogue.differences(of: key, from: before, to: entry.version.epoch) : []
      var json = entry.json
      json["differences"] = .array(changed.map(\.json))
      return Response.json(json)
    }
  }

  private func addRates(to api: API) {
    api.get(
      "catalogue/rates",
      Operation(
        "How much can be done online, with how many visits and how fast, at the end of a day",
        query: [
          "region": "RegionCode # With all banners for the league, which it is if left out", "department": "DepartmentKey",
          "date": "date # Not after today, which it is if left out",
        ], answer: "CatalogueRates", isOpen: true, refusals: [:], faults: ["unknownRegion", "unknownDepartment"])
    ) { request, _ in
      let today = clock.today
      let snapshot = catalogue.current
      var problems: [Problem] = []
      let region = request.query("region") ?? snapshot.league
      if snapshot.region(region) == nil { problems.append(Problem("/region", "unknownRegion")) }
      let day = request.query("date").map { CivilDate($0) } ?? today
      if day.map({ $0 > today }) ?? true { problems.append(Problem("/date", "date")) }
      guard problems.isEmpty, let day else { throw Rejection.invalid(problems) }
      let edition = day == today ? snapshot : try await catalogue.edition(at: day)
      let department = request.query("department")
      if let department, (edition ?? snapshot).department(department) == nil {
        throw Rejection.invalid([Problem("/department", "unknownDepartment")])
      }
      let rates = edition.map { edition in
        OnlineRates(
          edition, regions: region == edition.league ? edition.regions.map(\.code) : [region],
          department: department)
      }
      let items = OnlineRates.Measure.allCases.map { measure -> JSON in
        [
          "measure": .string(measure.rawValue), "offerings": (rates?.offerings[measure] ?? .none).json,
          "items": (rates?.items[measure] ?? .none).json,
        ]
      }
      return Response.json(["date": .string(day.description), "region": .string(region), "rates": .array(items)])
    }
  }

  private func addChanges(to api: API) {
    api.get(
      "catalogue/changes", Operation("Changes that are not over, newest first", answer: "list(CatalogueChange)", refusals: [:])
    ) { _, context in
      let changes = try await desk.changes(by: try context.signedIn())
      return Response.json(list(changes.map(\.json), total: changes.count))
    }
    api.post(
      "catalogue/changes",
      Operation(
        "Begin a change", body: "NewCatalogueChange", status: 201, location: true, answer: "CatalogueChange", refusals: [:],
        faults: ["unknownRegion"]),
      again: { reference, _, context in
        guard let reference else { throw Rejection(.conflict, "idempotencyRunning") }
        return Self.made(try await desk.view(reference, by: try context.signedIn()).change)
      }
    ) { request, context in
      let actor = try context.signedIn()
      let json = try await request.json()
      let change = try await desk.open(
        title: json["title"]?.stringValue ?? "", reason: json["reason"]?.stringValue ?? "",
        regions: (json["regions"]?.arrayValue ?? []).compactMap(\.stringValue), by: actor)
      return Self.made(change)
    }
    api.get(
      "catalogue/changes/{id}",
      Operation("A change with what it changes", answer: "CatalogueChangeView", path: ["id": "ChangeID"], refusals: [:])
    ) { _, context in
      Response.json(try await view(try context.parameters.require("id"), by: try context.signedIn()))
    }
    api.post(
      "catalogue/changes/{id}/rows",
      Operation(
        "Put a row into a change, let one go (remove) or leave one as it is (forget)", body: "CatalogueRow",
        answer: "CatalogueChangeView", path: ["id": "ChangeID"],
        refusals: [403: ["changeOfOther"], 409: ["changeNotPossible", "changedMeanwhile"]],
        faults: [
          "word", "promisedBeyondLegal", "onlineButVisits", "basicCode", "formKey", "fieldKey", "badPattern", "badCondition",
          "situationModel", "situationName",
          "number",
        ])
    ) { request, context in
      let actor = try context.signedIn()
      let id = try context.parameters.require("id")
      let json = try await request.json()
      // The schema has seen to it that the kind is known and that cells are texts.
      guard let kind = json["kind"]?.stringValue.flatMap(CatalogueKind.init) else {
        throw Rejection.invalid([Problem("/kind", "enum")])
      }
      let deed = json["deed"]?.stringValue ?? "put"
      guard deed == "put" else {
        guard let key = json["key"]?.stringValue else { throw Rejection.invalid([Problem("/key", "required")]) }
        if deed == "remove" {
          try await desk.remove(kind, key, in: id, by: actor)
        } else {
          try await desk.forget(kind, key, in: id, by: actor)
        }
        return Response.json(try await view(id, by: actor))
      }
      guard let object = json["cells"]?.objectValue else { throw Rejection.invalid([Problem("/cells", "required")]) }
      var cells: [String: String] = [:]
      for (column, value) in object { cells[column] = value.stringValue }
      do { try await desk.put(kind, cells, in: id, by: actor) } catch let rejection as Rejection {
        throw Rejection(
          rejection.kind, rejection.code, rejection.arguments,
          problems: rejection.problems.map { Problem("/cells\($0.pointer)", $0.code, $0.arguments) })
      }
      return Response.json(try await view(id, by: actor))
    }
    api.post(
      "catalogue/changes/{id}/actions",
      Operation(
        "Hand in, approve, give back, publish on a day, discard", body: "ChangeAction", answer: "CatalogueChangeView",
        path: ["id": "ChangeID"],
        refusals: [
          403: ["changeOfOther", "ownChange"],
          409: ["changeNotPossible", "changedMeanwhile", "catalogueChanged", "rowsChanged"], 422: ["publicationRules"],
        ], faults: ["publicationRule", "changeEmpty", "dayPast", "dayTooFar", "rowChanged"])
    ) { request, context in
      let actor = try context.signedIn()
      let id = try context.parameters.require("id")
      let json = try await request.json()
      do {
        try await desk.act(try deed(json), on: id, by: actor)
      } catch let refusal as PublicationRefusal {
        throw Rejection(
          .invalid, "publicationRules",
          problems: refusal.faults.map { fault in
            Problem(
              fault.form == nil && fault.elsewhere == nil ? "/services/\(fault.place)" : "/\(fault.place)", "publicationRule",
              ["rule": fault.rule.rawValue])
          })
      }
      try await catalogue.refresh()
      return Response.json(try await view(id, by: actor))
    }
  }

  private func deed(_ json: JSON) throws(Rejection) -> ChangeDeed {
    switch json["action"]?.stringValue {
    case "handIn": return .handIn
    case "approve": return .approve
    case "giveBack": return .giveBack(comment: json["comment"]?.stringValue ?? "")
    case "discard": return .discard
    case "publish":
      guard let day = json["takesEffect"]?.stringValue.flatMap(CivilDate.init) else {
        throw Rejection.invalid([Problem("/takesEffect", "date")])
      }
      return .publish(day)
    default: throw Rejection.invalid([Problem("/action", "enum")])
    }
  }

  private static func made(_ change: CatalogueChange) -> Response {
    Response.created(change.json, at: "/api/v1/catalogue/changes/\(change.id)")
  }

  private func view(_ id: String, by actor: Actor) async throws -> JSON {
    let view = try await desk.view(id, by: actor)
    var json = view.change.json
    json["edits"] = .array(
      view.edits.map { ["kind": .string($0.kind.rawValue), "key": .string($0.key), "removal": .bool($0.isRemoval)] })
    json["differences"] = .array(view.differences.map(\.json))
    json["conflicts"] = .array(view.conflicts.map { .string("\($0.kind.rawValue)/\($0.key)") })
    return json
  }
}

extension CatalogueChange {
  fileprivate var json: JSON {
    [
      "id": .string(id), "title": .string(title), "reason": .string(reason), "state": .string(state.rawValue),
      "author": .string(authorName), "reviewer": orNull(reviewerName), "comment": orNull(comment),
      "regions": .array(regions.map(JSON.string)), "takesEffect": orNull(takesEffect?.description),
      "changedAt": .string(changedAt.rfc3339),
    ]
  }
}

extension CatalogueDifference {
  fileprivate var json: JSON {
    [
      "kind": .string(kind.rawValue), "key": .string(key), "name": .string(name), "column": orNull(column),
      "before": orNull(before), "after": orNull(after),
    ]
  }
}

extension GuideHistory.Entry {
  fileprivate var json: JSON {
    [
      "version": .number(JSONNumber(version.number)), "at": .string(version.at.rfc3339), "title": orNull(title),
      "reason": orNull(reason), "author": orNull(author), "reviewer": orNull(reviewer),
    ]
  }
}

extension OnlineRates.Figure {
  fileprivate var json: JSON {
    ["part": .number(JSONNumber(part)), "whole": .number(JSONNumber(whole)), "percent": orNull(percent)]
  }
}

private func orNull(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
