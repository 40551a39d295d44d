import Foundation
import JSON
import RunningProgram
import Testing

@Suite("A region's table by commands", .serialized)
struct OfferingCommandTests {
  @Test("it goes out, comes back the same, and what was changed in it becomes a change for review; a bad row is told exactly")
  func roundTrip() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 0)
      defer { demo.stop() }
      let data = folder + "/demo"
      let file = folder + "/offerings.csv"
      func bring(_ file: String, _ more: String..., environment: [String: String] = [:]) async throws -> BuiltProgram.Outcome {
        try await BuiltProgram.run(
          ["import", "offerings", file, "--region", "152502", "--data", data] + more, environment: environment)
      }
      #expect(
        try await BuiltProgram.run("export", "offerings", "--region", "152502", "--out", file, "--data", data).status == 0)
      let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
      let columns = lines[0].split(separator: ",").map(String.init)
      let venue = try #require(columns.firstIndex(of: "venue"))
      let place = try #require(lines.firstIndex { $0.hasPrefix("GAJ002,") })
      func write(_ name: String, _ changed: [Int: String]) throws -> String {
        let path = folder + "/" + name
        try lines.enumerated().map { changed[$0] ?? $1 }.joined(separator: "\n").write(
          toFile: path, atomically: true, encoding: .utf8)
        return path
      }
      func row(_ key: String, _ cells: [String: String]) -> String {
        let standing = ["service": key, "region": "152502", "state": "active"]
        return columns.map { cells[$0] ?? standing[$0] ?? "" }.joined(separator: ",")
      }

      // As it went out it changes nothing.
      let same = try await bring(file, "--change", "冬季时间", "--editor", "editor")
      #expect(same.status == 0 && same.output.contains("Nothing differs in this table."), "\(same)")

      // Without whose change it is, or for a region that is not there, nothing happens.
      #expect(try await bring(file).status != 0)
      #expect(try await bring(file, "--change", "x", "--editor", "nobody").errors.contains("no account nobody"))
      #expect(try await bring(file, "--change", "x", "--editor", "clerk").status == 1)
      let nowhere = try await BuiltProgram.run("export", "offerings", "--region", "999999", "--data", data)
      #expect(nowhere.status != 0 && nowhere.output.isEmpty)

      // Bad rows: file, line, column and reason, in the reader's language; nothing is kept.
      let bad = try write(
        "bad.csv",
        [
          1: row("NONE", [:]), 2: row("GAJ001", ["promisedDays": "many"]), 3: row("GAJ004", ["state": "closed"]),
          4: row("GAJ005", ["region": "152501"]), 5: row("GAJ006", ["state": "suspended"]),
        ])
      let refused = try await bring(bad, "--change", "x", "--editor", "editor")
      #expect(refused.status == 1)
      let told = refused.errors.split(separator: "\n").filter { $0.hasPrefix(bad) }.map {
        $0.dropFirst(bad.count + 1).split(separator: ":").prefix(2).joined(separator: ":")
      }
      #expect(
        told.contains("2: service") && told.contains("3: promisedDays") && told.contains("5: region"), "\(refused.errors)")
      #expect(told.contains("4: state") && told.contains("6: reason"), "\(refused.errors)")
      #expect(refused.errors.contains("\(bad):2: service: this region does not offer this service"), "\(refused.errors)")
      #expect(
        try await bring(bad, "--change", "x", "--editor", "editor", environment: ["LC_ALL": "zh_CN.UTF-8"]).errors.contains(
          "一行也没有收下"))
      let token = try await signIn(demo.address, "editor")
      func changes() async throws -> [JSON] {
        try await ask("GET", "\(demo.address)/api/v1/catalogue/changes", token: token).json["items"]?.arrayValue ?? []
      }
      #expect(try await changes().isEmpty)

      // One cell changed: one edit, with one difference.
      var cells = lines[place].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(cells.count == columns.count, "a row with quotes: take another")
      cells[venue] = "十号窗口"
      let good = try write("good.csv", [place: cells.joined(separator: ",")])
      let taken = try await bring(good, "--change", "换窗口", "--editor", "editor")
      #expect(taken.status == 0, "\(taken.errors)")
      let id = try #require(try await changes().first?["id"]?.stringValue)
      #expect(taken.output.contains(id))
      let view = try await ask("GET", "\(demo.address)/api/v1/catalogue/changes/\(id)", token: token).json
      #expect(view["title"] == "换窗口" && view["state"] == "draft" && view["edits"]?.arrayValue?.count == 1)
      #expect(view["edits"]?[0]?["key"] == "GAJ002/152502")
    }
  }
}
