public import Kernel
public import Store

/// A closed case (办结), for those who count cases and need no more of them.
public struct ClosedCase: Sendable, Hashable {
  public let id: CaseID
  public let region: String
  /// The one that answered for it.
  public let department: String
  public let service: String
  public let channel: String
  public let closedOn: CivilDate

  init(id: CaseID, region: String, department: String, service: String, channel: String, closedOn: CivilDate) {
    self.id = id
    self.region = region
    self.department = department
    self.service = service
    self.channel = channel
    self.closedOn = closedOn
  }

  /// nil while the case is not closed.
  init?(_ state: CaseState) {
    guard let closedAt = state.closedAt else { return nil }
    self.init(
      id: state.id, region: state.terms.region, department: state.terms.responsible.department, service: state.terms.service,
      channel: state.channel.rawValue, closedOn: closedAt.civilDate)
  }

  private static let columns = "id, region, responsible, service, channel, closed_at"

  private init(_ row: SQLRow) throws {
    self.init(
      id: CaseID(try row.text("id")), region: try row.text("region"),
      department: AgencyID(try row.text("responsible"))?.department ?? "", service: try row.text("service"),
      channel: try row.text("channel"), closedOn: Instant(milliseconds: try row.integer("closed_at")).civilDate)
  }

  /// Those of at most some hundred cases that are closed.
  public static func among(_ ids: [String], _ reading: any Reading) throws -> [ClosedCase] {
    guard !ids.isEmpty else { return [] }
    let marks = ids.map { _ in "?" }.joined(separator: ", ")
    return try reading.query(
      "SELECT \(columns) FROM case_file WHERE closed_at IS NOT NULL AND id IN (\(marks))", ids.map(SQLValue.text)
    ).map(ClosedCase.init)
  }

  /// All of them, by id, `limit` at a time after `id`; for a check.
  public static func page(after id: String, limit: Int, _ reading: any Reading) throws -> [ClosedCase] {
    try reading.query(
      "SELECT \(columns) FROM case_file WHERE closed_at IS NOT NULL AND id > ? ORDER BY id LIMIT ?",
      [.text(id), SQLValue(limit)]
    ).map(ClosedCase.init)
  }
}

/// Told of cases in the commit that closes them.
public typealias ClosingListener = @Sendable (_ closed: [ClosedCase], _ transaction: any Transaction) throws -> Void
