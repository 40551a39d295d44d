import Foundation
import IdentityCore
import Kernel
import Testing

@Suite("The table of rights")
struct RightsMatrixTests {
  private static let agreed = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("rights.csv")

  /// A change of rights shows in review as a change of `rights.csv`. `WUTONG_WRITE_RIGHTS=1` writes it anew.
  @Test("is the one that was agreed")
  func same() throws {
    if ProcessInfo.processInfo.environment["WUTONG_WRITE_RIGHTS"] == "1" {
      try RightsMatrix.csv.write(to: Self.agreed, atomically: true, encoding: .utf8)
    }
    let agreed = try String(contentsOf: Self.agreed, encoding: .utf8).split(separator: "\n")
    let now = RightsMatrix.csv.split(separator: "\n")
    let changed = Set(agreed).symmetricDifference(now)
    #expect(changed.isEmpty, "rights changed: \(changed.sorted().joined(separator: "; "))")
    #expect(agreed == now)
  }

  @Test("a post in one banner gives no right in another, whatever the role")
  func banners() {
    for line in RightsMatrix.lines { #expect(!line.places.contains(.elsewhere), "\(line.role) \(line.action)") }
  }

  @Test("the three administrators see no case, do no task and unmask nobody")
  func three() {
    for line in RightsMatrix.lines where ThreeAdministrators.roles.contains(line.role) {
      let isCase = ["viewCase", "actOnTask", "revealIdentity", "intake", "seeInbox", "actAsApplicant", "editCatalogue"].contains
      {
        line.action.hasPrefix($0)
      }
      #expect(!isCase || line.places.isEmpty, "\(line.role) \(line.action)")
    }
  }

  @Test("each power over staff belongs to one of the three alone, and to nobody over themself")
  func separate() {
    func holders(_ action: String) -> Set<Role> {
      Set(RightsMatrix.lines.filter { $0.action == action && !$0.places.isEmpty }.map(\.role))
    }
    #expect(holders("manageAccounts") == [.administrator])
    #expect(holders("grantPost") == [.securityAdministrator])
    #expect(holders("nameDeputy") == [.securityAdministrator])
    #expect(holders("resetAccess") == [.securityAdministrator])
    #expect(holders("readRecord") == [.auditor])
    #expect(holders("manageHalls") == [.administrator])
    #expect(holders("manageConnections") == [.administrator])
    #expect(holders("planRoster") == [.administrator, .supervisor])
    for action in ["manageAccounts.self", "grantPost.self", "resetAccess.self"] { #expect(holders(action).isEmpty) }
    #expect(RightsMatrix.lines.filter { $0.action.hasSuffix(".own") }.allSatisfy { $0.places.isEmpty })
  }

  @Test("every role is asked about every action")
  func whole() {
    #expect(RightsMatrix.lines.count == Role.allCases.count * RightsMatrix.actions.count)
    #expect(Set(RightsMatrix.actions.map(\.name)).count == RightsMatrix.actions.count)
  }
}
