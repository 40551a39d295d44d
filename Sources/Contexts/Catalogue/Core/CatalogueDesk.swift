import JSON
public import Kernel
public import Store

/// The desk of those who keep the catalogue: changes, their review and publication.
///
/// Rights come from outside (`mayEdit`), since they belong to identity: whether an actor keeps the catalogue of a region, or, for nil,
/// what all regions share. They are asked again inside every transaction.
public struct CatalogueDesk: Sendable {
  let store: any Store
  let clock: WallClock
  let mayEdit: @Sendable (Actor, _ region: String?) -> Bool

  public init(
    store: any Store, clock: WallClock,
    mayEdit: @escaping @Sendable (Actor, _ region: String?) -> Bool
  ) {
    self.store = store
    self.clock = clock
    self.mayEdit = mayEdit
  }

  /// A change as its page shows it.
  public struct View: Sendable {
    public let change: CatalogueChange
    public let edits: [CatalogueEdit]
    /// What it changes of the catalogue as it is published now.
    public let differences: [CatalogueDifference]
    /// Rows that somebody else published in the meantime.
    public let conflicts: [CatalogueEdit]
  }

  /// Begins a change. Throws `invalid` for title and reason.
  public func open(title: String, reason: String, regions: [String] = [], by actor: Actor) async throws -> CatalogueChange {
    let now = clock.now
    guard keepsSome(actor), regions.isEmpty || mayEdit(actor, nil) || regions.allSatisfy({ mayEdit(actor, $0) }) else {
      throw Rejection.forbidden
    }
    var problems: [Problem] = []
    for (pointer, text, most) in [("/title", title, 100), ("/reason", reason, 1000)] {
      if text.allSatisfy(\.isWhitespace) { problems.append(Problem(pointer, "required")) }
      if text.unicodeScalars.count > most { problems.append(Problem(pointer, "maxLength", ["n": "\(most)"])) }
    }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let change = CatalogueChange(
      id: SortableText.make(at: now), title: title, reason: reason, state: .draft, regions: regions, author: actor.party,
      authorName: actor.name, createdAt: now, changedAt: now, revision: 0)
    return try await store.write { transaction in
      let known = Set(
        try CatalogueLoader.documents(.regions, .draft, transaction).map { try CatalogueLoader.parsed($0).cell("code") })
      let unknown = regions.enumerated().filter { !known.contains($0.element) }
      guard unknown.isEmpty else { throw Rejection.invalid(unknown.map { Problem("/regions/\($0.offset)", "unknownRegion") }) }
      try ChangeStore.insert(change, transaction)
      try log(change, "opened", by: actor, at: now, transaction)
      return change
    }
  }

  /// Puts a row into a change, in place of what stood in it for that row. Throws `invalid` with the problems of each cell
  /// (`/<column>`).
  public func put(_ kind: CatalogueKind, _ cells: [String: String], in id: String, by actor: Actor) async throws {
    @Sendable func cell(_ column: String) -> String { cells[column] ?? "" }
    var problems = CatalogueChecks.problems(kind, cell).map { Problem("/\($0.column)", $0.code, ["value": $0.value]) }
    let names = Set(kind.columns.map(\.name))
    problems += cells.keys.filter { !names.contains($0) }.sorted().map {
      Problem("/\(JSONPointer.escaped($0))", "unknownField")
    }
    for (column, text) in cells where text.unicodeScalars.contains("\0") || text.utf8.count > 20_000 {
      problems.append(Problem("/\(column)", "maxLength", ["n": "20000"]))
    }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    try await edit(kind, kind.key(cell), in: id, by: actor) { transaction, key in
      var row = try ChangeStore.row(transaction, kind, key).map(CatalogueLoader.parsed) ?? [:]
      // Columns that the table has beside ours stay as they are.
      for column in kind.columns { row[column.name] = .string(cell(column.name)) }
      return CatalogueEdit(
        kind: kind, key: key, service: kind.service(cell), base: try VersionStore.version(transaction, kind.rawValue, key),
        document: row.text)
    }
  }

