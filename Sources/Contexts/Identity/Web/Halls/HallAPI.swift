import Hummingbird
public import IdentityCore
import JSON
import Kernel
public import WebSupport

/// Halls and windows for everybody, keeping them for administrators; rosters beside it.
public struct HallAPI: Sendable {
  let halls: Halls

  public init(halls: Halls) { self.halls = halls }

  public func add(to api: API) {
    describe(api)
    api.get(
      "halls",
      Operation(
        "Halls of public services, with what is open now", query: ["region": "RegionCode"], answer: "list(Hall)", isOpen: true,
        refusals: [:])
    ) { request, _ in
      let found = try await halls.halls(region: request.query("region"))
      return Response.json(list(found.map(\.json), total: found.count))
    }
    api.get(
      "halls/{id}",
      Operation("A hall with its windows and hours", answer: "HallDetail", isOpen: true, path: ["id": "HallID"], refusals: [:])
    ) { _, context in
      Response.json(try await halls.hall(try Self.id(context)).detail)
    }
    addKeeping(to: api)
    addClosures(to: api)
    addRosters(to: api)
  }

  private func addKeeping(to api: API) {
    api.get("staff/halls", Operation("Halls that I keep, those given up as well", answer: "list(HallDetail)", refusals: [:])) {
      _, context in
      let found = try await halls.kept(by: try context.signedIn())
      return Response.json(list(found.map(\.detail), total: found.count))
    }
    api.post(
      "staff/halls",
      Operation(
        "Make a hall", body: "NewHall", status: 201, answer: "Made", refusals: [:],
        faults: ["unknownRegion", "spanOrder", "spanOverlap", "clockTime"])
    ) { request, context in
      let id = try await halls.add(Self.hall(try await request.json()), by: try context.signedIn())
      return Response.json(["id": .string(id)], status: .created)
    }
    api.put(
      "staff/halls/{id}",
      Operation(
        "Change a hall", body: "NewHall", answer: "HallDetail",
        about: "All of it but its region, which stays. A hall is given up with `retired`, when nobody is on its roster.",
        path: ["id": "HallID"], refusals: [409: ["hallPlanned"]], faults: ["spanOrder", "spanOverlap", "clockTime"])
    ) { request, context in
      let (id, actor) = (try Self.id(context), try context.signedIn())
      try await halls.change(id, Self.hall(try await request.json()), by: actor)
      return Response.json(try await halls.kept(id, by: actor).detail)
    }
    let faults = ["windowNumber", "windowNumberTaken", "windowTakesNothing", "windowDepartment", "windowService"]
    api.post(
      "staff/halls/{id}/windows",
      Operation(
        "Make a window", body: "NewWindow", status: 201, answer: "Made", path: ["id": "HallID"], refusals: [:], faults: faults)
    ) { request, context in
      let id = try await halls.addWindow(
        Self.window(try await request.json()), to: try Self.id(context), by: try context.signedIn())
      return Response.json(["id": .string(id)], status: .created)
    }
    api.put(
      "staff/windows/{id}",
      Operation(
        "Change a window", body: "NewWindow", status: 204,
        about: "It is given up with `retired`, when nobody is on its roster.",
        path: ["id": "WindowID"], refusals: [409: ["hallPlanned"]], faults: faults)
    ) { request, context in
      try await halls.changeWindow(
        try Self.id(context), Self.window(try await request.json()), by: try context.signedIn())
      return Response(status: .noContent)
    }
  }

  private func addClosures(to api: API) {
    api.post(
      "staff/halls/{id}/closures",
      Operation(
        "Close a hall, or one window of it, for a time", body: "NewClosure", status: 201, answer: "Made",
        path: ["id": "HallID"], refusals: [:], faults: ["spanOrder", "closurePast", "windowUnknown"])
    ) { request, context in
      let json = try await request.json()
      let id = try await halls.close(
        try Self.id(context), window: json["window"]?.stringValue,
        from: json["from"]?.stringValue.flatMap { Instant(rfc3339: $0) },
        to: json["to"]?.stringValue.flatMap { Instant(rfc3339: $0) }, reason: json["reason"]?.stringValue ?? "",
        by: try context.signedIn())
      return Response.json(["id": .string(id)], status: .created)
    }
    api.delete(
      "staff/closures/{id}",
      Operation("Take a closure back", status: 204, path: ["id": "ClosureID"], refusals: [:])
    ) { _, context in
      try await halls.reopen(try Self.id(context), by: try context.signedIn())
      return Response(status: .noContent)
    }
  }

  static func id(_ context: WebContext) throws -> String { try context.parameters.require("id") }

  private static func hall(_ json: JSON) -> HallInput {
    let week = (json["hours"]?.arrayValue ?? []).map { day in
      (day.arrayValue ?? []).compactMap {
        ClockSpan($0["from"]?.stringValue ?? "", $0["to"]?.stringValue ?? "")
      }
    }
    return HallInput(
      region: json["region"]?.stringValue ?? "", name: json["name"]?.stringValue ?? "",
      address: json["address"]?.stringValue ?? "", phone: json["phone"]?.stringValue ?? "", hours: HallHours(week),
      facilities: Set(words(json["facilities"]).compactMap(Hall.Facility.init)), isRetired: json["retired"] == true)
  }

  private static func window(_ json: JSON) -> WindowInput {
    WindowInput(
      number: json["number"]?.stringValue ?? "", name: json["name"]?.stringValue ?? "",
      kind: json["kind"]?.stringValue.flatMap(HallWindow.Kind.init), departments: words(json["departments"]),
      services: words(json["services"]), isAccessible: json["accessible"] == true, isRetired: json["retired"] == true)
  }

  private static func words(_ json: JSON?) -> [String] { json?.arrayValue?.compactMap(\.stringValue) ?? [] }
}

extension HallView {
  private var members: [(String, JSON)] {
    [
      ("id", .string(hall.id)), ("region", .string(hall.region)), ("name", .string(hall.name)),
      ("address", .string(hall.address)), ("phone", .string(hall.phone)),
      ("hours", .array(hall.hours.week.map { .array($0.map(\.json)) })),
      ("facilities", .array(hall.facilities.map(\.rawValue).sorted().map(JSON.string))), ("retired", .bool(hall.isRetired)),
      ("isOpen", .bool(isOpen)), ("hoursToday", .array(hoursToday.map(\.json))),
    ]
  }

  var json: JSON {
    var json: JSON = [:]
    for (name, value) in members { json[name] = value }
    return json
  }

  var detail: JSON {
    var json = json
    json["windows"] = .array(windows.map(\.json))
    json["closures"] = .array(
      closures.map {
        [
          "id": .string($0.id), "window": $0.window.map(JSON.string) ?? .null, "from": .string($0.from.rfc3339),
          "to": .string($0.to.rfc3339), "reason": .string($0.reason),
        ]
      })
    return json
  }
}

extension HallView.Window {
  var json: JSON {
    [
      "id": .string(window.id), "number": .string(window.number), "name": .string(window.name),
      "kind": .string(window.kind.rawValue), "departments": .array(window.departments.map(JSON.string)),
      "services": .array(window.services.map(JSON.string)), "accessible": .bool(window.isAccessible),
      "retired": .bool(window.isRetired), "isOpen": .bool(isOpen), "reason": closure.map { .string($0.reason) } ?? .null,
      "closedUntil": closure.map { .string($0.to.rfc3339) } ?? .null,
    ]
  }
}

extension ClockSpan {
  var json: JSON { ["from": .string(fromText), "to": .string(toText)] }
}
