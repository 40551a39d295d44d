import Foundation
import FoundationNetworking
import Glibc
import TypedSettings

extension Doctor {
  /// Less than this is too little, in MiB.
  private static let leastSpace = 1024
  /// A commit waits for the disk at least once.
  private static let slowestSync = Duration.milliseconds(50)

  /// A folder that is written to: there, ours, closed to others, with space, on a disk that keeps what it says it has.
  static func folder(_ what: String, _ path: String) -> [Finding] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue, access(path, W_OK) == 0
    else {
      return [
        Finding(told("doctor.folder", ["what": "\(what)", "path": "\(path)"]), told("doctor.makeFolder", ["path": "\(path)"]))
      ]
    }
    var findings = [
      Finding(
        told("doctor.folder", ["what": "\(what)", "path": "\(path)"]),
        Permissions.othersMayRead(path) ? "chmod 700 \(path)" : nil)
    ]
    if let free = freeMiB(path) {
      findings.append(
        Finding(
          told("doctor.free", ["n": "\(free)", "what": "\(what)"]),
          free >= leastSpace ? nil : told("doctor.freeMend", ["n": "\(leastSpace)"])
        ))
    }
    do {
      let took = try syncTime(path)
      let milliseconds = Double(took.components.attoseconds) / 1e15 + Double(took.components.seconds) * 1000
      findings.append(
        Finding(
          told("doctor.sync", ["what": "\(what)", "ms": "\(String(format: "%.1f", milliseconds))"]),
          took <= slowestSync ? nil : told("doctor.syncMend")))
    } catch {
      findings.append(Finding(told("doctor.noSync", ["what": "\(what)"]), told("doctor.noSyncMend", ["error": "\(error)"])))
    }
    return findings
  }

  static func freeMiB(_ path: String) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return (Int(status.f_bavail) * Int(status.f_frsize)) >> 20
  }

  /// Median of five writes of 4 KiB that are synced, as a commit does.
  private static func syncTime(_ folder: String) throws -> Duration {
    let path = "\(folder)/.doctor-\(getpid())"
    let handle = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard handle >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    defer {
      close(handle)
      unlink(path)
    }
    let page = [UInt8](repeating: 0x57, count: 4096)
    var times: [Duration] = []
    for _ in 0..<5 {
      let start = ContinuousClock.now
      guard write(handle, page, page.count) == page.count, fsync(handle) == 0 else {
        throw POSIXError(.init(rawValue: errno) ?? .EIO)
      }
      times.append(ContinuousClock.now - start)
    }
    return times.sorted()[2]
  }

  /// The port is free, or this program answers on it already.
  static func address(_ settings: Settings) async -> [Finding] {
    let (host, port) = (settings.host, settings.port)
    if port == 0 || Ports.isFree(port, host) { return [Finding(told("doctor.portFree", ["port": "\(port)"]))] }
    var request = URL(string: "http://\(host == "0.0.0.0" ? "127.0.0.1" : host):\(port)/healthz").map { URLRequest(url: $0) }
    request?.timeoutInterval = 2
    if let request, let (data, _) = try? await URLSession.shared.data(for: request),
      String(decoding: data, as: UTF8.self).contains("\"status\":\"ok\"")
    {
      return [Finding(told("doctor.portOurs", ["port": "\(port)"]))]
    }
    return [Finding(told("doctor.port", ["port": "\(port)", "host": "\(host)"]), told("doctor.portMend"))]
  }
}

/// Who may read a file or folder.
enum Permissions {
  /// Whether group or others may, with a folder above it that lets them through.
  static func othersMayRead(_ path: String) -> Bool {
    guard let mode = mode(path), mode & 0o044 != 0 else { return false }
    let folder = (path as NSString).deletingLastPathComponent
    return isFolder(path) || folder.isEmpty || (self.mode(folder) ?? 0) & 0o011 != 0
  }

  /// The nine bits; nil when it is not there.
  static func mode(_ path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
