import CaseworkCore
import Forms
import IdentityCore
import JSON
import Kernel
import NationalCodes
import WebSupport
import WorkingTime

extension Role {
  /// All roles, as a type of the interface.
  static let words = allCases.map(\.rawValue).joined(separator: "|")
}

// What the operations on cases say of themselves.
extension CaseworkAPI {
  static let submitting = [
    "alreadySubmitted", "catalogueChanged", "changedMeanwhile", "channelNotOpen", "procedureGone", "offeringSuspended",
  ]
  static let claiming = ["claimedByOther", "changedMeanwhile", "actionNotOpen", "caseNotOpen"]

  /// What may be wrong with the answers of a form, papers, and the applicant at a window.
  static let formFaults = [
    "notAsked", "unknownService", "notOfferedHere", "unknownRegion", "unknownEvidence", "unknownFile", "noMandate", "integer",
    "number",
    "month",
    "promise", "partyNumber", "organisationName", "identityOld", "identityForm", "identityRegion", "identityDate",
    "identityFuture",
    "identityCheck", "creditCodeForm", "creditCodeOrganisation", "creditCodeCheck", "mobileForm", "phoneForm", "bankCardForm",
    "bankCardCheck", "nameTooShort", "nameTooLong", "nameCharacters", "nameSeparator", "nameMismatch",
    "plainText", "decimals", "money", "moneyLeast", "moneyMost", "moreThan", "mustHold", "untilToday", "fromToday",
    "afterToday",
    "coordinates", "mongolianText", "nameEmpty",
  ]

  func describe(_ api: API) {
    describeInput(api)
    describeCases(api)
    describeWork(api)
  }

  private func describeInput(_ api: API) {
    api.raw("CaseID", Self.name("A case", "152502-01KB0XJ5T8Q4N7R2V6W9Y3Z1AC"))
    api.raw("TaskID", Self.name("A task", "01KB0XJ5T8Q4N7R2V6W9Y3Z1AD"))
    api.raw("FileID", Self.name("A file", "01KB0XJ5T8Q4N7R2V6W9Y3Z1AE"))
    api.raw(
      "ListPosition",
      [
        "type": "string", "pattern": "^$|^[0-9]{1,14}[.][0-9A-Za-z/-]{1,80}$", "x-problem-code": "cursor",
        "description": "Where to go on: `next` of the portion before",
      ])
    api.raw(
      "InboxPosition",
      [
        "type": "string", "pattern": "^$|^([0-9]{1,6}|1[0-9]{6}|2[0-8][0-9]{5})[.][0-9A-Za-z/-]{1,80}$",
        "x-problem-code": "cursor",
        "description": "Where to go on: `next` of the portion before",
      ])
    api.raw(
      "Queue",
      [
        "type": "string", "pattern": "^$|^[0-9A-Za-z]{1,12}/[0-9A-Za-z]{1,20}$", "x-problem-code": "enum",
        "examples": ["152502/ZSJ"],
        "description": "Only tasks of this agency: region and department",
      ])
    api.raw(
      "Reason",
      [
        "type": "string", "minLength": 4, "maxLength": 200, "x-problem-code": "reasonNeeded",
        "description": "Why it must be seen; stays in the ledger", "examples": ["applicant asks by telephone"],
      ])
    api.schema("EvidenceItem", ["key": "string(1..60) # Which paper of the guide", "file": "FileID"], about: "A paper")
    api.schema(
      "NewApplicant",
      [
        "kind": "person|organisation* # person when left out", "name": "string(..200)",
        "identityNumber": "string(..40) # GB 11643, or GB 32100",
        "mobile": "string(..40)*",
      ], about: "The person at the window")
    api.schema(
      "NewCase",
      [
        "service": "ServiceKey", "region": "RegionCode", "form": "object* # Answers, as the form of the service asks for",
        "evidence": "[EvidenceItem](..100)*",
        "channel": "\(Channel.allCases.map(\.rawValue).joined(separator: "|"))* # How it comes in; web when left out",
        "submit": "boolean* # Submit at once", "onBehalfOf": "PartyID* # An organisation that I may act for",
        "applicant": "NewApplicant*",
      ])
    api.schema("CaseChange", ["form": "object*", "evidence": "[EvidenceItem](..100)*"])
    api.schema("Reveal", ["reason": "Reason"])
    api.schema("Revealed", ["identityNumber": "string?", "form": "object"])
    api.raw(
      "ActionData",
      [
        "type": "object", "description": "What the action asks for, by key; lines as text or as an array",
        "additionalProperties": ["type": ["string", "array", "null"], "items": ["type": "string"]],
      ])
    api.schema(
      "NewAction",
      [
        "action": "string(1..60) # One of the case's open actions", "data": "ActionData*",
        "comment": "string(..2000)* # The same as `comment` in `data`",
        "task": "TaskID* # Needed when several tasks offer the action",
      ])
  }

