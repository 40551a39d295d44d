/// Searches with a program.
extension Program {
  func firstMatch(in text: Span<UInt8>) throws(RegularExpressionError) -> Bool {
    try withMatcher(text, keepsGroups: false) { (matcher) throws(RegularExpressionError) in
      try matcher.search(from: 0) != nil
    }
  }

  func allMatches(in text: Span<UInt8>) throws(RegularExpressionError) -> [RegularExpression.Match] {
    let length = text.count
    return try withMatcher(text, keepsGroups: true) { (matcher) throws(RegularExpressionError) in
      var found: [RegularExpression.Match] = []
      var position = 0
      while position <= length, let (start, end) = try matcher.search(from: position) {
        var groups: [Range<Int>?] = [start..<end]
        for group in 1..<(groupCount + 1) {
          let low = Int(matcher.registers[2 * group])
          let high = Int(matcher.registers[2 * group + 1])
          groups.append(low >= 0 && high >= low ? low..<high : nil)
        }
        found.append(RegularExpression.Match(groups: groups))
        matcher.prepare(for: end)
        position = end > start ? end : matcher.next(after: end)
        if startsAtStart { break }
      }
      return found
    }
  }

  private func withMatcher<Result>(
    _ text: Span<UInt8>, keepsGroups: Bool, _ body: (inout Matcher) throws(RegularExpressionError) -> Result
  ) throws(RegularExpressionError) -> Result {
    try text.withUnsafeBufferPointer { (bytes) throws(RegularExpressionError) in
      try classes.entries.withUnsafeBufferPointer { (entries) throws(RegularExpressionError) in
        try classes.bounds.withUnsafeBufferPointer { (bounds) throws(RegularExpressionError) in
          try instructions.withUnsafeBufferPointer { (code) throws(RegularExpressionError) in
            let text = TextBytes(bytes: bytes, entries: entries, bounds: bounds)
            var matcher = try Matcher(self, text: text, code: code, keepsGroups: keepsGroups)
            return try body(&matcher)
          }
        }
      }
    }
  }
}
