/// The reasons one may tick (评价指标): a versioned table; each code belongs to one grade.
public struct IndicatorTable: Sendable {
  public struct Indicator: Sendable, Hashable {
    public let code: String
    public let zh: String
    public let en: String

    public init(code: String, zh: String, en: String) {
      self.code = code
      self.zh = zh
      self.en = en
    }

    public func name(_ language: String) -> String { language.hasPrefix("en") ? en : zh }
  }

  public let version: Int
  private let byGrade: [Grade: [Indicator]]

  public init(version: Int, byGrade: [Grade: [Indicator]]) {
    self.version = version
    self.byGrade = byGrade
  }

  /// In the order of the table.
  public func indicators(for grade: Grade) -> [Indicator] { byGrade[grade] ?? [] }

  public func contains(_ code: String, for grade: Grade) -> Bool { indicators(for: grade).contains { $0.code == code } }
}
