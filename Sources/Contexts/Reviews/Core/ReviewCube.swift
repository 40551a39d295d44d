public import Kernel

/// Where a review counts.
public struct ReviewPlace: Sendable, Hashable {
  public let region: String
  public let department: String
  public let service: String
  /// How the matter was brought, or how the review came in; `default` for a good review that nobody gave (默认好评), counted apart.
  public let channel: String

  public static let byDefault = "default"

  public init(region: String, department: String, service: String, channel: String) {
    self.region = region
    self.department = department
    self.service = service
    self.channel = channel
  }
}

/// Which part of the reviews; nil leaves a side open.
public struct ReviewSlice: Sendable, Hashable {
  /// Regions taken together: a league with its banners, or one.
  public var regions: [String]?
  public var department: String?
  public var service: String?
  public var channel: String?
  /// Civil days, both included.
  public var from: CivilDate?
  public var to: CivilDate?

  public init(
    regions: [String]? = nil, department: String? = nil, service: String? = nil, channel: String? = nil,
    from: CivilDate? = nil, to: CivilDate? = nil
  ) {
    self.regions = regions
    self.department = department
    self.service = service
    self.channel = channel
    self.from = from
    self.to = to
  }

  func contains(_ place: ReviewPlace) -> Bool {
    regions?.contains(place.region) ?? true && department ?? place.department == place.department
      && service ?? place.service == place.service && channel ?? place.channel == place.channel
  }

  /// Whether it cuts no month: closed cases are counted by the month.
  public var isOfWholeMonths: Bool { from?.day ?? 1 == 1 && to?.adding(days: 1).day ?? 1 == 1 }
}

/// By what a summary is split.
public enum ReviewGrouping: String, Sendable, CaseIterable { case region, department, service, channel, month }

/// All counts as of one moment, in memory and immutable. Pure: it is built from cells and asked for slices.
///
/// A span of days is read as whole months, and as single days at its ends: what a question costs does not depend on how many reviews
/// there are but on how many places and months.
struct ReviewCube: Sendable {
  /// By number as the cells use it.
  let places: [ReviewPlace]
  private let days: ReviewCells
  private let months: ReviewCells
  /// All time, by place.
  private let totals: [SIMD8<Int32>]
  /// Names of each kind, so that places are compared by number.
  private let index: PlaceIndex

  /// Counts of places that bear reviews, and of those that `default` ones bear.
  struct Sums: Sendable, Hashable {
    var active = ReviewSums.zero
    var byDefault = ReviewSums.zero
  }

  /// How many cells there are.
  var count: Int { days.count }

  /// `source` is visited twice: see `ReviewCells`. A cell's time is the day's number since 1970-01-01.
  init(
    places: [ReviewPlace], source: (_ cell: (_ place: Int, _ day: Int, _ lane: Int, _ count: Int) -> Void) throws -> Void
  ) rethrows {
    self.places = places
    index = PlaceIndex(places)
    days = try ReviewCells(source)
    months = ReviewCells(days, places: places.count) { MonthTable.shared.month(ofDay: $0) }
    var totals = [SIMD8<Int32>](repeating: .zero, count: places.count)
    months.each { place, _, lane, count in totals[place][lane] &+= Int32(count) }
    self.totals = totals
  }

  func each(_ body: (_ place: ReviewPlace, _ day: Int, _ lane: Int, _ count: Int) -> Void) {
    days.each { body(places[$0], $1, $2, $3) }
  }

  /// Adds up a slice, split or not (`""`); parts that have nothing are not among them.
  func sums(_ slice: ReviewSlice, by grouping: ReviewGrouping?) -> [String: Sums] {
    guard !days.times.isEmpty else { return [:] }
    let from = max(days.times.lowerBound, slice.from?.daysSince1970 ?? .min)
    let to = min(days.times.upperBound - 1, slice.to?.daysSince1970 ?? .max)
    guard from <= to else { return [:] }
    let (bases, names) = index.bases(slice, by: grouping)
    var lanes = [Int](repeating: 0, count: (names.count * 2 + 1) * 8)
    var result: [String: Sums] = [:]
    lanes.withUnsafeMutableBufferPointer { lanes in
      bases.withUnsafeBufferPointer { bases in
        if slice.from == nil, slice.to == nil, grouping != .month {
          for place in bases.indices where Int(bases[place]) < names.count * 16 {
            for lane in 0..<8 { lanes[Int(bases[place]) + lane] &+= Int(totals[place][lane]) }
          }
        } else {
          let table = MonthTable.shared
          for month in table.month(ofDay: from)...table.month(ofDay: to) {
            let whole = table.days(of: month)
            if from <= whole.lowerBound && to >= whole.upperBound - 1 {
              months.add(month..<(month + 1), bases: bases, to: lanes)
            } else {
              days.add(max(from, whole.lowerBound)..<min(to + 1, whole.upperBound), bases: bases, to: lanes)
            }
            if grouping == .month { Self.take(lanes, [table.name(month)], &result) }
          }
        }
        if grouping != .month { Self.take(lanes, names, &result) }
      }
    }
    return result
  }

