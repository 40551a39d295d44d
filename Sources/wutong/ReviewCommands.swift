import App
import ArgumentParser
import Foundation
import Kernel
import ReviewsCore
import Store

/// `import reviews` and `export reviews`: they are no table of the catalogue.
enum ReviewCommands {
  static func bring(_ files: [String], keepGood: Bool, unknownServices: Bool, _ database: DatabaseOptions) async throws {
    let contents = try files.map { file in
      guard let data = FileManager.default.contents(atPath: file) else { throw ValidationError("\(file) cannot be read.") }
      return ReviewImport.File(name: file, bytes: [UInt8](data))
    }
    let store = try database.open()
    try await store.migrate(Program.migrations)
    let say = try Say()
    let bar = ProgressBar("reviews")
    do {
      let (kept, problems) = try await Program.importReviews(
        contents, keepGood: keepGood, unknownServices: unknownServices, into: store
      ) { bar.show($0, of: $1) }
      bar.end()
      for problem in problems { complain(say(problem)) }
      print(say("reviewImport.kept", ["n": "\(kept)"]))
    } catch let refusal as ReviewImport.Refusal {
      bar.end()
      switch refusal {
      case .rows(let problems):
        for problem in problems { complain(say(problem)) }
        complain(say("import.nothingKept", ["n": "\(problems.count)"]))
      case .again(let file, let before): complain(say("reviewImport.again", ["file": file, "before": before]))
      case .underWay(let file): complain(say("reviewImport.underWay", ["file": file]))
      }
      await store.close()
      throw ExitCode(1)
    }
    await store.close()
  }

  static func export(to out: String?, _ database: DatabaseOptions) async throws {
    let store = try database.open()
    if let out, !FileManager.default.createFile(atPath: out, contents: nil) {
      throw ValidationError("\(out) cannot be written.")
    }
    let file = try out.map { try FileHandle(forWritingTo: URL(fileURLWithPath: $0)) } ?? .standardOutput
    try await ReviewExport.write(from: store) { try file.write(contentsOf: Data($0.utf8)) }
    await store.close()
  }
}

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that what is counted is what is there; exit 1 when it is not.",
    subcommands: [Reviews.self])

  struct Reviews: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Count all reviews again and compare with the counters.")
    @OptionGroup var database: DatabaseOptions

    func run() async throws {
      let store = try database.open()
      let reader = ReviewReader(store: store)
      let difference = try await reader.firstDifference()
      if let difference {
        complain(difference)
      } else {
        print(try Say()("reviewImport.same", ["n": "\(try await reader.cells())"]))
      }
      await store.close()
      if difference != nil { throw ExitCode(1) }
    }
  }
}
