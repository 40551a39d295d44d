import JSON
public import Kernel
public import Store
public import WorkingTime

/// The door of halls, windows and rosters (大厅、窗口、排班): everybody sees the first two, administrators keep them, and supervisors with
/// them say who sits where.
public struct Halls: Sendable {
  /// What the catalogue knows.
  public struct Known: Sendable {
    let region: @Sendable (String) -> Bool
    let department: @Sendable (String) -> Bool
    let service: @Sendable (String) -> Bool

    public init(
      region: @escaping @Sendable (String) -> Bool, department: @escaping @Sendable (String) -> Bool,
      service: @escaping @Sendable (String) -> Bool
    ) {
      self.region = region
      self.department = department
      self.service = service
    }
  }

  let store: any Store
  let clock: WallClock
  let calendar: WorkCalendar
  let known: Known
  public let shelf = HallShelf()
  private let findLeague: @Sendable () -> String
  public var league: String { findLeague() }

  public init(
    store: any Store, clock: WallClock, calendar: WorkCalendar, known: Known, league: @escaping @Sendable () -> String
  ) {
    self.store = store
    self.clock = clock
    self.calendar = calendar
    self.known = known
    findLeague = league
  }

  public var today: CivilDate { clock.today }

  // MARK: - What everybody sees

  /// Halls in use, of a region or of all, with what is open now.
  public func halls(region: String? = nil) async throws -> [HallView] {
    try await store.read { reading in
      try views(reading, try HallStore.halls(reading, regions: region.map { [$0] }, retired: false))
    }
  }

  /// One hall in use; `notFound` for one that was given up.
  public func hall(_ id: String) async throws -> HallView {
    try await store.read { reading in
      guard let hall = try HallStore.hall(reading, id), !hall.isRetired, let view = try views(reading, [hall]).first else {
        throw Rejection.notFound
      }
      return view
    }
  }

  private func views(_ reading: any Reading, _ halls: [Hall], retired: Bool = false) throws -> [HallView] {
    let now = clock.now
    let ids = halls.map(\.id)
    let windows = Dictionary(grouping: try HallStore.windows(reading, of: ids, retired: retired), by: \.hall)
    let closures = Dictionary(grouping: try HallStore.closures(reading, of: ids, after: now), by: \.hall)
    let staffed = try RosterStore.staffed(reading, halls: ids, at: now)
    return halls.map {
      HallView(
        $0, windows: windows[$0.id] ?? [], closures: closures[$0.id] ?? [], staffed: staffed, calendar: calendar, at: now)
    }
  }

  // MARK: - Keeping them

  /// Halls that an administrator answers for, those given up as well. Throws `forbidden` for everybody else.
  public func kept(by actor: Actor) async throws -> [HallView] {
    let regions = try regions(of: actor, [.administrator])
    return try await store.read { reading in
      try views(reading, try HallStore.halls(reading, regions: regions, retired: true), retired: true)
    }
  }

  /// One of them; `notFound` for a hall of others.
  public func kept(_ id: String, by actor: Actor) async throws -> HallView {
    try await store.read { reading in
      let hall = try permitted(reading, id, .manageHalls, by: actor)
      return try views(reading, [hall], retired: true)[0]
    }
  }

  /// Makes a hall. Throws `invalid` with all that is wrong.
  public func add(_ input: HallInput, by actor: Actor) async throws -> String {
    let now = clock.now
    let id = SortableText.make(at: now)
    let hall = try checked(input, id)
    guard may(actor, .manageHalls, on: .region(hall.region), league: league) else { throw Rejection.forbidden }
    try await store.write { transaction in
      try HallStore.insert(hall, at: now, transaction)
      try transaction.record(.made, of: id, by: actor, at: now, ["region": .string(hall.region), "name": .string(hall.name)])
    }
    try await refresh()
    return id
  }

