import JSON
import RegularExpressions

/// What a value must be, as one step of a compiled schema. The meaning of `a`, `b` and `c` stands beside each operation.
struct Instruction {
  enum Operation: UInt8 {
    /// a: constant.
    case const
    /// a, b: first and end in `lists`, of constants.
    case `enum`
    /// a: number.
    case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
    /// a: count.
    case minLength, maxLength, minItems, maxItems, minProperties, maxProperties
    /// a: pattern.
    case pattern
    /// a: format.
    case format
    case uniqueItems
    /// a, b: first and end in `lists`, of schemas.
    case prefixItems
    /// a: schema; b: how many items come before those meant.
    case items
    /// a: schema; b: at least; c: at most, -1 for any number.
    case contains
    /// a: table.
    case members
    /// a: schema.
    case propertyNames
    /// a, b: first and end in `lists`, of names: the first is what asks, the rest is asked for.
    case dependentRequired
    /// a: name; b: schema.
    case dependentSchema
    /// a, b: first and end in `lists`, of schemas.
    case allOf, anyOf, oneOf
    /// a: schema.
    case not
    /// a: condition; b: then, c: else, -1 for none.
    case condition
    /// a: schema.
    case reference
    /// a: schema; b: dynamic anchor.
    case dynamicReference
    /// a: schema. Always last.
    case unevaluatedItems, unevaluatedProperties
  }

  var operation: Operation
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
}

/// One schema: its instructions, and what is asked of every value first.
struct SchemaEntry {
  enum Answer: UInt8 { case yes, no, depends }

  var answer = Answer.depends
  /// Bits by `JSONTypes`; 0 when any type will do.
  var types: UInt8 = 0
  /// Whether it asks what others have looked at.
  var tracks = false
  var first: Int32 = 0
  var end: Int32 = 0
  var resource: Int32 = 0
}

/// The members of an object that a schema knows: `properties`, `patternProperties`, `additionalProperties` and `required` in one.
struct MemberTable {
  var firstSlot: Int32
  /// Number of slots, a power of two, less one.
  var mask: Int32
  var required: Int32
  /// In `lists`: pairs of pattern and schema.
  var firstPattern: Int32
  var endPattern: Int32
  /// The schema of other members; -1 when they may be anything.
  var additional: Int32
}

/// A name in an open hash table.
struct MemberSlot {
  /// In `names`; -1 when the slot is empty.
  var name: Int32 = -1
  var hash: UInt16 = 0
  /// Whether it stands in `properties`.
  var isProperty = false
  var isRequired = false
  /// -1 when anything will do.
  var schema: Int32 = -1
}

struct NameRange {
  var start: Int32
  var length: Int32
  var hash: UInt16
}

struct DynamicAnchor {
  var resource: Int32
  var anchor: Int32
  var schema: Int32
}

/// A compiled schema, written once.
///
/// `@unchecked Sendable`: the memory behind its pointers is written in `init` alone and freed when nobody holds the program any more.
/// Pointers, since arrays would be retained and released at every step of every validation.
final class Program: @unchecked Sendable {
  let instructions: UnsafeMutableBufferPointer<Instruction>
  let schemas: UnsafeMutableBufferPointer<SchemaEntry>
  let lists: UnsafeMutableBufferPointer<Int32>
  let tables: UnsafeMutableBufferPointer<MemberTable>
  let slots: UnsafeMutableBufferPointer<MemberSlot>
  let names: UnsafeMutableBufferPointer<NameRange>
  let nameBytes: UnsafeMutableBufferPointer<UInt8>
  let numbers: UnsafeMutableBufferPointer<ExactNumber>
  let anchors: UnsafeMutableBufferPointer<DynamicAnchor>
  let patterns: UnsafeMutableBufferPointer<SchemaPattern>
  let formats: UnsafeMutableBufferPointer<FormatCheck>

  /// All values of `const` and `enum` as one list; `constantPlaces` has each one's place.
  let constants: JSONDocument
  let constantBytes: UnsafeMutableBufferPointer<UInt8>
  let constantNodes: UnsafeMutableBufferPointer<JSONNode>
  let constantPlaces: UnsafeMutableBufferPointer<Int32>
  let depth: Int
  let steps: Int
  let notes: [SchemaNote]
  let texts: ProgramTexts

  init(_ builder: ProgramBuilder, options: SchemaOptions) {
    func fixed<Element>(_ array: [Element]) -> UnsafeMutableBufferPointer<Element> {
      let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: array.count)
      _ = buffer.initialize(fromContentsOf: array)
      return buffer
    }
    instructions = fixed(builder.instructions)
    schemas = fixed(builder.schemas)
    lists = fixed(builder.lists)
    tables = fixed(builder.tables)
    slots = fixed(builder.slots)
    names = fixed(builder.names)
    nameBytes = fixed(builder.nameBytes)
    numbers = fixed(builder.numbers)
    anchors = fixed(builder.anchors)
    patterns = fixed(builder.patterns)
    formats = fixed(builder.formats)
    constants = JSONDocument(.array(builder.constants))
    var places: [Int32] = []
    var at = 1
    while at < constants.nodes.count {
      places.append(Int32(at))
      at = Int(constants.nodes[at].next)
    }
    constantPlaces = fixed(places)
    constantBytes = fixed(constants.bytes)
    constantNodes = fixed(constants.nodes)
    depth = options.depth
    steps = options.steps
    notes = builder.notes
    texts = builder.texts
  }

  deinit {
    instructions.deallocate()
    schemas.deallocate()
    lists.deallocate()
    tables.deallocate()
    slots.deallocate()
    names.deallocate()
    nameBytes.deallocate()
    numbers.deinitialize().deallocate()
    anchors.deallocate()
    patterns.deinitialize().deallocate()
    formats.deinitialize().deallocate()
    constantBytes.deallocate()
    constantNodes.deallocate()
    constantPlaces.deallocate()
  }

  func name(_ index: Int32) -> String {
    let range = names[Int(index)]
    return String(decoding: nameBytes[Int(range.start)..<Int(range.start + range.length)], as: UTF8.self)
  }
}

/// A pattern behind a reference: so it is not copied at every text.
final class SchemaPattern: Sendable {
  let expression: RegularExpression

  init(_ expression: RegularExpression) { self.expression = expression }
}

/// What is told of a schema, by its index: for errors alone.
struct SchemaNote {
  var location: String
  var title: String?
  /// The first of `examples`.
  var example: String?
}

/// Words of the schema's author that errors repeat.
struct ProgramTexts {
  var patterns: [String] = []
  var formats: [String] = []
  var numbers: [String] = []
}