  /// Makes a change of what a region's table says otherwise than the catalogue now. Throws `ImportRefusal` with every bad row, and
  /// `conflict` when nothing differs; nothing is kept then.
  public func bring(
    _ file: CatalogueImport.File, region: String, title: String, reason: String, against snapshot: CatalogueSnapshot,
    by actor: Actor
  ) async throws -> CatalogueChange {
    guard snapshot.region(region) != nil else { throw Rejection.invalid([Problem("/region", "unknownRegion")]) }
    guard mayEdit(actor, region) else { throw Rejection.forbidden }
    let rows = try OfferingTable.changes(file, region: region, against: snapshot)
    guard !rows.isEmpty else { throw Rejection(.conflict, "tableSame") }
    let change = try await open(title: title, reason: reason, by: actor)
    try await store.write { transaction in
      for cells in rows {
        let kind = CatalogueKind.offerings
        let key = kind.key { cells[$0] ?? "" }
        var row: JSON = [:]
        for column in kind.columns { row[column.name] = .string(cells[column.name] ?? "") }
        try ChangeStore.put(
          CatalogueEdit(
            kind: kind, key: key, service: cells["service"] ?? "",
            base: try VersionStore.version(transaction, kind.rawValue, key), document: row.text),
          in: change.id, transaction)
      }
    }
    return change
  }

  /// Whether an actor keeps a region's part of the catalogue.
  public func keeps(_ actor: Actor, _ region: String) -> Bool { mayEdit(actor, region) }

  /// Lets a row go with this change. Throws `notFound` when there is none.
  public func remove(_ kind: CatalogueKind, _ key: String, in id: String, by actor: Actor) async throws {
    try await edit(kind, key, in: id, by: actor) { transaction, key in
      guard let document = try ChangeStore.row(transaction, kind, key) else { throw Rejection.notFound }
      let row = try CatalogueLoader.parsed(document)
      return CatalogueEdit(
        kind: kind, key: key, service: kind.service { row.cell($0) },
        base: try VersionStore.version(transaction, kind.rawValue, key), document: nil)
    }
  }

  /// Takes a row out of a change: it stays as it is.
  public func forget(_ kind: CatalogueKind, _ key: String, in id: String, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { transaction in
      var change = try found(transaction, id)
      change = try ChangeRules.decide(change, .edit, edits: 0, by: actor, at: now)
      try ChangeStore.take(kind, key, from: id, transaction)
      try ChangeStore.update(change, transaction)
    }
  }

  private func edit(
    _ kind: CatalogueKind, _ key: String, in id: String, by actor: Actor,
    _ make: @escaping @Sendable (any Transaction, String) throws -> CatalogueEdit
  ) async throws {
    let now = clock.now
    try await store.write { transaction in
      var change = try found(transaction, id)
      change = try ChangeRules.decide(change, .edit, edits: 0, by: actor, at: now)
      let edit = try make(transaction, key)
      guard mayEdit(actor, ChangeRules.region(of: [edit], opening: [])) else { throw Rejection.forbidden }
      try ChangeStore.put(edit, in: id, transaction)
      try ChangeStore.update(change, transaction)
    }
  }

  // MARK: - Review and publication

  /// Hands in, approves, gives back, publishes or discards. What breaks a rule of publication is neither handed in nor published
  /// (`PublicationRefusal`); what somebody else changed meanwhile is a conflict with the rows (`/edits/<kind>/<key>`).
  @discardableResult
  public func act(_ deed: ChangeDeed, on id: String, by actor: Actor) async throws -> CatalogueChange {
    let now = clock.now
    var checked: Int64?
    switch deed {
    case .handIn, .publish: checked = try await check(id)
    default: break
    }
    return try await store.write { [checked] transaction in
      let change = try found(transaction, id)
      let edits = try ChangeStore.edits(transaction, of: id)
      guard
        mayEdit(actor, ChangeRules.region(of: edits, opening: change.regions))
          || deed == .discard && actor.party == change.author
      else { throw Rejection.forbidden }
      var after = try ChangeRules.decide(change, deed, edits: edits.count, by: actor, at: now)
      if after.state == .published { after = try publish(after, edits, checkedAt: checked, by: actor, at: now, transaction) }
      try ChangeStore.update(after, transaction)
      try log(after, after.state.rawValue, by: actor, at: now, transaction)
      return after
    }
  }

