import JSON

/// A place in a known document: a schema resource (Core §4.3.5) and a pointer within it.
struct SchemaPlace: Hashable {
  var resource: Int
  var pointer: String

  func within(_ tokens: String...) -> SchemaPlace {
    SchemaPlace(resource: resource, pointer: tokens.reduce(pointer) { $0 + "/" + JSONPointer.escaped($1) })
  }
}

/// The documents that are known, with the names that stand in them.
struct Registry {
  struct Resource {
    var uri: String
    var root: JSON
    var vocabularies: Vocabularies
    var anchors: [String: String] = [:]
    var dynamicAnchors: [String: String] = [:]
    /// Resources within this one, by the pointer to them.
    var embedded: [String: Int] = [:]
  }

  let options: SchemaOptions
  private(set) var resources: [Resource] = []
  private var byURI: [String: Int] = [:]

  init(options: SchemaOptions) { self.options = options }

  func location(_ place: SchemaPlace) -> String {
    let uri = resources[place.resource].uri
    return (uri == options.baseURI ? "" : uri) + "#" + place.pointer
  }

  func problem(_ reason: SchemaProblem.Reason, _ place: SchemaPlace) -> SchemaProblem {
    SchemaProblem(reason: reason, location: location(place))
  }

  /// Takes a document in under the URI where it was found, and under its own `$id`.
  mutating func add(_ root: JSON, at uri: String) throws(SchemaProblem) -> Int {
    let base = URIReference(uri)
    let own = root["$id"]?.stringValue.map { URIReference($0).resolved(against: base) } ?? base
    let index = try open(root, uri: own.document, inherited: .standard)
    if byURI[uri] == nil { byURI[uri] = index }
    try scan(root, SchemaPlace(resource: index, pointer: ""), depth: 0)
    return index
  }

  private mutating func open(_ root: JSON, uri: String, inherited: Vocabularies) throws(SchemaProblem) -> Int {
    guard byURI[uri] == nil else { throw SchemaProblem(reason: .named(uri), location: uri) }
    let index = resources.count
    resources.append(Resource(uri: uri, root: root, vocabularies: inherited))
    byURI[uri] = index
    if let dialect = root["$schema"]?.stringValue { resources[index].vocabularies = try vocabularies(of: dialect, in: index) }
    return index
  }

  private func vocabularies(of dialect: String, in resource: Int) throws(SchemaProblem) -> Vocabularies {
    let uri = URIReference(dialect).document
    if uri == MetaSchemas.dialect { return .standard }
    let place = SchemaPlace(resource: resource, pointer: "/$schema")
    guard let metaSchema = options.resolver(uri) else { throw problem(.unknownDialect(uri), place) }
    let (declared, unknown) = Vocabularies.declared(by: metaSchema)
    guard let declared else { throw problem(.unknownDialect(unknown ?? uri), place) }
    return declared
  }

  /// Notes the names in a schema and the schemas in it.
  mutating func scan(_ schema: JSON, _ place: SchemaPlace, depth: Int) throws(SchemaProblem) {
    guard let object = schema.objectValue else { return }
    guard depth < options.depth else { throw problem(.tooLarge, place) }
    var place = place
    if !place.pointer.isEmpty, let id = object["$id"]?.stringValue {
      let parent = place.resource
      let uri = URIReference(id).resolved(against: URIReference(resources[parent].uri)).document
      if resources[parent].embedded[place.pointer] != nil { return }
      let index = try open(schema, uri: uri, inherited: resources[parent].vocabularies)
      resources[parent].embedded[place.pointer] = index
      place = SchemaPlace(resource: index, pointer: "")
    }
    try name(object["$anchor"], place, \.anchors, "$anchor")
    try name(object["$dynamicAnchor"], place, \.dynamicAnchors, "$dynamicAnchor")
    for (keyword, value) in object {
      if Keywords.one.contains(keyword) {
        try scan(value, place.within(keyword), depth: depth + 1)
      } else if Keywords.many.contains(keyword) {
        for (index, item) in (value.arrayValue ?? []).enumerated() {
          try scan(item, place.within(keyword, String(index)), depth: depth + 1)
        }
      } else if Keywords.named.contains(keyword), let members = value.objectValue {
        for (name, member) in members { try scan(member, place.within(keyword, name), depth: depth + 1) }
      }
    }
  }

  private mutating func name(
    _ value: JSON?, _ place: SchemaPlace, _ names: WritableKeyPath<Resource, [String: String]>, _ keyword: String
  ) throws(SchemaProblem) {
    guard let value else { return }
    guard let name = value.stringValue else { throw problem(.badValue("a string"), place.within(keyword)) }
    let earlier = resources[place.resource][keyPath: names].updateValue(place.pointer, forKey: name)
    if let earlier, earlier != place.pointer { throw problem(.named("#" + name), place.within(keyword)) }
  }

  /// Where a reference leads, and the anchor if it names one.
  mutating func resolve(
    _ reference: String, from place: SchemaPlace, keyword: String
  ) throws(SchemaProblem) -> (
    place: SchemaPlace, anchor: String?
  ) {
    let target = URIReference(reference).resolved(against: URIReference(resources[place.resource].uri))
    let unresolved = problem(.unresolved(target.document + (target.fragment.map { "#" + $0 } ?? "")), place.within(keyword))
    guard let resource = try resource(target.document) else { throw unresolved }
    guard let fragment = target.fragment, !fragment.isEmpty else {
      return (SchemaPlace(resource: resource, pointer: ""), nil)
    }
    guard let name = URIReference.decoded(fragment) else { throw unresolved }
    if name.hasPrefix("/") {
      guard let found = try locate(name, in: resource) else { throw unresolved }
      return (found, nil)
    }
    let known = resources[resource]
    guard let pointer = known.anchors[name] ?? known.dynamicAnchors[name] else { throw unresolved }
    return (SchemaPlace(resource: resource, pointer: pointer), name)
  }

  private mutating func resource(_ uri: String) throws(SchemaProblem) -> Int? {
    if let known = byURI[uri] { return known }
    guard let found = options.resolver(uri) ?? MetaSchemas.document(uri) else { return nil }
    return try add(found, at: uri)
  }

  /// Follows a pointer; where it crosses into a resource within, the rest is a pointer in that one.
  private mutating func locate(_ pointer: String, in resource: Int) throws(SchemaProblem) -> SchemaPlace? {
    var place = SchemaPlace(resource: resource, pointer: "")
    for token in pointer.unicodeScalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      place = place.within(JSONPointer.unescaped(String(token)))
      if let inner = resources[place.resource].embedded[place.pointer] { place = SchemaPlace(resource: inner, pointer: "") }
    }
    guard let schema = resources[place.resource].root.at(place.pointer) else { return nil }
    // A place under a keyword that holds no schemas by the standard becomes one by being referred to.
    try scan(schema, place, depth: 0)
    if let inner = resources[place.resource].embedded[place.pointer] { return SchemaPlace(resource: inner, pointer: "") }
    return place
  }

  func schema(at place: SchemaPlace) -> JSON? { resources[place.resource].root.at(place.pointer) }

  /// The place of a schema held by another: the resource it opens, if it does.
  func entered(_ place: SchemaPlace) -> SchemaPlace {
    resources[place.resource].embedded[place.pointer].map { SchemaPlace(resource: $0, pointer: "") } ?? place
  }
}
