import JSON

/// The document as people read it: operations by what they are about, and schemas with their members. Made from the document alone.
struct APIReference {
  struct Member {
    let name: String
    let type: [TypeWord]
    let required: Bool
    let about: String
  }

  /// A piece of a type in words; with the schema it names, if it names one.
  struct TypeWord: Equatable {
    let text: String
    let schema: String?
  }

  struct Answer {
    let status: String
    let about: String
    let type: [TypeWord]
    let codes: [String]
  }

  struct Operation {
    let method: String
    let path: String
    let name: String
    let summary: String
    let about: String
    let isOpen: Bool
    let scope: String?
    /// Place, then what stands there.
    let parameters: [(place: String, member: Member)]
    let body: [TypeWord]?
    let bodyKind: String
    let answers: [Answer]
    /// Codes of single fields.
    let faults: [String]
    let curl: String
  }

  struct Group {
    let name: String
    let operations: [Operation]
  }

  struct Schema {
    let name: String
    let about: String
    let type: [TypeWord]
    let members: [Member]
  }

  let about: String
  let groups: [Group]
  let schemas: [Schema]

  init(_ document: JSON) {
    about = document["info"]?["description"]?.stringValue ?? ""
    let examples = SchemaExamples(document)
    var operations: [String: [Operation]] = [:]
    var names: [String] = []
    for (path, item) in document["paths"]?.objectValue ?? JSONObject() {
      for (method, operation) in item.objectValue ?? JSONObject() {
        let group = operation["tags"]?[0]?.stringValue ?? ""
        if operations[group] == nil { names.append(group) }
        operations[group, default: []].append(Self.operation(method.uppercased(), path, operation, examples))
      }
    }
    groups = names.map { Group(name: $0, operations: operations[$0] ?? []) }
    schemas = (document["components"]?["schemas"]?.objectValue ?? JSONObject()).map { name, json in
      Schema(
        name: name, about: json["description"]?.stringValue ?? "", type: SchemaWords.of(json), members: Self.members(json))
    }.sorted { $0.name < $1.name }
  }

  private static func operation(_ method: String, _ path: String, _ json: JSON, _ examples: SchemaExamples) -> Operation {
    let parameters = (json["parameters"]?.arrayValue ?? []).map { parameter in
      (
        place: parameter["in"]?.stringValue ?? "",
        member: Member(
          name: parameter["name"]?.stringValue ?? "", type: SchemaWords.of(parameter["schema"] ?? [:]),
          required: parameter["required"] == true,
          about: parameter["description"]?.stringValue ?? examples.resolved(parameter["schema"] ?? [:])["description"]?
            .stringValue
            ?? "")
      )
    }
    let content = json["requestBody"]?["content"]?.objectValue?.first { _ in true }
    let answers = (json["responses"]?.objectValue ?? JSONObject()).map { status, answer in
      let media = answer["content"]?.objectValue?.first { _ in true }
      let isProblem = media?.key == "application/problem+json"
      let codes = media?.value["schema"]?["allOf"]?[1]?["properties"]?["type"]?["enum"]?.arrayValue ?? []
      return Answer(
        status: status, about: answer["description"]?.stringValue ?? "",
        type: isProblem ? [] : media.map { SchemaWords.of($0.value["schema"] ?? [:], else: $0.key) } ?? [],
        codes: codes.compactMap { $0.stringValue.map { String($0.dropFirst("/problems/".count)) } })
    }
    let errors = json["responses"]?["422"]?["content"]?["application/problem+json"]?["schema"]?["allOf"]?[1]?["properties"]?[
      "errors"]
    return Operation(
      method: method, path: path, name: json["operationId"]?.stringValue ?? "", summary: json["summary"]?.stringValue ?? "",
      about: json["description"]?.stringValue ?? "", isOpen: json["security"]?.arrayValue?.isEmpty == true,
      scope: json["x-scope"]?.stringValue, parameters: parameters,
      body: content.map { SchemaWords.of($0.value["schema"] ?? [:], else: $0.key) }, bodyKind: content?.key ?? "",
      answers: answers,
      faults: (errors?["items"]?["properties"]?["code"]?["enum"]?.arrayValue ?? []).compactMap(\.stringValue),
      curl: curl(method, path, json, examples))
  }

  static func members(_ json: JSON) -> [Member] {
    let required = Set((json["required"]?.arrayValue ?? []).compactMap(\.stringValue))
    return (json["properties"]?.objectValue ?? JSONObject()).map { name, member in
      Member(
        name: name, type: SchemaWords.of(member), required: required.contains(name),
        about: member["description"]?.stringValue ?? "")
    }
  }

  /// A request as one types it.
  private static func curl(_ method: String, _ path: String, _ json: JSON, _ examples: SchemaExamples) -> String {
    var target = path
    for parameter in json["parameters"]?.arrayValue ?? [] where parameter["in"] == "path" {
      let value = examples.value(of: parameter["schema"] ?? [:])
      target = target.replacing("{\(parameter["name"]?.stringValue ?? "")}", with: value.stringValue ?? value.text)
    }
    var words = method == "GET" ? "curl" : "curl -X \(method)"
    if json["security"]?.arrayValue?.isEmpty == false { words += " -H \"Authorization: Bearer $TOKEN\"" }
    let content = json["requestBody"]?["content"]
    if let body = content?["application/json"]?["schema"] {
      words += " -H 'Content-Type: application/json' -d '\(examples.value(of: body).text)'"
    } else if content?["multipart/form-data"] != nil {
      words += " -F file=@scan.pdf"
    }
    return words + " \"$HOST\(target)\""
  }
}
