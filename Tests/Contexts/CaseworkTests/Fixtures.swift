import CaseworkCore
import Foundation
import JSON
import Kernel
import Testing
import WorkingTime

/// The repository's own Data folder, found from this file.
let dataFolder: String = {
  var url = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { url.deleteLastPathComponent() }
  return url.appendingPathComponent("Data").path
}()

func procedure(_ key: String) throws -> Procedure {
  let file = "\(dataFolder)/procedures/\(key).yaml"
  return try ProcedureReader.read(yaml: try String(contentsOfFile: file, encoding: .utf8), file: file)
}

/// National Day of 2026 with its working weekends, as published.
let calendar2026: WorkCalendar = {
  var holidays: [CivilDate: String] = [:]
  for day in 1...7 { holidays[date("2026-10-0\(day)")] = "国庆节" }
  for day in 25...27 { holidays[date("2026-09-\(day)")] = "中秋节" }
  return WorkCalendar(holidays: holidays, makeUps: [date("2026-09-20"): "国庆节", date("2026-10-10"): "国庆节"])
}()

func date(_ text: String) -> CivilDate {
  guard let date = CivilDate(text) else { preconditionFailure("no date: \(text)") }
  return date
}

func instant(_ text: String) -> Instant {
  guard let instant = Instant(rfc3339: text) else { preconditionFailure("no instant: \(text)") }
  return instant
}

let window = AgencyID(region: "152502", department: "ZSJ")
let bureau = AgencyID(region: "152502", department: "LCJ")

func terms(promised: Int = 5, legal: Int = 20, procedure: String = "permit") -> CaseTerms {
  CaseTerms(
    service: "LCJ001", serviceName: "测试许可", plainName: "测试", region: "152502", procedure: procedure, procedureVersion: 1,
    promisedDays: promised, legalDays: legal, accepting: window, responsible: bureau, issuing: window, result: "许可证", epoch: 1)
}

let citizen = Actor(party: PartyID("citizen"), kind: .person, name: "测试一")
let clerk = Actor(party: PartyID("clerk"), kind: .staff, name: "测", posts: [Post(role: .windowClerk, agency: window)])
let reviewer = Actor(party: PartyID("reviewer"), kind: .staff, name: "测", posts: [Post(role: .reviewer, agency: bureau)])
let approver = Actor(party: PartyID("approver"), kind: .staff, name: "测", posts: [Post(role: .approver, agency: bureau)])
let issuer = Actor(party: PartyID("issuer"), kind: .staff, name: "测", posts: [Post(role: .issuer, agency: window)])

/// A case carried by pure rules alone.
struct Walk {
  var state: CaseState
  let rules: CaseRules
  var now: Instant

  init(_ key: String = "permit", promised: Int = 5, legal: Int = 20, channel: Channel = .web, at now: String) throws {
    rules = CaseRules(procedure: try procedure(key), calendar: calendar2026)
    state = CaseState(
      id: CaseID("case"), terms: terms(promised: promised, legal: legal, procedure: key), applicant: citizen.party, agent: nil,
      channel: channel)
    self.now = instant(now)
    let event = try rules.submit(state, number: "N1", by: citizen, at: self.now, facts: [:], personal: [:])
    apply(event)
  }

  mutating func apply(_ event: CaseEvent) {
    state.apply(event) { [rules] in rules.procedure.state($0)?.stage }
  }

  @discardableResult
  mutating func act(_ action: String, by actor: Actor, _ data: JSON = [:], at moment: String? = nil) throws -> CaseEvent {
    if let moment { now = instant(moment) }
    let event = try rules.act(CaseCommand(action: action, data: data), on: state, by: actor, at: now)
    apply(event)
    return event
  }

  /// Whether a clock was stopped in time.
  func kept(_ key: String) -> Bool? {
    state.clocks.first { $0.key == key }.flatMap { rules.account($0, at: now) }?.kept
  }

  /// Codes with which an action is refused; empty when it is not.
  func refusal(_ action: String, by actor: Actor, _ data: JSON = [:]) -> [String] {
    do throws(Rejection) {
      _ = try rules.act(CaseCommand(action: action, data: data), on: state, by: actor, at: now)
      return []
    } catch { return [error.code] + error.problems.map { "\($0.pointer) \($0.code)" } }
  }
}
