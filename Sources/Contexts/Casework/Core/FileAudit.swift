import Cryptography
import Foundation
public import Kernel
public import Store

/// What a look at every file that people sent found.
public struct FileAudit: Sendable, Hashable {
  public struct Loss: Sendable, Hashable {
    public let file: FileID
    /// Lower-case hexadecimal: its name on the disk.
    public let sha256: String
    /// Whether there is no file at all; else there is one with other bytes.
    public let isMissing: Bool
    /// Numbers of the cases it belongs to, or their keys while they have none.
    public let cases: [String]
  }

  public let files: Int
  public let losses: [Loss]

  /// Reads every file, some rows at a time; the program may go on meanwhile. `folder`: as the server's `--files`.
  public static func examine(_ folder: String, store: any Store) async throws -> FileAudit {
    var (files, after) = (0, "")
    var losses: [Loss] = []
    while true {
      let start = after
      let part = try await store.read { reading in
        try reading.query("SELECT id, sha256 FROM stored_file WHERE id > ? ORDER BY id LIMIT 200", [.text(start)])
          .map { (id: try $0.text("id"), sha256: try $0.text("sha256")) }
      }
      guard let last = part.last else { break }
      files += part.count
      for (id, digest) in part {
        let bytes = FileManager.default.contents(atPath: "\(folder)/\(FileVault.place(digest))").map { [UInt8]($0) }
        if let bytes, Hex.text(SHA256.hash(bytes)) == digest { continue }
        let cases = try await store.read { reading in
          try reading.query(
            """
            SELECT DISTINCT COALESCE(case_file.number, case_file.id) AS name FROM case_evidence_file
            JOIN case_file ON case_file.id = case_evidence_file.case_id WHERE file_id = ? ORDER BY 1
            """, [.text(id)]
          ).map { try $0.text("name") }
        }
        losses.append(Loss(file: FileID(id), sha256: digest, isMissing: bytes == nil, cases: cases))
      }
      after = last.id
    }
    return FileAudit(files: files, losses: losses)
  }
}
