import CLibPQ
import Store

/// What spoiled a transaction, as far as it decides whether it is run again.
enum PostgresFailure {
  /// Serialisation failure or deadlock: the same again may well succeed.
  case collision
  /// The connection's prepared statements are out of date.
  case stale(String)
  /// The connection is gone.
  case broken(String)
  case known(StoreError)

  /// What a body sees.
  var error: StoreError {
    switch self {
    case .collision: .busy
    case .stale(let message), .broken(let message): .unavailable(message)
    case .known(let error): error
    }
  }

  /// Reads the SQLSTATE (appendix A of the manual) of a result that is an error.
  init(_ result: OpaquePointer?, _ connection: OpaquePointer) {
    // The fields of an error by their letters: C its SQLSTATE, M the message, t the table.
    func field(_ letter: Unicode.Scalar) -> String? {
      PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
    }
    let message = field("M") ?? String(cString: PQerrorMessage(connection))
    guard let state = field("C") else {
      self = .broken(message)
      return
    }
    switch (state, state.prefix(2)) {
    case ("40001", _), ("40P01", _): self = .collision
    case ("23505", _): self = .known(.unique(field("t") ?? message))
    case (_, "23"): self = .known(.constraint(message))
    case ("55P03", _), ("57014", _): self = .known(.busy)
    case ("53100", _): self = .known(.full)
    case ("0A000", _) where message.contains("cached plan"): self = .stale(message)
    case (_, "08"), (_, "57"): self = .broken(message)
    case (_, "53"), (_, "58"), (_, "XX"): self = .known(.unavailable(message))
    default: self = .known(.misuse("\(message) (\(state))"))
    }
  }
}
