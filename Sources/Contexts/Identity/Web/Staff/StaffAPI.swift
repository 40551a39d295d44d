import Hummingbird
public import IdentityCore
import JSON
import Kernel
public import WebSupport

/// Staff, posts and accounts, for the three administrators.
public struct StaffAPI: Sendable {
  let identity: Identity
  let directory: AgencyDirectory

  public init(identity: Identity, directory: AgencyDirectory) {
    self.identity = identity
    self.directory = directory
  }

  public func add(to api: API) {
    describe(api)
    api.get(
      "staff",
      Operation(
        "Staff whom I answer for",
        query: [
          "q": "string(..100) # Part of a name or account", "region": "RegionCode", "agency": "AgencyID",
          "role": StaffTypes.roles,
          "state": "open|disabled|locked", "limit": "integer", "cursor": "string",
        ], answer: "list(StaffMember)", refusals: [:], faults: ["agencyUnknown"])
    ) { request, context in
      let found = try await identity.staff(try Self.query(request, limit: try request.limit()), by: try context.signedIn())
      return Response.json(list(found.items.map(\.json), total: found.total, next: found.next))
    }
    api.post(
      "staff",
      Operation(
        "Make an account without any right; its password is shown once", body: "NewStaffMember", status: 201,
        answer: "FirstPassword", refusals: [409: ["shownOnce"]],
        faults: ["accountName", "accountTaken", "staffName", "agencyUnknown"])
    ) { request, context in
      let json = try await request.json()
      let made = try await identity.addMember(
        account: json["account"]?.stringValue ?? "", name: json["name"]?.stringValue ?? "",
        home: try agency(json["agency"]?.stringValue), by: try context.signedIn())
      return Response.secret(made.json)
    }
    addLeaves(to: api)
    api.get("staff/{id}", Operation("One member of staff", answer: "StaffMember", path: ["id": "PartyID"], refusals: [:])) {
      _, context in
      Response.json(try await identity.staffMember(try Self.party(context), by: try context.signedIn()).json)
    }
    api.patch(
      "staff/{id}",
      Operation(
        "Rename, disable, enable", body: "StaffChange", answer: "StaffMember", path: ["id": "PartyID"], refusals: [:],
        faults: ["staffName"])
    ) {
      request, context in
      let (json, party, actor) = (try await request.json(), try Self.party(context), try context.signedIn())
      if let name = json["name"]?.stringValue { try await identity.rename(party, to: name, by: actor) }
      if case .bool(let disabled) = json["disabled"] { try await identity.setDisabled(party, disabled, by: actor) }
      return Response.json(try await identity.staffMember(party, by: actor).json)
    }
    api.post(
      "staff/{id}/password",
      Operation(
        "Give a new password, shown once", status: 201, answer: "FirstPassword", path: ["id": "PartyID"],
        refusals: [409: ["shownOnce"]])
    ) { _, context in
      let made = try await identity.resetPassword(of: try Self.party(context), by: try context.signedIn())
      return Response.secret(made.json)
    }
    api.delete(
      "staff/{id}/second-factor",
      Operation(
        "Take a second factor away: its owner enrols anew", status: 204, path: ["id": "PartyID"], refusals: [:])
    ) {
      _, context in
      try await identity.resetSecondFactor(of: try Self.party(context), by: try context.signedIn())
      return Response(status: .noContent)
    }
    api.delete(
      "staff/{id}/sessions", Operation("Sign somebody out everywhere", status: 204, path: ["id": "PartyID"], refusals: [:])
    ) { _, context in
      try await identity.endSessions(of: try Self.party(context), by: try context.signedIn())
      return Response(status: .noContent)
    }
    api.post(
      "staff/{id}/posts",
      Operation(
        "Give a post", body: "NewPost", answer: "StaffMember", path: ["id": "PartyID"], refusals: [409: ["rolesApart"]],
        faults: ["agencyUnknown", "postUntil"])
    ) { request, context in
      let (json, party, actor) = (try await request.json(), try Self.party(context), try context.signedIn())
      let post = try post(json["role"]?.stringValue ?? "", json["agency"]?.stringValue)
      try await identity.grant(post, until: try Self.day(json["until"]?.stringValue), to: party, by: actor)
      return Response.json(try await identity.staffMember(party, by: actor).json)
    }
    api.delete(
      "staff/{id}/posts/{role}/{region}/{department}",
      Operation(
        "Take a post", status: 204,
        path: ["id": "PartyID", "role": StaffTypes.roles, "region": "RegionCode", "department": "DepartmentKey"], refusals: [:])
    ) { _, context in
      let parameters = context.parameters
      guard let role = Role(rawValue: try parameters.require("role")) else { throw Rejection.notFound }
      let agency = AgencyID(region: try parameters.require("region"), department: try parameters.require("department"))
      try await identity.revoke(
        Post(role: role, agency: agency), of: try Self.party(context), by: try context.signedIn())
      return Response(status: .noContent)
    }
  }

  static func party(_ context: WebContext) throws -> PartyID { PartyID(try context.parameters.require("id")) }

  /// The list that a query asks for; what is not understood is refused.
  static func query(_ request: Request, limit: Int) throws -> StaffQuery {
    StaffQuery(
      region: request.query("region"), agency: request.query("agency").flatMap { AgencyID($0) },
      role: try request.query("role", as: Role.self), state: try request.query("state", as: StaffQuery.State.self),
      text: request.query("q"), limit: limit, after: request.query("cursor"))
  }

  /// An agency of the catalogue; nil for none.
  func agency(_ text: String?) throws(Rejection) -> AgencyID? {
    guard let text, !text.isEmpty else { return nil }
    guard let agency = AgencyID(text), directory.agencies().contains(where: { $0.id == agency }) else {
      throw Rejection.invalid([Problem("/agency", "agencyUnknown")])
    }
    return agency
  }

  /// A post as it is given; all that is wrong is told at once.
  func post(_ role: String, _ place: String?) throws(Rejection) -> Post {
    var problems: [Problem] = []
    let known = Role(rawValue: role)
    if known == nil { problems.append(Problem("/role", role.isEmpty ? "required" : "enum")) }
    var found: AgencyID?
    do throws(Rejection) { found = try agency(place) } catch { problems += error.problems }
    if (place ?? "").isEmpty { problems.append(Problem("/agency", "required")) }
    guard problems.isEmpty, let known, let found else { throw Rejection.invalid(problems) }
    return Post(role: known, agency: found)
  }

  /// A day; nil for none.
  static func day(_ text: String?) throws(Rejection) -> CivilDate? {
    guard let text, !text.isEmpty else { return nil }
    guard let day = CivilDate(text) else { throw Rejection.invalid([Problem("/until", "date")]) }
    return day
  }
}

extension StaffMember {
  var json: JSON {
    [
      "id": .string(party.text), "account": .string(account), "name": .string(name), "agency": .string(home.description),
      "posts": .array(
        posts.map {
          [
            "role": .string($0.post.role.rawValue), "agency": .string($0.post.agency.description),
            "until": $0.until.map { .string($0.rfc3339) } ?? .null,
          ]
        }), "disabled": .bool(disabled), "lockedUntil": lockedUntil.map { .string($0.rfc3339) } ?? .null,
      "lastSignInAt": lastSignInAt.map { .string($0.rfc3339) } ?? .null,
    ]
  }
}

extension FirstPassword {
  var json: JSON { ["id": .string(party.text), "account": .string(account), "password": .string(password)] }
}
