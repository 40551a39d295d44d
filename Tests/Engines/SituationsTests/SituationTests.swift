import DecisionModel
import Foundation
import SeededRandom
import Testing

@testable import Situations

/// The models that come with the program.
enum Models {
  static let folder: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("Data/situations")
  }()

  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".dmn") }.sorted()
      .map { String($0.dropLast(4)) }
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name + ".dmn")))
  }

  static func situation(_ name: String) throws -> Situation { try Situation(dmn: try bytes(name), file: name + ".dmn") }
}

@Suite("The situations that come with the program")
struct BundledSituationTests {
  @Test("ten models with 105 rules beside the one that always holds, each about something")
  func all() throws {
    let all = try Models.names().map(Models.situation)
    #expect(all.count == 10)
    #expect(all.reduce(0) { $0 + $1.effects.filter { !$0.isEmpty }.count } == 105)
    for situation in all {
      #expect(situation.target.hasPrefix("service:") || situation.target.hasPrefix("bundle:"))
      #expect(situation.effects.first?.rule == "\(situation.key)-00")
      #expect(situation.effects.allSatisfy { $0.rule.hasPrefix(situation.key + "-") })
    }
  }

  @Test("their tables have no gap, no rule that never fires, and nothing that cannot be read")
  func analysed() throws {
    for name in try Models.names() {
      let model = try DecisionModel(xml: try Models.bytes(name), file: name)
      #expect(model.problems.isEmpty)
      for table in model.decisions.flatMap(\.tables) {
        #expect(table.analysis.findings.isEmpty, "\(name): \(table.analysis.findings.map(\.message.english))")
        #expect(table.analysis.isFinished)
      }
    }
  }

  @Test("every rule holds for some answers, and for none that leave out what it needs; each holds when its conditions do")
  func eachRule() throws {
    for situation in try Models.names().map(Models.situation) {
      for rule in situation.rules where !rule.effect.isEmpty {
        var answers: [String: [String]] = [:]
        func answer(_ conditions: [Situation.Condition]) {
          for condition in conditions {
            answer(situation.questions.first { $0.key == condition.question }?.conditions ?? [])
            answers[condition.question] = condition.options.sorted().prefix(1).map { $0 }
          }
        }
        answer(rule.conditions)
        #expect(situation.problems(answers).isEmpty)
        #expect(situation.find(answers).effects.contains(rule.effect), "\(rule.effect.rule)")
        for left in rule.conditions.map(\.question) {
          var fewer = answers
          fewer[left] = nil
          #expect(!situation.find(fewer).effects.contains(rule.effect), "\(rule.effect.rule) without \(left)")
        }
      }
    }
  }

  @Test("answers narrow what is possible: what held or may hold comes from what might have before")
  func narrowing() throws {
    var random = SplitMix(state: 20_261_125)
    for situation in try Models.names().map(Models.situation) {
      for _ in 0..<60 {
        var answers: [String: [String]] = [:]
        var before = situation.find(answers)
        #expect(Set(before.possible.map(\.rule)).union(before.effects.map(\.rule)).count >= situation.effects.count - 1)
        while let question = before.open.randomElement(using: &random) {
          answers[question.key] =
            question.isMulti
            ? question.options.map(\.key).filter { _ in Bool.random(using: &random) }
            : [question.options.randomElement(using: &random)?.key ?? ""]
          let after = situation.find(answers)
          let may = Set(before.possible.map(\.rule)).union(before.effects.map(\.rule))
          #expect(may.isSuperset(of: after.effects.map(\.rule)) && may.isSuperset(of: after.possible.map(\.rule)))
          #expect(Set(after.effects.map(\.rule)).isSuperset(of: before.effects.map(\.rule)))
          before = after
        }
        #expect(before.possible.isEmpty && before.open.isEmpty)
        #expect(before.isComplete == (before.block == nil))
      }
    }
  }
}

@Suite("A situation")
struct SituationTests {
  @Test("a question that hangs on an answer is asked after it; what was said to it before does not count")
  func conditions() throws {
    let situation = try Models.situation("enroll_primary")
    #expect(!situation.find(["basis": ["hukou"]]).asked.contains { $0.key == "house_kind" })
    #expect(situation.find(["basis": ["house"]]).asked.contains { $0.key == "house_kind" })
    let stale = situation.find(["basis": ["hukou"], "house_kind": ["rent"]])
    #expect(!stale.effects.contains { $0.rule == "enroll_primary-05" } && stale.answers["house_kind"] == nil)
  }

