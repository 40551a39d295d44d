import Hummingbird
public import IdentityCore
import JSON
import Kernel
import NationalCodes
public import WebSupport

/// Sign-up, sign-in, sign-out, who I am.
public struct IdentityAPI: Sendable {
  let identity: Identity

  public init(identity: Identity) { self.identity = identity }

  public func add(to api: API) {
    describe(api)
    api.post(
      "accounts",
      Operation(
        "Sign up, with the real-name step", body: "SignUp", status: 201, answer: "SignedUp", isOpen: true,
        about:
          "All problems are told at once; then name and number, and an organisation and its representative, are confirmed.",
        refusals: [503: ["authorityUnavailable"]], faults: Self.signUpFaults)
    ) { request, _ in
      let json = try await request.json()
      func text(_ key: String) -> String { json[key]?.stringValue ?? "" }
      let organisation = json["organisation"].map {
        SignUpInput.Organisation(name: $0["name"]?.stringValue ?? "", creditCode: $0["creditCode"]?.stringValue ?? "")
      }
      let party = try await identity.signUp(
        SignUpInput(
          account: text("account"), password: text("password"), name: text("name"), identityNumber: text("identityNumber"),
          mobile: text("mobile"), organisation: organisation))
      return Response.json(["party": .string(party.text)], status: .created)
    }
    api.post(
      "sessions",
      Operation(
        "Sign in", body: "Credentials", status: 201, answer: "Session", isOpen: true,
        about: "After some wrong passwords in a row the account rests (429).",
        refusals: [
          401: ["wrongCredentials", "secondFactorNeeded", "secondFactorWrong"], 403: ["passwordExpired"],
          429: ["accountLocked"],
        ])
    ) { request, context in
      let json = try await request.json()
      let session = try await identity.signIn(
        account: json["account"]?.stringValue ?? "", password: json["password"]?.stringValue ?? "",
        code: json["code"]?.stringValue, from: SignInOrigin(channel: .api, address: context.client.map { "\($0)" }))
      return Response.json(
        [
          "token": .string(session.token), "expiresAt": .string(session.expiresAt.rfc3339), "party": session.actor.json,
        ], status: .created)
    }
    api.delete("sessions", Operation("Sign out", status: 204, refusals: [:])) { _, context in
      guard let session = context.session else { throw Rejection.unauthenticated }
      try await identity.signOut(token: session.token)
      return Response(status: .noContent)
    }
    addOrganisations(to: api)
    api.get("me", Operation("Who I am and for whom I may act", answer: "Party", refusals: [:])) { _, context in
      Response.json(try context.signedIn().json)
    }
  }
}

extension IdentityAPI {
  fileprivate func addOrganisations(to api: API) {
    api.get(
      "organisations",
      Operation("Organisations I may act for, with the agents I appointed", answer: "list(Representation)", refusals: [:])
    ) { _, context in
      let found = try await identity.representations(of: try context.signedIn())
      return Response.json(list(found.map(\.json), total: found.count))
    }
    api.post(
      "organisations",
      Operation(
        "Add an organisation whose legal representative I am", body: "Organisation", status: 201, answer: "SignedUp",
        refusals: [503: ["authorityUnavailable"]], faults: Self.organisationFaults)
    ) { request, context in
      let json = try await request.json()
      let party = try await identity.addOrganisation(
        name: json["name"]?.stringValue ?? "", creditCode: json["creditCode"]?.stringValue ?? "", by: try context.signedIn())
      return Response.json(["party": .string(party.text)], status: .created)
    }
    api.post(
      "organisations/{id}/agents",
      Operation(
        "Appoint an agent until a day", body: "NewAgent", status: 204, path: ["id": "PartyID"], refusals: [:],
        faults: Self.agentFaults)
    ) { request, context in
      let json = try await request.json()
      try await identity.appoint(
        agent: json["name"]?.stringValue ?? "", identityNumber: json["identityNumber"]?.stringValue ?? "",
        until: json["until"]?.stringValue.flatMap { CivilDate($0) }, for: PartyID(try context.parameters.require("id")),
        by: try context.signedIn())
      return Response(status: .noContent)
    }
    api.delete(
      "organisations/{id}/agents/{agent}",
      Operation("Dismiss an agent, at once", status: 204, path: ["id": "PartyID", "agent": "PartyID"], refusals: [:])
    ) { _, context in
      try await identity.dismiss(
        agent: PartyID(try context.parameters.require("agent")), of: PartyID(try context.parameters.require("id")),
        by: try context.signedIn())
      return Response(status: .noContent)
    }
  }
}

extension Representation {
  var json: JSON {
    [
      "id": .string(organisation.id.text), "name": .string(organisation.name),
      "creditCode": organisation.identityNumber.map(JSON.string) ?? .null, "isRepresentative": .bool(isRepresentative),
      "until": until.map { .string($0.rfc3339) } ?? .null,
      "agents": .array(
        agents.map {
          [
            "id": .string($0.party.id.text), "name": .string($0.party.name),
            "identityNumber": $0.party.identityNumber.map { .string(Mask.identity($0)) } ?? .null,
            "until": $0.until.map { .string($0.rfc3339) } ?? .null,
          ]
        }),
    ]
  }
}

/// Sessions out of the identity context.
public struct IdentityAuthenticator: Authenticator {
  let identity: Identity

  public init(identity: Identity) { self.identity = identity }

  public func session(forToken token: String) async throws -> SessionInfo? {
    try await identity.bearer(token).map {
      SessionInfo(actor: $0.actor, csrf: $0.csrf, token: token, scopes: $0.scopes, mustEnrol: $0.mustEnrol)
    }
  }
}

extension Actor {
  var json: JSON {
    [
      "id": .string(party.text), "kind": .string(kind.rawValue), "name": .string(name),
      "posts": .array(
        posts.sorted { ($0.agency, $0.role.rawValue) < ($1.agency, $1.role.rawValue) }.map {
          ["role": .string($0.role.rawValue), "region": .string($0.agency.region), "agency": .string($0.agency.description)]
        }),
      "mandates": .array(mandates.sorted().map { .string($0.text) }),
    ]
  }
}
