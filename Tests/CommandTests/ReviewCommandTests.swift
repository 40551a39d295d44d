import Foundation
import JSON
import RunningProgram
import Testing

@Suite("Reviews by the file, while the server runs", .serialized)
struct ReviewCommandTests {
  @Test(
    "a scale's counts make the rate: other counts, another rate; a file comes in once, bad rows are told, all comes out again")
  func scale() async throws {
    try await withFolder { folder in
      let scale = folder + "/scale.yaml"
      func text(_ bad: Int) -> String {
        "through: \"2022-03-03 10:00\"\ndays: 60\nseed: 1\ngrades: {\"5\": 900, \"4\": 60, \"3\": 37, \"2\": \(bad), \"1\": 1}\nchannels: {web: 1, window: 2}\n"
      }
      try text(2).write(toFile: scale, atomically: true, encoding: .utf8)
      let demo = try await RunningDemo(folder: folder, cases: 0, more: ["--scale", scale])
      defer { demo.stop() }
      let summary = "\(demo.address)/api/v1/reviews/summary?to=2022-03-03"
      let first = try await ask("GET", summary).json
      #expect(first["total"] == 1000 && first["rate"] == "99.700" && first["grades"]?["2"] == 2, "\(first.text)")

      let data = folder + "/demo"
      let file = folder + "/more.csv"
      try "service,region,grade,channel,at\nGAJ001,152502,1,window,2022-03-01\nGAJ001,152502,1,hotline,2022-03-02 09:30\n"
        .write(
          toFile: file, atomically: true, encoding: .utf8)
      let brought = try await BuiltProgram.run("import", "reviews", file, "--data", data)
      #expect(brought.status == 0 && brought.output.contains("2 reviews"), "\(brought.errors)")
      let second = try await ask("GET", summary).json
      #expect(second["total"] == 1002 && second["rate"] == "99.500", "the server that runs counts them at once")
      let again = try await BuiltProgram.run("import", "reviews", file, "--data", data)
      #expect(again.status == 1 && again.errors.contains("imported before"), "\(again.errors)")

      try "service,region,grade,channel,at\nGAJ001,152502,1,window,2022-03-01\nNONE,152502,7,window,soon\n".write(
        toFile: file, atomically: true, encoding: .utf8)
      let refused = try await BuiltProgram.run("import", "reviews", file, "--data", data)
      #expect(refused.status == 1 && refused.errors.contains("\(file):3: grade: a grade is 5"), "\(refused.errors)")
      #expect(refused.errors.contains("\(file):3: service:") && refused.errors.contains("\(file):3: at:"))
      #expect(try await ask("GET", summary).json["total"] == 1002)

      let out = folder + "/out.csv"
      #expect(try await BuiltProgram.run("export", "reviews", "--out", out, "--data", data).status == 0)
      #expect(try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n").count == 1003)
      #expect(try await BuiltProgram.run("verify", "reviews", "--data", data).status == 0)
    }
  }
}
