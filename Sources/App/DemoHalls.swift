import Foundation
import IdentityCore
import JSON
import Kernel
import Tables

extension Program {
  /// Halls and windows of the demonstration, made once, and the roster of this week for its accounts, whenever nobody is on it yet. All of
  /// it is made up (`Data/demo/halls.yaml`).
  public func loadDemoHalls() async throws {
    let file = "demo/halls.yaml"
    let json = try YAML.parse(String(decoding: try data.bytes(file), as: UTF8.self), file: file)
    if try await halls.kept(by: .system).isEmpty {
      for hall in json["halls"]?.arrayValue ?? [] { try await make(hall, windows: json["windows"]?.arrayValue ?? []) }
    }
    let week = clock.today
    for view in try await halls.halls() {
      let mine = (json["rosters"]?.arrayValue ?? []).filter { $0["region"]?.stringValue == view.hall.region }
      guard !mine.isEmpty, try await halls.roster(view.hall.id, week: week, by: .system).entries.isEmpty else { continue }
      for roster in mine { try await plan(roster, view) }
    }
  }

  private func make(_ json: JSON, windows: [JSON]) async throws {
    let hours = (json["hours"]?.arrayValue ?? []).map { day in
      (day.stringValue ?? "").split(separator: " ").compactMap { ClockSpan(String($0)) }
    }
    func words(_ json: JSON?) -> [String] { json?.arrayValue?.compactMap(\.stringValue) ?? [] }
    let id = try await halls.add(
      HallInput(
        region: json["region"]?.stringValue ?? "", name: json["name"]?.stringValue ?? "",
        address: json["address"]?.stringValue ?? "", phone: json["phone"]?.stringValue ?? "", hours: HallHours(hours),
        facilities: Set(words(json["facilities"]).compactMap(Hall.Facility.init))), by: .system)
    let wanted = Set(words(json["windows"]))
    for window in windows where wanted.contains(window["number"]?.stringValue ?? "") {
      _ = try await halls.addWindow(
        WindowInput(
          number: window["number"]?.stringValue ?? "", name: window["name"]?.stringValue ?? "",
          kind: window["kind"]?.stringValue.flatMap(HallWindow.Kind.init), departments: words(window["departments"]),
          services: [], isAccessible: window["accessible"] == true), to: id, by: .system)
    }
  }

  /// Puts an account of the demonstration at its window on every day of this week that fits.
  private func plan(_ json: JSON, _ view: HallView) async throws {
    guard let number = json["window"]?.stringValue, let account = json["account"]?.stringValue,
      let window = view.windows.first(where: { $0.window.number == number })?.window
    else { return }
    let monday = clock.today.adding(days: 1 - clock.today.weekday)
    for offset in 0..<7 {
      for span in json["spans"]?.arrayValue ?? [] {
        do {
          _ = try await halls.plan(
            account: account, window: window.id, days: [monday.adding(days: offset)],
            span: span.stringValue.flatMap { ClockSpan($0) }, by: .system)
        } catch let rejection as Rejection where rejection.kind == .invalid {
          // The hall is closed that day, or they are on leave: the roster has nobody.
          continue
        }
      }
    }
  }
}