  /// Publishes what is due today: each once, whoever comes first. A change that breaks a rule by now, or whose rows others have
  /// changed, goes back to its author with the reason. Returns how many were published.
  public func publishDue() async throws -> Int {
    let now = clock.now
    var published = 0
    for id in try await store.read({ try ChangeStore.due($0, on: now.civilDate) }) {
      do {
        let checked = try await check(id)
        published += try await store.write { transaction in
          guard var change = try ChangeStore.change(transaction, id), change.state == .scheduled else { return 0 }
          change.state = .published
          change.changedAt = now
          let edits = try ChangeStore.edits(transaction, of: id)
          change = try publish(change, edits, checkedAt: checked, by: .system, at: now, transaction)
          try ChangeStore.update(change, transaction)
          try log(change, "published", by: .system, at: now, transaction)
          return 1
        }
      } catch {
        // Whatever stands in its way is told to its author; a database that is gone is tried again.
        guard error is PublicationRefusal || (error as? Rejection)?.code == "rowsChanged" else { throw error }
        try await store.write { transaction in
          guard var change = try ChangeStore.change(transaction, id), change.state == .scheduled else { return }
          change.state = .draft
          change.comment = "\(error is PublicationRefusal ? "publicationRules" : "rowsChanged")"
          change.changedAt = now
          try ChangeStore.update(change, transaction)
          try log(change, "returned", by: .system, at: now, transaction)
        }
      }
    }
    return published
  }

  private func publish(
    _ change: CatalogueChange, _ edits: [CatalogueEdit], checkedAt: Int64?, by actor: Actor, at now: Instant,
    _ transaction: any Transaction
  ) throws -> CatalogueChange {
    let epoch = try transaction.catalogueEpoch()
    guard epoch == checkedAt else { throw Rejection(.conflict, "catalogueChanged") }
    let changed = try conflicts(edits, transaction)
    guard changed.isEmpty else {
      throw Rejection(
        .conflict, "rowsChanged", problems: changed.map { Problem("/edits/\($0.kind.rawValue)/\($0.key)", "rowChanged") })
    }
    for edit in edits {
      let place = try ChangeStore.apply(edit, transaction)
      try VersionStore.freeze(
        .init(kind: edit.kind.rawValue, key: edit.key, position: place, service: edit.service, document: edit.document),
        epoch: epoch + 1, change: change.id, author: change.author.text, reviewer: change.reviewer?.text, at: now, transaction)
    }
    try CataloguePublication.open(change.regions, epoch: epoch + 1, by: actor, at: now, transaction)
    try transaction.run("UPDATE catalogue_state SET epoch = ?, draft = draft + 1 WHERE id = 1", [.integer(epoch + 1)])
    var change = change
    change.epoch = epoch + 1
    return change
  }

  /// Throws `PublicationRefusal` for what the catalogue with this change would break. Returns the epoch it saw.
  @discardableResult
  public func check(_ id: String) async throws -> Int64 {
    let (data, regions, epoch) = try await store.read { try prospect($0, id) }
    let faults = PublicationRules.faults(in: data, regions: regions)
    guard faults.isEmpty else { throw PublicationRefusal(faults: faults) }
    return epoch
  }

  /// The catalogue as the public would see it with this change.
  public func preview(_ id: String) async throws -> CatalogueSnapshot {
    let (data, regions, epoch) = try await store.read { try prospect($0, id) }
    return CatalogueSnapshot(data, epoch: epoch, published: regions)
  }

  private func prospect(_ reading: any Reading, _ id: String) throws -> (CatalogueData, Set<String>, Int64) {
    let change = try found(reading, id)
    var rows = try CatalogueLoader.rows(.published, reading)
    if rows.values.allSatisfy(\.isEmpty) { rows = try CatalogueLoader.rows(.draft, reading) }
    for (kind, edits) in Dictionary(grouping: try ChangeStore.edits(reading, of: id), by: \.kind) {
      var documents = try ChangeStore.rows(reading, kind)
      for edit in edits {
        if let place = documents.firstIndex(where: { $0.key == edit.key }) {
          if let document = edit.document { documents[place].document = document } else { documents.remove(at: place) }
        } else if let document = edit.document {
          documents.append((edit.key, document))
        }
      }
      rows[kind] = documents.map(\.document)
    }
    let regions = try CatalogueLoader.publishedRegions(reading).union(change.regions)
    return (try CatalogueLoader.data(rows), regions, try reading.catalogueEpoch())
  }

  // MARK: - Reading

