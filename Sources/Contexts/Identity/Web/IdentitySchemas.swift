import IdentityCore
import JSON
import Kernel
import WebSupport

// What the operations on accounts and organisations say of themselves.
extension IdentityAPI {
  private static let personFaults = [
    "nameTooShort", "nameTooLong", "nameCharacters", "nameSeparator", "identityOld", "identityForm", "identityRegion",
    "identityDate",
    "identityFuture", "identityCheck",
  ]
  static let organisationFaults = [
    "organisationName", "creditCodeForm", "creditCodeOrganisation", "creditCodeCheck", "notRepresentative", "nameMismatch",
  ]
  static let signUpFaults =
    personFaults + organisationFaults + [
      "accountName", "accountTaken", "passwordTooShort", "passwordTooLong", "passwordTooSimple", "passwordContainsName",
      "passwordCommon", "mobileForm", "identityHasAccount", "realNameMismatch",
    ]
  static let agentFaults = personFaults + ["mandateUntil", "agentUnknown", "agentIsRepresentative"]

  func describe(_ api: API) {
    api.raw(
      "PartyID",
      [
        "type": "string", "minLength": 1, "maxLength": 100,
        "description": "A person, an organisation or a member of staff; callers neither parse nor build it",
        "examples": ["01KB0XJ5T8Q4N7R2V6W9Y3Z1AB"],
      ])
    api.raw(
      "AccountName",
      [
        "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._@-]{2,39}$", "x-problem-code": "accountName",
        "description": "Capital letters count as small ones", "examples": ["gerel.2026"],
      ])
    api.raw(
      "NewPassword",
      [
        "type": "string", "minLength": .number(JSONNumber(PasswordRules.shortest)),
        "maxLength": .number(JSONNumber(PasswordRules.longest)),
        "description": "Not a common one, and without the account or the name",
        "examples": ["a-horse-by-the-river"],
      ])
    api.schema(
      "Post", ["role": "\(Role.allCases.map(\.rawValue).joined(separator: "|"))", "region": "RegionCode", "agency": "string"])
    api.schema(
      "Party",
      [
        "id": "PartyID", "kind": "person|organisation|staff|system", "name": "string", "posts": "[Post] # Empty for the public",
        "mandates": "[PartyID] # Organisations that I may act for",
      ])
    api.schema("Organisation", ["name": "string(..200)", "creditCode": "string(..40) # GB 32100"])
    api.schema(
      "SignUp",
      [
        "account": "AccountName", "password": "NewPassword", "name": "string(..200)",
        "identityNumber": "string(..40) # GB 11643",
        "mobile": "string(..40)", "organisation": "Organisation*",
      ])
    api.schema("SignedUp", ["party": "PartyID"])
    api.schema("Credentials", ["account": "string(..200)", "password": "string(..1000)", "code": "string(..40)*"])
    api.schema("Session", ["token": "string(20..) # For `Authorization: Bearer`", "expiresAt": "instant", "party": "Party"])
    api.schema("Agent", ["id": "PartyID", "name": "string", "identityNumber": "string? # Masked", "until": "instant?"])
    api.schema(
      "Representation",
      [
        "id": "PartyID", "name": "string", "creditCode": "string?", "isRepresentative": "boolean", "until": "instant?",
        "agents": "[Agent]",
      ])
    api.schema(
      "NewAgent", ["name": "string(..200)", "identityNumber": "string(..40) # GB 11643", "until": "date # The last day"])
  }
}
