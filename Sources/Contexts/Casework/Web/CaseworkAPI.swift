public import CaseworkCore
import Hummingbird
import JSON
import Kernel
public import WebSupport

/// Cases, tasks and files.
public struct CaseworkAPI: Sendable {
  let casework: Casework
  let files: FileVault

  public init(casework: Casework, files: FileVault) {
    self.casework = casework
    self.files = files
  }

  public func add(to api: API) {
    describe(api)
    addFiles(to: api)
    api.post(
      "cases",
      Operation(
        "Open a draft, or with `submit` submit at once", body: "NewCase", status: 201, location: true,
        answer: "Case",
        about:
          "A clerk opens it for the person at the window, with `applicant` and `channel` window. A refused submission leaves no draft.",
        refusals: [403: ["staffCannotApply"], 409: Self.submitting], faults: Self.formFaults),
      again: { reference, _, context in
        let actor = try context.signedIn()
        let view = try await casework.view(try made(reference), by: actor)
        return Response.created(view.json(casework, for: actor), at: Self.address(view.record.id))
      }
    ) { request, context in
      let actor = try context.signedIn()
      let json = try await context.json(request)
      let input = try CaseInput(json)
      let view =
        json["submit"]?.boolValue == true
        ? try await casework.apply(input, by: actor)
        : try await casework.view(try await casework.open(input, by: actor).id, by: actor)
      return Response.created(view.json(casework, for: actor), at: Self.address(view.record.id))
    }
    api.get(
      "cases",
      Operation(
        "Cases that I may see, changed last first",
        query: [
          "mine": "boolean # Only those I applied for", "state": "string(..60) # In this state of their procedure, or draft",
          "q": "string(..200) # Text in number, service or applicant", "limit": "integer", "cursor": "ListPosition",
        ], answer: "list(CaseSummary)", refusals: [:])
    ) { request, context in
      let limit = try request.limit()
      let query = CaseQuery(
        mine: request.query("mine") == "true" || request.query("mine") == "1", state: request.query("state"),
        text: request.query("q"), limit: limit, cursor: request.query("cursor"))
      let cases = try await casework.cases(query, by: try context.signedIn())
      return Response.json(list(cases.items.map(\.json), total: cases.total, next: cases.next))
    }
    api.get(
      "cases/{id}",
      Operation("State, open tasks, and the actions open to me", answer: "Case", path: ["id": "CaseID"], refusals: [:])
    ) { _, context in
      let actor = try context.signedIn()
      return Response.json(try await casework.view(try id(context), by: actor).json(casework, for: actor))
    }
    api.patch(
      "cases/{id}",
      Operation(
        "Change a draft or what a supplement asks for", body: "CaseChange", answer: "Case",
        about: "Form and papers replace what was there; what is left out stays. A draft may be incomplete.",
        path: ["id": "CaseID"],
        refusals: [409: ["notADraft", "changedMeanwhile"]], faults: Self.formFaults),
      again: shown
    ) { request, context in
      let actor = try context.signedIn()
      let json = try await context.json(request)
      let record = try await casework.change(
        try id(context), form: json["form"], evidence: try json["evidence"].map(EvidenceItem.list), by: actor)
      return Response.json((try await casework.view(record.id, by: actor)).json(casework, for: actor))
    }
    api.get(
      "cases/{id}/events",
      Operation("What happened, oldest first", answer: "list(Event)", path: ["id": "CaseID"], refusals: [:])
    ) { _, context in
      let actor = try context.signedIn()
      let events = try await casework.events(try id(context), by: actor)
      return Response.json(list(events.map(\.json), total: events.count))
    }
    api.get(
      "cases/{id}/clock",
      Operation(
        "Each clock, line by line: what happened, what was counted, what is left, and by which article", answer: "CaseClocks",
        about: "The due dates of the case and its tasks are those of these accounts.", path: ["id": "CaseID"],
        refusals: [409: ["procedureGone"]])
    ) { _, context in
      let actor = try context.signedIn()
      let view = try await casework.view(try id(context), by: actor)
      let clocks = casework.clocks(view.record.state)
      let stages = casework.stageClocks(view.record.state, try await casework.events(view.record.id, by: actor))
      var answer = list(clocks.map(\.json), total: clocks.count)
      answer["stages"] = .array(stages.map(\.json))
      return Response.json(answer)
    }
    api.post(
      "cases/{id}/actions",
      Operation(
        "One step of the procedure", body: "NewAction", answer: "Case",
        about: "Which steps are open to the caller, and the data that each takes, stands in `actions` of the case.",
        path: ["id": "CaseID"],
        refusals: [
          409: Self.submitting + [
            "actionNotOpen", "caseNotOpen", "claimedByOther", "otherPersonNeeded", "extendTooLate", "clockNotRunning",
          ]
        ],
        faults: Self.formFaults + ["daysRange"]),
      again: shown
    ) { request, context in
      let actor = try context.signedIn()
      let json = try await context.json(request)
      guard let action = json["action"]?.stringValue else { throw Rejection.invalid([Problem("/action", "required")]) }
      var data = json["data"] ?? [:]
      if let comment = json["comment"], data["comment"] == nil { data["comment"] = comment }
      let record = try await casework.act(
        try id(context), CaseCommand(action: action, data: data, task: json["task"]?.stringValue.map { TaskID($0) }), by: actor)
      return Response.json((try await casework.view(record.id, by: actor)).json(casework, for: actor))
    }
    api.post(
      "cases/{id}/reveal",
      Operation(
        "See masked numbers in full, with a reason that stays in the ledger", body: "Reveal", answer: "Revealed",
        path: ["id": "CaseID"], refusals: [:], faults: ["reasonNeeded"]),
      // Seen again is recorded again: what was shown is kept nowhere.
      again: { _, request, context in try await revealed(request, context) }, revealed)
    api.get(
      "tasks",
      Operation(
        "The inbox of my posts, due first; for supervisors the late tasks they were told of",
        query: [
          "queue": "Queue", "role": "\(Role.words) # Only tasks of this role",
          "light": "late|soon|fine # How near the due date is",
          "limit": "integer", "cursor": "InboxPosition",
        ], answer: "list(TaskSummary)", refusals: [:])
    ) { request, context in
      let limit = try request.limit()
      let agency = try request.query("queue").map { text throws(Rejection) in
        guard let agency = AgencyID(text) else { throw Rejection.invalid([Problem("/queue", "enum")]) }
        return agency
      }
      let query = InboxQuery(
        role: try request.query("role", as: Role.self), agency: agency,
        light: try request.query("light", as: InboxQuery.Light.self), limit: limit, cursor: request.query("cursor"))
      let tasks = try await casework.inbox(query, by: try context.signedIn())
      return Response.json(list(tasks.items.map(\.json), total: tasks.total, next: tasks.next))
    }
    api.post(
      "tasks/{id}/claim",
      Operation("Take a task for oneself", status: 204, path: ["id": "TaskID"], refusals: [409: Self.claiming])
    ) { _, context in
      try await casework.claim(TaskID(try context.parameters.require("id")), by: try context.signedIn())
      return Response(status: .noContent)
    }
  }

