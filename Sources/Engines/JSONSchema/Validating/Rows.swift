import JSON

/// Which members and items have been looked at (annotation of `properties`, `items` …, Core §11).
extension Validator {
  private mutating func words(_ node: JSONNode) -> Int {
    node.kind == .array || node.kind == .object ? (Int(node.length) + 63) / 64 : 0
  }

  mutating func openRow(_ node: JSONNode) -> Int {
    let row = looked.count
    looked.append(contentsOf: repeatElement(0, count: words(node)))
    return row
  }

  /// Takes the topmost row away, adding what it says to the row of whoever asks.
  mutating func closeRow(_ row: Int, into asking: Int) {
    if asking >= 0 { for word in row..<looked.count { looked[asking + word - row] |= looked[word] } }
    looked.removeLast(looked.count - row)
  }

  mutating func look(at index: Int, row: Int) {
    guard row >= 0 else { return }
    looked[row + index / 64] |= 1 << UInt64(index % 64)
  }

  mutating func lookAtAll(of node: JSONNode, row: Int) {
    guard row >= 0 else { return }
    for word in row..<row + words(node) { looked[word] = .max }
  }

  mutating func isLooked(at index: Int, row: Int) -> Bool {
    row >= 0 && looked[row + index / 64] >> UInt64(index % 64) & 1 == 1
  }

  /// Applies a schema whose failure is no failure of the whole: nothing is reported, and what it looked at counts only if it fits.
  mutating func tries(_ schema: Int32, _ node: JSONNode, _ place: Int, row: Int) throws(SchemaFailure) -> Bool {
    let (collected, scopes, level) = (collects, scope.count, depth)
    collects = false
    defer {
      collects = collected
      scope.removeLast(scope.count - scopes)
      depth = level
    }
    guard row >= 0 else { return try fits(schema, place, row: -1) }
    let own = openRow(node)
    let fits = try fits(schema, place, row: own)
    closeRow(own, into: fits ? row : -1)
    return fits
  }
}
