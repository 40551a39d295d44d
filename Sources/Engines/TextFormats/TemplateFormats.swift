/// URI templates (RFC 6570 §2).
extension Scanner {
  mutating func uriTemplate() -> Bool {
    while !isAtEnd {
      switch next {
      case UInt8(ascii: "{"): if !expression() { return false }
      case UInt8(ascii: "%"): if !percent() { return false }
      case 0...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D, 0x7F: return false
      default: position += 1
      }
    }
    return true
  }

  private mutating func percent() -> Bool {
    guard position + 2 < text.count, text[position + 1].isHexadecimal, text[position + 2].isHexadecimal else { return false }
    position += 3
    return true
  }

  private mutating func expression() -> Bool {
    position += 1
    if "+#./;?&=,!@|".utf8.contains(next) { position += 1 }
    repeat {
      guard name() else { return false }
      if take(":") {
        let start = position
        let count = skip(while: \.isDigit)
        guard count > 0, count <= 4, text[start] != UInt8(ascii: "0") else { return false }
      } else {
        _ = take("*")
      }
    } while take(",")
    return take("}")
  }

  private mutating func name() -> Bool {
    repeat {
      let start = position
      while next.isLetterOrDigit || next == UInt8(ascii: "_") || next == UInt8(ascii: "%") {
        if next == UInt8(ascii: "%") {
          guard percent() else { return false }
        } else {
          position += 1
        }
      }
      guard position > start else { return false }
    } while take(".")
    return true
  }
}
