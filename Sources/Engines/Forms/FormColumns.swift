extension FormField {
  /// Columns of a table as a cell writes them: `name:姓名:personName*|share:份额（%）:decimal*:>0..100|post:职务:choice*:董事;监事`.
  ///
  /// Each has a key, a label and a kind, with `*` where it must be filled in; then what it may be: limits, options between `;`, or
  /// `@` and the name of a list. nil for a text that is none, or names a list that is not known.
  public static func columns(_ text: String, list: (String) -> [String]?) -> [FormField]? {
    var columns: [FormField] = []
    for part in text.split(separator: "|", omittingEmptySubsequences: false) {
      let cells = part.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
      guard (3...4).contains(cells.count), isKey(cells[0]), !cells[1].isEmpty else { return nil }
      let required = cells[2].hasSuffix("*")
      guard let kind = Kind(rawValue: required ? String(cells[2].dropLast()) : cells[2]), kind.isCell else { return nil }
      var (limits, options) = (FormLimits?.none, [String]())
      if kind == .choice {
        guard cells.count == 4 else { return nil }
        options = cells[3].split(separator: ";").map(String.init)
        if cells[3].hasPrefix("@") {
          guard let known = list(String(cells[3].dropFirst())) else { return nil }
          options = known
        }
        guard !options.isEmpty else { return nil }
      } else if cells.count == 4 {
        guard let bounds = FormLimits(cells[3]), bounds.apply(to: kind) else { return nil }
        limits = bounds
      }
      guard !columns.contains(where: { $0.key == cells[0] }) else { return nil }
      columns.append(
        FormField(key: cells[0], label: cells[1], kind: kind, required: required, options: options, limits: limits))
    }
    return columns
  }

  private static func isKey(_ text: String) -> Bool {
    guard (1...40).contains(text.utf8.count), let first = text.utf8.first, (65...90).contains(first & 0xDF) else {
      return false
    }
    return text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: "_") }
  }
}
