import HTTPTypes
import JSON
import JSONSchema
import Synchronization

/// What an OpenAPI document says of requests and answers, judged by the engine for JSON Schema.
final class DocumentChecks: Sendable {
  let document: JSON
  private let compiled = Mutex<[String: JSONSchema]>([:])
  private let templates: [(parts: [Substring], item: JSON)]

  private static let known = Mutex<[[UInt8]: DocumentChecks]>([:])

  /// Checks by the document of these bytes; the same for the same bytes, with what is compiled.
  static func of(_ bytes: [UInt8]) throws -> DocumentChecks {
    if let checks = known.withLock({ $0[bytes] }) { return checks }
    let checks = DocumentChecks(try JSON.parse(bytes))
    known.withLock { $0[bytes] = checks }
    return checks
  }

  init(_ document: JSON) {
    self.document = document
    templates = (document["paths"]?.objectValue ?? JSONObject()).map { ($0.key.split(separator: "/"), $0.value) }
  }

  /// All that is not as the document has it.
  func faults(
    _ path: String, _ method: String, sent body: [UInt8]?, status: Int, _ headers: HTTPFields, answer: [UInt8]
  ) -> [String] {
    let type = (headers[.contentType] ?? "").prefix { $0 != ";" }
    guard let item = item(path) else {
      return status == 404 && type == "application/problem+json" ? [] : ["the path is not described"]
    }
    guard let operation = item[method == "HEAD" ? "get" : method.lowercased()] else {
      return status == 405 && headers[.allow] != nil ? [] : ["the method is not described"]
    }
    guard let described = operation["responses"]?[String(status)] else { return ["the status is not described"] }
    guard method != "HEAD" else { return [] }
    var faults = judge(answer, String(type), described["content"], "answer")
    for (name, header) in described["headers"]?.objectValue ?? JSONObject() where header["required"] == true {
      if let field = HTTPField.Name(name), headers[field] == nil { faults.append("the header \(name) is missing") }
    }
    if (200..<300).contains(status), let body, let content = operation["requestBody"]?["content"],
      content["application/json"] != nil
    {
      faults += judge(body, "application/json", content, "accepted body")
    }
    return faults
  }

  private func item(_ path: String) -> JSON? {
    let parts = path.split(separator: "/")
    return templates.filter { template in
      template.parts.count == parts.count && zip(template.parts, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }.min { $0.parts.filter { $0.hasPrefix("{") }.count < $1.parts.filter { $0.hasPrefix("{") }.count }?.item
  }

  private func judge(_ bytes: [UInt8], _ type: String, _ content: JSON?, _ what: String) -> [String] {
    guard let content, content.objectValue?.isEmpty == false else {
      return bytes.isEmpty ? [] : ["the \(what) should be empty"]
    }
    guard let media = content[type] else { return ["the \(what) is of the kind \(type), which is not described"] }
    guard let schema = media["schema"], type.hasSuffix("json") else { return [] }
    do {
      return try check(schema).errors(in: bytes).map { "\(what) \($0.instance): \($0.message(.english)) (\($0.schema))" }
    } catch { return ["the \(what) cannot be judged: \(error)"] }
  }

  /// The schema, with the components that it may refer to.
  func check(_ schema: JSON) throws -> JSONSchema {
    let key = schema.text
    if let known = compiled.withLock({ $0[key] }) { return known }
    var root = schema
    root["components"] = ["schemas": document["components"]?["schemas"] ?? [:]]
    let made = try JSONSchema(root, options: SchemaOptions(checksFormats: true))
    compiled.withLock { $0[key] = made }
    return made
  }
}