  /// Moves what lanes hold into the result.
  private static func take(_ lanes: UnsafeMutableBufferPointer<Int>, _ names: [String], _ result: inout [String: Sums]) {
    for (group, name) in names.enumerated() {
      var sums = Sums()
      for lane in 0..<8 {
        sums.active[lane] = lanes[group * 16 + lane]
        sums.byDefault[lane] = lanes[group * 16 + 8 + lane]
      }
      if sums != Sums() { result[name] = sums }
    }
    lanes.update(repeating: 0)
  }
}

/// Places by the numbers of their names.
private struct PlaceIndex: Sendable {
  private struct Column: Sendable {
    var names: [String] = []
    var numbers: [String: Int32] = [:]
    var values: [Int32] = []

    mutating func append(_ name: String) {
      if let number = numbers[name] { return values.append(number) }
      numbers[name] = Int32(names.count)
      values.append(Int32(names.count))
      names.append(name)
    }
  }

  private var region = Column()
  private var department = Column()
  private var service = Column()
  private var channel = Column()

  init(_ places: [ReviewPlace]) {
    for place in places {
      region.append(place.region)
      department.append(place.department)
      service.append(place.service)
      channel.append(place.channel)
    }
  }

  /// Where the eight lanes of each place begin: sixteen a group, those of default reviews behind the others; behind all groups lie the
  /// lanes that nobody reads, for places outside the slice. And the groups' names.
  func bases(_ slice: ReviewSlice, by grouping: ReviewGrouping?) -> (bases: [Int32], names: [String]) {
    let grouped: Column? =
      switch grouping {
      case .region: region
      case .department: department
      case .service: service
      case .channel: channel
      case .month, nil: nil
      }
    let names = grouped?.names ?? [""]
    let nowhere = Int32(names.count * 16)
    let byDefault = channel.numbers[ReviewPlace.byDefault] ?? -1
    var bases = [Int32](repeating: nowhere, count: region.values.count)
    var isWanted = [Bool](repeating: slice.regions == nil, count: region.names.count)
    for name in slice.regions ?? [] { if let number = region.numbers[name] { isWanted[Int(number)] = true } }
    // -2 is wanted by all, -1 is nobody's.
    func wanted(_ column: Column, _ name: String?) -> Int32 { name.map { column.numbers[$0] ?? -1 } ?? -2 }
    let (oneDepartment, oneService) = (wanted(department, slice.department), wanted(service, slice.service))
    let oneChannel = wanted(channel, slice.channel)
    for place in bases.indices {
      guard isWanted[Int(region.values[place])], oneDepartment == -2 || department.values[place] == oneDepartment,
        oneService == -2 || service.values[place] == oneService, oneChannel == -2 || channel.values[place] == oneChannel
      else { continue }
      bases[place] = (grouped?.values[place] ?? 0) * 16 + (channel.values[place] == byDefault ? 8 : 0)
    }
    return (bases, names)
  }
}

/// Months by number since January 1970, for days up to the year 2149.
struct MonthTable: Sendable {
  static let shared = MonthTable()
  private let months: [UInt16]
  private let firstDays: [Int32]

  private init() {
    var months: [UInt16] = []
    var firstDays: [Int32] = []
    months.reserveCapacity(0x1_0000)
    for day in 0...0xFFFF {
      let date = CivilDate(daysSince1970: day)
      let month = (date.year - 1970) * 12 + date.month - 1
      if month == firstDays.count { firstDays.append(Int32(day)) }
      months.append(UInt16(month))
    }
    self.months = months
    self.firstDays = firstDays + [0x1_0000]
  }

  func month(ofDay day: Int) -> Int { Int(months[day]) }

  func days(of month: Int) -> Range<Int> { Int(firstDays[month])..<Int(firstDays[month + 1]) }

  /// As in `2022-03`.
  func name(_ month: Int) -> String { "\(1970 + month / 12, digits: 4)-\(month % 12 + 1, digits: 2)" }
}