  /// Where a case is read.
  private static func address(_ id: CaseID) -> String { "/api/v1/cases/\(id.text)" }

  /// The case that a request made which comes again.
  private func made(_ reference: String?) throws(Rejection) -> CaseID {
    guard let reference else { throw Rejection(.conflict, "idempotencyRunning") }
    return CaseID(reference)
  }

  /// The case of the path as it is now.
  private func shown(_: String?, _: Request, _ context: WebContext) async throws -> Response {
    let actor = try context.signedIn()
    return Response.json(try await casework.view(try id(context), by: actor).json(casework, for: actor))
  }

  private func revealed(_ request: Request, _ context: WebContext) async throws -> Response {
    let reason = try await context.json(request)["reason"]?.stringValue ?? ""
    let revealed = try await casework.reveal(try id(context), reason: reason, by: try context.signedIn())
    return Response.json(["identityNumber": JSON(revealed.identityNumber), "form": revealed.form])
  }

  private func addFiles(to api: API) {
    api.post(
      "files",
      Operation(
        "Send one file (PDF, OFD, JPEG, PNG, WEBP, at most 20 MiB)", multipart: true, status: 201, location: true,
        answer: "File",
        refusals: [413: ["fileTooLarge"], 415: ["fileKind"]], faults: ["fileEmpty"]),
      again: { reference, _, context in
        guard let reference else { throw Rejection(.conflict, "idempotencyRunning") }
        let file = try await files.own(FileID(reference), of: try context.signedIn().party)
        return Response.created(file.json, at: "/api/v1/files/\(file.id.text)")
      }
    ) { request, context in
      let actor = try context.signedIn()
      let post = try await request.multipart(limit: files.largest + (1 << 20))
      guard let file = post.files.first else { throw Rejection.invalid([Problem("/file", "required")]) }
      let kept = try await files.keep(name: file.name, bytes: file.bytes, by: actor)
      return Response.created(kept.json, at: "/api/v1/files/\(kept.id.text)")
    }
    api.get(
      "files/{id}",
      Operation(
        "A file's bytes, for whoever may see a case it belongs to", path: ["id": "FileID"],
        media: ["application/pdf", "application/ofd", "image/jpeg", "image/png", "image/webp"], refusals: [503: ["fileLost"]])
    ) { _, context in
      let actor = try context.signedIn()
      return fileAnswer(try await casework.file(FileID(try context.parameters.require("id")), by: actor))
    }
  }

