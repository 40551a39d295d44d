import Hummingbird
public import IdentityCore
import JSON
import Kernel
public import WebSupport

/// One's own second factor, tokens and sign-ins; the record for auditors.
public struct AccessAPI: Sendable {
  let identity: Identity

  public init(identity: Identity) { self.identity = identity }

  public func add(to api: API) {
    describe(api)
    addSecondFactor(to: api)
    addTokens(to: api)
    api.get(
      "me/sign-ins",
      Operation(
        "My sign-ins", query: ["limit": "integer", "cursor": "string"], answer: "list(SignIn)", refusals: [:])
    ) { request, context in
      let found = try await identity.ownSignIns(
        SignInQuery(limit: try request.limit(), after: request.query("cursor")), by: try context.signedIn())
      return Response.json(list(found.items.map(\.json), total: found.total, next: found.next))
    }
    api.get(
      "record/sign-ins",
      Operation(
        "Sign-ins of the staff I audit",
        query: [
          "account": "string(..100)", "outcome": StaffTypes.outcomes, "limit": "integer", "cursor": "string",
        ], answer: "list(SignIn)", refusals: [:])
    ) { request, context in
      let query = SignInQuery(
        account: request.query("account"), outcome: try request.query("outcome", as: SignInAttempt.Outcome.self),
        limit: try request.limit(), after: request.query("cursor"))
      let found = try await identity.signIns(query, by: try context.signedIn())
      return Response.json(list(found.items.map(\.json), total: found.total, next: found.next))
    }
    api.get(
      "record",
      Operation(
        "What administrators and staff did to accounts, posts, rosters and halls",
        query: ["staff": "PartyID", "limit": "integer", "cursor": "RecordPlace"], answer: "list(Deed)", refusals: [:])
    ) { request, context in
      let found = try await identity.record(
        about: request.query("staff").map { PartyID($0) }, limit: try request.limit(), after: request.query("cursor"),
        by: try context.signedIn())
      return Response.json(list(found.items.map(\.json), total: found.total, next: found.next))
    }
  }

  private func addSecondFactor(to api: API) {
    api.get("me/second-factor", Operation("My second factor", answer: "SecondFactor", refusals: [:])) { _, context in
      let state = try await identity.secondFactor(of: try context.signedIn())
      return Response.json([
        "enrolled": .bool(state.isEnrolled), "required": .bool(state.isRequired), "waived": .bool(state.isWaived),
        "recoveryCodesLeft": .number(JSONNumber(state.recoveryCodesLeft)),
      ])
    }
    api.post(
      "me/second-factor",
      Operation(
        "Begin to set up a second factor", status: 201, answer: "Enrolment",
        refusals: [404: ["notFound"], 409: ["secondFactorThere", "shownOnce"], 503: ["secretKey"]])
    ) { _, context in
      let made = try await identity.beginEnrolment(by: try context.signedIn())
      return Response.secret(["secret": .string(made.secret), "uri": .string(made.uri)])
    }
    api.post(
      "me/second-factor/confirm",
      Operation(
        "Prove the authenticator; the recovery codes are shown once", body: "Code", status: 201, answer: "RecoveryCodes",
        refusals: [409: ["secondFactorThere", "shownOnce"], 503: ["secretKey"]], faults: ["secondFactorWrong"])
    ) { request, context in
      let json = try await request.json()
      let codes = try await identity.confirmEnrolment(
        code: json["code"]?.stringValue ?? "", session: context.session?.token ?? "", by: try context.signedIn())
      return Response.secret(["codes": .array(codes.map(JSON.string))])
    }
  }

  private func addTokens(to api: API) {
    api.get("me/tokens", Operation("My tokens", answer: "list(Token)", refusals: [:])) { _, context in
      let found = try await identity.ownTokens(by: try context.signedIn())
      return Response.json(list(found.map(\.json), total: found.count))
    }
    api.post(
      "me/tokens",
      Operation(
        "Make a token, shown once", body: "NewToken", status: 201, answer: "MadeToken",
        refusals: [409: ["tokensTooMany", "shownOnce"]], faults: ["tokenName", "tokenUntil"])
    ) { request, context in
      let json = try await request.json()
      let made = try await identity.makeToken(
        name: json["name"]?.stringValue ?? "", scopes: json["scopes"]?.arrayValue?.compactMap(\.stringValue) ?? [],
        until: json["until"]?.stringValue.flatMap { CivilDate($0) }, known: TokenScope.all, by: try context.signedIn())
      return Response.secret([
        "id": .string(made.id), "token": .string(made.text), "expiresAt": .string(made.expiresAt.rfc3339),
      ])
    }
    api.delete("tokens/{id}", Operation("Revoke a token, at once", status: 204, path: ["id": "TokenID"], refusals: [:])) {
      _, context in
      try await identity.revokeToken(try context.parameters.require("id"), by: try context.signedIn())
      return Response(status: .noContent)
    }
    api.get("tokens", Operation("Tokens of the staff I answer for", answer: "list(Token)", refusals: [:])) { _, context in
      let found = try await identity.tokens(by: try context.signedIn())
      return Response.json(list(found.map(\.json), total: found.count))
    }
  }
}

extension SignInAttempt {
  var json: JSON {
    [
      "at": .string(at.rfc3339), "account": .string(account), "outcome": .string(outcome.rawValue),
      "channel": .string(channel.rawValue), "address": .string(address),
    ]
  }
}

extension RecordedDeed {
  var json: JSON {
    [
      "at": .string(at.rfc3339), "kind": .string(kind), "actor": actor.map { .string($0.text) } ?? .null,
      "actorName": actorName.map(JSON.string) ?? .null, "staff": party.map { .string($0.text) } ?? .null,
      "name": .string(subjectName),
      "details": (try? JSON.parse(body)) ?? [:],
    ]
  }
}

extension APIToken {
  var json: JSON {
    [
      "id": .string(id), "name": .string(name), "owner": .string(owner),
      "scopes": .array(scopes.sorted().map(JSON.string)), "createdAt": .string(createdAt.rfc3339),
      "expiresAt": .string(expiresAt.rfc3339), "lastUsedAt": lastUsedAt.map { .string($0.rfc3339) } ?? .null,
      "revokedAt": revokedAt.map { .string($0.rfc3339) } ?? .null,
    ]
  }
}
