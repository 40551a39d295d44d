import App
import ArgumentParser
import Foundation

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "What is missing or wrong on this machine, each with its mend; exit 1 when something is.")

  @OptionGroup var database: DatabaseOptions
  @Option(help: "Folder for what people send.") var files: String?

  func run() async throws {
    let url = try database.url()
    let folder = files ?? database.data.map { $0 + "/files" } ?? "files"
    let findings = await Doctor.examine(database: url, files: folder)
    for finding in findings {
      print(finding.mend.map { "MEND \(finding.what): \($0)" } ?? "ok   \(finding.what)")
    }
    if findings.contains(where: { $0.mend != nil }) { throw ExitCode(1) }
  }
}
