import Foundation
import Tables
public import TextIndex

/// The services of the catalogue that comes with the program, as texts to be found.
public enum BundledServices {
  public static func documents() throws -> [TextIndex.Document] {
    let path = try Home.locate() + "/Data/catalogue/services.csv"
    let (table, problems) = CSV.read([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), file: path)
    if let problem = problems.first { throw problem }
    return table.rows.map { TextIndex.Document(titles: [$0["name"]] + $0.list("keywords")) }
  }
}
