public import Kernel
public import WorkingTime

/// How a kind of case is handled (办理流程): states, actions, roles and clocks. Data, read from YAML, checked when it is loaded, and
/// drawn as a picture from this same value.
public struct Procedure: Sendable, Hashable {
  public let key: String
  public let version: Int
  public let name: Wording
  public let summary: Wording
  public let clocks: [ClockRule]
  /// The state that a submission enters, by channel group: `online`, `window`.
  public let entry: [String: String]
  /// In the order of the file, which is the order people think of.
  public let states: [State]

  private let byKey: [String: Int]

  public init(
    key: String, version: Int, name: Wording, summary: Wording, clocks: [ClockRule], entry: [String: String], states: [State]
  ) {
    self.key = key
    self.version = version
    self.name = name
    self.summary = summary
    self.clocks = clocks
    self.entry = entry
    self.states = states
    byKey = Dictionary(states.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public func state(_ key: String) -> State? { byKey[key].map { states[$0] } }

  /// Words in Chinese and English; Chinese is the authoritative text.
  public struct Wording: Sendable, Hashable {
    public let zh: String
    public let en: String

    public init(zh: String, en: String) {
      self.zh = zh
      self.en = en
    }

    /// The words in a language; Chinese where a language has none.
    public func callAsFunction(_ language: String) -> String { language.hasPrefix("en") && !en.isEmpty ? en : zh }
  }

  /// The parts of a case's way that people know.
  public enum Stage: String, Sendable, Hashable, CaseIterable {
    case apply, reception, examination, decision, issuing, done
  }

  /// A legal clock (时限): which of the offering's limits it counts, and where that comes from.
  public struct ClockRule: Sendable, Hashable {
    public enum Limit: Sendable, Hashable {
      case promisedDays, legalDays
      /// The same for every case: 45 working days of joint handling, 40 working minutes from the door to the licence.
      case fixed(ClockTerm)
    }
    public let key: String
    public let name: Wording
    public let limit: Limit
    public let source: Wording
  }

  /// Which agency's people a task waits for.
  public enum Place: String, Sendable, Hashable { case accepting, responsible, issuing }

  /// Whom a state waits for.
  public enum Waiting: Sendable, Hashable {
    case staff(Role, at: Place)
    case applicant
  }

  public enum Limit: Sendable, Hashable {
    /// Working days from the opening of the task, with the article that says so.
    case workingDays(Int, article: String)
    /// The due date of one of the procedure's clocks.
    case clock(String)
    /// The end of the time that was told for the pause of a clock.
    case pause(String)
  }

  /// What happens when the applicant lets the time pass.
  public struct Expiry: Sendable, Hashable {
    public let workingDays: Int
    public let to: [String]
  }

  /// Silence of the authority that the law takes for consent (视为准予, 行政许可法 art. 50): when the clock has run out.
  public struct TacitConsent: Sendable, Hashable {
    public let clock: String
    public let to: [String]
    public let article: String
  }

  /// What is told or accepted too late counts as accepted on the day of receipt (视为受理, 行政许可法 art. 32(4)).
  public struct Deeming: Sendable, Hashable {
    /// From receipt; later is too late.
    public let workingDays: Int
    /// The clocks that began then.
    public let clocks: [String]
    public let article: String
  }

  /// More days for clocks that run.
  public struct Extension: Sendable, Hashable {
    public let clocks: [String]
    /// Working days.
    public let by: Int
  }

  /// One step.
  public struct State: Sendable, Hashable {
    public let key: String
    public let stage: Stage
    public let name: Wording
    /// nil for a state that nobody has to do anything in: it passes on, or the case ends in it.
    public let waiting: Waiting?
    public let limit: Limit?
    public let expiry: Expiry?
    public let tacit: TacitConsent?
    /// States that are entered at once after this one.
    public let passes: [String]
    /// States whose tasks must all be closed before this one opens: where branches join.
    public let after: [String]
    /// The outcome with which the case ends here.
    public let ends: String?
    public let actions: [Action]

    public func action(_ key: String) -> Action? { actions.first { $0.key == key } }

    /// A clock stands still while a case is here.
    public var isPause: Bool { if case .pause = limit { true } else { false } }
  }

  /// One thing that somebody may do in a state.
  public struct Action: Sendable, Hashable {
    public let key: String
    public let name: Wording
    /// Done by the applicant although the state waits for staff (withdrawing).
    public let byApplicant: Bool
    /// Done by another role than the one the state waits for, at `place` (an extension by an approver); nil for the one it waits for.
    public let role: Role?
    public let place: Place
    public let to: [String]
    public let starts: [String]
    public let stops: [String]
    public let pauses: [String]
    public let resumes: [String]
    public let extends: Extension?
    public let deems: Deeming?
    /// The article that allows it; stands in the account of the clocks it changes.
    public let article: String
    /// Possible once in the life of a case (一次性告知).
    public let once: Bool
    /// Not by the person who did one of these.
    public let otherPersonThan: [String]
    /// The decision that the action makes: `granted`, `denied`.
    public let decision: String?
    /// The paper the action gives the applicant: `acceptance`, `supplementNotice` …
    public let receipt: String?
    /// The applicant may change form and papers with it.
    public let changesForm: Bool
    /// The result (证照, 批文) comes into being with it.
    public let makesResult: Bool
    public let data: [DataField]
  }

  /// One thing that an action asks for.
  public struct DataField: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable { case text, textarea, lines, choice, days }
    public let key: String
    public let kind: Kind
    public let name: Wording
    public let required: Bool
    /// In characters.
    public let longest: Int
    public let options: [(key: String, name: Wording)]
    /// Of a choice, by option: how many working days a special procedure may be told to need.
    public let limits: [String: Int]

    public static func == (left: Self, right: Self) -> Bool {
      left.key == right.key && left.kind == right.kind && left.name == right.name && left.required == right.required
        && left.longest == right.longest && left.limits == right.limits && left.options.map(\.key) == right.options.map(\.key)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
  }
}
