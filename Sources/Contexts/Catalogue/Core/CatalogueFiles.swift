extension CatalogueSnapshot {
  /// A catalogue out of files, without a database, as if it were published in all its regions; nothing is searched in it. Throws the first
  /// problem of a table.
  public init(files: (CatalogueKind) throws -> [CatalogueImport.File]) throws {
    var rows: [CatalogueKind: [String]] = [:]
    for kind in CatalogueKind.allCases {
      let (good, problems, _) = CatalogueImport.checked(kind, try files(kind))
      if let problem = problems.first { throw problem }
      rows[kind] = good.map(\.document)
    }
    let data = try CatalogueLoader.data(rows)
    self.init(data, epoch: 1, published: Set(data.regions.map(\.code)), isSearched: false)
  }
}
