import JSON

/// Schemas of what is answered when something is wrong (RFC 9457).
enum ProblemSchemas {
  static let all: [(name: String, json: JSON)] = [
    (
      "Problem",
      [
        "type": "object", "description": "Why a request was refused (RFC 9457)",
        "required": ["type", "title", "status", "detail"],
        "properties": [
          "type": [
            "type": "string", "pattern": "^/problems/[a-zA-Z]+$", "description": "Which refusal; stable",
            "examples": ["/problems/invalid"],
          ],
          "title": ["type": "string", "description": "The status in words"],
          "status": ["type": "integer", "minimum": 400, "maximum": 599],
          "detail": ["type": "string", "description": "What to do about it, in words for people"],
          "errors": [
            "type": "array", "description": "All fields that are wrong", "items": ["$ref": "#/components/schemas/FieldProblem"],
          ],
        ], "additionalProperties": false,
      ]
    ),
    (
      "FieldProblem",
      [
        "type": "object", "required": ["pointer", "code", "message"],
        "properties": [
          "pointer": [
            "type": "string", "format": "json-pointer",
            "description": "Where: JSON Pointer (RFC 6901) into the body, or / and the name of a parameter",
            "examples": ["/form/mobile"],
          ],
          "code": [
            "type": "string", "pattern": "^[a-zA-Z]+$", "description": "What is wrong; stable", "examples": ["required"],
          ],
          "message": ["type": "string", "description": "The same in words for people"],
        ], "additionalProperties": false,
      ]
    ),
  ]

  /// The problems of one status: any refusal, or one of these; `faults`: what may be wrong with single fields.
  static func schema(_ codes: [String]?, faults: [String] = []) -> JSON {
    let problem: JSON = ["$ref": "#/components/schemas/Problem"]
    guard let codes else { return problem }
    var properties: JSON = ["type": ["enum": .array(codes.map { .string("/problems/\($0)") })]]
    if !faults.isEmpty {
      properties["errors"] = ["items": ["properties": ["code": ["enum": .array(faults.map(JSON.string))]]]]
    }
    return ["allOf": [problem, ["properties": properties]]]
  }
}
