import JSON
public import Kernel
import Store
import Tables

/// The implementation lists of one region as one table, there and back: what a department corrects in a spreadsheet becomes a change.
public enum OfferingTable {
  /// Before the columns of `offerings`, for people to read; they are not taken in.
  private static let shown = ["name", "department"]
  private static var columns: [String] {
    ["service"] + shown + CatalogueKind.offerings.columns.map(\.name).filter { $0 != "service" }
  }

  /// One row for each service that the region offers or has withdrawn, each cell as it holds now.
  public static func export(_ region: String, from snapshot: CatalogueSnapshot) throws(Rejection) -> String {
    guard let place = snapshot.region(region) else { throw Rejection.invalid([Problem("/region", "unknownRegion")]) }
    let rows = snapshot.services.filter { $0.isOffered(in: place) }.map { service -> [String] in
      let cells = effective(service.key, region, snapshot)
      return columns.map { column in
        switch column {
        case "name": service.name
        case "department":
          snapshot.department(service.department).map { place.tier == .league ? $0.nameLeague : $0.nameBanner } ?? ""
        default: cells[column] ?? ""
        }
      }
    }
    return CSV.write(columns: columns, rows: rows)
  }

  /// What holds for a service in a region, cell by cell.
  private static func effective(_ key: String, _ region: String, _ snapshot: CatalogueSnapshot) -> [String: String] {
    let service = snapshot.service(key, in: region)
    let elements = snapshot.elements(of: key, in: region)
    let terms = snapshot.terms(of: key, in: region)
    return [
      "service": key, "region": region, "state": (terms?.state ?? .active).rawValue, "reason": terms?.reason ?? "",
      "promisedDays": service.map { "\($0.promisedDays)" } ?? "", "visits": service.map { "\($0.visits)" } ?? "",
      "visitReason": elements?.visitReason ?? "", "venue": service?.venue ?? "", "hours": elements?.hours ?? "",
      "consultPhone": elements?.consultPhone ?? "", "complaintPhone": elements?.complaintPhone ?? "",
    ]
  }

  /// The rows of a file that differ from what holds now, as rows of `offerings` with only what differs from the base catalogue.
  ///
  /// Throws `ImportRefusal` with file, line, column and reason of every bad row; nothing is kept then.
  public static func changes(
    _ file: CatalogueImport.File, region: String, against snapshot: CatalogueSnapshot
  ) throws -> [[String: String]] {
    let (table, faults) = CSV.read(file.bytes, file: file.name)
    var problems = faults
    problems += columns.filter { !table.columns.contains($0) && !shown.contains($0) }.map {
      TableProblem(file: file.name, line: 1, column: $0, code: "noColumn")
    }
    guard problems.isEmpty, let place = snapshot.region(region) else { throw ImportRefusal(problems: problems) }
    let names = CatalogueKind.offerings.columns.map(\.name)
    var seen: Set<String> = []
    var changed: [[String: String]] = []
    for row in table.rows {
      func wrong(_ column: String, _ code: String) {
        problems.append(
          TableProblem(
            file: file.name, line: row.line, column: column, code: code, arguments: ["value": String(row[column].prefix(40))]))
      }
      let key = row["service"]
      guard let service = snapshot.service(key), service.isOffered(in: place) else {
        wrong("service", "notOfferedHere")
        continue
      }
      if row["region"] != region { wrong("region", "otherRegion") }
      if !seen.insert(key).inserted { wrong("service", "keyTwice") }
      let broken = CatalogueChecks.problems(.offerings) { row[$0] }
      for fault in broken { wrong(fault.column, fault.code) }
      let (now, base) = (effective(key, region, snapshot), effective(key, "", snapshot))
      let differs = names.contains { row[$0] != now[$0] ?? "" && !(row[$0].isEmpty && base[$0] == now[$0]) }
      guard broken.isEmpty, differs else { continue }
      var cells: [String: String] = ["service": key, "region": region, "state": row["state"], "reason": row["reason"]]
      for name in names where cells[name] == nil { cells[name] = row[name] == base[name] ? "" : row[name] }
      changed.append(cells)
    }
    guard problems.isEmpty else { throw ImportRefusal(problems: problems) }
    return changed
  }
}
