import ArgumentParser
import DecisionModel
import FEEL
import Foundation
import JSON
import Temporal

struct DecideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide", abstract: "Evaluate a decision of a DMN model on JSON input from standard input.",
    discussion: """
      The input is an object of the decision's inputs; dates, times and durations are strings. Models that the model imports are looked \
      for in its folder.
      """)
  @Argument(help: "A model in DMN 1.1 to 1.5.", completion: .file()) var model: String
  @Option(help: "The decision; needed where the model has several.") var decision: String?
  @Option(help: "A decision service, instead of a decision.") var service: String?
  @Flag(help: "One input a line, and one answer a line.") var batch = false
  @Flag(help: "With --batch: lines name the decision, and values have their types: {\"t\":\"date\",\"v\":\"2026-01-31\"}.")
  var typed = false
  @Flag(help: "Answer with the reasons: which rules matched, which did not and why.") var explain = false
  @Flag(
    help:
      "Evaluate nothing; tell what is wrong in the model, and its tables' gaps, overlaps and idle rules. Exit 1 when there are any."
  )
  var check = false
  @Option(help: "What now() and today() give, as 2026-01-31T09:30:00+08:00; without it, now.") var at: String?

  func validate() throws {
    if typed, !batch || explain { throw ValidationError("--typed goes with --batch, and without --explain.") }
    if let at, DateAndTime(at) == nil { throw ValidationError("--at: “\(at)” is no date and time.") }
  }

  func run() throws {
    let say = try Say()
    let program: DecisionModel
    do throws(ModelProblem) {
      program = try DecisionModel(xml: try read(), file: model, imports: ModelFolder(of: model).find)
    } catch {
      complain(say.isChinese ? error.inChinese : error.description)
      throw ExitCode(1)
    }
    if check { return try tell(program, say) }
    let now = DateAndTime(at ?? Self.now())
    let lines = DecisionBatch(program, at: now)
    if typed {
      for line in StandardInput.Lines() where !line.isEmpty { answer(lines.typed(line)) }
      return
    }
    let name = try service ?? asked(program)
    func one(_ text: [UInt8]) -> JSON {
      guard let inputs = try? JSON.parse(text), inputs.objectValue != nil else {
        return ["error": "the input is no JSON object"]
      }
      if explain { return Self.reasons(program, name, isService: service != nil, inputs, now) }
      return service == nil ? lines.plain(inputs, decision: name) : lines.plain(inputs, service: name)
    }
    if batch {
      for line in StandardInput.Lines() where !line.isEmpty { answer(one(line)) }
    } else {
      let result = one(StandardInput.all())
      answer(result)
      if result["error"] != nil { throw ExitCode(1) }
    }
  }

  private func answer(_ json: JSON) {
    print(json.text)
    fflush(nil)
  }

  private func read() throws(ModelProblem) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: model) else {
      throw ModelProblem(.importing, file: model, line: 1, "there is no such file", "没有这个文件")
    }
    return Array(data)
  }

  /// The decision that is meant.
  private func asked(_ program: DecisionModel) throws -> String {
    let names = program.decisionNames
    if let decision {
      guard program.decision(decision) != nil else {
        throw ValidationError("No decision “\(decision)”. There are: \(names.joined(separator: ", "))")
      }
      return decision
    }
    guard names.count == 1 else { throw ValidationError("Say which, with --decision: \(names.joined(separator: ", "))") }
    return names[0]
  }

  private static func reasons(
    _ program: DecisionModel, _ name: String, isService: Bool, _ inputs: JSON, _ now: DateAndTime?
  ) -> JSON {
    let object = inputs.objectValue ?? JSONObject()
    if isService {
      guard let service = program.service(name) else { return ["error": .string("no decision service “\(name)”")] }
      return service.explain(DecisionBatch.context(object, service.inputs), at: now).json
    }
    guard let decision = program.decision(name) else { return ["error": .string("no decision “\(name)”")] }
    return decision.explain(DecisionBatch.context(object, decision.inputs), at: now).json
  }

  private func tell(_ program: DecisionModel, _ say: Say) throws {
    var count = program.problems.count
    for problem in program.problems { print(say.isChinese ? problem.inChinese : problem.description) }
    for table in program.decisions.flatMap(\.tables) {
      let analysis = table.analysis
      count += analysis.findings.count
      for message in analysis.findings.map(\.message) + analysis.remarks {
        print("\(model):\(table.line): \(table.place): \(say.isChinese ? message.chinese : message.english)")
      }
    }
    if count > 0 { throw ExitCode(1) }
  }

  /// The moment in Chinese time.
  private static func now() -> String {
    let style = Date.ISO8601FormatStyle(timeZone: TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt)
    return Date.now.formatted(style).replacingOccurrences(of: "+0800", with: "+08:00")
  }
}

/// Models beside a model: what it may import.
struct ModelFolder {
  private let folder: URL

  init(of model: String) { folder = URL(filePath: model).deletingLastPathComponent() }

  /// By file name where the import tells one, else by namespace. Only this very folder is looked at.
  func find(_ namespace: String, _ location: String?) -> ModelFile? {
    if let location, !location.contains("/"), let file = read(location) { return file }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.sorted() where name.hasSuffix(".dmn") {
      if let file = read(name), (try? DecisionModel.namespace(of: file.bytes)) == namespace { return file }
    }
    return nil
  }

  private func read(_ name: String) -> ModelFile? {
    FileManager.default.contents(atPath: folder.appending(path: name).path).map { ModelFile(name: name, bytes: Array($0)) }
  }
}