  @Test("answers that no question has are told with their place")
  func problems() throws {
    let situation = try Models.situation("newborn")
    #expect(situation.problems(["moon": ["x"]]).map(\.reason) == [.unknown])
    #expect(situation.problems(["married": ["perhaps"]]).map(\.reason) == [.noOption])
    #expect(situation.problems(["married": ["not_yet", "yes_sys"]]).map(\.reason) == [.several])
    #expect(situation.problems(["extra": ["fee", "fee"]]).map(\.reason) == [.twice])
    #expect(situation.problems(["extra": ["fee", "moon"]]) == [.init(question: "extra", place: 1, reason: .noOption)])
    #expect(situation.problems(["extra": []]).isEmpty && situation.problems([:]).isEmpty)
    #expect(try Models.situation("enroll_primary").problems(["house_kind": ["own"]]).map(\.reason) == [.notAsked])
  }

  @Test("effects: papers, data sources, services, where to go, what blocks, promises, questions of the form")
  func effects() throws {
    let newborn = try Models.situation("newborn")
    let unmarried = newborn.find(["married": ["not_yet"]])
    #expect(unmarried.dropping("fmjhz")?.rule == "newborn-04" && unmarried.adding("qzjd") == nil)
    #expect(newborn.find(["married": ["not_yet"], "with": ["father"]]).adding("qzjd")?.rule == "newborn-05")
    #expect(newborn.find(["married": ["yes_sys"]]).exempting("fmjhz")?.by == "婚姻登记信息共享")
    let abroad = newborn.find(["born_in": ["abroad"]]).effects.first
    #expect(abroad?.swaps == [.init(from: "GAJ001", to: "GAJ002")] && abroad?.removeServices == ["ZCY001"])
    let blocked = newborn.find(["name_differs": ["diff"]])
    #expect(blocked.block?.goTo == "ZCY002" && !blocked.isComplete)
    #expect(newborn.find(["extra": ["fee", "subsidy"]]).effects.flatMap(\.addServices) == ["YBJ017", "WJW032"])
    #expect(try Models.situation("ranch_shed").find(["area": ["small"]]).promise?.promisedDays == 3)
    let company = try Models.situation("company_open")
    #expect(company.find(["invoice": ["no_"]]).droppingField("invoiceKind")?.rule == "company_open-12")
    #expect(company.find(["invoice": ["special"]]).droppingField("invoiceKind") == nil)
  }

  private func fault(_ old: String, _ new: String, in name: String = "fund_rent") throws -> SituationFault.Reason? {
    let text = String(decoding: try Models.bytes(name), as: UTF8.self)
    #expect(text.contains(old), "\(old)")
    do throws(SituationFault) {
      _ = try Situation(dmn: Array(text.replacing(old, with: new).utf8))
      return nil
    } catch { return error.reason }
  }

  @Test("a model that is no situation is refused with the reason")
  func refused() throws {
    #expect(try fault("<definitions", "<definition") == .model)
    #expect(try fault("[\"lhz\"]", "[\"lhz\"") == .model)
    #expect(try fault("name=\"target\"><variable", "name=\"aim\"><variable") == .target)
    #expect(try fault("<decision id=\"needs\" name=\"needs\">", "<decision id=\"needs\" name=\"wants\">") == .decision)
    #expect(try fault("hitPolicy=\"RULE ORDER\"", "hitPolicy=\"FIRST\"") == .decision)
    #expect(try fault("\"single\"", "\"some\"") == .question)
    #expect(try fault("<output name=\"key\"/>", "<output name=\"keys\"/>") == .question)
    #expect(try fault("addEvidence", "addPaper") == .rule)
    #expect(try fault("\"fund_rent-02\"</text>", "\"fund_rent-01\"</text>") == .rule)
    #expect(
      try fault("<inputExpression><text>marry</text>", "<inputExpression><text>upper case(marry)</text>") == .column)
    #expect(
      try fault("<inputEntry><text>\"divorced\"</text>", "<inputEntry><text>\"widowed\"</text>") == .neverHolds)
  }
}
