import JSON

/// One operation as the OpenAPI document has it.
struct OperationDescription {
  let route: APIDocument.Route
  private var operation: Operation { route.operation }
  private var isWrite: Bool { route.method != "GET" }
  private var takesBody: Bool { operation.body != nil || operation.multipart }

  /// The kind of things that it is about: the first word of its path behind the version.
  var tag: String {
    let words = route.path.split(separator: "/").map(String.init)
    guard words.count > 2 else { return "probes" }
    return words[2].contains(".") ? "document" : words[2]
  }

  /// Names of the places in the path.
  var places: [String] {
    route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
  }

  var json: JSON {
    var json: JSON = ["tags": [.string(tag)], "summary": .string(operation.summary), "operationId": .string(name)]
    if !operation.about.isEmpty { json["description"] = .string(operation.about) }
    json["parameters"] = .array(parameters)
    json["requestBody"] = requestBody
    json["responses"] = responses
    json["security"] = operation.isOpen ? [] : [["session": []]]
    if let scope = operation.scope { json["x-scope"] = .string(scope) }
    return json
  }

  private var name: String {
    let path = route.path.replacing("/api/v1", with: "", maxReplacements: 1)
    return route.method.lowercased()
      + path.split(whereSeparator: { "/{}-.".contains($0) }).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private var parameters: [JSON] {
    func parameter(_ name: String, in place: String, _ type: String) -> JSON {
      var schema = SchemaText.schema(type)
      var json: JSON = ["name": .string(name), "in": .string(place), "required": .bool(place == "path")]
      if let about = schema["description"] {
        json["description"] = about
        schema["description"] = nil
      }
      json["schema"] = schema
      return json
    }
    var list = places.map { name in
      parameter(name, in: "path", operation.path.first { $0.name == name }?.type ?? "string(1..100)")
    }
    list += operation.query.map { parameter($0.name, in: "query", RequestGate.type(of: $0)) }
    if isWrite, !operation.isOpen {
      list.append([
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "Of the caller's choice: the same key and request have one effect, and are answered with it.",
        "schema": ["type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"],
      ])
    }
    return list
  }

  private var requestBody: JSON? {
    if operation.multipart {
      return [
        "required": true,
        "content": [
          "multipart/form-data": [
            "schema": ["type": "object", "required": ["file"], "properties": ["file": ["type": "string", "format": "binary"]]]
          ]
        ],
      ]
    }
    guard let body = operation.body else { return nil }
    return ["required": true, "content": ["application/json": ["schema": SchemaText.schema(body)]]]
  }

  private var responses: JSON {
    var success: JSON = ["description": .string(operation.summary)]
    if let answer = operation.answer {
      success["content"] = ["application/json": ["schema": SchemaText.schema(answer)]]
    } else if !operation.media.isEmpty {
      var content: JSON = [:]
      for media in operation.media { content[media] = [:] }
      success["content"] = content
    }
    if operation.location {
      success["headers"] = [
        "Location": ["description": "Where what was made is read", "schema": ["type": "string", "format": "uri-reference"]]
      ]
    }
    var json: JSON = [:]
    json[String(operation.status)] = success
    for (status, codes) in refusals {
      let told = operation.refusals == nil ? nil : codes
      var answer: JSON = ["description": .string(Self.titles[status] ?? "Refused")]
      if status == 429 {
        answer["headers"] = [
          "Retry-After": ["description": "Seconds to wait, when known", "schema": ["type": "integer", "minimum": 0]]
        ]
      }
      answer["content"] = [
        "application/problem+json": ["schema": ProblemSchemas.schema(told, faults: status == 422 && told != nil ? faults : [])]
      ]
      json[String(status)] = answer
    }
    for other in operation.also {
      let name = String(other.status)
      var answer: JSON = json[name] ?? ["description": .string(operation.summary)]
      var content = answer["content"] ?? [:]
      content["application/json"] = ["schema": SchemaText.schema(other.answer)]
      answer["content"] = content
      json[name] = answer
    }
    return json
  }

  /// What it may refuse with, by status: what every operation of its kind may, and its own.
  private var refusals: [(status: Int, codes: [String])] {
    var codes: [Int: [String]] = [
      400: ["malformed"], 401: ["unauthenticated"], 422: ["invalid"], 500: ["internal"],
      503: ["unavailable", "databaseBusy", "databaseAway", "diskFull"],
    ]
    codes[429] = ["tooMany", "rateLimited"]
    if !operation.isOpen { codes[403] = ["forbidden", "tokenNotHere", "scopeMissing", "secondFactorEnrol"] }
    // A body may name what there is not, as a path may.
    if !places.isEmpty || takesBody { codes[404] = ["notFound"] }
    if takesBody {
      codes[400, default: []] += operation.multipart ? ["malformedForm"] : ["malformedJSON"]
      codes[413] = ["bodyTooLarge"]
      codes[415] = operation.multipart ? ["multipartExpected"] : ["jsonExpected"]
    }
    if isWrite, !operation.isOpen {
      codes[400, default: []].append("idempotencyKey")
      codes[409] = ["idempotencyRunning"]
      codes[413, default: []] += codes[413] == nil ? ["bodyTooLarge"] : []
      codes[422, default: []].append("idempotencyReused")
    }
    for (status, more) in operation.refusals ?? [] { codes[status, default: []] += more }
    return codes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// What may be wrong with a single field.
  private var faults: [String] {
    (ParameterFault.codes + (takesBody ? SchemaFaultCode.all : []) + operation.faults).reduce(into: []) { list, code in
      if !list.contains(code) { list.append(code) }
    }
  }

  static let titles = [
    400: "Not to be read", 401: "Not signed in", 403: "Not allowed", 404: "Not there, or not yours",
    409: "Not possible in this state",
    413: "Too large", 415: "Of a kind that is not taken", 422: "Well-formed but wrong", 429: "Too many at once",
    500: "Our fault",
    503: "Not available at the moment",
  ]
}
