import CaseworkCore
public import IdentityCore
import Mail
import NoticesCore
public import RateLimiting
public import TypedSettings
import WorkingTime

/// Everything an operator can set, read once when a command starts: flags before environment before file before these defaults.
///
/// Adding a setting is adding a line here; docs/operations.md lists them (`wutong settings --markdown`), a test compares.
public struct Settings: Sendable {
  @Setting("server.host", "Address to listen on")
  public var host = "127.0.0.1"
  @Setting("server.port", in: 0...65_535, "Port to listen on; 0 takes a free one")
  public var port = 8080
  @Setting("server.tls", "People reach it by https: sends HSTS, marks cookies Secure")
  public var tls = false
  @Setting("server.hstsDays", in: 1...730, "How long browsers keep to https")
  public var hstsDays = 365
  @Setting("server.trustedProxies", "Proxies whose X-Forwarded-For is believed")
  public var trustedProxies = NetworkSet.none
  @Setting("server.idleSeconds", in: 5...600, "A silent connection is closed after this")
  public var idleSeconds = 60
  @Setting("server.requestSeconds", in: 5...3600, "A request that is not whole after this is cut")
  public var requestSeconds = 30
  @Setting("server.drainSeconds", in: 0...300, "Told to stop, it is not ready for this long and still answers")
  public var drainSeconds = 0

  @Setting("database.url", environment: "WUTONG_DATABASE", "`sqlite:PATH` or `postgres://…`; no password in it")
  public var database = DatabaseAddress("")
  @Setting("database.password", "Password for PostgreSQL")
  public var databasePassword = Secret.none
  @Setting("database.connections", in: 1...64, "Connections to PostgreSQL")
  public var connections = 8

  @Setting("files.folder", environment: "WUTONG_FILES", "Folder for what people send")
  public var files = "files"
  @Setting("limits.fileMiB", in: 1...20, "The largest file that is taken")
  public var fileMiB = 20
  @Setting("limits.bodyKiB", in: 64...1024, "The largest form or JSON body")
  public var bodyKiB = 1024

  @Setting("rates.requests", in: 60...1_000_000, "Requests a minute of one address")
  public var requestRate = 3000
  @Setting("rates.signIn", in: 1...1_000_000, "Sign-ins and sign-ups a minute of one address")
  public var signInRate = 30
  @Setting("rates.writes", in: 1...1_000_000, "Writes a minute of one account")
  public var writeRate = 300
  @Setting("rates.uploads", in: 1...1_000_000, "Files a minute of one account")
  public var uploadRate = 120
  @Setting("rates.exempt", "Addresses that are not counted")
  public var exempt = NetworkSet.loopback
  @Setting("rates.remembered", in: 1024...4_194_304, "How many addresses and accounts are remembered, for each rate")
  public var remembered = 65_536

  @Setting("session.publicHours", in: 1...168, "The public stays signed in for this long")
  public var publicHours = 24
  @Setting("session.staffHours", in: 1...24, "Staff stay signed in for this long")
  public var staffHours = 10

  @Setting("secret.key", "64 hexadecimal digits that seal the secrets of second factors (`openssl rand -hex 32`)")
  public var secretKey = Secret.none

  @Setting("clock.soonPercent", in: 1...90, "A light is yellow when no more of its term is left than this part, in percent")
  public var soonPercent = 20
  @Setting("clock.soonDays", in: 1...30, "A light is yellow when no more working days are left, at the least")
  public var soonDays = 1
  @Setting("clock.regionAfterDays", in: 1...60, "Working days after which a late task is told to the region's supervisors")
  public var regionAfterDays = 1
  @Setting("clock.leagueAfterDays", in: 1...120, "Working days after which a late task is told to the league's supervisors")
  public var leagueAfterDays = 5

