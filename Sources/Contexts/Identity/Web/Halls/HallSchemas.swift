import IdentityCore
import JSON
import WebSupport
import WorkingTime

// What the operations on halls and rosters say of themselves.
extension HallAPI {
  private static let hall: [(String, String)] = [
    ("id", "HallID"), ("region", "RegionCode"), ("name", "string"), ("address", "string"), ("phone", "string"),
    ("hours", "[[Span]](7..7) # Monday first; a public holiday has none"),
    ("facilities", "[Facility]"), ("retired", "boolean # Given up"), ("isOpen", "boolean # Now"), ("hoursToday", "[Span]"),
  ]

  func describe(_ api: API) {
    for (name, about) in [
      ("HallID", "A hall"), ("WindowID", "A window of a hall"), ("ClosureID", "A time for which a hall or window is closed"),
      ("ShiftID", "Somebody at a window on a day"),
    ] {
      api.raw(
        name,
        [
          "type": "string", "minLength": 1, "maxLength": 100,
          "description": .string("\(about); callers neither parse nor build it"),
          "examples": ["01KB0XJ5T8Q4N7R2V6W9Y3Z1AB"],
        ])
    }
    api.raw(
      "ClockTime",
      [
        "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "x-problem-code": "clockTime",
        "description": "A time of day in China", "examples": ["09:00"],
      ])
    api.raw(
      "WindowNumber",
      [
        "type": "string", "pattern": "^[0-9A-Z-]{1,6}$", "x-problem-code": "windowNumber",
        "description": "As it is written over the window", "examples": ["A01"],
      ])
    api.raw("Facility", ["type": "string", "enum": .array(Hall.Facility.allCases.map { .string($0.rawValue) })])
    api.raw("WindowKind", ["type": "string", "enum": .array(HallWindow.Kind.allCases.map { .string($0.rawValue) })])
    api.schema("Span", ["from": "ClockTime", "to": "ClockTime # Later, and not included"])
    api.schema("Made", ["id": "string(1..100)"])
    describeHalls(api)
    describeRosters(api)
  }

  private func describeHalls(_ api: API) {
    api.schema("Hall", Self.hall)
    api.schema(
      "HallDetail", Self.hall + [("windows", "[HallWindow]"), ("closures", "[HallClosure] # That are not over")])
    api.schema(
      "HallWindow",
      [
        "id": "WindowID", "number": "WindowNumber", "name": "string", "kind": "WindowKind",
        "departments": "[DepartmentKey] # A unified window takes all that is under unified acceptance besides",
        "services": "[ServiceKey]", "accessible": "boolean", "retired": "boolean # Given up",
        "isOpen": "boolean # Now", "reason": "string? # Why it is closed while the hall is open", "closedUntil": "instant?",
      ])
    api.schema(
      "HallClosure",
      ["id": "ClosureID", "window": "string? # null: the whole hall", "from": "instant", "to": "instant", "reason": "string"])
    api.schema(
      "NewHall",
      [
        "region": "RegionCode", "name": "string(1..60)", "address": "string(1..200)", "phone": "string(..40)*",
        "hours": "[[Span](..6)](7..7) # Monday first", "facilities": "[Facility](..20)*", "retired": "boolean*",
      ])
    api.schema(
      "NewWindow",
      [
        "number": "WindowNumber", "name": "string(1..60)", "kind": "WindowKind", "departments": "[DepartmentKey](..100)*",
        "services": "[ServiceKey](..100)*", "accessible": "boolean*", "retired": "boolean*",
      ])
    api.schema(
      "NewClosure",
      [
        "window": "WindowID* # Without one the whole hall", "from": "instant", "to": "instant",
        "reason": "string(1..200) # Everybody reads it",
      ])
  }

  private func describeRosters(_ api: API) {
    api.schema("RosterPerson", ["account": "string", "name": "string"])
    api.schema(
      "RosterDay", ["date": "date", "kind": "working|weekend|holiday|makeUp", "name": "string?", "hours": "[Span]"])
    api.schema(
      "Shift",
      [
        "id": "ShiftID", "window": "WindowID", "name": "string # Who", "day": "date", "from": "ClockTime", "to": "ClockTime",
        "gap": "onLeave|noPost|closed? # null when somebody will be there",
        "deputies": "[RosterPerson] # Who stands in for the one on leave",
      ])
    api.schema(
      "Roster",
      [
        "hall": "HallID", "days": "[RosterDay](7..7)", "windows": "[RosterWindow]", "shifts": "[Shift]",
        "people": "[RosterPerson] # Who may come onto it",
      ])
    api.schema("RosterWindow", ["id": "WindowID", "number": "WindowNumber", "name": "string", "kind": "WindowKind"])
    api.schema(
      "NewShifts",
      ["staff": "AccountName", "window": "WindowID", "days": "[date](1..31)", "from": "ClockTime", "to": "ClockTime"])
    api.schema("MadeShifts", ["ids": "[ShiftID]"])
    api.schema("HandedShift", ["staff": "AccountName # Who takes it"])
    api.schema(
      "CopyWeek",
      [
        "from": "date # A day of the week to copy", "to": "date # A day of the week to fill",
        "skip": "boolean* # Leave out what does not fit",
      ])
    api.schema(
      "SkippedShift",
      ["name": "string", "number": "WindowNumber", "day": "date", "from": "ClockTime", "to": "ClockTime", "codes": "[string]"])
    api.schema(
      "CopiedWeek",
      ["copied": "integer(0..)", "there": "integer(0..) # That were there already", "skipped": "[SkippedShift]"])
    api.schema(
      "OwnShift",
      [
        "id": "ShiftID", "hall": "HallID", "hallName": "string", "number": "WindowNumber", "day": "date", "from": "ClockTime",
        "to": "ClockTime", "insteadOf": "string? # Whom I stand in for",
      ])
  }
}
