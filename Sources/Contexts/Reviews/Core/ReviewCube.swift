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
}

/// By what a summary is split.
public enum ReviewGrouping: String, Sendable, CaseIterable { case region, department, service, channel, month }

/// All counts as of one moment, in memory and immutable. Pure: it is built from cells and asked for slices.
struct ReviewCube: Sendable {
  /// By number as the cells use it.
  let places: [ReviewPlace]
  /// Place and day.
  private let fine: ReviewCells
  /// Without the service: region, department and channel; by day, and by month.
  private let spots: [ReviewPlace]
  private let byDay: ReviewCells
  private let byMonth: ReviewCells
  /// Names of each kind, so that places are compared by number.
  private let index: PlaceIndex
  private let spotIndex: PlaceIndex

  /// `cells`: `time` is the day's number since 1970-01-01.
  init(places: [ReviewPlace], cells: [(key: UInt64, count: UInt32)]) {
    self.places = places
    fine = ReviewCells(places: places.count, keys: cells)
    index = PlaceIndex(places)
    var spots: [ReviewPlace] = []
    var known: [ReviewPlace: Int] = [:]
    let spot = places.map { place in
      let bare = ReviewPlace(region: place.region, department: place.department, service: "", channel: place.channel)
      if let number = known[bare] { return number }
      known[bare] = spots.count
      spots.append(bare)
      return spots.count - 1
    }
    let months = MonthTable.shared
    var days = cells
    for number in days.indices {
      let key = days[number].key
      days[number].key = UInt64(spot[Int(key >> 24)]) << 24 | key & 0xFF_FFFF
    }
    byDay = ReviewCells(places: spots.count, keys: days)
    for number in days.indices {
      let key = days[number].key
      days[number].key = key & ~0xFF_FF00 | UInt64(months.month(ofDay: Int(key >> 8 & 0xFFFF))) << 8
    }
    byMonth = ReviewCells(places: spots.count, keys: days)
    self.spots = spots
    spotIndex = PlaceIndex(spots)
  }

  func each(_ body: (_ place: ReviewPlace, _ day: Int, _ grade: Int, _ count: Int) -> Void) {
    for (number, place) in places.enumerated() {
      fine.each(place: number, times: nil) { body(place, $0, $1, $2) }
    }
  }

  /// Adds up a slice, split or not (`""`); default reviews are the second sum.
  func sums(_ slice: ReviewSlice, by grouping: ReviewGrouping?) -> [String: (active: ReviewSums, byDefault: ReviewSums)] {
    let from = max(0, slice.from?.daysSince1970 ?? 0)
    let to = min(0xFFFF, slice.to?.daysSince1970 ?? 0xFFFF)
    guard from <= to else { return [:] }
    let months = MonthTable.shared
    let isOpen = slice.from == nil && slice.to == nil
    let wholeMonths = (slice.from == nil || slice.from?.day == 1) && (slice.to == nil || slice.to?.adding(days: 1).day == 1)
    let needsService = slice.service != nil || grouping == .service
    let cells = needsService ? fine : wholeMonths ? byMonth : byDay
    let index = needsService ? index : spotIndex
    let inMonths = !needsService && wholeMonths
    let range: ClosedRange<UInt16>? =
      isOpen
      ? nil
      : inMonths
        ? UInt16(months.month(ofDay: from))...UInt16(months.month(ofDay: to)) : UInt16(from)...UInt16(to)
    let (groups, names) = index.groups(slice, by: grouping)
    let lanes = grouping == .month ? MonthTable.count : max(1, names.count)
    var sums = [ReviewSums](repeating: ReviewSums(), count: lanes * 2)
    for place in groups.indices where groups[place] >= 0 {
      let apart = index.isDefault[place] ? lanes : 0
      if grouping == .month {
        cells.each(place: place, times: range) { time, grade, count in
          sums[apart + (inMonths ? time : months.month(ofDay: time))][grade - 1] += count
        }
      } else {
        cells.add(place: place, times: range, to: &sums[apart + Int(groups[place])])
      }
    }
    var result: [String: (active: ReviewSums, byDefault: ReviewSums)] = [:]
    for lane in 0..<lanes where sums[lane] != ReviewSums() || sums[lanes + lane] != ReviewSums() {
      let name = grouping == nil ? "" : grouping == .month ? months.name(lane) : names[lane]
      result[name] = (sums[lane], sums[lanes + lane])
    }
    return result
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
  private(set) var isDefault: [Bool] = []

  init(_ places: [ReviewPlace]) {
    for place in places {
      region.append(place.region)
      department.append(place.department)
      service.append(place.service)
      channel.append(place.channel)
      isDefault.append(place.channel == ReviewPlace.byDefault)
    }
  }

  /// The group of each place, -1 for those outside the slice, and the groups' names.
  func groups(_ slice: ReviewSlice, by grouping: ReviewGrouping?) -> (groups: [Int32], names: [String]) {
    let grouped: Column? =
      switch grouping {
      case .region: region
      case .department: department
      case .service: service
      case .channel: channel
      case .month, nil: nil
      }
    var groups = grouped?.values ?? [Int32](repeating: 0, count: isDefault.count)
    func keep(_ column: Column, _ wanted: String?) {
      guard let wanted else { return }
      let number = column.numbers[wanted] ?? -1
      for place in groups.indices where column.values[place] != number { groups[place] = -1 }
    }
    if let regions = slice.regions {
      var isWanted = [Bool](repeating: false, count: region.names.count)
      for name in regions { if let number = region.numbers[name] { isWanted[Int(number)] = true } }
      for place in groups.indices where !isWanted[Int(region.values[place])] { groups[place] = -1 }
    }
    keep(department, slice.department)
    keep(service, slice.service)
    keep(channel, slice.channel)
    return (groups, grouped?.names ?? [])
  }
}

/// Months by number since January 1970, for days up to the year 2149.
struct MonthTable: Sendable {
  static let shared = MonthTable()
  static let count = 180 * 12
  private let months: [UInt16]

  private init() {
    var months: [UInt16] = []
    months.reserveCapacity(0x1_0000)
    for day in 0...0xFFFF {
      let date = CivilDate(daysSince1970: day)
      months.append(UInt16((date.year - 1970) * 12 + date.month - 1))
    }
    self.months = months
  }

  func month(ofDay day: Int) -> Int { Int(months[day]) }

  /// As in `2022-03`.
  func name(_ month: Int) -> String { "\(1970 + month / 12, digits: 4)-\(month % 12 + 1, digits: 2)" }
}
