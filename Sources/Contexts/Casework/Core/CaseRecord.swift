public import JSON
public import Kernel
public import Store

/// A case with what the applicant sent: the row behind a `CaseState`.
public struct CaseRecord: Sendable, Referable {
  public var state: CaseState
  /// Answers to the form; personal.
  public var form: JSON
  public var evidence: [EvidenceItem]
  public let createdAt: Instant
  public var changedAt: Instant
  /// Grows with every change; a write that was based on an older one is refused.
  public var revision: Int64

  public var id: CaseID { state.id }
  public var reference: String { id.text }
}

/// A line of a list of cases.
public struct CaseSummary: Sendable, Hashable {
  public let id: CaseID
  public let number: String?
  public let service: String
  public let serviceName: String
  public let region: String
  public let applicant: PartyID
  public let status: CaseState.Status
  public let stage: Procedure.Stage
  public let lastState: String
  public let procedure: String
  public let outcome: String?
  public let changedAt: Instant
  public let submittedAt: Instant?
  public let closedAt: Instant?
  /// The earliest day by which somebody must do something.
  public let due: CivilDate?
}

/// A line of the staff inbox.
public struct TaskSummary: Sendable, Hashable {
  public let task: OpenTask
  public let caseID: CaseID
  public let number: String?
  public let serviceName: String
  public let procedure: String
  public let region: String
  public let applicant: PartyID
  public let applicantName: String
  public let claimedBy: PartyID?
  /// Whom it was told to when it was late: 1 the region's supervisors, 2 the league's as well.
  public let level: Int
}

/// A part of a list, and how many there are in all.
public struct Portion<Item: Sendable>: Sendable {
  public let items: [Item]
  public let total: Int
  /// Where the next portion begins; nil at the end.
  public let next: String?

  public init(items: [Item], total: Int, next: String?) {
    self.items = items
    self.total = total
    self.next = next
  }
}
