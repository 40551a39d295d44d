public import JSON

/// A check of texts under a name of `format`. The bytes are valid UTF-8.
public typealias FormatCheck = @Sendable (Span<UInt8>) -> Bool

/// How a schema is compiled.
public struct SchemaOptions: Sendable {
  /// Whether `format` is checked; without it, it only describes (JSON Schema Validation 2020-12 §7.2.1). A dialect whose vocabulary
  /// asserts formats has them checked in any case.
  public var checksFormats: Bool
  /// Formats beyond those of the standard, or in their place, by name.
  public var formats: [String: FormatCheck]
  /// The URI that a schema without an absolute `$id` is taken to have.
  public var baseURI: String
  /// Finds schemas by URI, without fragment. Nothing is ever fetched but by this.
  public var resolver: @Sendable (String) -> JSON?
  /// Levels of schemas within schemas, and of schemas applied to parts of a value.
  public var depth: Int
  /// Schemas in all, those of remote documents too.
  public var schemas: Int
  /// Schemas applied while one value is validated: what a hostile value may cost.
  public var steps: Int

  public init(
    checksFormats: Bool = false, formats: [String: FormatCheck] = [:], baseURI: String = "schema:///",
    depth: Int = 256, schemas: Int = 100_000, steps: Int = 5_000_000,
    resolver: @escaping @Sendable (String) -> JSON? = { _ in nil }
  ) {
    self.checksFormats = checksFormats
    self.formats = formats
    self.baseURI = baseURI
    self.depth = depth
    self.schemas = schemas
    self.steps = steps
    self.resolver = resolver
  }
}
