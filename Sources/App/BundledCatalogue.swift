public import CatalogueCore

/// The catalogue that comes with the program, out of its files.
public enum BundledCatalogue {
  public static func read() throws -> CatalogueSnapshot {
    try CatalogueSnapshot(files: DataFiles(folder: try Home.locate() + "/Data").tables)
  }
}
