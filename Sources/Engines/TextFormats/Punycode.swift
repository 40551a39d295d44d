/// Labels of host names in ASCII (RFC 3492).
enum Punycode {
  private static let base = 36

  private static func adapt(_ delta: Int, _ points: Int, first: Bool) -> Int {
    var delta = first ? delta / 700 : delta / 2
    delta += delta / points
    var k = 0
    while delta > 455 {
      delta /= 35
      k += base
    }
    return k + 36 * delta / (delta + 38)
  }

  private static func threshold(_ k: Int, _ bias: Int) -> Int { min(max(k - bias, 1), 26) }

  /// What a label that begins with `xn--` stands for; nil when it is no such label, or not the one that encoding gives back.
  static func decoded(_ label: UnsafeBufferPointer<UInt8>) -> [Unicode.Scalar]? {
    let text = label.dropFirst(4).map { $0.isLetter ? $0 | 0x20 : $0 }
    var output: [Unicode.Scalar] = []
    var rest = text[...]
    if let mark = text.lastIndex(of: 0x2D) {
      output = text[..<mark].map { Unicode.Scalar($0) }
      rest = text[(mark + 1)...]
    }
    var (number, place, bias) = (128, 0, 72)
    while !rest.isEmpty {
      let before = place
      var weight = 1
      var k = base
      while true {
        guard let byte = rest.popFirst() else { return nil }
        let digit = byte.isLetter ? Int(byte) - 97 : Int(byte) - 48 + 26
        place += digit * weight
        guard place < 1 << 32 else { return nil }
        let limit = threshold(k, bias)
        if digit < limit { break }
        weight *= base - limit
        guard weight < 1 << 32 else { return nil }
        k += base
      }
      bias = adapt(place - before, output.count + 1, first: before == 0)
      number += place / (output.count + 1)
      place %= output.count + 1
      guard number <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(number)) else { return nil }
      output.insert(scalar, at: place)
      place += 1
    }
    guard output.contains(where: { !$0.isASCII }), encoded(output) == text else { return nil }
    return output
  }

  /// Without `xn--`; nil when the label is absurdly long.
  static func encoded(_ label: [Unicode.Scalar]) -> [UInt8]? {
    guard label.count <= 256 else { return nil }
    var output = label.filter(\.isASCII).map { UInt8(truncatingIfNeeded: $0.value) }
    let basic = output.count
    if basic > 0 { output.append(0x2D) }
    var (number, delta, bias, handled) = (128, 0, 72, basic)
    while handled < label.count {
      guard let next = label.lazy.map({ Int($0.value) }).filter({ $0 >= number }).min() else { return nil }
      delta += (next - number) * (handled + 1)
      number = next
      for scalar in label {
        if scalar.value < number { delta += 1 }
        guard scalar.value == number else { continue }
        var rest = delta
        var k = base
        while true {
          let limit = threshold(k, bias)
          if rest < limit { break }
          output.append(digit(limit + (rest - limit) % (base - limit)))
          rest = (rest - limit) / (base - limit)
          k += base
        }
        output.append(digit(rest))
        bias = adapt(delta, handled + 1, first: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      number += 1
    }
    return output
  }

  private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 97 : value + 22) }
}
