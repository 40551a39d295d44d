import Hummingbird
import IdentityCore
import JSON
import Kernel
import WebSupport
import WorkingTime

extension HallAPI {
  /// All that may stand against a shift.
  static let shiftFaults = [
    "shiftPast", "shiftFar", "shiftHoliday", "shiftHallClosed", "shiftOutsideHours", "shiftWindowRetired", "shiftWindowClosed",
    "shiftSeatTaken", "shiftPersonTwice", "shiftOnLeave", "shiftNoPost", "shiftUnknown",
  ]

  func addRosters(to api: API) {
    api.get(
      "staff/halls/{id}/roster",
      Operation(
        "Who sits at which window in a week, with the gaps", query: ["week": "date # A day of the week; today's without it"],
        answer: "Roster", path: ["id": "HallID"], refusals: [:])
    ) { request, context in
      let week = try Self.week(request) ?? halls.today
      return Response.json(try await halls.roster(try Self.id(context), week: week, by: try context.signedIn()).json)
    }
    api.post(
      "staff/shifts",
      Operation(
        "Put somebody at a window on some days", body: "NewShifts", status: 201, answer: "MadeShifts",
        about: "All or none: what stands against any day is told at once, at `/days/0` and so on.", refusals: [:],
        faults: Self.shiftFaults + ["staffUnknown", "spanOrder", "accountName", "clockTime"])
    ) { request, context in
      let json = try await request.json()
      let ids = try await halls.plan(
        account: json["staff"]?.stringValue ?? "", window: json["window"]?.stringValue ?? "",
        days: (json["days"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { CivilDate($0) } },
        span: ClockSpan(json["from"]?.stringValue ?? "", json["to"]?.stringValue ?? ""), by: try context.signedIn())
      return Response.json(["ids": .array(ids.map(JSON.string))], status: .created)
    }
    api.delete(
      "staff/shifts/{id}",
      Operation("Take somebody off the roster", status: 204, path: ["id": "ShiftID"], refusals: [409: ["shiftOver"]])
    ) { _, context in
      try await halls.unplan(try Self.id(context), by: try context.signedIn())
      return Response(status: .noContent)
    }
    api.post(
      "staff/shifts/{id}/hand",
      Operation(
        "Give a shift to somebody else", body: "HandedShift", status: 204, path: ["id": "ShiftID"],
        refusals: [409: ["shiftOver"]], faults: Self.shiftFaults + ["staffUnknown", "accountName"])
    ) { request, context in
      let json = try await request.json()
      try await halls.hand(try Self.id(context), to: json["staff"]?.stringValue ?? "", by: try context.signedIn())
      return Response(status: .noContent)
    }
    api.post(
      "staff/halls/{id}/roster/copies",
      Operation(
        "Copy the roster of a week into another", body: "CopyWeek", answer: "CopiedWeek",
        about: "Without `skip` all or none.", path: ["id": "HallID"], refusals: [:], faults: Self.shiftFaults + ["sameWeek"])
    ) { request, context in
      let json = try await request.json()
      let made = try await halls.copyWeek(
        try Self.id(context), from: try Self.day(json, "from"), to: try Self.day(json, "to"), skip: json["skip"] == true,
        by: try context.signedIn())
      return Response.json(made.json)
    }
    api.get(
      "me/shifts",
      Operation(
        "My shifts of a week, and those of colleagues I stand in for",
        query: ["week": "date # A day of the week; today's without it"], answer: "list(OwnShift)", refusals: [:])
    ) { request, context in
      let found = try await halls.ownShifts(week: try Self.week(request) ?? halls.today, by: try context.signedIn())
      return Response.json(list(found.map(\.json), total: found.count))
    }
  }

  private static func week(_ request: Request) throws(Rejection) -> CivilDate? {
    guard let text = request.query("week") else { return nil }
    guard let day = CivilDate(text) else { throw Rejection.invalid([Problem("/week", "date")]) }
    return day
  }

  private static func day(_ json: JSON, _ name: String) throws(Rejection) -> CivilDate {
    guard let day = json[name]?.stringValue.flatMap({ CivilDate($0) }) else {
      throw Rejection.invalid([Problem("/\(name)", "date")])
    }
    return day
  }
}

extension RosterWeek {
  var json: JSON {
    [
      "hall": .string(hall.id),
      "days": .array(
        days.map {
          [
            "date": .string($0.day.date.description), "kind": .string($0.day.kind.rawValue),
            "name": $0.day.name.map(JSON.string) ?? .null, "hours": .array($0.hours.map(\.json)),
          ]
        }),
      "windows": .array(
        windows.map {
          [
            "id": .string($0.id), "number": .string($0.number), "name": .string($0.name), "kind": .string($0.kind.rawValue),
          ]
        }),
      "shifts": .array(
        entries.map { entry in
          [
            "id": .string(entry.shift.id), "window": .string(entry.shift.window), "name": .string(entry.name),
            "day": .string(entry.shift.day.description), "from": .string(entry.shift.span.fromText),
            "to": .string(entry.shift.span.toText), "gap": entry.gap.map { .string($0.rawValue) } ?? .null,
            "deputies": .array(entry.deputies.map { ["account": .string($0.account), "name": .string($0.name)] }),
          ]
        }),
      "people": .array(people.map { ["account": .string($0.account), "name": .string($0.name)] }),
    ]
  }
}

extension CopiedWeek {
  var json: JSON {
    [
      "copied": .number(JSONNumber(copied)), "there": .number(JSONNumber(there)),
      "skipped": .array(
        skipped.map {
          [
            "name": .string($0.name), "number": .string($0.number), "day": .string($0.shift.day.description),
            "from": .string($0.shift.span.fromText), "to": .string($0.shift.span.toText),
            "codes": .array($0.conflicts.map { .string($0.code) }),
          ]
        }),
    ]
  }
}

extension OwnShift {
  var json: JSON {
    [
      "id": .string(shift.id), "hall": .string(hall.id), "hallName": .string(hall.name), "number": .string(number),
      "day": .string(shift.day.description), "from": .string(shift.span.fromText), "to": .string(shift.span.toText),
      "insteadOf": insteadOf.map(JSON.string) ?? .null,
    ]
  }
}