  /// Changes all of a hall but its region. Throws `hallPlanned` when it is given up while somebody is on its roster.
  public func change(_ id: String, _ input: HallInput, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { transaction in
      let before = try permitted(transaction, id, .manageHalls, by: actor)
      var input = input
      input.region = before.region
      let hall = try checked(input, id)
      if hall.isRetired, !before.isRetired,
        try RosterStore.isPlanned(transaction, hall: id, window: nil, from: now.civilDate)
      {
        throw Rejection(.conflict, "hallPlanned")
      }
      guard hall != before else { return }
      try HallStore.update(hall, transaction)
      try transaction.record(.changed, of: id, by: actor, at: now, ["name": .string(hall.name)])
    }
    try await refresh()
  }

  public func addWindow(_ input: WindowInput, to id: String, by actor: Actor) async throws -> String {
    let now = clock.now
    let window = try checked(input, SortableText.make(at: now), hall: id)
    try await store.write { transaction in
      _ = try permitted(transaction, id, .manageHalls, by: actor)
      guard try HallStore.insert(window, at: now, transaction) else {
        throw Rejection.invalid([Problem("/number", "windowNumberTaken")])
      }
      try transaction.record(.windowMade, of: id, by: actor, at: now, Self.details(window))
    }
    return window.id
  }

  /// Changes all of a window. Throws `hallPlanned` when it is given up while somebody is on its roster.
  public func changeWindow(_ id: String, _ input: WindowInput, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { transaction in
      guard let before = try HallStore.window(transaction, id) else { throw Rejection.notFound }
      _ = try permitted(transaction, before.hall, .manageHalls, by: actor)
      let window = try checked(input, id, hall: before.hall)
      let others = try HallStore.windows(transaction, of: [before.hall], retired: true)
      if others.contains(where: { $0.id != id && $0.number == window.number }) {
        throw Rejection.invalid([Problem("/number", "windowNumberTaken")])
      }
      if window.isRetired, !before.isRetired,
        try RosterStore.isPlanned(transaction, hall: before.hall, window: id, from: now.civilDate)
      {
        throw Rejection(.conflict, "hallPlanned")
      }
      guard window != before else { return }
      try HallStore.update(window, transaction)
      try transaction.record(.windowChanged, of: before.hall, by: actor, at: now, Self.details(window))
    }
  }

  /// The hall of a window; `notFound` when there is no such window.
  public func hall(ofWindow id: String) async throws -> String {
    guard let window = try await store.read({ try HallStore.window($0, id) }) else { throw Rejection.notFound }
    return window.hall
  }

  /// Closes a hall, or one window of it, from one moment to another. Who is on the roster then stays on it, as a gap.
  public func close(
    _ id: String, window: String?, from: Instant?, to: Instant?, reason: String, by actor: Actor
  ) async throws -> String {
    let now = clock.now
    let reason = reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var problems: [Problem] = []
    if from == nil { problems.append(Problem("/from", "required")) }
    if to == nil { problems.append(Problem("/to", "required")) }
    if let from, let to, from >= to { problems.append(Problem("/to", "spanOrder")) }
    if let to, to <= now { problems.append(Problem("/to", "closurePast")) }
    problems += Self.textProblems(reason, "/reason", 200)
    guard problems.isEmpty, let from, let to else { throw Rejection.invalid(problems) }
    let closure = HallClosure(
      id: SortableText.make(at: now), hall: id, window: window, from: from, to: to, reason: reason)
    try await store.write { transaction in
      _ = try permitted(transaction, id, .manageHalls, by: actor)
      var details: JSON = ["from": .string(from.rfc3339), "to": .string(to.rfc3339), "reason": .string(reason)]
      if let window {
        guard let found = try HallStore.window(transaction, window), found.hall == id else {
          throw Rejection.invalid([Problem("/window", "windowUnknown")])
        }
        details["number"] = .string(found.number)
      }
      try HallStore.insert(closure, transaction)
      try transaction.record(.closed, of: id, by: actor, at: now, details)
    }
    return closure.id
  }

