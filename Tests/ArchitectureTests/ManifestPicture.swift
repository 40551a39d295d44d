import Foundation
import Testing

/// The package graph as a picture: `docs/architecture.svg`, drawn from the manifest. `make picture` draws it anew.
enum ManifestPicture {
  private static let layers: [(title: String, holds: @Sendable (Manifest.Room) -> Bool)] = [
    ("executable", { $0.name == "wutong" }),
    ("App", { $0.folder == "Sources/App" }),
    ("Contexts · Web", { $0.folder.hasPrefix("Sources/Contexts/") && $0.folder.hasSuffix("/Web") }),
    ("Contexts · Core", { $0.folder.hasPrefix("Sources/Contexts/") && $0.folder.hasSuffix("/Core") }),
    ("Engines", { $0.folder.hasPrefix("Sources/Engines/") }),
    ("Platform", { $0.folder.hasPrefix("Sources/Platform/") && !$0.isSystem }),
  ]
  private static let (width, step, box, left) = (1180, 118, 46, 130)

  private static func halves(_ name: String) -> [String] {
    let last = name.indices.last {
      $0 > name.startIndex && name[$0].isUppercase && name[$0...].dropFirst().first?.isLowercase == true
    }
    return last.map { [String(name[..<$0]), String(name[$0...])] } ?? [name]
  }

  /// What a room needs and none of its other needs brings along.
  private static func direct(_ room: Manifest.Room, _ byName: [String: Manifest.Room]) -> [String] {
    func reach(_ name: String) -> Set<String> {
      var seen = Set<String>()
      var waiting = byName[name]?.uses ?? []
      while let next = waiting.popLast() {
        if let room = byName[next], seen.insert(next).inserted { waiting += room.uses }
      }
      return seen
    }
    let uses = room.uses.filter { byName[$0] != nil }
    return uses.filter { use in !uses.contains { $0 != use && reach($0).contains(use) } }
  }

  static var svg: String {
    let rooms = Manifest.rooms.filter { $0.folder.hasPrefix("Sources/") && !$0.isSystem }
    let byName = Dictionary(rooms.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var places: [String: (x: Int, y: Int, width: Int)] = [:]
    var boxes: [String] = []
    for (row, layer) in layers.enumerated() {
      let members = rooms.filter(layer.holds)
      let y = 20 + row * step
      boxes.append("<text class=\"layer\" x=\"14\" y=\"\(y + 28)\">\(layer.title)</text>")
      let room = (width - left - 14) / max(members.count, 1)
      let size = min(room - 12, 190)
      for (column, member) in members.enumerated() {
        let x = left + column * room + (room - size) / 2
        places[member.name] = (x, y, size)
        let packages = member.uses.filter { byName[$0] == nil }
        let name = layer.title.hasPrefix("Contexts") ? member.name.replacing(/(Core|Web)$/, with: "") : member.name
        boxes.append("<rect x=\"\(x)\" y=\"\(y)\" width=\"\(size)\" height=\"\(box)\" rx=\"6\"/>")
        // A name too long for its box stands in two lines, parted where its words are.
        let parts = packages.isEmpty && name.count * 8 > size - 4 ? Self.halves(name) : [name]
        for (line, part) in parts.enumerated() {
          let height = parts.count > 1 ? 20 + line * 17 : packages.isEmpty ? 28 : 20
          boxes.append("<text x=\"\(x + size / 2)\" y=\"\(y + height)\">\(part)</text>")
        }
        if !packages.isEmpty {
          let words = packages.map { $0.replacing("CLib", with: "lib") }.joined(separator: ", ")
          let fit = words.count * 6 > size - 8 ? " textLength=\"\(size - 8)\" lengthAdjust=\"spacingAndGlyphs\"" : ""
          boxes.append("<text class=\"package\" x=\"\(x + size / 2)\" y=\"\(y + 37)\"\(fit)>\(words)</text>")
        }
      }
    }
    let lines = rooms.flatMap { room in
      direct(room, byName).compactMap { use -> String? in
        guard let from = places[room.name], let to = places[use] else { return nil }
        let (x, y) = (from.x + from.width / 2, from.y == to.y ? from.y : from.y + box)
        let (ex, ey) = (to.x + to.width / 2, to.y)
        // Within a layer the arrow goes over the boxes.
        let bend = from.y == to.y ? -34 : (ey - y) / 2
        let end = from.y == to.y ? ey - 34 : ey - bend
        return "<path d=\"M\(x) \(y)C\(x) \(y + bend) \(ex) \(end) \(ex) \(ey)\"/>"
      }
    }
    let height = 20 + layers.count * step - (step - box) + 16
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" font-family="system-ui, sans-serif" font-size="14">
      <title>Rooms of the package and what each stands on</title>
      <style>svg{background:#fbfdfc}path{fill:none;stroke:#0b4f5c;stroke-opacity:.38;stroke-width:1.3}rect{fill:#fff;stroke:#0b4f5c;stroke-width:1.2}text{text-anchor:middle;fill:#10201f}.layer{text-anchor:start;font-size:12px;fill:#4b5f5e}.package{font-size:10.5px;fill:#4b5f5e}</style>
      \(lines.joined(separator: "\n"))
      \(boxes.joined(separator: "\n"))
      </svg>

      """
  }
}

@Suite("The picture of the package")
struct ManifestPictureTests {
  @Test("docs/architecture.svg shows the package as the manifest declares it (make picture draws it anew)")
  func current() throws {
    let file = House.root.appendingPathComponent("docs/architecture.svg")
    if ProcessInfo.processInfo.environment["WUTONG_DRAW"] == "1" {
      try ManifestPicture.svg.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == ManifestPicture.svg)
  }
}