  @Setting("retention.draftDays", in: 7...3650, "A draft nobody touches is deleted after this")
  public var draftDays = 90
  @Setting("retention.signInDays", in: 1...3660, "Attempts to sign in are kept for this long")
  public var signInDays = 180
  @Setting("retention.idempotencyDays", in: 1...90, "An Idempotency-Key is remembered for this long")
  public var idempotencyDays = 7
  @Setting("reviews.tokenDays", in: 1...3650, "The link for rating on a receipt works for this long")
  public var reviewTokenDays = 60
  @Setting("housekeeping.seconds", in: 1...3600, "How often expiry, counters and outbox are seen to")
  public var housekeepingSeconds = 5

  @Setting("log.level", oneOf: ["debug", "info", "notice", "warning", "error"], "The least that is logged")
  public var logLevel = "info"
  @Setting("log.format", oneOf: ["json", "text"], "How a line looks")
  public var logFormat = "json"

  @Setting("log.file", "File to log to instead of standard error, ends with .log")
  public var logFile = ""
  @Setting("log.fileMiB", in: 1...1024, "A log file that is larger is put aside")
  public var logFileMiB = 64
  @Setting("log.keepDays", in: 180...3650, "Log files are kept for this long; the law asks for six months")
  public var logKeepDays = 180

  @Setting("metrics.measure", "Requests and commits are counted and timed for /metrics")
  public var measures = true
  @Setting("metrics.allow", "Addresses that may read /metrics without a token")
  public var metricsAllow = NetworkSet.loopback
  @Setting("metrics.token", "Bearer token with which any address may read /metrics")
  public var metricsToken = Secret.none

  @Setting("backup.folder", "Folder that takes backups; doctor looks at their age")
  public var backupFolder = ""
  @Setting("backup.warnHours", in: 1...1000, "doctor complains when the last backup is older")
  public var backupWarnHours = 26

  @Setting("site.address", "Where people reach the service, as in https://zwfw.example; letters link to it")
  public var siteAddress = ""
  @Setting("mail.url", "Mail server, `smtp://HOST:587` or `smtps://HOST:465`; without one no letters go out")
  public var mailServer = ""
  @Setting("mail.from", "Address that letters come from")
  public var mailFrom = ""
  @Setting("mail.user", "Account at the mail server")
  public var mailUser = ""
  @Setting("mail.password", "Password of that account")
  public var mailPassword = Secret.none
  @Setting("mail.secrecy", oneOf: ["required", "none"], "TLS to the mail server; none only on the same machine")
  public var mailSecrecy = "required"
  @Setting("sms.url", "Gateway for short messages, POST of `{to, text, key}`; without one none go out")
  public var smsGateway = ""
  @Setting("sms.token", "Bearer token for the gateway")
  public var smsToken = Secret.none

  @Setting("authority.url", environment: "WUTONG_AUTHORITY", "The real-name authority; without one nobody signs up")
  public var authority = ""
  @Setting("authority.token", "Bearer token for the authority")
  public var authorityToken = Secret.none
  @Setting("authority.timeoutSeconds", in: 1...60, "How long an answer of the authority is waited for")
  public var authorityTimeout = 5

  public init() {}
}

/// Settings with where each came from.
public struct ReadSettings: Sendable {
  public let settings: Settings
  public let explanations: [SettingExplanation]
  /// Variables of the environment that begin like ours and are none.
  public let strange: [SettingProblem]

  /// Variables that are no settings: where the program's files are, the settings file, and the tests' own.
  private static let otherVariables: Set = [
    "WUTONG_HOME", "WUTONG_CONFIG", "WUTONG_TEST_POSTGRES", "WUTONG_ONLY", "WUTONG_DRAW", "WUTONG_YEAR_CASES",
  ]

