import Kernel
import Store

// The SQL of alarms: each stands in the row of its task and goes with it.
extension CaseStore {
  /// Alarms that are due, in the order in which they came due.
  static func alarms(_ reading: any Reading, at now: Instant, limit: Int) throws -> [DueAlarm] {
    try reading.query(
      "SELECT id, case_id, alarm_at, alarm FROM case_task WHERE alarm_at <= ? ORDER BY alarm_at, id LIMIT ?",
      [.integer(now.milliseconds), SQLValue(limit)]
    ).map { row in
      DueAlarm(
        task: TaskID(try row.text("id")), caseID: CaseID(try row.text("case_id")),
        at: Instant(milliseconds: try row.integer("alarm_at")),
        kind: try row.optionalText("alarm").flatMap(TaskAlarm.Kind.init))
    }
  }

  /// Whether an alarm is still as it was read.
  static func stands(_ due: DueAlarm, _ reading: any Reading) throws -> Bool {
    guard let row = try reading.first("SELECT alarm_at, alarm FROM case_task WHERE id = ?", [.text(due.task.text)]) else {
      return false
    }
    return try row.optionalInteger("alarm_at") == due.at.milliseconds && row.optionalText("alarm") == due.kind?.rawValue
  }

  static func setAlarm(_ alarm: TaskAlarm?, of task: TaskID, _ transaction: any Transaction) throws {
    try transaction.issue(
      "UPDATE case_task SET alarm_at = ?, alarm = ? WHERE id = ?",
      [SQLValue(alarm?.at.milliseconds), SQLValue(alarm?.kind.rawValue), .text(task.text)])
  }

  static func escalate(_ task: TaskID, to level: Int, _ transaction: any Transaction) throws {
    try transaction.issue("UPDATE case_task SET level = ? WHERE id = ?", [SQLValue(level), .text(task.text)])
  }

  /// Cases of which a date may move that lies in a year published by now.
  static func provisional(_ reading: any Reading, through day: CivilDate, limit: Int) throws -> [CaseID] {
    try reading.query(
      """
      SELECT DISTINCT case_id FROM case_task WHERE provisional_due IS NOT NULL AND provisional_due <= ? ORDER BY case_id LIMIT ?
      """, [.text(day.description), SQLValue(limit)]
    ).map { CaseID(try $0.text("case_id")) }
  }

  static func setProvisional(_ day: CivilDate?, of id: CaseID, _ transaction: any Transaction) throws {
    try transaction.issue(
      "UPDATE case_task SET provisional_due = ? WHERE case_id = ?", [SQLValue(day?.description), .text(id.text)])
  }
}