  /// Changes that wait, and with `all` those that are over too; newest first.
  public func changes(all: Bool = false, by actor: Actor) async throws -> [CatalogueChange] {
    guard keepsSome(actor) else { throw Rejection.forbidden }
    return try await store.read { try ChangeStore.changes($0, all: all, limit: 200) }
  }

  public func view(_ id: String, by actor: Actor) async throws -> View {
    guard keepsSome(actor) else { throw Rejection.forbidden }
    return try await store.read { reading in
      let change = try found(reading, id)
      let edits = try ChangeStore.edits(reading, of: id)
      let differences = try edits.flatMap { edit -> [CatalogueDifference] in
        let before =
          try change.state == .published
          ? VersionStore.document(reading, edit.kind, edit.key, before: change.epoch ?? 0)
          : ChangeStore.row(reading, edit.kind, edit.key)
        let paper = edit.kind == .serviceEvidence ? edit.key.split(separator: "/").last.map(String.init) : nil
        let papers =
          try paper.flatMap { key in try ChangeStore.row(reading, .evidence, key).map { [key: try CatalogueLoader.parsed($0)] }
          } ?? [:]
        return CatalogueComparison.differences(
          edit.kind, edit.key, before: try before.map(CatalogueLoader.parsed),
          after: try edit.document.map(CatalogueLoader.parsed)
        ) { CatalogueComparison.name(edit.kind, edit.key, $0, papers) }
      }
      return View(
        change: change, edits: edits, differences: differences,
        conflicts: change.state.isOver ? [] : try conflicts(edits, reading))
    }
  }

  /// Rows of a kind whose text has the words in it, in their order: key and name.
  public func rows(_ kind: CatalogueKind, matching text: String, limit: Int = 100) async throws -> [(key: String, name: String)]
  {
    try await store.read { reading in
      try ChangeStore.rows(reading, kind, matching: text, limit: limit).map { key, document in
        let row = try CatalogueLoader.parsed(document)
        return (key, CatalogueComparison.name(kind, key, row))
      }
    }
  }

  /// The cells of all rows of a service of one kind, in their order, as they are published; key and cells.
  public func rows(_ kind: CatalogueKind, of service: String) async throws -> [(key: String, cells: [String: String])] {
    try await store.read { reading in
      try ChangeStore.rows(reading, kind, of: service).map { key, document in
        let row = try CatalogueLoader.parsed(document)
        return (key, Dictionary(kind.columns.map { ($0.name, row.cell($0.name)) }, uniquingKeysWith: { $1 }))
      }
    }
  }

  /// The cells of a row as a change has them, else as they are published; nil when there is no such row.
  public func row(_ kind: CatalogueKind, _ key: String, in id: String?) async throws -> [String: String]? {
    let document = try await store.read { reading in
      let edit = try id.flatMap { id in try ChangeStore.edits(reading, of: id).first { $0.kind == kind && $0.key == key } }
      return try edit.map(\.document) ?? ChangeStore.row(reading, kind, key)
    }
    guard let row = try document.map(CatalogueLoader.parsed) else { return nil }
    return Dictionary(kind.columns.map { ($0.name, row.cell($0.name)) }, uniquingKeysWith: { $1 })
  }

  private func found(_ reading: any Reading, _ id: String) throws -> CatalogueChange {
    guard let change = try ChangeStore.change(reading, id) else { throw Rejection.notFound }
    return change
  }

  private func conflicts(_ edits: [CatalogueEdit], _ reading: any Reading) throws -> [CatalogueEdit] {
    try edits.filter { try VersionStore.version(reading, $0.kind.rawValue, $0.key) != $0.base }
  }

  private func keepsSome(_ actor: Actor) -> Bool {
    mayEdit(actor, nil) || actor.posts.contains { mayEdit(actor, $0.agency.region) }
  }

  private func log(
    _ change: CatalogueChange, _ kind: String, by actor: Actor, at now: Instant, _ transaction: any Transaction
  ) throws {
    var body: JSON = ["title": .string(change.title)]
    if let day = change.takesEffect { body["takesEffect"] = .string(day.description) }
    if let comment = change.comment { body["comment"] = .string(comment) }
    try transaction.append(
      stream: "catalogue.change.\(change.id)", kind: kind, at: now, actor: actor.party.text, body: body.text, payload: nil)
  }
}
