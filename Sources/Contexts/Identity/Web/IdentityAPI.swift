import Hummingbird
public import IdentityCore
import JSON
import Kernel
public import WebSupport

/// Sign-up, sign-in, sign-out, who I am.
public struct IdentityAPI: Sendable {
  let identity: Identity

  public init(identity: Identity) { self.identity = identity }

  public func add(to api: API) {
    api.schema("Post", ["role": "string", "region": "string", "agency": "string"])
    api.schema("Party", ["id": "string", "kind": "string", "name": "string", "posts": "[Post]", "mandates": "[string]"])
    api.schema("Organisation", ["name": "string", "creditCode": "string"])
    api.schema(
      "SignUp",
      [
        "account": "string", "password": "string", "name": "string", "identityNumber": "string", "mobile": "string",
        "organisation": "Organisation*",
      ])
    api.schema("SignedUp", ["party": "string"])
    api.schema("Credentials", ["account": "string", "password": "string"])
    api.schema("Session", ["token": "string", "expiresAt": "instant", "party": "Party"])
    api.post(
      "accounts", Operation("Sign up, with the real-name step", body: "SignUp", status: 201, answer: "SignedUp", isOpen: true)
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
      "sessions", Operation("Sign in", body: "Credentials", status: 201, answer: "Session", isOpen: true)
    ) { request, _ in
      let json = try await request.json()
      let session = try await identity.signIn(
        account: json["account"]?.stringValue ?? "", password: json["password"]?.stringValue ?? "")
      return Response.json(
        [
          "token": .string(session.token), "expiresAt": .string(session.expiresAt.rfc3339), "party": session.actor.json,
        ], status: .created)
    }
    api.delete("sessions", Operation("Sign out", status: 204)) { _, context in
      guard let session = context.session else { throw Rejection.unauthenticated }
      try await identity.signOut(token: session.token)
      return Response(status: .noContent)
    }
    api.get("me", Operation("Who I am and for whom I may act", answer: "Party")) { _, context in
      Response.json(try context.signedIn().json)
    }
  }
}

/// Sessions out of the identity context.
public struct IdentityAuthenticator: Authenticator {
  let identity: Identity

  public init(identity: Identity) { self.identity = identity }

  public func session(forToken token: String) async throws -> SessionInfo? {
    try await identity.session(forToken: token).map { SessionInfo(actor: $0.actor, csrf: $0.session.csrf, token: token) }
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
