import CaseworkCore
import Cryptography
import Foundation
import Glibc

/// Copying, and looking whether a copy is what it should be.
enum BackupFiles {
  /// SHA-256 of a file, read in pieces; nil when it cannot be read.
  static func digest(_ path: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    var hasher = SHA256Hasher()
    do { while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { hasher.update(data) } } catch { return nil }
    return Hex.text(hasher.finish())
  }

  static func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  static func sync(_ path: String) throws {
    let handle = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard handle >= 0, fsync(handle) == 0 else { throw BackupFault(told("backup.noSync", ["path": "\(path)"])) }
    close(handle)
  }

  /// Puts the file with this digest into a backup: a second name of the copy in the last backup where there is one that is whole, else a
  /// copy of its own. false when there is none with this content.
  ///
  /// `keeping`: what is there already and whole stays.
  static func put(
    _ digest: String, from folder: String, last: String?, into target: String, keeping: Bool = false
  ) throws -> Bool {
    let place = FileVault.place(digest)
    let to = "\(target)/\(place)"
    try makeFolder((to as NSString).deletingLastPathComponent)
    if keeping, self.digest(to) == digest { return true }
    if let last, link("\(last)/\(place)", to) == 0 {
      if self.digest(to) == digest { return true }
      unlink(to)
    }
    guard (try? FileManager.default.copyItem(atPath: "\(folder)/\(place)", toPath: to)) != nil else { return false }
    chmod(to, 0o600)
    guard self.digest(to) == digest else {
      unlink(to)
      return false
    }
    try sync(to)
    return true
  }

  /// All folders below, deepest first.
  static func syncFolders(_ path: String) throws {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder), isFolder.boolValue {
        try syncFolders("\(path)/\(name)")
      }
    }
    try sync(path)
  }
}
