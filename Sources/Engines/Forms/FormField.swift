import JSON

/// One question of a form.
public struct FormField: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    case text, textarea, integer, decimal, yesNo, date, dateTime, month, choice, choices, lines
    case identityNumber, creditCode, partyNumber, mobile, bankCard
    /// A box that must be ticked: what is said is true.
    case promise
    /// An amount of yuan; the answer is a whole number of fen.
    case money
    /// A person's name, with U+00B7 between the parts of names from other languages.
    case personName
    /// A mobile, or a landline with its area code.
    case phone
    /// Traditional Mongolian script, shown in columns.
    case mongolianText
    /// `{region, detail}`: a place of the league or a province; what lies in a province is told in words.
    case region
    /// `{region, detail}`: a region and what stands on the door.
    case address
    /// Points of the earth's surface, each `[longitude, latitude]`.
    case coordinates
    /// Rows with columns of their own kinds.
    case table
    /// One file of the vault, by its identifier.
    case file
    /// `{name, at, drawing}`: who signs, when, and the picture of it where one was drawn.
    case signature
  }

  public let key: String
  public let label: String
  public let kind: Kind
  public let required: Bool
  public let hint: String?
  /// A regular expression of ECMA-262 that the whole answer fits; of `lines` each line.
  public let pattern: String?
  public let options: [String]
  /// Where a value that is known already comes from, as in `applicant.name`.
  public let prefill: String?
  /// When it is asked; nil: always.
  public let condition: FormCondition?
  /// The datum it asks for, as in `person.idNumber`: what other forms ask for under the same id is the same, and of the same kind.
  public let canonical: String?
  /// How long, how large, how many, which days.
  public let limits: FormLimits?
  /// Of a table: what each row has.
  public let columns: [FormField]
  /// The part of the form it stands in, as people read it; nil: the form's first part.
  public let step: String?
  /// What it is asked together with, on one page, under these words; nil: a page of its own.
  public let group: String?
  /// More about it, which is folded until somebody opens it.
  public let help: String?

  public init(
    key: String, label: String, kind: Kind, required: Bool, hint: String? = nil, pattern: String? = nil, options: [String] = [],
    prefill: String? = nil, condition: FormCondition? = nil, canonical: String? = nil, limits: FormLimits? = nil,
    columns: [FormField] = [], step: String? = nil, group: String? = nil, help: String? = nil
  ) {
    self.key = key
    self.label = label
    self.kind = kind
    self.required = required
    self.hint = hint
    self.pattern = pattern
    self.options = options
    self.prefill = prefill
    self.condition = condition
    self.canonical = canonical
    self.limits = limits
    self.columns = columns
    self.step = step
    self.group = group
    self.help = help
  }

  /// In characters.
  public var longest: Int {
    if kind.isWritten, let most = limits?.most?.int { return Int(most) }
    return switch kind {
    case .textarea, .lines: 2000
    case .personName: 50
    default: 200
    }
  }

  /// Of a table or a row of points: how many at least and at most. What is not required may also be left out.
  public var rows: ClosedRange<Int> {
    let least = max(limits?.least?.int.map { Int($0) } ?? 0, required ? 1 : 0)
    return least...max(least, limits?.most?.int.map { Int($0) } ?? 50)
  }

  /// The code of an option that is written `152502 锡林浩特市`.
  public static func code(_ option: String) -> String { String(option.prefix { $0 != " " }) }
}

extension FormField.Kind {
  /// Words of somebody's own, whose number of characters may be bounded.
  public var isWritten: Bool { [.text, .textarea, .lines].contains(self) }
  /// What a cell of a table may be.
  public var isCell: Bool {
    switch self {
    case .table, .file, .signature, .region, .address, .coordinates, .choices, .promise, .textarea, .lines, .mongolianText:
      false
    default: true
    }
  }
}
