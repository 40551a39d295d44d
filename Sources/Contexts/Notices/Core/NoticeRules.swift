public import CaseworkCore
public import Kernel

/// Whom to tell of what happened to a case: pure.
public enum NoticeRules {
  /// The occasion of an event: what is given out, what is decided, or that time has passed. nil: nobody is told.
  public static func occasion(_ event: CaseEvent, _ procedure: Procedure) -> String? {
    switch event.kind {
    case .submitted: "submitted"
    case .tacit: "tacit"
    case .retimed: "retimed"
    // Of the applicant's own time; the authority's is its own affair, and stands in the inbox.
    case .warned: event.from.flatMap { procedure.state($0)?.waiting } == .applicant ? "reminder" : nil
    case .escalated: nil
    case .expired: event.outcome == nil ? nil : "expired"
    case .revealed: nil
    case .acted:
      event.receipt ?? event.decision
        ?? (event.from.flatMap { procedure.state($0)?.action(event.action ?? "")?.makesResult } == true ? "issued" : nil)
    }
  }

  /// The person whose matter it is, and who acts for them. An organisation is told through who acts for it. Nobody is told what they have
  /// just done themselves, but that it has arrived.
  public static func receivers(_ event: CaseEvent, applicant: PartyID, isPerson: Bool, agent: PartyID?) -> [PartyID] {
    let all = isPerson || agent == nil ? [applicant] + (agent.map { [$0] } ?? []) : [agent ?? applicant]
    var seen: Set<PartyID> = []
    return all.filter { seen.insert($0).inserted && (event.kind == .submitted || $0 != event.actor) }
  }

  /// Older news is kept to be read, and not sent out: nobody is woken for last week, as after a long outage.
  public static func isNews(_ at: Instant, now: Instant) -> Bool { now.since(at) <= 3 * 86_400_000 }
}

/// When and how a notice goes out: pure.
public enum DeliveryRules {
  /// What is done next.
  public enum Step: Sendable, Hashable {
    case send(NoticeChannel, at: Instant)
    case giveUp
  }

  /// Tries of one channel before the next.
  public static let tries = 5

  /// The first channel that reaches somebody.
  public static func first(_ template: NoticeTemplate, _ contact: Contact, at now: Instant) -> Step {
    next(template, contact, among: template.channels[...], at: now)
  }

  /// After the `attempt`th try (from 1) of a channel came to nothing: again later and later, then the next channel; a refusal for good goes
  /// there at once.
  public static func afterFailure(
    of channel: NoticeChannel, attempt: Int, isPermanent: Bool, _ template: NoticeTemplate, _ contact: Contact, at now: Instant
  ) -> Step {
    if !isPermanent, attempt < tries {
      return .send(channel, at: time(channel, template, contact, now.adding(seconds: backOff(attempt))))
    }
    let after = template.channels.firstIndex(of: channel).map { template.channels[($0 + 1)...] } ?? []
    return next(template, contact, among: after, at: now)
  }

  /// Half a minute, two, eight, half an hour.
  public static func backOff(_ attempt: Int) -> Int64 { 30 << Int64(2 * max(0, min(attempt, 8) - 1)) }

  private static func next(
    _ template: NoticeTemplate, _ contact: Contact, among channels: ArraySlice<NoticeChannel>, at now: Instant
  ) -> Step {
    guard let channel = channels.first(where: { contact.address($0) != nil }) else { return .giveUp }
    return .send(channel, at: time(channel, template, contact, now))
  }

  /// A short message waits for the end of the quiet hours; a letter wakes nobody.
  private static func time(
    _ channel: NoticeChannel, _ template: NoticeTemplate, _ contact: Contact, _ at: Instant
  ) -> Instant {
    channel == .sms && !template.isUrgent ? contact.quiet.after(at) : at
  }
}