  private func id(_ context: WebContext) throws -> CaseID { CaseID(try context.parameters.require("id")) }
}

extension EvidenceItem {
  static func list(_ json: JSON) throws(Rejection) -> [EvidenceItem] {
    guard let items = json.arrayValue else { throw Rejection.invalid([Problem("/evidence", "type", ["type": "array"])]) }
    var list: [EvidenceItem] = []
    for (index, item) in items.enumerated() {
      guard let key = item["key"]?.stringValue, let file = item["file"]?.stringValue else {
        throw Rejection.invalid([Problem("/evidence/\(index)", "required")])
      }
      list.append(EvidenceItem(key: key, file: FileID(file)))
    }
    return list
  }
}

extension CaseInput {
  init(_ json: JSON) throws(Rejection) {
    var problems: [Problem] = []
    func text(_ key: String) -> String {
      guard let text = json[key]?.stringValue, !text.isEmpty else {
        problems.append(Problem("/\(key)", "required"))
        return ""
      }
      return text
    }
    let service = text("service")
    let region = text("region")
    let channel = json["channel"]?.stringValue ?? "web"
    if Channel(rawValue: channel) == nil { problems.append(Problem("/channel", "enum")) }
    let form = json["form"] ?? [:]
    if form.objectValue == nil { problems.append(Problem("/form", "type", ["type": "object"])) }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let applicant = json["applicant"].map {
      Applicant(
        kind: $0["kind"]?.stringValue == "organisation" ? .organisation : .person, name: $0["name"]?.stringValue ?? "",
        identityNumber: $0["identityNumber"]?.stringValue ?? "", mobile: $0["mobile"]?.stringValue)
    }
    self.init(
      service: service, region: region, channel: Channel(rawValue: channel) ?? .web, form: form,
      evidence: try EvidenceItem.list(json["evidence"] ?? []), onBehalfOf: json["onBehalfOf"]?.stringValue.map { PartyID($0) },
      applicant: applicant)
  }
}

extension StoredFile {
  var json: JSON {
    [
      "id": .string(id.text), "name": .string(name), "size": .number(JSONNumber(size)), "mediaType": .string(mediaType),
      "sha256": .string(sha256),
    ]
  }
}
