public import Kernel
public import Store

extension CatalogueImport {
  /// Brings the forms of the program into a catalogue from before forms were part of it, and publishes them where the catalogue is
  /// published: what was asked until then goes on being asked. Does nothing to an empty catalogue or to one that has forms, or ever had.
  ///
  /// Throws `ImportRefusal` for tables that are not in order.
  public static func bringForms(
    forms: File, fields: File, dictionaries: File, at now: Instant, into store: any Store
  ) async throws {
    guard try await store.read(lacksForms) else { return }
    let tables = [(CatalogueKind.dictionaries, dictionaries), (.forms, forms), (.formFields, fields)]
    let rows = try tables.flatMap { kind, file in
      let (rows, problems, _) = checked(kind, [file])
      guard problems.isEmpty else { throw ImportRefusal(problems: problems) }
      return rows.enumerated().map { (kind, $0.offset, $0.element) }
    }
    try await store.write { transaction in
      // Another server may have come first.
      guard try lacksForms(transaction) else { return }
      let isPublished = try CatalogueLoader.isPublished(transaction)
      let epoch = try transaction.catalogueEpoch() + 1
      let hasLists = try transaction.first("SELECT key FROM catalogue_entry WHERE kind = 'dictionaries' LIMIT 1") != nil
      for (kind, position, row) in rows where !(kind == .dictionaries && hasLists) {
        try insert(row, kind, at: position, into: .draft, transaction)
        guard isPublished else { continue }
        try insert(row, kind, at: position, into: .published, transaction)
        try VersionStore.freeze(
          .init(kind: kind.rawValue, key: row.key, position: position, service: row.service, document: row.document),
          epoch: epoch, change: nil, author: Actor.system.party.text, reviewer: nil, at: now, transaction)
      }
      if isPublished {
        try transaction.run("UPDATE catalogue_state SET epoch = ?, draft = draft + 1 WHERE id = 1", [.integer(epoch)])
      } else {
        try transaction.run("UPDATE catalogue_state SET draft = draft + 1 WHERE id = 1")
      }
    }
  }

  private static func lacksForms(_ reading: any Reading) throws -> Bool {
    let forms: [SQLValue] = [.text(CatalogueKind.forms.rawValue)]
    return try reading.first("SELECT key FROM catalogue_entry WHERE kind = 'services' LIMIT 1") != nil
      && reading.first("SELECT key FROM catalogue_entry WHERE kind = ? LIMIT 1", forms) == nil
      && reading.first("SELECT key FROM catalogue_version WHERE kind = ? LIMIT 1", forms) == nil
  }
}
