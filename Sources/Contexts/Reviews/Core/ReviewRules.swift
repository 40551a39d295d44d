public import Kernel

/// What somebody sends as a review.
public struct ReviewInput: Sendable {
  public var caseID: CaseID
  public var grade: Int
  public var indicators: [String]
  public var comment: String?
  public var anonymous: Bool

  /// `caseID`: not looked at when the review is given by token.
  public init(
    caseID: CaseID = CaseID(""), grade: Int, indicators: [String] = [], comment: String? = nil, anonymous: Bool = false
  ) {
    self.caseID = caseID
    self.grade = grade
    self.indicators = indicators
    self.comment = comment
    self.anonymous = anonymous
  }
}

/// What a review must be. Pure.
public enum ReviewRules {
  public static let longestComment = 500

  /// The grade and all problems of the input.
  public static func check(_ input: ReviewInput, _ table: IndicatorTable) throws(Rejection) -> Grade {
    var problems: [Problem] = []
    guard let grade = Grade(rawValue: input.grade) else {
      throw Rejection.invalid([Problem("/grade", "grade")])
    }
    for (index, code) in input.indicators.enumerated() where !table.contains(code, for: grade) {
      problems.append(Problem("/indicators/\(index)", "indicatorOfOtherGrade"))
    }
    if Set(input.indicators).count != input.indicators.count { problems.append(Problem("/indicators", "uniqueItems")) }
    if (input.comment?.unicodeScalars.count ?? 0) > longestComment {
      problems.append(Problem("/comment", "maxLength", ["n": "\(longestComment)"]))
    }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    return grade
  }

  /// A comment of blanks is none.
  static func comment(_ text: String?) -> String? { text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } }

  /// A comment that is added later: it must say something.
  static func addition(_ text: String) throws(Rejection) -> String {
    guard let comment = comment(text) else { throw Rejection.invalid([Problem("/comment", "required")]) }
    guard comment.unicodeScalars.count <= longestComment else {
      throw Rejection.invalid([Problem("/comment", "maxLength", ["n": "\(longestComment)"])])
    }
    return comment
  }
}
