import Foundation
import RunningProgram
import Testing

/// Campaigns of faults against the whole program, small; `make torture` runs the same in large.
@Suite("Faults: nothing acknowledged is lost, people and operators are told", .serialized)
struct FaultTests {
  @Test(
    "the program and its database killed, gone, full, failing, doubled, cut and robbed of files", .timeLimit(.minutes(10)),
    arguments: ["killed.py", "disks.py", "clocks.py", "others.py"])
  func campaign(script: String) async throws {
    try await withFolder { folder in
      let outcome = try await BuiltProgram.script(
        "/usr/bin/python3", "\(BuiltProgram.root.path)/Tests/FaultTests/\(script)",
        environment: ["WUTONG_FAULTS": folder, "PYTHONDONTWRITEBYTECODE": "1"])
      print(outcome.output)
      #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
    }
  }
}
