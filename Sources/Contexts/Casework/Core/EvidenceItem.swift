import JSON
public import Kernel

/// One paper of a case: which kind of evidence it is, and the file that shows it.
public struct EvidenceItem: Sendable, Hashable {
  /// Canonical key of the evidence.
  public let key: String
  public let file: FileID

  public init(key: String, file: FileID) {
    self.key = key
    self.file = file
  }

  var json: JSON { ["key": .string(key), "file": .string(file.text)] }

  init?(_ json: JSON) {
    guard let key = json["key"]?.stringValue, let file = json["file"]?.stringValue else { return nil }
    self.init(key: key, file: FileID(file))
  }
}
