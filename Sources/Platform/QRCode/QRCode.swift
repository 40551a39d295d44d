import CLibQREncode

/// A QR code (ISO/IEC 18004) of a text, as data of one SVG path.
public struct QRCode: Sendable, Hashable {
  /// Modules on a side, without the quiet zone.
  public let side: Int
  /// `d` of an SVG path in units of modules, the quiet zone of four modules included: draw it in a `viewBox` of 0 0 `extent` `extent`.
  public let path: String
  /// Side of the drawing: the code and its quiet zone.
  public var extent: Int { side + 2 * Self.quiet }

  private static let quiet = 4

  /// The code of a text in UTF-8, correction level M, the smallest version that holds it.
  ///
  /// nil when it is empty, holds U+0000, or is longer than a code can hold (2,331 bytes). May be called from any thread.
  public static func svg(_ text: String) -> QRCode? {
    guard !text.isEmpty, !text.utf8.contains(0), let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
    defer { QRcode_free(code) }
    let side = Int(code.pointee.width)
    guard side > 0, let modules = code.pointee.data else { return nil }
    var path = ""
    for row in 0..<side {
      var column = 0
      while column < side {
        // The lowest bit says dark; the others what the module is for.
        guard modules[row * side + column] & 1 == 1 else {
          column += 1
          continue
        }
        let start = column
        while column < side, modules[row * side + column] & 1 == 1 { column += 1 }
        path += "M\(start + quiet) \(row + quiet)h\(column - start)v1h-\(column - start)z"
      }
    }
    return QRCode(side: side, path: path)
  }
}
