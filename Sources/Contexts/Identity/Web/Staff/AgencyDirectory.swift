public import Kernel

/// The agencies of the catalogue, as staff administration needs them. Made anew for each question, so that it is never older than the
/// catalogue.
public struct AgencyDirectory: Sendable {
  /// An agency, and the roles without which its offerings cannot be served.
  public struct Agency: Sendable {
    public let id: AgencyID
    public let name: String
    /// How many offerings wait for each role here.
    public let needs: [Role: Int]

    public init(id: AgencyID, name: String, needs: [Role: Int]) {
      self.id = id
      self.name = name
      self.needs = needs
    }
  }

  let regions: @Sendable (_ language: String) -> [(code: String, name: String)]
  let agencies: @Sendable () -> [Agency]
  let name: @Sendable (AgencyID) -> String

  public init(
    regions: @escaping @Sendable (_ language: String) -> [(code: String, name: String)],
    agencies: @escaping @Sendable () -> [Agency], name: @escaping @Sendable (AgencyID) -> String
  ) {
    self.regions = regions
    self.agencies = agencies
    self.name = name
  }
}
