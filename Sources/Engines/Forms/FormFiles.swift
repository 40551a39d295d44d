public import JSON

extension Form {
  /// Whether some of its answers are files.
  public var hasFiles: Bool { fields.contains { $0.kind == .file || $0.kind == .signature } }

  /// The files that answers name, each with the place where it stands, as `/photo` or `/sign/drawing`.
  public func files(in answers: JSON) -> [(pointer: String, file: String)] {
    fields.compactMap { field in
      switch field.kind {
      case .file: answers[field.key]?.stringValue.map { ("/\(field.key)", $0) }
      case .signature: answers[field.key]?["drawing"]?.stringValue.map { ("/\(field.key)/drawing", $0) }
      default: nil
      }
    }
  }
}
