public import JSON

/// A schema of JSON Schema draft 2020-12, compiled once: immutable, safe to use from any thread, without locks.
///
/// What is judged is exact: numbers of any size, lengths in code points, equality by value. Nothing is fetched from anywhere but through
/// the resolver of the options.
public struct JSONSchema: Sendable {
  private let program: Program

  /// Compiles a schema and all it refers to.
  public init(_ schema: JSON, options: SchemaOptions = SchemaOptions()) throws(SchemaProblem) {
    program = try Compiler.program(schema, options)
  }

  /// Whether a JSON text fits, straight from its bytes.
  public func accepts(_ text: [UInt8], limits: JSONLimits = .standard) throws(SchemaFailure) -> Bool {
    try accepts(Self.document(text, limits))
  }

  /// Whether a value fits.
  public func accepts(_ value: JSON) throws(SchemaFailure) -> Bool { try accepts(JSONDocument(value)) }

  /// Whether a document fits; ends at the first thing that is wrong.
  public func accepts(_ document: JSONDocument) throws(SchemaFailure) -> Bool { try run(document, collects: false).fits }

  /// All that is wrong with a JSON text; empty when it fits.
  public func errors(in text: [UInt8], limits: JSONLimits = .standard) throws(SchemaFailure) -> [SchemaError] {
    try errors(in: Self.document(text, limits))
  }

  /// All that is wrong with a value; empty when it fits.
  public func errors(in value: JSON) throws(SchemaFailure) -> [SchemaError] { try errors(in: JSONDocument(value)) }

  /// All that is wrong with a document; empty when it fits. In the order of the schema.
  public func errors(in document: JSONDocument) throws(SchemaFailure) -> [SchemaError] {
    let (fits, errors) = try run(document, collects: true)
    return fits ? [] : errors
  }

  private func run(_ document: JSONDocument, collects: Bool) throws(SchemaFailure) -> (fits: Bool, errors: [SchemaError]) {
    try document.bytes.withUnsafeBufferPointer { (bytes) throws(SchemaFailure) in
      try document.nodes.withUnsafeBufferPointer { (nodes) throws(SchemaFailure) in
        var validator = Validator(program, bytes: bytes, nodes: nodes, collects: collects, document: document)
        let fits = try validator.fits(0, 0, row: -1)
        return (fits, validator.errors)
      }
    }
  }

  private static func document(_ text: [UInt8], _ limits: JSONLimits) throws(SchemaFailure) -> JSONDocument {
    do throws(JSONError) { return try JSONDocument(text, limits: limits) } catch { throw .noJSON(error) }
  }
}
