public import JSON
import Kernel
import Tables
import WorkingTime

/// Reads procedures from their files.
public enum ProcedureReader {
  /// Reads one. What cannot be read is a fault with its place; nothing is guessed.
  public static func read(_ json: JSON, file: String) throws -> Procedure {
    var reader = Reader(file: file)
    let procedure = reader.procedure(json)
    guard reader.faults.isEmpty else { throw ProcedureFaults(faults: reader.faults) }
    return procedure
  }

  /// Reads a procedure's YAML.
  public static func read(yaml text: String, file: String) throws -> Procedure {
    try read(try YAML.parse(text, file: file), file: file)
  }
}

private struct Reader {
  let file: String
  var faults: [ProcedureFault] = []

  mutating func fault(_ place: String, _ code: String) {
    faults.append(ProcedureFault(procedure: file, place: place, code: code))
  }

  mutating func text(_ json: JSON?, _ place: String) -> String {
    guard let text = json?.stringValue else {
      fault(place, "textExpected")
      return ""
    }
    return text
  }

  mutating func number(_ json: JSON?, _ place: String) -> Int {
    guard let number = json?.intValue else {
      fault(place, "numberExpected")
      return 0
    }
    return Int(number)
  }

  mutating func wording(_ json: JSON?, _ place: String) -> Procedure.Wording {
    Procedure.Wording(zh: text(json?["zh"], place + ".zh"), en: text(json?["en"], place + ".en"))
  }

  mutating func choice<Value: RawRepresentable>(_ json: JSON?, _ place: String, _ fallback: Value) -> Value
  where Value.RawValue == String {
    guard let value = json?.stringValue.flatMap(Value.init(rawValue:)) else {
      fault(place, "unknownWord:\(json?.stringValue ?? "")")
      return fallback
    }
    return value
  }

  /// Members other than these are mistakes of spelling, and told.
  mutating func only(_ json: JSON, _ keys: Set<String>, _ place: String) {
    for (key, _) in json.objectValue ?? JSONObject() where !keys.contains(key) { fault(place, "unknownMember:\(key)") }
  }

  mutating func procedure(_ json: JSON) -> Procedure {
    only(json, ["key", "version", "name", "summary", "clocks", "entry", "states"], "")
    let clocks = (json["clocks"]?.objectValue ?? JSONObject()).map { key, value in
      Procedure.ClockRule(
        key: key, name: wording(value["name"], "clocks.\(key).name"),
        limit: clockLimit(value["limit"], "clocks.\(key).limit"),
        source: wording(value["source"], "clocks.\(key).source"))
    }
    var entry: [String: String] = [:]
    for (key, value) in json["entry"]?.objectValue ?? JSONObject() { entry[key] = text(value, "entry.\(key)") }
    let states = (json["states"]?.objectValue ?? JSONObject()).map { key, value in state(key, value) }
    return Procedure(
      key: text(json["key"], "key"), version: number(json["version"], "version"), name: wording(json["name"], "name"),
      summary: wording(json["summary"], "summary"), clocks: clocks, entry: entry, states: states)
  }

  /// `promisedDays` and `legalDays` of the offering, or `{workingDays: 45}`, `{workingMinutes: 40}`.
  mutating func clockLimit(_ json: JSON?, _ place: String) -> Procedure.ClockRule.Limit {
    switch json?.stringValue {
    case "promisedDays"?: return .promisedDays
    case "legalDays"?: return .legalDays
    case let word?:
      fault(place, "unknownWord:\(word)")
      return .promisedDays
    case nil: break
    }
    if let minutes = json?["workingMinutes"] { return .fixed(.workingMinutes(number(minutes, place))) }
    return .fixed(.workingDays(number(json?["workingDays"], place)))
  }

