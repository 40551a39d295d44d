public import Kernel

/// Somebody known to the service: a person (自然人), an organisation (法人), or a member of staff.
public struct Party: Sendable, Hashable {
  public let id: PartyID
  public let kind: Actor.Kind
  public let name: String
  /// GB 11643 number of a person, GB 32100 code of an organisation; nil for staff of the demo.
  public let identityNumber: String?
  public let mobile: String?
  /// When the real-name authority confirmed name and number; nil while it has not.
  public let verifiedAt: Instant?
  public let createdAt: Instant

  public init(
    id: PartyID, kind: Actor.Kind, name: String, identityNumber: String?, mobile: String?, verifiedAt: Instant?,
    createdAt: Instant
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.identityNumber = identityNumber
    self.mobile = mobile
    self.verifiedAt = verifiedAt
    self.createdAt = createdAt
  }
}

/// Who may act for an organisation, and until when.
public struct AgentMandate: Sendable, Hashable {
  public let organisation: PartyID
  public let person: PartyID
  public let until: Instant?
  /// Its legal representative (法定代表人), confirmed by the authority; else an agent (经办人) whom one has appointed.
  public let isRepresentative: Bool
}

/// A way to sign in: one account belongs to one party.
public struct Account: Sendable {
  public let name: String
  public let party: PartyID
  public let password: PasswordRecord
  public let failures: Int
  public let lockedUntil: Instant?
  public let disabled: Bool
  public let passwordExpiresAt: Instant?
  public let createdAt: Instant
}
