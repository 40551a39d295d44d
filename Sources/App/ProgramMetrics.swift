import Kernel
import Metering
import Metrics
public import Store
import WebSupport

/// Everything that is measured of one running program.
public final class ProgramMetrics: StoreObserver, Sendable {
  let registry = MetricsRegistry()
  private let waitingWrites: Gauge
  private let groupSize: Recorder
  private let commit: Timer
  private let refusals: [RequestClass: Counter]
  private let housekeepingFailures: Counter
  private let housekeepingSuccess: Gauge

  public init() {
    let registry = registry
    for (name, help) in Self.helps { registry.describe(name, help) }
    registry.describe("store_commit_size", "How many writes shared a commit", bounds: [1, 2, 5, 10, 20, 50, 100, 200])
    waitingWrites = Gauge(label: "store_waiting_jobs", factory: registry)
    groupSize = Recorder(label: "store_commit_size", aggregate: true, factory: registry)
    commit = Timer(label: "store_commit_seconds", factory: registry)
    refusals = Dictionary(
      uniqueKeysWithValues: RequestClass.allCases.map {
        ($0, Counter(label: "http_rate_limited", dimensions: [("class", $0.rawValue)], factory: registry))
      })
    housekeepingFailures = Counter(label: "housekeeping_failures", factory: registry)
    housekeepingSuccess = Gauge(label: "housekeeping_last_success_timestamp_seconds", factory: registry)
    Gauge(label: "wutong_build_info", dimensions: [("swift", Self.compiler), ("schema", Program.schema)], factory: registry)
      .record(1)
  }

  private static let helps = [
    ("http_request_seconds", "Time to answer, by route, method and class of status"),
    ("http_requests_in_flight", "Requests that are being answered"),
    ("http_rate_limited_total", "Requests refused because an account or address asked too often"),
    ("store_waiting_jobs", "Writes that wait (SQLite), or jobs that wait for a connection (PostgreSQL)"),
    ("store_commit_seconds", "Time until a commit was durable"),
    ("store_unfolded_counters", "Deltas of counters not merged yet"),
    ("outbox_messages", "Messages not delivered yet"),
    ("outbox_oldest_age_seconds", "How long the oldest of them has waited"),
    ("catalogue_epoch", "Number of the publication that this server shows"),
    ("sessions_open", "Sessions that are not over"),
    ("database_up", "Whether the database answered this look"),
    ("housekeeping_failures_total", "Rounds of housekeeping that failed"),
    ("clock_jump_seconds", "By how much the machine's clock was set since the start; nothing expires while it is not 0"),
    ("housekeeping_last_success_timestamp_seconds", "When housekeeping last went through"),
    ("process_cpu_seconds_total", "Processor time used"),
    ("process_resident_memory_bytes", "Memory in use"),
    ("process_open_fds", "Open files and connections"),
    ("process_max_fds", "How many there may be"),
    ("process_start_time_seconds", "When the program started"),
    ("wutong_build_info", "Which program this is"),
  ]

  private static var compiler: String {
    #if compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  public func committed(size: Int, took: Duration) {
    groupSize.record(size)
    commit.recordNanoseconds(took.components.seconds * 1_000_000_000 + took.components.attoseconds / 1_000_000_000)
  }

  public func waiting(_ count: Int) { waitingWrites.record(count) }

  func refused(_ kind: RequestClass) { refusals[kind]?.increment() }
  func housekept(at now: Instant) { housekeepingSuccess.record(Double(now.milliseconds) / 1000) }
  func housekeepingFailed() { housekeepingFailures.increment() }

  func set(_ name: String, _ value: Double) { Gauge(label: name, factory: registry).record(value) }
}