  private func describeCases(_ api: API) {
    let stage = "\(Procedure.Stage.allCases.map(\.rawValue).joined(separator: "|"))"
    api.schema(
      "File",
      [
        "id": "FileID", "name": "string(1..255)", "size": "integer(1..) # In bytes", "mediaType": "string", "sha256": "Sha256",
      ])
    api.raw(
      "Sha256", ["type": "string", "pattern": "^[0-9a-f]{64}$", "description": "Of the bytes, in hexadecimal digits"])
    api.schema("Applicant", ["name": "string", "identityNumber": "string? # Masked", "mobile": "string? # Masked"])
    api.schema(
      "CaseSummary",
      [
        "id": "CaseID", "number": "string? # What people call it; null for a draft", "service": "ServiceKey",
        "serviceName": "string",
        "region": "RegionCode", "state": "string # Of its procedure, or draft", "status": "draft|open|closed",
        "stage": "\(stage)",
        "outcome": "string?", "changedAt": "instant", "submittedAt": "instant?", "closedAt": "instant?", "due": "date?",
      ])
    api.schema(
      "Case",
      [
        "id": "CaseID", "number": "string? # What people call it; null for a draft", "service": "ServiceKey",
        "serviceName": "string",
        "region": "RegionCode", "channel": "\(Channel.allCases.map(\.rawValue).joined(separator: "|"))",
        "state": "string # Of its procedure, or draft", "status": "draft|open|closed", "stage": "\(stage)",
        "decision": "string?",
        "outcome": "string?", "resultNumber": "string?", "procedure": "string", "submittedAt": "instant?",
        "acceptedAt": "instant?",
        "decidedAt": "instant?", "closedAt": "instant?", "applicant": "Applicant", "form": "object # Answers; numbers masked",
        "evidence": "[EvidenceItem]", "missingEvidence": "[string] # Papers still needed", "tasks": "[Task]",
        "actions": "[Action] # What is open to the caller",
      ])
    api.schema(
      "Event",
      [
        "sequence": "integer(1..)", "kind": "submitted|acted|expired|warned|escalated|tacit|retimed|revealed", "at": "instant",
        "action": "string?",
        "from": "string?",
        "enters": "[string] # States", "role": "string?", "agency": "string?", "decision": "string?", "outcome": "string?",
        "receipt": "string?", "facts": "object", "data": "object? # What the step gave; null of a submission",
      ])
  }

  private func describeWork(_ api: API) {
    api.schema(
      "Task",
      [
        "id": "TaskID", "state": "string", "role": "applicant|\(Role.words)", "agency": "string? # Region and department",
        "openedAt": "instant", "due": "date", "provisional": "boolean # The calendar of that year is not published yet",
      ])
    api.schema(
      "TaskSummary",
      [
        "id": "TaskID", "state": "string", "role": "applicant|\(Role.words)", "agency": "string? # Region and department",
        "openedAt": "instant", "due": "date", "provisional": "boolean", "case": "CaseID", "number": "string?",
        "serviceName": "string",
        "region": "RegionCode", "applicant": "string # Masked", "claimedBy": "PartyID?",
        "escalated": "integer(0..2) # Told to the supervisors of the region, then of the league",
      ])
    api.schema(
      "DataField",
      [
        "key": "string", "type": "text|textarea|lines|choice|days", "name": "string", "required": "boolean",
        "maxLength": "integer(1..) # In characters", "options": "[string]* # Of a choice",
      ])
    api.schema("Action", ["action": "string", "name": "string", "nameEn": "string", "task": "TaskID", "data": "[DataField]"])
    api.schema(
      "Day",
      [
        "date": "date", "kind": "working|weekend|holiday|makeUp", "name": "string? # Of the holiday",
        "paused": "boolean # The clock stood still",
      ])
    api.schema(
      "ClockLine",
      [
        "date": "date", "through": "date? # The last day, where it is more than one",
        "event": "\(ClockLine.Kind.allCases.map(\.rawValue).joined(separator: "|"))",
        "subject": "string # What a pause is for, the name of a holiday, how many days are added",
        "used": "integer(0..) # Counted through that day", "left": "integer(0..)", "article": "string",
      ], about: "A line of the account of a clock")
    api.schema(
      "StageClock",
      [
        "state": "string", "name": "string", "limitDays": "integer(1..) # Working days", "article": "string",
        "openedAt": "instant",
        "due": "date", "provisional": "boolean", "closedAt": "instant?", "used": "integer(0..)", "kept": "boolean?",
      ], about: "The limit of one step")
    api.schema(
      "CaseClocks",
      [
        "items": "[Clock]", "total": "integer(0..)", "next": "string?",
        "stages": "[StageClock] # Steps with limits of their own",
      ])
    api.schema(
      "Clock",
      [
        "key": "string", "name": "string", "source": "string # Article of law",
        "startedAt": "instant # Acceptance, or receipt where the law takes it as accepted",
        "deemedBy": "string? # The article by which it began with receipt",
        "limitDays": "integer(0..) # Working days, before extensions",
        "unit": "workingDays|workingMinutes # Of limit, used and left",
        "limit": "integer(0..) # With extensions", "used": "integer(0..)", "left": "integer(0..)",
        "status": "running|paused|stopped", "pausedThrough": "date? # Until when the pause was told to last", "due": "date",
        "dueAt": "instant # The last moment", "provisional": "boolean", "stoppedAt": "instant?",
        "kept": "boolean? # Whether it was met; null while it runs", "lines": "[ClockLine]", "days": "[Day]",
      ])
  }

  private static func name(_ what: String, _ example: String) -> JSON {
    [
      "type": "string", "minLength": 1, "maxLength": 100, "description": .string(what + "; callers neither parse nor build it"),
      "examples": [.string(example)],
    ]
  }
}
