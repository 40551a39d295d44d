import App
import CatalogueCore
import Forms
import Foundation
import IdentityCore
import JSON
import Kernel
import Store

/// A database made for measuring: the catalogue that comes with the program, citizens who are signed in, staff of one agency.
struct BenchWorld: Sendable {
  let url: String
  let program: Program
  let folder: String
  /// A token for each citizen.
  let citizens: [String]
  /// The service whose applications are sent, and where.
  let service: String
  let region: String
  /// Answers to its form, about 1 kB.
  let form: JSON

  var store: any Store { program.store }

  private static let password = "bench-Mongol-2026"

  /// Makes it in an empty database. `folder`: for files that people send.
  static func make(url: String, folder: String, citizens count: Int = 64) async throws -> BenchWorld {
    let program = try await Program(
      store: try Databases.open(url), home: try Home.locate(), files: folder + "/files", authority: SimulatedAuthority(),
      passwordCost: 1 << 10)
    try await program.loadCatalogue()
    let snapshot = program.catalogue.current
    let region = "152502"
    guard
      let service = snapshot.services.filter({ service in
        snapshot.hasOwnForm(service.key) && service.audience.contains("person")
          && snapshot.offering(service: service.key, region: region)?.procedure == "permit"
      }).max(by: { (snapshot.form(of: $0.key)?.fields.count ?? 0) < (snapshot.form(of: $1.key)?.fields.count ?? 0) }),
      let form = snapshot.form(of: service.key)
    else { throw BenchError("the catalogue has no service with a form that follows the procedure permit") }
    var tokens: [String] = []
    for index in 0..<count {
      let account = "bench.\(index)"
      if try await program.identity.actor(account: account) == nil {
        _ = try await program.identity.signUp(
          SignUpInput(
            account: account, password: password, name: "哈斯测", identityNumber: BenchPeople.identityNumber(index),
            mobile: "13900000000"))
      }
      tokens.append(try await program.identity.signIn(account: account, password: password).token)
    }
    return BenchWorld(
      url: url, program: program, folder: folder, citizens: tokens, service: service.key, region: region,
      form: filled(
        form.example, form.fields.filter { $0.kind == .textarea || $0.kind == .text }.map { ($0.key, $0.longest, $0.pattern) }))
  }

  /// The example with its free texts made longer until the whole is about 1,050 bytes.
  private static func filled(_ example: JSON, _ texts: [(key: String, longest: Int, pattern: String?)]) -> JSON {
    var form = example
    for text in texts where text.pattern == nil {
      let missing = (1050 - form.bytes.count) / 3
      guard missing > 0 else { break }
      let words = String(repeating: "锡林浩特市额尔敦街道民族大道一百号一栋三号铺", count: 90)
      form[text.key] = .string(String(words.prefix(min(text.longest, max(4, missing)))))
    }
    return form
  }

  /// The body of `POST /cases` that opens and submits at once.
  var submission: [UInt8] {
    (["service": .string(service), "region": .string(region), "form": form, "submit": true] as JSON).bytes
  }

  /// Somebody of staff with posts, signed in. Returns the token.
  func staff(_ account: String, _ posts: [Post]) async throws -> String {
    if try await program.identity.actor(account: account) == nil {
      _ = try await program.identity.addStaff(account: account, name: "测试", password: Self.password, posts: posts)
    }
    return try await program.identity.signIn(account: account, password: Self.password).token
  }

  /// `wutong serve` over this database, as a process of its own.
  func serve(_ more: [String] = []) throws -> Child {
    try Child(["serve", "--database", url, "--files", folder + "/files"] + more, ready: "/readyz")
  }
}

/// Numbers of people who do not exist, with a right check character (GB 11643).
enum BenchPeople {
  static func identityNumber(_ index: Int) -> String {
    let day = 1 + index % 28
    let month = 1 + index / 28 % 12
    let year = 1950 + index / 336 % 40
    let sequence = 1 + index / 13_440 % 999
    let body = "152502" + String(format: "%04d%02d%02d%03d", year, month, day, sequence)
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(body.utf8, weights).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
    return body + String(Array("10X98765432")[sum % 11])
  }
}
