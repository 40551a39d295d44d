/// Kinds of files that are taken, told by their content and never by their name.
public enum FileKind: String, Sendable, CaseIterable {
  case pdf, jpeg, png, webp, ofd

  public var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .jpeg: "image/jpeg"
    case .png: "image/png"
    case .webp: "image/webp"
    case .ofd: "application/ofd"
    }
  }

  public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

  /// nil when the bytes are none of the kinds that are taken.
  public init?(sniffing bytes: [UInt8]) {
    func starts(_ text: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: text.utf8) }
    if starts("%PDF-") {
      self = .pdf
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if starts("RIFF"), starts("WEBP", at: 8) {
      self = .webp
    } else if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]), Self.names(bytes, contain: "OFD.xml") {
      self = .ofd
    } else {
      return nil
    }
  }

  /// Whether a local header near the beginning of a ZIP archive names a file.
  private static func names(_ bytes: [UInt8], contain name: String) -> Bool {
    let wanted = Array(name.utf8)
    let window = bytes.prefix(1 << 20)
    guard window.count >= wanted.count else { return false }
    return window.indices.dropLast(wanted.count - 1).contains { index in
      window[index] == wanted[0] && window[index..<(index + wanted.count)].elementsEqual(wanted)
    }
  }
}
