import CatalogueCore
import IdentityCore
import JSON
public import Kernel

/// An account of the demo, with its password: made up, printed, and refused by `serve`.
public struct DemoAccount: Sendable {
  public let account: String
  public let password: String
  public let name: String
  public let posts: [Post]

  var json: JSON {
    [
      "account": .string(account), "password": .string(password), "name": .string(name),
      "roles": .array(posts.isEmpty ? ["citizen"] : posts.map { .string($0.role.rawValue) }),
      "region": posts.first.map { .string($0.agency.region) } ?? .null,
      "agency": posts.first.map { .string($0.agency.description) } ?? .null,
    ]
  }
}

extension Program {
  private static let password = "wutong-demo-2026"

  /// People and staff of Xilinhot and of the league: one for each role that a case needs. Made once; all names are marked as synthetic.
  public func loadDemoAccounts() async throws -> [DemoAccount] {
    let window = AgencyID(region: "152502", department: OfferingPlaces.window)
    let snapshot = catalogue.current
    // The departments behind the services that have a form of their own.
    let handling = Set(
      snapshot.services.filter { snapshot.hasOwnForm($0.key) }.compactMap {
        snapshot.offering(service: $0.key, region: window.region)?.responsible
      } + [window]
    ).sorted()
    let league = AgencyID(region: catalogue.current.league, department: OfferingPlaces.window)
    let counters = handling
    let accounts = [
      DemoAccount(account: "citizen", password: Self.password, name: "哈斯测", posts: []),
      DemoAccount(account: "neighbour", password: Self.password, name: "其其格测", posts: []),
      DemoAccount(
        account: "clerk", password: Self.password, name: "窗口测一", posts: counters.map { Post(role: .windowClerk, agency: $0) }),
      DemoAccount(
        account: "reviewer", password: Self.password, name: "审查测一", posts: handling.map { Post(role: .reviewer, agency: $0) }),
      DemoAccount(
        account: "approver", password: Self.password, name: "审批测一", posts: handling.map { Post(role: .approver, agency: $0) }),
      DemoAccount(
        account: "issuer", password: Self.password, name: "出件测一", posts: counters.map { Post(role: .issuer, agency: $0) }),
      DemoAccount(
        account: "supervisor", password: Self.password, name: "督查测一", posts: [Post(role: .supervisor, agency: league)]),
      DemoAccount(account: "editor", password: Self.password, name: "编辑测一", posts: [Post(role: .editor, agency: league)]),
      DemoAccount(account: "editor2", password: Self.password, name: "编辑测二", posts: [Post(role: .editor, agency: league)]),
      DemoAccount(account: "admin", password: Self.password, name: "管理测一", posts: [Post(role: .administrator, agency: league)]),
    ]
    let known = Set(try await identity.accounts().map(\.account))
    let numbers = ["citizen": "152502188001010019", "neighbour": "152523188002290026"]
    for account in accounts where !known.contains(account.account) {
      if let number = numbers[account.account] {
        _ = try await identity.signUp(
          SignUpInput(
            account: account.account, password: account.password, name: account.name, identityNumber: number,
            mobile: "13900000000"))
      } else {
        _ = try await identity.addStaff(
          account: account.account, name: account.name, password: account.password, posts: account.posts)
      }
    }
    return accounts
  }
}

/// The department of the unified window, for the demo's posts.
enum OfferingPlaces {
  static let window = "ZSJ"
}
