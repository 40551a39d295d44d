public import HTML
public import Kernel

extension Page {
  /// `11月30日（周一）`; with the year when it is not this one.
  public func date(_ date: CivilDate) -> HTML { "<time datetime=\"\(date.description)\">\(dateText(date))</time>" }

  /// The same in plain text.
  public func dateText(_ date: CivilDate) -> String { text(date, "date.\(date.year == now.civilDate.year ? "short" : "long")") }

  /// With the year in any case: for what is printed and kept.
  public func fullDate(_ date: CivilDate) -> HTML { "<time datetime=\"\(date.description)\">\(text(date, "date.long"))</time>" }

  private func text(_ date: CivilDate, _ key: String) -> String {
    self(
      key,
      [
        "y": "\(date.year)", "m": "\(date.month)", "d": "\(date.day)", "w": self("date.weekday.\(date.weekday)"),
        "month": self("date.month.\(date.month)"),
      ])
  }

  /// Date and clock time of day.
  public func moment(_ instant: Instant) -> HTML {
    "<time datetime=\"\(instant.rfc3339)\">\(dateText(instant.civilDate)) \(instant.clockTime)</time>"
  }
}
