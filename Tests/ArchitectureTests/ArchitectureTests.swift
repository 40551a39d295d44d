import Foundation
import Testing

/// Rooms of the house and what their files import, read from the sources themselves.
enum House {
  static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// Folder under Sources → names imported by its files.
  static let imports: [String: Set<String>] = {
    var found: [String: Set<String>] = [:]
    let files = FileManager.default.enumerator(at: root.appendingPathComponent("Sources"), includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift", let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
      let place = file.deletingLastPathComponent().path.replacingOccurrences(of: root.path + "/Sources/", with: "")
      let folder = roomFolder(place)
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        guard let place = words.firstIndex(of: "import"), place + 1 < words.count, place <= 1 else { continue }
        found[folder, default: []].insert(words[place + 1])
      }
    }
    return found
  }()

  /// The folder of the room that a folder lies in: rooms may have folders of their own.
  static func roomFolder(_ folder: String) -> String {
    let parts = folder.split(separator: "/")
    let depth = ["Platform": 2, "Engines": 2, "Contexts": 3][parts.first ?? ""] ?? 1
    return parts.prefix(depth).joined(separator: "/")
  }

  /// Name of a room by its folder, as the manifest has it.
  static func name(_ folder: String) -> String {
    let parts = folder.split(separator: "/").map(String.init)
    if parts.first == "Contexts", parts.count >= 3 { return parts[1] + parts[2] }
    return parts.last ?? folder
  }

  static let rooms: [String: String] = Dictionary(uniqueKeysWithValues: imports.keys.map { (name($0), $0) })
  static func kind(_ room: String) -> String { rooms[room]?.split(separator: "/").first.map(String.init) ?? "" }
  static func uses(_ room: String) -> Set<String> { (rooms[room].flatMap { imports[$0] } ?? []).filter { rooms[$0] != nil } }
}

@Suite("Who may import whom")
struct ArchitectureTests {
  @Test("the sources are found")
  func found() {
    #expect(House.rooms.count >= 20)
    #expect(House.rooms["CaseworkCore"] == "Contexts/Casework/Core")
  }

  @Test("the platform stands on nothing of ours but itself, engines on the platform and each other")
  func layers() {
    for room in House.rooms.keys {
      for used in House.uses(room) {
        switch House.kind(room) {
        case "Platform": #expect(House.kind(used) == "Platform", "\(room) imports \(used)")
        case "Engines": #expect(["Platform", "Engines"].contains(House.kind(used)), "\(room) imports \(used)")
        case "Contexts": #expect(House.kind(used) != "App" && used != "wutong", "\(room) imports \(used)")
        default: break
        }
      }
    }
  }

  @Test("cores know no page, no server and no database of their own; pages are used by the app alone")
  func coresAndWebs() {
    for (room, folder) in House.rooms where folder.hasPrefix("Contexts/") {
      let imported = House.imports[folder] ?? []
      if folder.hasSuffix("/Core") {
        #expect(
          imported.isDisjoint(with: [
            "HTML", "WebSupport", "Hummingbird", "GRDB", "CLibPQ", "StoreSQLite", "StorePostgres", "Logging",
          ]),
          "\(room) imports \(imported)")
      }
      #expect(!imported.contains { House.rooms[$0]?.hasSuffix("/Web") == true }, "\(room) imports another context's pages")
    }
  }

  @Test("a context's pages use its own core and those beneath it, and no SQL")
  func websWithoutStore() {
    for (room, folder) in House.rooms where folder.hasSuffix("/Web") {
      #expect((House.imports[folder] ?? []).isDisjoint(with: ["Store", "GRDB", "CLibPQ"]), "\(room) reaches into the store")
    }
  }

  @Test("each database has one door; the bench measures beside it what the bare library can do")
  func doors() {
    let owners = ["GRDB": "StoreSQLite", "CLibPQ": "StorePostgres", "CLibCrypto": "Cryptography", "Yams": "Tables"]
    for (library, owner) in owners {
      let users = House.rooms.filter { House.imports[$0.value]?.contains(library) == true }.map(\.key).filter { $0 != "Bench" }
      #expect(users == [owner], "\(library) is imported by \(users)")
    }
  }

  @Test("no room stands on itself, however many steps away")
  func acyclic() {
    for start in House.rooms.keys {
      var seen = Set<String>()
      var waiting = Array(House.uses(start))
      while let room = waiting.popLast() {
        guard seen.insert(room).inserted else { continue }
        waiting += House.uses(room)
      }
      #expect(!seen.contains(start), "\(start) stands on itself")
    }
  }

  @Test("no Chinese stands in the code of pages: people's words are in the string tables")
  func wordsInTables() throws {
    for folder in House.imports.keys where folder.hasSuffix("/Web") || folder == "Platform/WebSupport" {
      let files = try FileManager.default.contentsOfDirectory(
        at: House.root.appendingPathComponent("Sources/\(folder)"), includingPropertiesForKeys: nil)
      for file in files where file.pathExtension == "swift" {
        for (number, line) in try String(contentsOf: file, encoding: .utf8).split(
          separator: "\n", omittingEmptySubsequences: false
        ).enumerated() {
          guard !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") else { continue }
          let isChinese = line.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
          // The language's own name is the one word that is the same in every table.
          #expect(!isChinese || line.contains("中文"), "\(file.lastPathComponent):\(number + 1)")
        }
      }
    }
  }
}
