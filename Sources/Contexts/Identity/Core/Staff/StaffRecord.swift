import JSON
import Kernel
import Store

/// What is written about a member of staff. One chain a person (`staff.<party>`); the body holds no name, only keys.
enum StaffDeed: String, Sendable {
  case added, renamed, disabled, enabled, passwordReset, sessionsEnded, postGranted, postRevoked
  case secondFactorEnrolled, secondFactorReset, tokenMade, tokenRevoked
  case leaveAdded, leaveCancelled, deputyNamed, deputyDismissed
  case shiftsPlanned, shiftRemoved, shiftHanded

  /// Name of the stream of somebody's.
  static func stream(_ party: PartyID) -> String { "staff.\(party.text)" }
}

extension Transaction {
  /// Appends a deed to somebody's record. `details`: public keys and values, without personal data; `personal`: erasable.
  func record(
    _ deed: StaffDeed, of party: PartyID, by actor: Actor, at now: Instant, _ details: JSON = [:],
    personal: JSON? = nil
  ) throws {
    try append(
      stream: StaffDeed.stream(party), kind: "staff.\(deed.rawValue)", at: now, actor: actor.party.text,
      body: details.text, payload: personal?.text)
  }
}
