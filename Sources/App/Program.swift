public import BundlesCore
public import CaseworkCore
public import CatalogueCore
public import IdentityCore
public import Kernel
public import NoticesCore
public import ReviewsCore
public import Store
import TypedSettings
public import WebSupport
public import WorkingTime

/// All rooms of the product over one store: the only place where they are put together.
public struct Program: Sendable {
  public let store: any Store
  public let clock: WallClock
  public let catalogue: CatalogueHolder
  public let catalogueDesk: CatalogueDesk
  public let bundles: BundleShelf
  public let identity: Identity
  public let halls: Halls
  public let casework: Casework
  public let reviews: Reviews
  public let notices: Notices
  public let files: FileVault
  public let words: Words
  let assets: Assets
  /// The country's calendar.
  public let calendar: WorkCalendar
  private let calendars: WorkCalendars
  /// Accounts that the sign-in page offers at a click; empty outside the demo.
  public var demoAccounts: [DemoAccount] = []
  let home: String
  public let settings: Settings
  public let metrics: ProgramMetrics
  let readiness = Readiness()
  let data: DataFiles
  private let procedures: [Procedure]
  private let sources: [any KnownSource]

  /// The newest step of the schema: which program this is, as far as the database is concerned.
  static let schema = migrations.last?.name ?? ""

  public static let migrations =
    storeMigrations + catalogueMigrations + identityMigrations + caseworkMigrations + reviewMigrations + noticesMigrations
    + webMigrations + Installation.migrations

  /// `files`: folder for what people send. `passwordCost`: scrypt's N, smaller in tests. `sources`: where answers are found that need not
  /// be asked again. `senders`: ways out for messages; nil takes those that the settings name.
  public init(
    store: any Store, home: String, files folder: String, clock: WallClock = .system, authority: any RealNameAuthority,
    passwordCost: UInt64 = 1 << 15, settings: Settings = Settings(), metrics: ProgramMetrics = ProgramMetrics(),
    sources: [any KnownSource] = [], senders: [NoticeChannel: NoticeSender]? = nil
  ) async throws {
    self.sources = sources
    data = DataFiles(folder: home + "/Data")
    try await store.migrate(Self.migrations)
    self.store = store
    self.clock = clock
    self.home = home
    self.settings = settings
    self.metrics = metrics
    words = try Words(folder: home + "/Assets/strings")
    assets = try Assets(folder: home + "/Assets")
    calendars = try data.calendars()
    calendar = calendars.country
    try await CatalogueImport.bringForms(
      forms: try data.table(.forms), fields: try data.table(.formFields), dictionaries: try data.table(.dictionaries),
      at: clock.now,
      into: store)
    catalogue = try await CatalogueHolder(store: store)
    bundles = BundleShelf(catalogue: catalogue)
    let holder = catalogue
    identity = Identity(
      store: store, clock: clock, hasher: PasswordHasher(n: passwordCost), authority: authority,
      lengths: SessionLengths(open: Int64(settings.publicHours) * 3600, staff: Int64(settings.staffHours) * 3600),
      secrets: SecretKeeper(key: try SecretKey.bytes(settings.secretKey.exposed)), signInDays: Int64(settings.signInDays),
      league: { holder.current.league })
    halls = Halls(
      store: store, clock: clock, calendar: calendar,
      known: Halls.Known(
        region: { holder.current.region($0) != nil },
        department: { key in holder.current.departments.contains { $0.key == key } },
        service: { holder.current.service($0) != nil }), league: { holder.current.league })
    try await halls.refresh()
    files = FileVault(folder: folder, store: store, clock: clock, largest: settings.fileMiB << 20)
    procedures = try await ProcedureArchive.keep(try data.procedures(), in: store, at: clock.now)
    casework = try Casework(
      store: store, clock: clock, calendars: calendars, procedures: procedures, catalogue: holder, files: files,
      draftDays: settings.draftDays, warning: settings.warning, escalation: settings.escalation, whenClosed: Reviews.count,
      sources: sources, league: { holder.current.league })
    catalogueDesk = CatalogueDesk(store: store, clock: clock) { actor, region in
      may(actor, .editCatalogue, on: region.map(Resource.region) ?? .everything, league: holder.current.league)
    }
    reviews = Reviews(
      store: store, clock: clock, casework: casework, indicators: try data.indicators(),
      settings: ReviewSettings(tokenDays: settings.reviewTokenDays)
    ) { may($0, .judgeReviews, on: .region($1), league: holder.current.league) }
    notices = Notices(
      store: store, clock: clock, casework: casework, templates: try data.noticeTemplates(),
      senders: senders ?? settings.senders(name: words("zh-Hans", "site.name")),

      webhooks: HTTPPost.webhook, secrets: SecretKeeper(key: try SecretKey.bytes(settings.secretKey.exposed)),
      address: settings.siteAddress.isEmpty ? nil : settings.siteAddress, isRegion: { holder.current.region($0) != nil },
      league: { holder.current.league })
  }

  /// Casework and reviews over the same store at another time.
  func engine(at clock: WallClock) throws -> (Casework, Reviews) {
    let holder = catalogue
    let casework = try Casework(
      store: store, clock: clock, calendars: calendars, procedures: procedures, catalogue: holder, files: files,
      warning: settings.warning, escalation: settings.escalation, whenClosed: Reviews.count,
      sources: sources, league: { holder.current.league })
    return (casework, Reviews(store: store, clock: clock, casework: casework, indicators: try data.indicators()))
  }

  /// Fills an empty database with the life of the demonstration. Returns how many cases were begun; 0 when there were some already.
  @discardableResult
  public func playDemoLife(cases count: Int) async throws -> Int {
    var life = try DemoLife(program: self, script: try data.demoScript())
    return try await life.play(
      count, citizens: ["citizen", "neighbour"], papers: [try data.bytes("demo/paper.png"), try data.bytes("demo/card.png")])
  }

  /// Brings the demonstration catalogue in where there is none, and publishes it: the pilot first, then everywhere.
  public func loadCatalogue(pilot: String = "152502") async throws {
    guard catalogue.current.services.isEmpty else { return }
    for kind in CatalogueKind.allCases {
      try await CatalogueImport.bring(
        kind, try data.tables(kind), into: store)
    }
    try await CataloguePublication.publish([pilot], by: .system, at: clock.now, in: store)
    try await catalogue.refresh()
    try await CataloguePublication.publish(
      try await CataloguePublication.regions(in: store), by: .system, at: clock.now, in: store)
    try await catalogue.refresh()
  }

  var idempotency: IdempotencyKeys { IdempotencyKeys(store: store, clock: clock, days: settings.idempotencyDays) }

  /// What must be done again and again: expired tasks, old sessions, counters, messages, a newer catalogue.
  /// `expires`: whether the clock may be believed; without it nothing is thrown away, let lapse or published.
  public func housekeeping(expires: Bool = true) async throws {
    if expires { _ = try await catalogueDesk.publishDue() }
    try await catalogue.refresh()
    try await halls.refresh()
    if expires {
      try await casework.runTimers(for: .seconds(2))
      _ = try await identity.sweepSessions()
      _ = try await identity.sweepSignIns()
      try await idempotency.sweep()
      try await reviews.sweep()
    }
    // As much as has come, in short pieces; what is left for the next time harms nobody.
    for _ in 0..<100 where try await store.foldCounters() < 1000 { break }
    for _ in 0..<50 where try await casework.foldTallies() < 2000 { break }
    for _ in 0..<20 where try await store.drainOutbox(limit: 500, at: clock.now, { try await notices.take($0) }) < 500 { break }
  }
}
