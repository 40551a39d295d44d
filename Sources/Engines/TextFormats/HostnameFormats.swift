/// Names of hosts (RFC 1123 §2.1; RFC 5890 to 5893 beyond ASCII).
enum Hostname {
  static func accepts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard !text.isEmpty, text.count <= 253 else { return false }
    var start = 0
    for end in 0...text.count where end == text.count || text[end] == UInt8(ascii: ".") {
      let label = UnsafeBufferPointer(rebasing: text[start..<end])
      guard isLabel(label) else { return false }
      if isEncoded(label) {
        guard let decoded = Punycode.decoded(label), InternationalLabel(decoded).isValid else { return false }
      }
      start = end + 1
    }
    return true
  }

  static func acceptsInternational(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.contains(where: { $0 >= 0x80 || $0 | 0x20 == UInt8(ascii: "x") }) else { return accepts(text) }
    var labels: [InternationalLabel] = []
    var length = -1
    for part in String(decoding: text, as: UTF8.self).unicodeScalars.split(
      omittingEmptySubsequences: false, whereSeparator: isDot)
    {
      var scalars = Array(part)
      guard !scalars.isEmpty else { return false }
      if scalars.allSatisfy(\.isASCII) {
        let bytes = scalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let known = bytes.withUnsafeBufferPointer { label -> [Unicode.Scalar]? in
          guard isLabel(label) else { return nil }
          return isEncoded(label) ? Punycode.decoded(label) : scalars
        }
        guard let known else { return false }
        length += bytes.count + 1
        scalars = known
      } else {
        guard let encoded = Punycode.encoded(scalars), encoded.count + 4 <= 63 else { return false }
        length += encoded.count + 5
      }
      let label = InternationalLabel(scalars)
      guard label.isValid else { return false }
      labels.append(label)
    }
    guard length <= 253 else { return false }
    return !labels.contains(where: \.isRightToLeft) || labels.allSatisfy(\.keepsDirection)
  }

  /// Full stop, ideographic, full width and half width (RFC 3490 §3.1).
  private static func isDot(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || scalar == "\u{3002}" || scalar == "\u{FF0E}" || scalar == "\u{FF61}"
  }

  private static func isLabel(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = label.first, let last = label.last, label.count <= 63, first != 0x2D, last != 0x2D else { return false }
    return label.allSatisfy { $0.isLetterOrDigit || $0 == 0x2D }
  }

  private static func isEncoded(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
    label.count >= 4 && label[0] | 0x20 == UInt8(ascii: "x") && label[1] | 0x20 == UInt8(ascii: "n") && label[2] == 0x2D
      && label[3] == 0x2D
  }
}
