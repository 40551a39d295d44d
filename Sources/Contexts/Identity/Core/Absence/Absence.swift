import JSON
public import Kernel
import Store

/// A leave with those who stand in during it, as a page shows it.
public struct LeaveView: Sendable {
  public struct StandIn: Sendable {
    public let deputy: Deputy
    public let name: String
  }
  public let leave: Leave
  public let standIns: [StandIn]
}

extension Identity {
  /// The longest leave that is entered at once, in days.
  static let longestLeave = 366

  /// Enters a leave: one's own, or as system administrator anybody's whom one answers for. Throws `invalid` for its days.
  public func addLeave(of party: PartyID, from: CivilDate?, to: CivilDate?, by actor: Actor) async throws -> String {
    let today = clock.today
    var problems: [Problem] = []
    if from == nil { problems.append(Problem("/from", "required")) }
    if to == nil { problems.append(Problem("/to", "required")) }
    if let from, let to {
      if from > to { problems.append(Problem("/to", "periodOrder")) }
      if to < today { problems.append(Problem("/to", "periodPast")) }
      if to > from.adding(days: Self.longestLeave) {
        problems.append(Problem("/to", "periodLong", ["days": "\(Self.longestLeave)"]))
      }
    }
    guard problems.isEmpty, let from, let to else { throw Rejection.invalid(problems) }
    return try await change(party, .recordLeave, by: actor) { _, now, transaction in
      let id = SortableText.make(at: now)
      guard try AbsenceStore.leaves(transaction, of: party, from: from).allSatisfy({ $0.to < from || $0.from > to }) else {
        throw Rejection.invalid([Problem("/from", "leaveOverlaps")])
      }
      try AbsenceStore.insert(Leave(id: id, party: party, from: from, to: to), transaction)
      try transaction.record(
        .leaveAdded, of: party, by: actor, at: now, ["from": .string(from.description), "to": .string(to.description)])
      return id
    }
  }

  /// Takes a leave back; whoever stood in no longer does.
  public func cancelLeave(_ id: String, by actor: Actor) async throws {
    guard let leave = try await store.read({ try AbsenceStore.leave($0, id) }) else { throw Rejection.notFound }
    try await change(leave.party, .recordLeave, by: actor) { _, now, transaction in
      guard try AbsenceStore.remove(leave: id, transaction) else { throw Rejection.notFound }
      try transaction.record(
        .leaveCancelled, of: leave.party, by: actor, at: now,
        ["from": .string(leave.from.description), "to": .string(leave.to.description)])
    }
  }

  /// Names who stands in for the one on leave in one of their posts. It gives a right, so they do it themselves, or the security
  /// administrator; never the one who stands in. `from`, `to`: nil takes the leave's.
  public func nameDeputy(
    account: String, for post: Post, in leaveID: String, from: CivilDate? = nil, to: CivilDate? = nil, by actor: Actor
  ) async throws {
    guard let leave = try await store.read({ try AbsenceStore.leave($0, leaveID) }) else { throw Rejection.notFound }
    try await change(leave.party, .nameDeputy(post), by: actor) { member, now, transaction in
      let found = try StaffStore.member(transaction, account: account.lowercased(), at: now)
      let (first, last) = (from ?? leave.from, to ?? leave.to)
      let problems = DeputyRules.problems(
        post, from: first, to: last, in: leave, held: Set(member.posts.map(\.post)),
        deputy: found.flatMap { $0.disabled ? nil : $0.relations }, home: member.home)
      guard problems.isEmpty, let found else { throw Rejection.invalid(problems) }
      guard found.party != actor.party else { throw Rejection.forbidden }
      let deputy = Deputy(
        id: SortableText.make(at: now), leave: leave, post: post, deputy: found.party, from: first, to: last)
      guard try AbsenceStore.insert(deputy, transaction) else { throw Rejection.invalid([Problem("/role", "deputyThere")]) }
      var details = Self.details(post, nil)
      details["deputy"] = .string(found.party.text)
      details["from"] = .string(first.description)
      details["to"] = .string(last.description)
      try transaction.record(.deputyNamed, of: leave.party, by: actor, at: now, details)
    }
  }

  /// Takes back that somebody stands in, at once.
  public func dismissDeputy(_ id: String, by actor: Actor) async throws {
    guard let deputy = try await store.read({ try AbsenceStore.deputy($0, id) }) else { throw Rejection.notFound }
    try await change(deputy.leave.party, .nameDeputy(deputy.post), by: actor) { _, now, transaction in
      guard try AbsenceStore.remove(deputy: id, transaction) else { throw Rejection.notFound }
      var details = Self.details(deputy.post, nil)
      details["deputy"] = .string(deputy.deputy.text)
      try transaction.record(.deputyDismissed, of: deputy.leave.party, by: actor, at: now, details)
    }
  }

  /// Leaves that are not over, with who stands in.
  public func leaves(of party: PartyID, by actor: Actor) async throws -> [LeaveView] {
    let (now, today) = (clock.now, clock.today)
    return try await store.read { reading in
      _ = try permitted(reading, party, .seeStaff, by: actor, at: now)
      return try AbsenceStore.leaves(reading, of: party, from: today).map { leave in
        LeaveView(
          leave: leave,
          standIns: try AbsenceStore.deputies(reading, in: leave).map {
            LeaveView.StandIn(deputy: $0, name: try IdentityStore.party(reading, $0.deputy)?.name ?? "")
          })
      }
    }
  }
}
