public import CaseworkCore
public import Hummingbird
import JSON
import Kernel
public import WebSupport

/// Cases, tasks and files.
public struct CaseworkAPI: Sendable {
  let casework: Casework

  public init(casework: Casework) { self.casework = casework }

  public func add(to api: RouterGroup<WebContext>) {
    api.post("cases") { request, context in
      let actor = try context.signedIn()
      let json = try await request.json()
      let input = try CaseInput(json)
      var record = try await casework.open(input, by: actor)
      if json["submit"]?.boolValue == true {
        do { record = try await casework.submit(record.id, by: actor) } catch let rejection as Rejection {
          // What was asked for was a submission: a draft nobody asked for does not stay.
          try await casework.discard(record.id, by: actor)
          throw rejection
        }
      }
      return Response.json(
        (try await casework.view(record.id, by: actor)).json(casework), status: .created)
    }
    api.get("cases") { request, context in
      let limit = request.query("limit").flatMap { Int($0) } ?? 20
      guard (1...200).contains(limit) else { throw Rejection.invalid([Problem("/limit", "limit")]) }
      let query = CaseQuery(
        mine: request.query("mine") == "true" || request.query("mine") == "1", state: request.query("state"),
        text: request.query("q"), limit: limit, cursor: request.query("cursor"))
      let cases = try await casework.cases(query, by: try context.signedIn())
      return Response.json(list(cases.items.map(\.json), total: cases.total, next: cases.next))
    }
    api.get("cases/{id}") { _, context in
      let view = try await casework.view(try id(context), by: try context.signedIn())
      return Response.json(view.json(casework))
    }
    api.patch("cases/{id}") { request, context in
      let actor = try context.signedIn()
      let json = try await request.json()
      let record = try await casework.change(
        try id(context), form: json["form"], evidence: try json["evidence"].map(EvidenceItem.list), by: actor)
      return Response.json((try await casework.view(record.id, by: actor)).json(casework))
    }
    api.get("cases/{id}/events") { _, context in
      let actor = try context.signedIn()
      let events = try await casework.events(try id(context), by: actor)
      return Response.json(list(events.map(\.json), total: events.count))
    }
    api.get("cases/{id}/clock") { _, context in
      let view = try await casework.view(try id(context), by: try context.signedIn())
      let clocks = casework.clocks(view.record.state)
      return Response.json(list(clocks.map(\.json), total: clocks.count))
    }
    api.post("cases/{id}/actions") { request, context in
      let actor = try context.signedIn()
      let json = try await request.json()
      guard let action = json["action"]?.stringValue else { throw Rejection.invalid([Problem("/action", "required")]) }
      var data = json["data"] ?? [:]
      if let comment = json["comment"], data["comment"] == nil { data["comment"] = comment }
      let record = try await casework.act(
        try id(context), CaseCommand(action: action, data: data, task: json["task"]?.stringValue.map { TaskID($0) }), by: actor)
      return Response.json((try await casework.view(record.id, by: actor)).json(casework))
    }
    api.get("tasks") { request, context in
      let limit = request.query("limit").flatMap { Int($0) } ?? 20
      guard (1...200).contains(limit) else { throw Rejection.invalid([Problem("/limit", "limit")]) }
      let query = InboxQuery(
        role: request.query("role").flatMap(Role.init), agency: request.query("queue").flatMap(AgencyID.init),
        light: request.query("light").flatMap(InboxQuery.Light.init), limit: limit, cursor: request.query("cursor"))
      let tasks = try await casework.inbox(query, by: try context.signedIn())
      return Response.json(list(tasks.items.map(\.json), total: tasks.total, next: tasks.next))
    }
    api.post("tasks/{id}/claim") { _, context in
      try await casework.claim(TaskID(try context.parameters.require("id")), by: try context.signedIn())
      return Response(status: .noContent)
    }
  }

  private func id(_ context: WebContext) throws -> CaseID { CaseID(try context.parameters.require("id")) }
}

func list(_ items: [JSON], total: Int, next: String? = nil) -> JSON {
  ["items": .array(items), "total": .number(JSONNumber(total)), "next": next.map(JSON.string) ?? .null]
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
