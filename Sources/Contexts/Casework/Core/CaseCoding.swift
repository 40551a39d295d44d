import JSON
import Kernel
import WorkingTime

// How events and states are written as JSON. Old rows are read for as long as there are any: members are added, never renamed.

extension CaseEvent {
  /// The public part; `personal` is kept beside it.
  var body: JSON {
    var json: JSON = ["kind": .string(kind.rawValue)]
    if let post { json["post"] = ["role": .string(post.role.rawValue), "agency": .string(post.agency.description)] }
    if let action { json["action"] = .string(action) }
    if let from { json["from"] = .string(from) }
    if !closes.isEmpty { json["closes"] = .array(closes.map { .string($0.text) }) }
    if !opens.isEmpty { json["opens"] = .array(opens.map(\.json)) }
    if !enters.isEmpty { json["enters"] = .array(enters.map(JSON.string)) }
    if !starts.isEmpty { json["starts"] = .array(starts.map(\.json)) }
    if !clocks.isEmpty { json["clocks"] = .array(clocks.map(\.json)) }
    if !moves.isEmpty { json["moves"] = .array(moves.map(\.json)) }
    if !stops.isEmpty { json["stops"] = .array(stops.map(JSON.string)) }
    if let decision { json["decision"] = .string(decision) }
    if let outcome { json["outcome"] = .string(outcome) }
    if let receipt { json["receipt"] = .string(receipt) }
    if facts != [:] { json["facts"] = facts }
    return json
  }

  init?(sequence: Int, at: Instant, actor: String, body: JSON, personal: JSON) {
    guard let kind = body["kind"]?.stringValue.flatMap(Kind.init) else { return nil }
    let post: Post? = body["post"].flatMap { json in
      guard let role = json["role"]?.stringValue.flatMap(Role.init),
        let agency = json["agency"]?.stringValue.flatMap(AgencyID.init)
      else { return nil }
      return Post(role: role, agency: agency)
    }
    self.init(
      sequence: sequence, kind: kind, at: at, actor: PartyID(actor), post: post, action: body["action"]?.stringValue,
      from: body["from"]?.stringValue, closes: body.texts("closes").map { TaskID($0) },
      opens: (body["opens"]?.arrayValue ?? []).compactMap(OpenTask.init), enters: body.texts("enters"),
      starts: (body["starts"]?.arrayValue ?? []).compactMap(ClockRun.init), stops: body.texts("stops"),
      clocks: (body["clocks"]?.arrayValue ?? []).compactMap(ClockRun.init),
      moves: (body["moves"]?.arrayValue ?? []).compactMap(OpenTask.init),
      decision: body["decision"]?.stringValue, outcome: body["outcome"]?.stringValue, receipt: body["receipt"]?.stringValue,
      facts: body["facts"] ?? [:], personal: personal)
  }
}

extension OpenTask {
  var json: JSON {
    var json: JSON = [
      "id": .string(id.text), "state": .string(state), "openedAt": .integer(openedAt.milliseconds),
      "due": .string(due.description),
      "soonFrom": .string(soonFrom.description),
    ]
    if let role { json["role"] = .string(role.rawValue) }
    if let agency { json["agency"] = .string(agency.description) }
    if provisional { json["provisional"] = .bool(true) }
    if let expiresAt { json["expiresAt"] = .integer(expiresAt.milliseconds) }
    return json
  }

  init?(_ json: JSON) {
    guard let id = json["id"]?.stringValue, let state = json["state"]?.stringValue, let openedAt = json["openedAt"]?.intValue,
      let due = json["due"]?.stringValue.flatMap({ CivilDate($0) }),
      let soonFrom = json["soonFrom"]?.stringValue.flatMap({ CivilDate($0) })
    else { return nil }
    self.init(
      id: TaskID(id), state: state, role: json["role"]?.stringValue.flatMap(Role.init),
      agency: json["agency"]?.stringValue.flatMap(AgencyID.init), openedAt: Instant(milliseconds: Int64(openedAt)), due: due,
      soonFrom: soonFrom, provisional: json["provisional"]?.boolValue ?? false,
      expiresAt: json["expiresAt"]?.intValue.map { Instant(milliseconds: Int64($0)) })
  }
}

extension ClockRun {
  var json: JSON {
    var json: JSON = [
      "key": .string(key), "startedAt": .integer(startedAt.milliseconds), "limitDays": .integer(Int64(limitDays)),
      "due": .string(due.description),
    ]
    if provisional { json["provisional"] = .bool(true) }
    if let stoppedAt { json["stoppedAt"] = .integer(stoppedAt.milliseconds) }
    if let limitMinutes { json["limitMinutes"] = .integer(Int64(limitMinutes)) }
    if let deemedBy { json["deemedBy"] = .string(deemedBy) }
    if !changes.isEmpty { json["changes"] = .array(changes.map(\.json)) }
    return json
  }

  init?(_ json: JSON) {
    guard let key = json["key"]?.stringValue, let startedAt = json["startedAt"]?.intValue,
      let days = json["limitDays"]?.intValue,
      let due = json["due"]?.stringValue.flatMap({ CivilDate($0) })
    else { return nil }
    self.init(
      key: key, startedAt: Instant(milliseconds: Int64(startedAt)), limitDays: Int(days),
      limitMinutes: json["limitMinutes"]?.intValue.map { Int($0) }, due: due,
      provisional: json["provisional"]?.boolValue ?? false,
      stoppedAt: json["stoppedAt"]?.intValue.map { Instant(milliseconds: Int64($0)) }, deemedBy: json["deemedBy"]?.stringValue,
      changes: (json["changes"]?.arrayValue ?? []).compactMap(ClockEntry.init))
  }
}

