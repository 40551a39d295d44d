import JSON

extension APIDocument {
  /// The document as a page of Markdown.
  public var markdown: String {
    let reference = APIReference(json)
    var lines = [
      "# Interface", "", "Made from the routes by `make api-docs`; the same as `/api` shows and `/api/v1/openapi.json` holds.",
      "",
      reference.about, "", "`TOKEN`: the token of `POST /api/v1/sessions`. `HOST`: as in `http://127.0.0.1:8080`.", "",
    ]
    for group in reference.groups {
      lines += ["## \(group.name)", ""]
      for operation in group.operations { lines += Self.lines(operation) }
    }
    lines += ["## Schemas", ""]
    for schema in reference.schemas {
      lines += ["### \(schema.name)", ""]
      if !schema.about.isEmpty { lines += [schema.about, ""] }
      if schema.members.isEmpty { lines += [Self.words(schema.type), ""] } else { lines += Self.table(schema.members) }
    }
    return lines.joined(separator: "\n")
  }

  private static func lines(_ operation: APIReference.Operation) -> [String] {
    var lines = ["### \(operation.method) \(operation.path)", "", "\(operation.summary). \(operation.about)", ""]
    lines += [
      operation.isOpen ? "Open to all." : "Needs a session" + (operation.scope.map { ", scope `\($0)`" } ?? "") + ".", "",
    ]
    if !operation.parameters.isEmpty {
      lines += ["| parameter | in | type | |", "|---|---|---|---|"]
      for (place, member) in operation.parameters {
        lines.append("| `\(member.name)` | \(place) | \(words(member.type)) | \(cell(member.about)) |")
      }
      lines.append("")
    }
    if let body = operation.body { lines += ["Body (`\(operation.bodyKind)`): \(words(body))", ""] }
    lines += ["| status | answer | codes |", "|---|---|---|"]
    for answer in operation.answers {
      let what = answer.type.isEmpty ? answer.about : words(answer.type)
      lines.append("| \(answer.status) | \(what) | \(answer.codes.map { "`\($0)`" }.joined(separator: " ")) |")
    }
    lines.append("")
    if !operation.faults.isEmpty {
      lines += ["Codes of fields (422): \(operation.faults.map { "`\($0)`" }.joined(separator: " "))", ""]
    }
    return lines + ["```sh", operation.curl, "```", ""]
  }

  private static func table(_ members: [APIReference.Member]) -> [String] {
    ["| member | type | |", "|---|---|---|"]
      + members.map { "| `\($0.name)`\($0.required ? "" : " (may be left out)") | \(words($0.type)) | \(cell($0.about)) |" } + [
        ""
      ]
  }

  private static func words(_ type: [APIReference.TypeWord]) -> String {
    type.map { word in
      word.schema.map { "[\(word.text)](#\($0.lowercased()))" } ?? cell(word.text)
    }.joined()
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
