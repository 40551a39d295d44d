import IdentityCore
import JSON
import Kernel
import WebSupport

// What the operations on staff, leaves, tokens and the record say of themselves.

/// Names of types that operations on staff share.
enum StaffTypes {
  static let roles = Role.allCases.map(\.rawValue).joined(separator: "|")
  static let outcomes = SignInAttempt.Outcome.allCases.map(\.rawValue).joined(separator: "|")
  static let channels = SignInOrigin.Channel.allCases.map(\.rawValue).joined(separator: "|")
}

extension StaffAPI {
  func describe(_ api: API) {
    api.raw(
      "AgencyID",
      [
        "type": "string", "pattern": "^[^/]{1,12}/[^/]{1,20}$", "x-problem-code": "agencyUnknown",
        "description": "Region and department of the catalogue", "examples": ["152502/GAJ"],
      ])
    api.raw(
      "StaffName",
      [
        "type": "string", "maxLength": 50, "pattern": "^[^\\s\\u0085]+( [^\\s\\u0085]+)*$",
        "x-problem-code": "staffName", "description": "On one line, without spaces around it", "examples": ["窗口测一"],
      ])
    for (name, about) in [("LeaveID", "A leave"), ("DeputyID", "That somebody stands in"), ("TokenID", "A token for programs")]
    {
      api.raw(
        name,
        [
          "type": "string", "minLength": 1, "maxLength": 100,
          "description": .string("\(about); callers neither parse nor build it"), "examples": ["01KB0XJ5T8Q4N7R2V6W9Y3Z1AB"],
        ])
    }
    api.schema(
      "HeldPost", ["role": StaffTypes.roles, "agency": "AgencyID", "until": "instant? # Its last moment; null for good"])
    api.schema(
      "StaffMember",
      [
        "id": "PartyID", "account": "AccountName", "name": "StaffName",
        "agency": "string # Who employs them: region and department",
        "posts": "[HeldPost] # That they hold now", "disabled": "boolean",
        "lockedUntil": "instant? # While sign-in rests after wrong passwords", "lastSignInAt": "instant?",
      ])
    api.schema("NewStaffMember", ["account": "AccountName", "name": "StaffName", "agency": "AgencyID # Who employs them"])
    api.schema(
      "FirstPassword",
      ["id": "PartyID", "account": "AccountName", "password": "string(16..16) # To be changed at the first sign-in"])
    api.schema("StaffChange", ["name": "StaffName*", "disabled": "boolean*"])
    api.schema(
      "NewPost",
      ["role": StaffTypes.roles, "agency": "AgencyID", "until": "date* # The last day; without one for good"])
    api.schema(
      "StandIn",
      [
        "id": "DeputyID", "deputy": "PartyID", "name": "StaffName", "role": StaffTypes.roles, "agency": "AgencyID",
        "from": "date", "to": "date",
      ])
    api.schema("Leave", ["id": "LeaveID", "from": "date", "to": "date # The last day", "deputies": "[StandIn]"])
    api.schema("NewLeave", ["from": "date", "to": "date # The last day, at most 366 later"])
    api.schema("MadeLeave", ["id": "LeaveID"])
    api.schema(
      "NewDeputy",
      [
        "account": "AccountName # Of a colleague of the region", "role": StaffTypes.roles, "agency": "AgencyID",
        "from": "date* # The leave's without one", "to": "date* # The leave's without one",
      ])
  }
}

extension AccessAPI {
  func describe(_ api: API) {
    api.raw(
      "RecordPlace",
      [
        "type": "string", "pattern": "^$|^-?[0-9]{1,18}[.][0-9]{1,18}[.].{0,100}$", "x-problem-code": "cursor",
        "description": "Where to go on: `next` of the portion before",
      ])
    api.raw(
      "TokenScope", ["type": "string", "enum": .array(TokenScope.all.map(JSON.string)), "description": "What a token may do"])
    api.schema(
      "SignIn",
      [
        "at": "instant", "account": "string # Empty for one that there is none of", "outcome": StaffTypes.outcomes,
        "channel": StaffTypes.channels, "address": "string # The network, /24 or /48",
      ])
    api.schema(
      "Deed",
      [
        "at": "instant", "kind": "string # As in `staff.postGranted`, `hall.made`", "actor": "PartyID? # null: by command",
        "actorName": "string?", "staff": "PartyID? # To whom; null for a hall", "name": "string # Of that one, or of the hall",
        "details": "map(string)",
      ])
    api.schema(
      "SecondFactor",
      ["enrolled": "boolean", "required": "boolean", "waived": "boolean", "recoveryCodesLeft": "integer(0..10)"])
    api.schema("Enrolment", ["secret": "string(32..32) # Base 32", "uri": "string # otpauth, for a QR code"])
    api.schema("Code", ["code": "string(1..40) # The authenticator's six digits"])
    api.schema("RecoveryCodes", ["codes": "[string(19..19)](10..10) # Each works once"])
    api.schema(
      "Token",
      [
        "id": "TokenID", "name": "string", "owner": "string", "scopes": "[TokenScope]", "createdAt": "instant",
        "expiresAt": "instant", "lastUsedAt": "instant? # To the minute", "revokedAt": "instant?",
      ])
    api.schema(
      "NewToken",
      [
        "name": "StaffTokenName", "scopes": "[TokenScope](1..20)", "until": "date # The last day, at most 366 ahead",
      ])
    api.raw(
      "StaffTokenName",
      [
        "type": "string", "maxLength": 60, "pattern": "^[^\\s\\u0085]+( [^\\s\\u0085]+)*$",
        "x-problem-code": "tokenName", "description": "On one line, without spaces around it", "examples": ["大厅屏幕"],
      ])
    api.schema("MadeToken", ["id": "TokenID", "token": "string(20..) # For `Authorization: Bearer`", "expiresAt": "instant"])
  }
}