  /// Reads `file`, or what `WUTONG_CONFIG` names. Throws `SettingProblems` with all problems, `YAMLError`, or what the file system says.
  public init(flags: [SettingFlag], environment: [String: String], file: String?) throws {
    let reader = try SettingsReader(flags: flags, environment: environment, file: file ?? environment["WUTONG_CONFIG"])
    settings = Settings()
    explanations = try reader.fill(settings)
    strange = reader.strangeVariables(explanations.map(\.definition), besides: Self.otherVariables)
    let problems = settings.problems(explanations)
    guard problems.isEmpty else { throw SettingProblems(problems: problems) }
  }
}

extension Settings {
  /// What no single value shows to be wrong.
  func problems(_ explanations: [SettingExplanation]) -> [SettingProblem] {
    var problems: [SettingProblem] = []
    func origin(_ key: String) -> SettingOrigin { explanations.first { $0.definition.key == key }?.origin ?? .default }
    let place = origin("database.url")
    if database.password != nil {
      switch place {
      case .environment: break
      default:
        problems.append(
          SettingProblem(
            place: place, key: "database.url",
            fault: SettingFault(
              "passwordHere",
              "a password does not stand here: give it in WUTONG_DATABASE_PASSWORD, or in a file named with database.passwordFile"
            )
          ))
      }
    }
    if !logFile.isEmpty, !logFile.hasSuffix(".log") {
      problems.append(
        SettingProblem(
          place: origin("log.file"), key: "log.file", fault: SettingFault("logName", "a name that ends with .log is needed")))
    }
    func wrong(_ key: String, _ code: String, _ text: String) {
      problems.append(SettingProblem(place: origin(key), key: key, fault: SettingFault(code, text)))
    }
    if !mailServer.isEmpty {
      if MailServer(url: mailServer, secrecy: .required) == nil {
        wrong("mail.url", "mailURL", "smtp://HOST:PORT or smtps://HOST:PORT is needed, without a password")
      }
      if !MailMessage.isAddress(mailFrom) { wrong("mail.from", "mailFrom", "letters need an address they come from") }
    }
    for (key, address) in [("sms.url", smsGateway), ("site.address", siteAddress)]
    where !address.isEmpty && !WebhookSignature.isAddress(address) {
      wrong(key, "address", "an http or https address is needed")
    }
    return problems
  }

  /// The table of all settings, for the page about running the program.
  public static var markdown: String {
    let lines = SettingsReader.settings(of: Settings()).map(\.definition).map { setting in
      let key = setting.fileKey ?? setting.key
      let name = setting.fileEnvironment.map { "`\(setting.environment)`, `\($0)`" } ?? "`\(setting.environment)`"
      return
        "| `\(key)` | \(name) | \(setting.meaning) | \(setting.defaultText.isEmpty ? "" : "`\(setting.defaultText)`") | \(setting.range) |"
    }
    return (["| key | environment | meaning | default | range |", "|---|---|---|---|---|"] + lines).joined(separator: "\n")
  }
}

extension Settings {
  var warning: Warning { Warning(percent: soonPercent, days: soonDays) }
  var escalation: Escalation { Escalation(regionDays: regionAfterDays, leagueDays: leagueAfterDays) }

  /// The authority that is asked who somebody is. Throws `SettingProblems` when its address is none.
  public func realNameAuthority() throws -> any RealNameAuthority {
    guard !authority.isEmpty else { return UnconnectedAuthority() }
    guard let found = HTTPAuthority(url: authority, token: authorityToken.exposed, timeout: authorityTimeout) else {
      throw SettingProblems(problems: [
        SettingProblem(
          place: .default, key: "authority.url", fault: SettingFault("address", "an http or https address is needed"))
      ])
    }
    return found
  }
}

extension NetworkSet: SettingValue {
  public init?(setting text: String) {
    guard let texts = [String](setting: text), let set = try? NetworkSet(texts) else { return nil }
    self = set
  }

  public var settingText: String { texts.joined(separator: ",") }
  public static var kind: String { "a list of addresses or networks" }
  public static let loopback = (try? NetworkSet(["127.0.0.0/8", "::1"])) ?? .none
}
