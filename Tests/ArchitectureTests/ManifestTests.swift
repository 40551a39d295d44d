import Foundation
import Testing

/// Rooms as the manifest declares them.
enum Manifest {
  struct Room {
    var name: String
    var folder: String
    var isSystem: Bool
    var uses: [String]
  }

  static let text = (try? String(contentsOf: House.root.appendingPathComponent("Package.swift"), encoding: .utf8)) ?? ""

  static let rooms: [Room] = text.matches(
    of:
      /Room\(\s*name:\s*"(\w+)",\s*folder:\s*"([\w\/]+)"(?:,\s*kind:\s*\.(\w+)(?:\([^)]*\))?)?(?:,\s*uses:\s*\[([^\]]*)\])?,?\s*\)/
  ).map { match in
    Room(
      name: String(match.1), folder: String(match.2), isSystem: match.3 == "system",
      uses: (match.4 ?? "").matches(of: /"(\w+)"/).map { String($0.1) })
  }

  /// Products of other packages.
  static let packages: Set<String> = Set(text.matches(of: /"(\w+)": \("https:/).map { String($0.1) })

  /// Modules that come in with a product of another name, or beside it.
  static let companions: [String: Set<String>] = [
    "Hummingbird": ["HTTPTypes", "NIOCore", "NIOHTTPTypes"],
    "ServiceLifecycle": ["UnixSignals"],
    "HummingbirdTesting": ["HTTPTypes", "NIOCore"],
  ]

  /// Modules of the toolchain.
  static let toolchain: Set = [
    "Foundation", "FoundationNetworking", "FoundationEssentials", "FoundationXML", "Synchronization", "Testing", "Glibc",
    "Dispatch",
    "PackageDescription",
  ]

  static func imports(_ room: Room) -> Set<String> {
    var found = Set<String>()
    let files = FileManager.default.enumerator(
      at: House.root.appendingPathComponent(room.folder), includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift", let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
      for match in text.matches(
        of:
          /(?m)^(?:@\w+(?:\(\w+\))? |public |package |internal |private |fileprivate )*import (?:struct |class |enum |protocol |func |typealias )?(\w+)/
      ) {
        found.insert(String(match.1))
      }
    }
    return found
  }

  /// Rooms with Swift files that stand in the repository.
  static var present: [Room] {
    rooms.filter { !$0.isSystem && FileManager.default.fileExists(atPath: House.root.appendingPathComponent($0.folder).path) }
  }
}

@Suite("The manifest declares what the files import")
struct ManifestTests {
  @Test("every room of the manifest is read, with its folder")
  func read() {
    #expect(Manifest.rooms.count == Manifest.text.matches(of: /\bRoom\(\s*name:/).count)
    #expect(Manifest.rooms.count > 40)
    #expect(Set(Manifest.rooms.map(\.name)).count == Manifest.rooms.count)
    #expect(Manifest.packages.contains("GRDB"))
    let casework = Manifest.rooms.first { $0.name == "CaseworkWeb" }
    #expect(casework?.uses.contains("NationalCodes") == true)
    #expect(casework?.uses.contains("Hummingbird") == true)
  }

  @Test("every folder with sources is a room")
  func folders() {
    let folders = Manifest.rooms.map { $0.folder + "/" }
    let files = FileManager.default.enumerator(atPath: House.root.path)
    var looked = 0
    while let file = files?.nextObject() as? String {
      if file.hasPrefix(".") { files?.skipDescendants() }
      guard file.hasSuffix(".swift"), file.hasPrefix("Sources/") || file.hasPrefix("Tests/") else { continue }
      looked += 1
      #expect(folders.contains { file.hasPrefix($0) }, "\(file)")
    }
    #expect(looked > 150)
  }

  @Test("a room uses only rooms and packages that there are, none twice")
  func known() {
    let names = Set(Manifest.rooms.map(\.name)).union(Manifest.packages)
    for room in Manifest.rooms {
      #expect(room.uses.filter { !names.contains($0) } == [], "\(room.name)")
      #expect(Set(room.uses).count == room.uses.count, "\(room.name)")
    }
  }

  @Test("what a room's files import is declared for that room")
  func declared() {
    for room in Manifest.present {
      let companions = room.uses.reduce(into: Set<String>()) { $0.formUnion(Manifest.companions[$1] ?? []) }
      let missing = Manifest.imports(room).subtracting(room.uses).subtracting(companions).subtracting(Manifest.toolchain)
      #expect(missing.sorted() == [], "\(room.name)")
    }
  }

  @Test("what is declared for a room of the product is imported by one of its files")
  func needed() {
    for room in Manifest.present where room.folder.hasPrefix("Sources/") {
      #expect(room.uses.filter { !Manifest.imports(room).contains($0) } == [], "\(room.name)")
    }
  }

  @Test("no room of the product is built with a room of the tests, and pages are used by the app and its tests alone")
  func directions() {
    let tests = Set(Manifest.rooms.filter { $0.folder.hasPrefix("Tests/") }.map(\.name))
    for room in Manifest.rooms where room.folder.hasPrefix("Sources/") {
      #expect(tests.isDisjoint(with: room.uses), "\(room.name)")
      if room.name != "App" { #expect(room.uses.filter { $0.hasSuffix("Web") } == [], "\(room.name)") }
    }
  }

  @Test("by the manifest too, no room stands on itself")
  func acyclic() {
    let uses = Dictionary(uniqueKeysWithValues: Manifest.rooms.map { ($0.name, $0.uses) })
    for start in uses.keys {
      var seen = Set<String>()
      var waiting = uses[start] ?? []
      while let room = waiting.popLast() {
        guard seen.insert(room).inserted else { continue }
        waiting += uses[room] ?? []
      }
      #expect(!seen.contains(start), "\(start)")
    }
  }
}
