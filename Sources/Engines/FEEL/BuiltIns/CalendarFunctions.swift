import Decimals
import Temporal

extension BuiltIn {
  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
  ]

  /// Date functions (DMN 1.5 §10.3.4.8) and the clock (§10.3.4.11). The clock is handed in with the evaluation.
  static let calendar = [
    ofDate("day of year", .number) { .number(Decimal34($0.dayOfYear)) },
    ofDate("day of week", .string) { .string(weekdays[($0.weekday - 1) % 7]) },
    ofDate("month of year", .string) { .string(months[($0.month - 1) % 12]) },
    ofDate("week of year", .number) { .number(Decimal34($0.isoWeek)) },
    BuiltIn("now", [], result: .dateTime) { $0.evaluation.now.map(Value.dateTime) ?? $0.badArgument },
    BuiltIn("today", [], result: .date) { site in site.evaluation.now.map { .date($0.date) } ?? site.badArgument },
  ]

  private static func ofDate(_ name: String, _ result: FEELType, _ field: @escaping @Sendable (CivilDate) -> Value) -> BuiltIn {
    BuiltIn(name, ["date"], result: result) { site in site.date(0).map(field) ?? site.wrongType }
  }
}
