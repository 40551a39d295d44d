extension Value: CustomStringConvertible {
  /// As FEEL's `string()` writes it (§10.3.4.1); null is "null".
  public var description: String { "" }

  /// As a FEEL expression that gives this value again, for an editor; functions have none and give `function`.
  public var literal: String { "" }

  /// What kind of value this is, in FEEL's words (`number`, `date and time`, `list<number>`, …).
  public var typeName: String { "" }
}