extension ClockEntry {
  var json: JSON {
    var json: JSON = ["kind": .string(kind.rawValue), "at": .integer(at.milliseconds)]
    if !subject.isEmpty { json["subject"] = .string(subject) }
    if days != 0 { json["days"] = .integer(Int64(days)) }
    if !source.isEmpty { json["source"] = .string(source) }
    return json
  }

  init?(_ json: JSON) {
    guard let kind = json["kind"]?.stringValue.flatMap(Kind.init), let at = json["at"]?.intValue else { return nil }
    self.init(
      kind, at: Instant(milliseconds: Int64(at)), subject: json["subject"]?.stringValue ?? "",
      days: json["days"]?.intValue.map { Int($0) } ?? 0, source: json["source"]?.stringValue ?? "")
  }
}

extension CaseTerms {
  var json: JSON {
    [
      "service": .string(service), "serviceName": .string(serviceName), "plainName": .string(plainName),
      "region": .string(region),
      "procedure": .string(procedure), "procedureVersion": .integer(Int64(procedureVersion)),
      "promisedDays": .integer(Int64(promisedDays)), "legalDays": .integer(Int64(legalDays)),
      "accepting": .string(accepting.description), "responsible": .string(responsible.description),
      "issuing": .string(issuing.description), "result": .string(result), "epoch": .integer(epoch),
    ]
  }

  init?(_ json: JSON) {
    guard let service = json["service"]?.stringValue, let serviceName = json["serviceName"]?.stringValue,
      let region = json["region"]?.stringValue, let procedure = json["procedure"]?.stringValue,
      let version = json["procedureVersion"]?.intValue, let promised = json["promisedDays"]?.intValue,
      let legal = json["legalDays"]?.intValue, let accepting = json["accepting"]?.stringValue.flatMap(AgencyID.init),
      let responsible = json["responsible"]?.stringValue.flatMap(AgencyID.init),
      let issuing = json["issuing"]?.stringValue.flatMap(AgencyID.init)
    else { return nil }
    self.init(
      service: service, serviceName: serviceName, plainName: json["plainName"]?.stringValue ?? serviceName, region: region,
      procedure: procedure, procedureVersion: Int(version), promisedDays: Int(promised), legalDays: Int(legal),
      accepting: accepting,
      responsible: responsible, issuing: issuing, result: json["result"]?.stringValue ?? "",
      epoch: json["epoch"]?.intValue.map { Int64($0) } ?? 0)
  }
}

extension CaseState {
  var json: JSON {
    var json: JSON = [
      "terms": terms.json, "opened": .integer(Int64(opened)), "tasks": .array(tasks.map(\.json)),
      "clocks": .array(clocks.map(\.json)),
    ]
    var done: JSON = [:]
    for (action, party) in doneBy.sorted(by: { $0.key < $1.key }) { done[action] = .string(party.text) }
    json["doneBy"] = done
    if let decision { json["decision"] = .string(decision) }
    if let resultNumber { json["resultNumber"] = .string(resultNumber) }
    if let acceptedAt { json["acceptedAt"] = .integer(acceptedAt.milliseconds) }
    if let decidedAt { json["decidedAt"] = .integer(decidedAt.milliseconds) }
    if let receivedAt { json["receivedAt"] = .integer(receivedAt.milliseconds) }
    if !waits.isEmpty {
      json["waits"] = .array(
        waits.map { .array([.integer($0.from.milliseconds)] + ($0.to.map { [.integer($0.milliseconds)] } ?? [])) })
    }
    return json
  }

  mutating func take(_ json: JSON) {
    opened = json["opened"]?.intValue.map { Int($0) } ?? 0
    tasks = (json["tasks"]?.arrayValue ?? []).compactMap(OpenTask.init)
    clocks = (json["clocks"]?.arrayValue ?? []).compactMap(ClockRun.init)
    for (action, party) in json["doneBy"]?.objectValue ?? JSONObject() {
      doneBy[action] = party.stringValue.map { PartyID($0) }
    }
    decision = json["decision"]?.stringValue
    resultNumber = json["resultNumber"]?.stringValue
    acceptedAt = json["acceptedAt"]?.intValue.map { Instant(milliseconds: Int64($0)) }
    decidedAt = json["decidedAt"]?.intValue.map { Instant(milliseconds: Int64($0)) }
    receivedAt = json["receivedAt"]?.intValue.map { Instant(milliseconds: Int64($0)) }
    waits = (json["waits"]?.arrayValue ?? []).compactMap { wait in
      let moments = (wait.arrayValue ?? []).compactMap { $0.intValue.map { Instant(milliseconds: Int64($0)) } }
      return moments.first.map { SupplementWait(from: $0, to: moments.count > 1 ? moments[1] : nil) }
    }
  }
}

extension JSON {
  func texts(_ key: String) -> [String] { (self[key]?.arrayValue ?? []).compactMap(\.stringValue) }
  static func integer(_ number: Int64) -> JSON { .number(JSONNumber(number)) }
}
