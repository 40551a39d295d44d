import JSON

/// The types of JSON Schema as bits.
enum JSONTypes {
  static let null: UInt8 = 1
  static let boolean: UInt8 = 2
  static let integer: UInt8 = 4
  static let number: UInt8 = 8
  static let string: UInt8 = 16
  static let array: UInt8 = 32
  static let object: UInt8 = 64

  static let byName: [String: UInt8] = [
    "null": null, "boolean": boolean, "integer": integer, "number": number, "string": string, "array": array, "object": object,
  ]

  static func names(_ types: UInt8) -> [String] {
    ["string", "number", "integer", "boolean", "array", "object", "null"].filter { types & (byName[$0] ?? 0) != 0 }
  }

  static func bit(_ kind: JSONNode.Kind) -> UInt8 {
    switch kind {
    case .null: null
    case .no, .yes: boolean
    case .number: number
    case .string: string
    case .array: array
    case .object: object
    }
  }
}
