/// Addresses of the Internet protocol.
extension Scanner {
  /// Four numbers up to 255 without leading zeros.
  mutating func ipv4() -> Bool {
    for index in 0..<4 {
      if index > 0, !take(".") { return false }
      let start = position
      var value = 0
      while position < text.count, text[position].isDigit, position - start < 3 {
        value = value * 10 + Int(text[position] - 48)
        position += 1
      }
      let count = position - start
      guard count > 0, value <= 255, count == 1 || text[start] != UInt8(ascii: "0") else { return false }
    }
    return true
  }

  /// Eight groups, of which `::` stands for one or more of zero; the last two may be written as IPv4.
  mutating func ipv6() -> Bool {
    var groups = 0
    var isShortened = false
    if next == UInt8(ascii: ":") {
      guard position + 1 < text.count, text[position + 1] == UInt8(ascii: ":") else { return false }
      position += 2
      isShortened = true
    }
    while groups < 8, next.isHexadecimal {
      let start = position
      let count = skip(while: \.isHexadecimal)
      if next == UInt8(ascii: ".") {
        position = start
        guard groups <= 6, ipv4() else { return false }
        groups += 2
        break
      }
      guard count <= 4 else { return false }
      groups += 1
      guard next == UInt8(ascii: ":") else { break }
      if position + 1 < text.count, text[position + 1] == UInt8(ascii: ":") {
        guard !isShortened else { return false }
        isShortened = true
        position += 2
      } else {
        guard groups < 8, position + 1 < text.count, text[position + 1].isHexadecimal else { return false }
        position += 1
      }
    }
    return isShortened ? groups < 8 : groups == 8
  }
}
