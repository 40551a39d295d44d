import GRDB
import Store

/// What went wrong, in the store's words; what is not the database's own error stays as it is.
func translated(_ error: any Error) -> any Error {
  guard let error = error as? DatabaseError else { return error }
  let message = error.message ?? "\(error.resultCode)"
  switch error.resultCode {
  case .SQLITE_CONSTRAINT:
    switch error.extendedResultCode {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
      return StoreError.unique(table(in: message))
    case .SQLITE_CONSTRAINT_DATATYPE: return StoreError.misuse(message)
    default: return StoreError.constraint(message)
    }
  case .SQLITE_BUSY, .SQLITE_LOCKED: return StoreError.busy
  case .SQLITE_FULL: return StoreError.full
  case .SQLITE_INTERRUPT, .SQLITE_ABORT: return CancellationError()
  // A reader's connection refuses to write by itself (`query_only`); a file that cannot be written is another matter.
  case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY && error.sql != nil:
    return StoreError.misuse(message)
  case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_PERM:
    return StoreError.unavailable(message)
  case .SQLITE_MISUSE where message.contains("closed"): return StoreError.closed
  default: return StoreError.misuse(message)
  }
}

/// `account` out of `UNIQUE constraint failed: account.name, account.region`.
private func table(in message: String) -> String {
  guard let colon = message.lastIndex(of: ":") else { return message }
  let column = message[message.index(after: colon)...].drop { $0 == " " }
  return String(column.prefix { $0 != "." })
}
