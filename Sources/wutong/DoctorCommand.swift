import App
import ArgumentParser
import TypedSettings

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract:
      "Every setting and where it came from, and what is missing or wrong on this machine, each with its mend; exit 1 when something is."
  )

  @OptionGroup var database: DatabaseOptions
  @Option(help: "Folder for what people send (setting files.folder).") var files: String?

  func run() async throws {
    let read = try database.read(files.map { [SettingFlag("files.folder", $0, flag: "--files")] } ?? [])
    for line in read.explanations { print("\(told("doctor.set")) \(line.definition.key) = \(line.shown) (\(line.origin))") }
    let findings = await Doctor.examine(read)
    for finding in findings {
      print(finding.mend.map { "\(told("doctor.mend")) \(finding.what): \($0)" } ?? "\(told("doctor.ok")) \(finding.what)")
    }
    if findings.contains(where: { $0.mend != nil }) { throw ExitCode(1) }
  }
}
