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
    var findings = read.strange.map { Finding("variable \($0.key)", $0.reason) } + about(settings)
    findings += read.explanations.compactMap(secretFile)
    findings += programFiles()
    findings += await database(settings)
    var folders = [("people's files", settings.files)]
    if let folder = settings.database.sqliteFolder { folders.append(("the database", folder)) }
    findings += folders.flatMap { folder($0.0, $0.1) }
    findings += await address(settings) + fonts() + backups(settings)
    return findings
  }

  /// Settings that are allowed, and unwise.
  static func about(_ settings: Settings) -> [Finding] {
    var findings: [Finding] = []
    if settings.authority.isEmpty {
      findings.append(Finding("no real-name authority: nobody can sign up, people are served at the window"))
    }
    if settings.tls, settings.trustedProxies.isEmpty {
      findings.append(
        Finding(
          "proxy that speaks TLS",
          "name its address in server.trustedProxies: without it all requests seem to come from one address"))
    }
    return findings
  }

  /// A file that holds a secret is its owner's alone.
  static func secretFile(_ explanation: SettingExplanation) -> Finding? {
    guard explanation.definition.isSecret, let path = explanation.secretPath else { return nil }
    return Finding(
      "file of the secret \(explanation.definition.key)", Permissions.othersMayRead(path) ? "chmod 600 \(path)" : nil)
  }

  static func programFiles() -> [Finding] {
    do {
      let home = try Home.locate()
      let calendar = try DataFiles(folder: home + "/Data").calendar()
      let isOld = calendar.publishedThrough < WallClock.system.today
      return [
        Finding("program files in \(home)"),
        Finding(
          "calendar published through \(calendar.publishedThrough)",
          isOld ? "bring this year's holidays into Data/calendar/holidays.csv" : nil),
      ]
    } catch { return [Finding("program files", "\(error)")] }
  }

  static func backups(_ settings: Settings) -> [Finding] {
    let folder = settings.backupFolder
    guard !folder.isEmpty else { return [] }
    guard let last = Backup.all(in: folder).last, let manifest = try? BackupManifest(folder: "\(folder)/\(last)") else {
      return [Finding("backups in \(folder)", "there is none: run wutong backup, every night from a timer")]
    }
    let hours = WallClock.system.now.since(manifest.madeAt) / 3_600_000
    let isOld = hours > settings.backupWarnHours
    return [Finding("last backup is \(hours) hours old", isOld ? "look at why the timer of wutong backup did not run" : nil)]
      + self.folder("backups", folder)
  }

  static func fonts() -> [Finding] {
    let found = ["opentype", "truetype"].contains { FileManager.default.fileExists(atPath: "/usr/share/fonts/\($0)/noto") }
    return [
      Finding(
        "Chinese fonts (for browsers on this machine)", found ? nil : "apt-get install fonts-noto-cjk fonts-noto-core")
    ]
  }
}