  mutating func state(_ key: String, _ json: JSON) -> Procedure.State {
    only(json, ["stage", "name", "task", "limit", "expires", "tacit", "passes", "after", "ends", "actions"], key)
    var waiting: Procedure.Waiting?
    if let task = json["task"] {
      if task["role"]?.stringValue == "applicant" {
        waiting = .applicant
      } else {
        waiting = .staff(
          choice(task["role"], "\(key).task.role", .windowClerk), at: choice(task["at"], "\(key).task.at", .accepting))
      }
    }
    var limit: Procedure.Limit?
    if let json = json["limit"] {
      if let clock = json["clock"]?.stringValue {
        limit = .clock(clock)
      } else if let clock = json["pause"]?.stringValue {
        limit = .pause(clock)
      } else {
        limit = .workingDays(
          number(json["workingDays"], "\(key).limit"), article: text(json["article"], "\(key).limit.article"))
      }
    }
    let expiry = json["expires"].map {
      Procedure.Expiry(workingDays: number($0["workingDays"], "\(key).expires"), to: texts($0["to"], "\(key).expires.to"))
    }
    let tacit = json["tacit"].map {
      Procedure.TacitConsent(
        clock: text($0["clock"], "\(key).tacit.clock"), to: texts($0["to"], "\(key).tacit.to"),
        article: text($0["article"], "\(key).tacit.article"))
    }
    let actions = (json["actions"]?.objectValue ?? JSONObject()).map { action($0, $1, in: key) }
    return Procedure.State(
      key: key, stage: choice(json["stage"], "\(key).stage", .done), name: wording(json["name"], "\(key).name"),
      waiting: waiting,
      limit: limit, expiry: expiry, tacit: tacit, passes: texts(json["passes"], "\(key).passes"),
      after: texts(json["after"], "\(key).after"),
      ends: json["ends"]?.stringValue, actions: actions)
  }

  mutating func action(_ key: String, _ json: JSON, in state: String) -> Procedure.Action {
    let place = "\(state).\(key)"
    only(
      json,
      [
        "name", "by", "at", "to", "starts", "stops", "pauses", "resumes", "extends", "deems", "article", "once",
        "otherPersonThan", "decision", "receipt", "changesForm", "result",
        "data",
      ], place)
    let by = json["by"]?.stringValue
    let role = by.flatMap(Role.init)
    if let by, by != "applicant", role == nil { fault("\(place).by", "unknownWord:\(by)") }
    let extends = json["extends"].map {
      Procedure.Extension(clocks: texts($0["clocks"], "\(place).extends"), by: number($0["by"], "\(place).extends.by"))
    }
    let deems = json["deems"].map {
      Procedure.Deeming(
        workingDays: number($0["workingDays"], "\(place).deems"), clocks: texts($0["clocks"], "\(place).deems"),
        article: text($0["article"], "\(place).deems.article"))
    }
    let data = (json["data"]?.arrayValue ?? []).map { field($0, in: place) }
    return Procedure.Action(
      key: key, name: wording(json["name"], "\(place).name"), byApplicant: by == "applicant", role: role,
      place: json["at"].map { choice($0, "\(place).at", .responsible) } ?? .responsible,
      to: texts(json["to"], "\(place).to"),
      starts: texts(json["starts"], place), stops: texts(json["stops"], place), pauses: texts(json["pauses"], place),
      resumes: texts(json["resumes"], place), extends: extends, deems: deems, article: json["article"]?.stringValue ?? "",
      once: json["once"]?.boolValue ?? false,
      otherPersonThan: texts(json["otherPersonThan"], place), decision: json["decision"]?.stringValue,
      receipt: json["receipt"]?.stringValue, changesForm: json["changesForm"]?.boolValue ?? false,
      makesResult: json["result"]?.boolValue ?? false, data: data)
  }

  mutating func field(_ json: JSON, in place: String) -> Procedure.DataField {
    only(json, ["key", "type", "name", "required", "max", "options"], place)
    let key = text(json["key"], place)
    let options = (json["options"]?.objectValue ?? JSONObject()).map { (key: $0, name: wording($1, "\(place).\(key).\($0)")) }
    var limits: [String: Int] = [:]
    for (option, value) in json["options"]?.objectValue ?? JSONObject() {
      if let days = value["days"] { limits[option] = number(days, "\(place).\(key).\(option).days") }
    }
    return Procedure.DataField(
      key: key, kind: choice(json["type"], "\(place).\(key)", .text), name: wording(json["name"], "\(place).\(key)"),
      required: json["required"]?.boolValue ?? false, longest: json["max"]?.intValue.map { Int($0) } ?? 200, options: options,
      limits: limits)
  }

  mutating func texts(_ json: JSON?, _ place: String) -> [String] {
    guard let json else { return [] }
    guard let array = json.arrayValue else {
      fault(place, "listExpected")
      return []
    }
    return array.map { text($0, place) }
  }
}
