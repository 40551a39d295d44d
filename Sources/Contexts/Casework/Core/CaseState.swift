public import Kernel

/// What a case pins of the offering it began under (实施清单 at that time): the case stands alone whatever happens to the catalogue.
public struct CaseTerms: Sendable, Hashable {
  public let service: String
  public let serviceName: String
  /// The people's word for it, as in 上户口.
  public let plainName: String
  public let region: String
  public let procedure: String
  public let procedureVersion: Int
  /// Working days; 0 = on the spot.
  public let promisedDays: Int
  public let legalDays: Int
  public let accepting: AgencyID
  public let responsible: AgencyID
  public let issuing: AgencyID
  /// Name of the result (证照, 批文).
  public let result: String
  /// The catalogue's epoch when it was read.
  public let epoch: Int64

  public init(
    service: String, serviceName: String, plainName: String, region: String, procedure: String, procedureVersion: Int,
    promisedDays: Int, legalDays: Int, accepting: AgencyID, responsible: AgencyID, issuing: AgencyID, result: String,
    epoch: Int64
  ) {
    self.service = service
    self.serviceName = serviceName
    self.plainName = plainName
    self.region = region
    self.procedure = procedure
    self.procedureVersion = procedureVersion
    self.promisedDays = promisedDays
    self.legalDays = legalDays
    self.accepting = accepting
    self.responsible = responsible
    self.issuing = issuing
    self.result = result
    self.epoch = epoch
  }
}

/// Where an application came in.
public enum Channel: String, Sendable, Hashable, CaseIterable {
  case web, mobile, window, kiosk, hotline, homeVisit

  /// Which entry of a procedure it takes: with staff standing by, the papers are taken in at once.
  public var entry: String { self == .window || self == .homeVisit ? "window" : "online" }
}

/// A step that waits for a role at an agency, or for the applicant.
public struct OpenTask: Sendable, Hashable {
  public let id: TaskID
  public let state: String
  /// nil when it waits for the applicant.
  public let role: Role?
  public let agency: AgencyID?
  public let openedAt: Instant
  /// The civil day by whose end it must be done.
  public let due: CivilDate
  /// The day from which its light is yellow.
  public let soonFrom: CivilDate
  /// The calendar of that year is not published yet.
  public let provisional: Bool
  /// For a task of the applicant's: the case goes on without them after this moment.
  public let expiresAt: Instant?
}

/// A time in which the applicant was asked for what is missing, before acceptance.
public struct SupplementWait: Sendable, Hashable {
  public let from: Instant
  /// nil while it lasts.
  public let to: Instant?
}

/// A case as its events add up to: what rules look at. A pure value.
public struct CaseState: Sendable, Hashable {
  public enum Status: String, Sendable, Hashable { case draft, open, closed }

  public let id: CaseID
  public let terms: CaseTerms
  public let applicant: PartyID
  public let agent: PartyID?
  public let channel: Channel
  public internal(set) var status: Status
  public internal(set) var number: String?
  /// How many events there are.
  public internal(set) var sequence: Int
  /// How many tasks have been opened in all: the next one's number.
  public internal(set) var opened: Int
  public internal(set) var tasks: [OpenTask]
  public internal(set) var clocks: [ClockRun]
  /// Notices of what is missing, and when it was sent.
  public internal(set) var waits: [SupplementWait]
  /// When what was missing came in last; nil while nothing did.
  public internal(set) var receivedAt: Instant?
  /// Who did which action last.
  public internal(set) var doneBy: [String: PartyID]
  public internal(set) var stage: Procedure.Stage
  /// The state entered last, for a sentence about where the case is.
  public internal(set) var lastState: String
  public internal(set) var decision: String?
  public internal(set) var outcome: String?
  public internal(set) var resultNumber: String?
  public internal(set) var submittedAt: Instant?
  public internal(set) var acceptedAt: Instant?
  public internal(set) var decidedAt: Instant?
  public internal(set) var closedAt: Instant?

  public init(id: CaseID, terms: CaseTerms, applicant: PartyID, agent: PartyID?, channel: Channel) {
    self.id = id
    self.terms = terms
    self.applicant = applicant
    self.agent = agent
    self.channel = channel
    status = .draft
    sequence = 0
    opened = 0
    tasks = []
    clocks = []
    waits = []
    doneBy = [:]
    stage = .apply
    lastState = "draft"
  }
}
