/// Simple case folding (CaseFolding.txt, status C and S), worked out of the standard library's case mappings.
enum CaseFolding {
  /// What a scalar folds to; itself for most.
  static func fold(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return (0x41...0x5A).contains(scalar) ? scalar + 0x20 : scalar }
    return table.folds[scalar] ?? scalar
  }

  /// The set with everything that folds to what a member folds to.
  static func closure(of set: ScalarSet) -> ScalarSet {
    guard !set.isEmpty, set != .everything else { return set }
    if let single = set.single {
      let folded = fold(single)
      return ScalarSet([folded...folded] + (table.members[folded] ?? []).map { $0...$0 })
    }
    var more: [ClosedRange<UInt32>] = []
    for (folded, members) in table.members where set.contains(folded) || members.contains(where: set.contains) {
      more.append(folded...folded)
      more += members.map { $0...$0 }
    }
    return set.union(ScalarSet(more))
  }

  /// `folds`: scalars that fold to another; `members`: what folds to a scalar, itself not counted.
  private static let table: (folds: [UInt32: UInt32], members: [UInt32: [UInt32]]) = {
    // No letter beyond the second plane has case.
    var folds: [UInt32: UInt32] = [:]
    var members: [UInt32: [UInt32]] = [:]
    for value: UInt32 in 0...0x1FFFF {
      // I with a dot and i without have foldings for Turkic languages only.
      guard value != 0x130, value != 0x131, let scalar = Unicode.Scalar(value) else { continue }
      guard scalar.properties.changesWhenCaseMapped else { continue }
      let upper = single(scalar.properties.uppercaseMapping) ?? single(scalar.properties.titlecaseMapping) ?? scalar
      let folded = single(upper.properties.lowercaseMapping) ?? upper
      guard folded != scalar else { continue }
      folds[value] = folded.value
      members[folded.value, default: []].append(value)
    }
    return (folds, members)
  }()

  private static func single(_ mapping: String) -> Unicode.Scalar? {
    let scalars = mapping.unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else { return nil }
    return first
  }
}
