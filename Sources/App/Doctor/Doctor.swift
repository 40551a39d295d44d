import Foundation
import Kernel
import RateLimiting
import TypedSettings
import WorkingTime

/// One thing that an installation must have.
public struct Finding: Sendable, Hashable {
  public let what: String
  /// nil when it is in order; else what to do about it.
  public let mend: String?

  init(_ what: String, _ mend: String? = nil) {
    self.what = what
    self.mend = mend
  }
}

/// Looks over an installation. Changes nothing but a file of its own that it writes to measure the disk, and removes.
public enum Doctor {
  /// All findings, in the order of a start: settings, files of the program, database, folders, address, fonts, backups.
  public static func examine(_ read: ReadSettings) async -> [Finding] {
    let settings = read.settings
    var findings =
      read.strange.map { Finding(told("doctor.variable", ["name": "\($0.key)"]), told(reasonOf: $0)) } + about(settings)
    findings += read.explanations.compactMap(secretFile)
    findings += programFiles()
    findings += await database(settings)
    var folders = [(told("doctor.people"), settings.files)]
    if let folder = settings.database.sqliteFolder { folders.append((told("doctor.databaseFiles"), folder)) }
    findings += folders.flatMap { folder($0.0, $0.1) }
    findings += await address(settings) + fonts() + backups(settings)
    return findings
  }

  /// Settings that are allowed, and unwise.
  static func about(_ settings: Settings) -> [Finding] {
    var findings: [Finding] = []
    if settings.authority.isEmpty {
      findings.append(Finding(told("doctor.noAuthority")))
    }
    if settings.tls, settings.trustedProxies.isEmpty {
      findings.append(
        Finding(
          told("doctor.proxy"),
          told("doctor.proxyMend")))
    }
    return findings
  }

  /// A file that holds a secret is its owner's alone.
  static func secretFile(_ explanation: SettingExplanation) -> Finding? {
    guard explanation.definition.isSecret, let path = explanation.secretPath else { return nil }
    return Finding(
      told("doctor.secretFile", ["key": "\(explanation.definition.key)"]),
      Permissions.othersMayRead(path) ? "chmod 600 \(path)" : nil)
  }

  static func programFiles() -> [Finding] {
    do {
      let home = try Home.locate()
      let calendar = try DataFiles(folder: home + "/Data").calendar()
      let isOld = calendar.publishedThrough < WallClock.system.today
      return [
        Finding(told("doctor.home", ["path": "\(home)"])),
        Finding(
          told("doctor.calendar", ["day": "\(calendar.publishedThrough)"]),
          isOld ? told("doctor.calendarMend") : nil),
      ]
    } catch { return [Finding(told("doctor.programFiles"), "\(error)")] }
  }

  static func backups(_ settings: Settings) -> [Finding] {
    let folder = settings.backupFolder
    guard !folder.isEmpty else { return [] }
    guard let last = Backup.all(in: folder).last, let manifest = try? BackupManifest(folder: "\(folder)/\(last)") else {
      return [Finding(told("doctor.backups", ["path": "\(folder)"]), told("doctor.noBackup"))]
    }
    let hours = WallClock.system.now.since(manifest.madeAt) / 3_600_000
    let isOld = hours > settings.backupWarnHours
    return [Finding(told("doctor.backupAge", ["hours": "\(hours)"]), isOld ? told("doctor.backupOld") : nil)]
      + self.folder(told("doctor.backupFiles"), folder)
  }

  static func fonts() -> [Finding] {
    let found = ["opentype", "truetype"].contains { FileManager.default.fileExists(atPath: "/usr/share/fonts/\($0)/noto") }
    return [
      Finding(
        told("doctor.fonts"), found ? nil : "apt-get install fonts-noto-cjk fonts-noto-core")
    ]
  }
}
