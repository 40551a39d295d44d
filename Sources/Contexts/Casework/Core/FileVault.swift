import Cryptography
import Dispatch
import Foundation
import Glibc
import IdentityCore
import JSON
public import Kernel
public import Store

/// A file that somebody sent.
public struct StoredFile: Sendable, Hashable, Referable {
  public let id: FileID
  public let name: String
  public let size: Int
  public let mediaType: String
  /// Lower-case hexadecimal.
  public let sha256: String
  public let owner: PartyID
  /// False when the disk has no file of its size under its digest: somebody must send it again.
  public var isThere = true

  public var reference: String { id.text }
}

/// Files by their content: stored once under their SHA-256, written and synced before the row that names them.
///
/// Reads and writes run on a queue of its own, two at a time.
public struct FileVault: Sendable {
  /// 20 MiB: a scanned deed of some pages.
  public static let standardLargest = 20 << 20

  /// The largest that is taken, in bytes.
  public let largest: Int

  public let folder: String
  let store: any Store
  let clock: WallClock
  private let queue = DispatchQueue(label: "wutong.files")

  public init(folder: String, store: any Store, clock: WallClock, largest: Int = standardLargest) {
    self.largest = largest
    self.folder = folder
    self.store = store
    self.clock = clock
  }

  /// Keeps a file. Refuses what is empty, too large, or not of a kind that is taken.
  public func keep(name: String, bytes: [UInt8], by actor: Actor) async throws -> StoredFile {
    guard !bytes.isEmpty else { throw Rejection.invalid([Problem("/file", "fileEmpty")]) }
    guard bytes.count <= largest else { throw Rejection(.tooLarge, "fileTooLarge", ["n": "\(largest >> 20)"]) }
    guard let kind = FileKind(sniffing: bytes) else { throw Rejection(.unsupportedMedia, "fileKind") }
    let digest = Hex.text(SHA256.hash(bytes))
    let path = path(digest)
    try await onQueue { try Self.write(bytes, to: path) }
    let now = clock.now
    let file = StoredFile(
      id: .make(at: now), name: Self.cleaned(name, kind), size: bytes.count, mediaType: kind.mediaType, sha256: digest,
      owner: actor.party)
    return try await store.write { transaction in
      try transaction.run(
        "INSERT INTO stored_file (id, sha256, name, media_type, size, owner, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
          .text(file.id.text), .text(digest), .text(file.name), .text(file.mediaType), SQLValue(file.size),
          .text(file.owner.text),
          .integer(now.milliseconds),
        ])
      return file
    }
  }

  /// What is known of one's own file; for others there is none.
  public func own(_ id: FileID, of party: PartyID) async throws -> StoredFile {
    let file = try await store.read { try Self.file($0, id) }
    guard let file, file.owner == party else { throw Rejection.notFound }
    return file
  }

  /// The file and its bytes, for its owner and for whoever may see a case it belongs to; for others there is none.
  ///
  /// A file whose content is gone or changed on disk is answered with `unavailable`, never with other bytes.
  public func open(_ id: FileID, by actor: Actor, league: String) async throws -> (file: StoredFile, bytes: [UInt8]) {
    let file = try await store.read { reading in
      guard let file = try Self.file(reading, id) else { throw Rejection.notFound }
      if file.owner == actor.party { return file }
      let cases = try reading.query("SELECT case_id FROM case_evidence_file WHERE file_id = ?", [.text(id.text)])
      for row in cases {
        guard let record = try CaseStore.record(reading, CaseID(try row.text("case_id"))) else { continue }
        if may(actor, .viewCase, on: .caseFile(record.state.relations), league: league) { return file }
      }
      throw Rejection.notFound
    }
    let path = path(file.sha256)
    guard let bytes = try? await onQueue({ [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }),
      Hex.text(SHA256.hash(bytes)) == file.sha256
    else { throw Rejection(.unavailable, "fileLost") }
    return (file, bytes)
  }

  /// What is known of files, for a page that lists them. The caller has decided that they may be seen.
  public func describe(_ ids: [FileID]) async throws -> [FileID: StoredFile] {
    let found = try await store.read { reading in
      var found: [FileID: StoredFile] = [:]
      for id in Set(ids) { found[id] = try Self.file(reading, id) }
      return found
    }
    return try await onQueue {
      found.mapValues { file in
        var file = file
        file.isThere = Self.size(path(file.sha256)) == file.size
        return file
      }
    }
  }

  /// Digests and sizes of all files that the database names, in bytewise order.
  public static func contents(_ reading: any Reading) throws -> [(sha256: String, size: Int)] {
    try reading.query("SELECT sha256, MAX(size) AS size FROM stored_file GROUP BY sha256 ORDER BY sha256").map {
      (try $0.text("sha256"), try $0.int("size"))
    }
  }

  /// Where a file lies in the folder.
  public static func place(_ digest: String) -> String { "\(digest.prefix(2))/\(digest)" }

  static func file(_ reading: any Reading, _ id: FileID) throws -> StoredFile? {
    try reading.first("SELECT * FROM stored_file WHERE id = ?", [.text(id.text)]).map { row in
      StoredFile(
        id: id, name: try row.text("name"), size: try row.int("size"), mediaType: try row.text("media_type"),
        sha256: try row.text("sha256"), owner: PartyID(try row.text("owner")))
    }
  }

  /// Ties files to a case: papers, and files that answers name. Only one's own files, or those that are tied to it already, may be named.
  static func attach(
    _ evidence: [EvidenceItem], _ answers: [(pointer: String, file: String)] = [], to id: CaseID, by actor: Actor,
    _ transaction: any Transaction
  ) throws {
    let rows = try transaction.query("SELECT file_id, evidence FROM case_evidence_file WHERE case_id = ?", [.text(id.text)])
    let known = Set(try rows.map { FileID(try $0.text("file_id")) })
    var problems: [Problem] = []
    for (index, item) in evidence.enumerated() {
      let file = try file(transaction, item.file)
      if file == nil || (file?.owner != actor.party && !known.contains(item.file)) {
        problems.append(Problem("/evidence/\(index)/file", "unknownFile"))
      }
    }
    for (pointer, name) in answers {
      let file = try file(transaction, FileID(name))
      if file == nil || (file?.owner != actor.party && !known.contains(FileID(name))) {
        problems.append(Problem("/form\(pointer)", "unknownFile"))
      }
    }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    try transaction.run("DELETE FROM case_evidence_file WHERE case_id = ?", [.text(id.text)])
    for item in Set(evidence + answers.map { EvidenceItem(key: "form\($0.pointer)", file: FileID($0.file)) }) {
      try transaction.run(
        "INSERT INTO case_evidence_file (case_id, file_id, evidence) VALUES (?, ?, ?)",
        [.text(id.text), .text(item.file.text), .text(item.key)])
    }
  }

  /// Kind, file and digest of each paper, for the ledger.
  static func digests(_ evidence: [EvidenceItem], _ reading: any Reading) throws -> [JSON] {
    try evidence.map { item in
      [
        "key": .string(item.key), "file": .string(item.file.text),
        "sha256": .string(try file(reading, item.file)?.sha256 ?? ""),
      ]
    }
  }

  private func path(_ digest: String) -> String { "\(folder)/\(Self.place(digest))" }

  private static func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try work() }) }
    }
  }

  /// Writes beside, syncs, then renames: a file is there whole or not at all. One that was damaged on the disk is replaced.
  private static func write(_ bytes: [UInt8], to path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    if size(path) != bytes.count || (try? [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))) != bytes {
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let beside = path + "." + SecureRandom.token(bytes: 6)
      let handle = Glibc.open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard handle >= 0 else { throw refusal(errno) }
      defer { close(handle) }
      do {
        try fill(handle, bytes)
        guard fsync(handle) == 0, rename(beside, path) == 0 else { throw refusal(errno) }
      } catch {
        unlink(beside)
        throw error
      }
    }
    // Also when another upload of the same bytes put it there: its name may not be durable yet.
    let directory = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw refusal(errno) }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw refusal(errno) }
  }

  private static func fill(_ handle: Int32, _ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(handle, $0.baseAddress?.advanced(by: written), bytes.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw refusal(errno) }
      written += count
    }
  }

  private static func refusal(_ code: Int32) -> Rejection {
    Rejection(.unavailable, code == ENOSPC || code == EDQUOT ? "diskFull" : "unavailable")
  }

  /// A name without path or control characters, with the extension of what the file really is.
  static func cleaned(_ name: String, _ kind: FileKind) -> String {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    let scalars = last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F && !(0x202A...0x202E).contains($0.value) }
    var base = String(String.UnicodeScalarView(scalars)).trimmed
    if let dot = base.lastIndex(of: "."), dot != base.startIndex { base = String(base[..<dot]) }
    return String((base.isEmpty ? "file" : base).prefix(80)) + "." + kind.fileExtension
  }
}