  /// Takes a closure back. Returns its hall.
  @discardableResult
  public func reopen(_ closure: String, by actor: Actor) async throws -> String {
    let now = clock.now
    return try await store.write { transaction in
      guard let found = try HallStore.closure(transaction, closure) else { throw Rejection.notFound }
      _ = try permitted(transaction, found.hall, .manageHalls, by: actor)
      guard try HallStore.remove(closure: closure, transaction) else { throw Rejection.notFound }
      try transaction.record(.reopened, of: found.hall, by: actor, at: now, ["reason": .string(found.reason)])
      return found.hall
    }
  }

  /// Reads the halls in use anew into `shelf`.
  public func refresh() async throws {
    shelf.put(try await store.read { try HallStore.halls($0, regions: nil, retired: false) })
  }

  // MARK: - Shared

  /// A hall and the right to do something there, decided inside the caller's transaction; `notFound` for halls of others.
  func permitted(_ reading: any Reading, _ id: String, _ deed: Deed, by actor: Actor) throws -> Hall {
    guard let hall = try HallStore.hall(reading, id), may(actor, deed, on: .region(hall.region), league: league) else {
      throw Rejection.notFound
    }
    return hall
  }

  /// Regions where the actor holds one of the roles; nil for all. Throws `forbidden` when there is none.
  func regions(of actor: Actor, _ roles: Set<Role>) throws(Rejection) -> [String]? {
    if actor.kind == .system { return nil }
    let regions = Set(actor.posts.filter { roles.contains($0.role) }.map(\.agency.region))
    guard !regions.isEmpty else { throw Rejection.forbidden }
    return regions.contains(league) ? nil : regions.sorted()
  }

  private func checked(_ input: HallInput, _ id: String) throws(Rejection) -> Hall {
    func plain(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    let (name, address, phone) = (plain(input.name), plain(input.address), plain(input.phone))
    var problems = Self.textProblems(name, "/name", 60) + Self.textProblems(address, "/address", 200)
    if phone.unicodeScalars.count > 40 { problems.append(Problem("/phone", "maxLength", ["n": "40"])) }
    if !known.region(input.region) {
      problems.append(Problem("/region", input.region.isEmpty ? "required" : "unknownRegion"))
    }
    problems += input.hours.problems
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    return Hall(
      id: id, region: input.region, name: name, address: address, phone: phone, hours: input.hours,
      facilities: input.facilities, isRetired: input.isRetired)
  }

  private func checked(_ input: WindowInput, _ id: String, hall: String) throws(Rejection) -> HallWindow {
    let name = input.name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var problems = Self.textProblems(name, "/name", 60)
    let number = input.number
    let isPlain = number.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || $0 == 45 }
    if !(1...6).contains(number.utf8.count) || !isPlain {
      problems.append(Problem("/number", number.isEmpty ? "required" : "windowNumber"))
    }
    if input.kind == nil { problems.append(Problem("/kind", "required")) }
    for key in input.departments where !known.department(key) {
      problems.append(Problem("/departments", "windowDepartment", ["key": key]))
    }
    for key in input.services where !known.service(key) {
      problems.append(Problem("/services", "windowService", ["key": key]))
    }
    if input.departments.count + input.services.count > 200 { problems.append(Problem("/services", "maxItems", ["n": "200"])) }
    if input.kind == .special, input.departments.isEmpty, input.services.isEmpty {
      problems.append(Problem("/departments", "windowTakesNothing"))
    }
    guard problems.isEmpty, let kind = input.kind else { throw Rejection.invalid(problems) }
    return HallWindow(
      id: id, hall: hall, number: number, name: name, kind: kind, departments: Set(input.departments).sorted(),
      services: Set(input.services).sorted(), isAccessible: input.isAccessible, isRetired: input.isRetired)
  }

  private static func textProblems(_ text: String, _ pointer: String, _ most: Int) -> [Problem] {
    if text.isEmpty { return [Problem(pointer, "required")] }
    return text.unicodeScalars.count <= most ? [] : [Problem(pointer, "maxLength", ["n": "\(most)"])]
  }

  private static func details(_ window: HallWindow) -> JSON {
    ["number": .string(window.number), "kind": .string(window.kind.rawValue), "name": .string(window.name)]
  }
}
