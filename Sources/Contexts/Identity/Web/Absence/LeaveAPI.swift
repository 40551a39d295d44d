import Hummingbird
import IdentityCore
import JSON
import Kernel
import WebSupport

extension StaffAPI {
  /// Leaves and who stands in.
  func addLeaves(to api: API) {
    api.get(
      "staff/{id}/leaves", Operation("Leaves that are not over", answer: "list(Leave)", path: ["id": "PartyID"], refusals: [:])
    ) { _, context in
      let found = try await identity.leaves(of: try Self.party(context), by: try context.signedIn())
      return Response.json(list(found.map(\.json), total: found.count))
    }
    api.post(
      "staff/{id}/leaves",
      Operation(
        "Enter a leave", body: "NewLeave", status: 201, answer: "MadeLeave", path: ["id": "PartyID"], refusals: [:],
        faults: ["periodOrder", "periodPast", "periodLong", "leaveOverlaps"])
    ) {
      request, context in
      let json = try await request.json()
      let id = try await identity.addLeave(
        of: try Self.party(context), from: json["from"]?.stringValue.flatMap { CivilDate($0) },
        to: json["to"]?.stringValue.flatMap { CivilDate($0) }, by: try context.signedIn())
      return Response.json(["id": .string(id)], status: .created)
    }
    api.delete(
      "leaves/{id}",
      Operation("Take a leave back; nobody stands in any more", status: 204, path: ["id": "LeaveID"], refusals: [:])
    ) { _, context in
      try await identity.cancelLeave(try context.parameters.require("id"), by: try context.signedIn())
      return Response(status: .noContent)
    }
    api.post(
      "leaves/{id}/deputies",
      Operation(
        "Name who stands in in a post", body: "NewDeputy", status: 204, path: ["id": "LeaveID"], refusals: [:],
        faults: [
          "accountName", "agencyUnknown", "deputyNotForThree", "deputyPostNotHeld", "deputySelf", "deputyElsewhere",
          "rolesApart",
          "deputyUnknown",
          "periodOrder", "deputyBeyondLeave", "deputyThere",
        ])
    ) {
      request, context in
      let json = try await request.json()
      let post = try post(json["role"]?.stringValue ?? "", json["agency"]?.stringValue)
      try await identity.nameDeputy(
        account: json["account"]?.stringValue ?? "", for: post, in: try context.parameters.require("id"),
        from: json["from"]?.stringValue.flatMap { CivilDate($0) }, to: json["to"]?.stringValue.flatMap { CivilDate($0) },
        by: try context.signedIn())
      return Response(status: .noContent)
    }
    api.delete(
      "leaves/deputies/{id}",
      Operation("Take back that somebody stands in", status: 204, path: ["id": "DeputyID"], refusals: [:])
    ) { _, context in
      try await identity.dismissDeputy(try context.parameters.require("id"), by: try context.signedIn())
      return Response(status: .noContent)
    }
  }
}

extension LeaveView {
  var json: JSON {
    [
      "id": .string(leave.id), "from": .string(leave.from.description), "to": .string(leave.to.description),
      "deputies": .array(
        standIns.map {
          [
            "id": .string($0.deputy.id), "deputy": .string($0.deputy.deputy.text), "name": .string($0.name),
            "role": .string($0.deputy.post.role.rawValue), "agency": .string($0.deputy.post.agency.description),
            "from": .string($0.deputy.from.description), "to": .string($0.deputy.to.description),
          ]
        }),
    ]
  }
}
