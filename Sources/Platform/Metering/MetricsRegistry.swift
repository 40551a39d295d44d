public import Metrics
import Synchronization

/// Where metrics are kept and written out from: a factory for swift-metrics, with the text format that Prometheus reads.
///
/// One for each program, given to whoever makes a metric; any thread. A label tells kinds apart, never people: names, numbers and paths
/// of anybody do not go in.
public final class MetricsRegistry: MetricsFactory {
  enum Kind: String { case counter, gauge, histogram }

  enum Instrument {
    case counter(CounterInstrument)
    case gauge(GaugeInstrument)
    case histogram(HistogramInstrument)

    var kind: Kind {
      switch self {
      case .counter: .counter
      case .gauge: .gauge
      case .histogram: .histogram
      }
    }
  }

  struct Series { let labels: [(String, String)], instrument: Instrument }
  struct Family {
    let kind: Kind
    var help = ""
    var series: [String: Series] = [:]
  }
  private struct State {
    var families: [String: Family] = [:]
    var helps: [String: String] = [:]
    var bounds: [String: [Double]] = [:]
  }

  private let state = Mutex(State())

  /// Seconds: from a page out of memory to a time-out.
  public static let durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

  /// What the text is sent as.
  public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  public init() {}

  /// What a metric is, for whoever reads it; and the bounds of a histogram where durations do not fit.
  public func describe(_ name: String, _ help: String, bounds: [Double]? = nil) {
    state.withLock { state in
      state.helps[name] = help
      if let bounds { state.bounds[name] = bounds }
    }
  }

  /// Takes over a total that is counted elsewhere.
  public func setCounter(_ name: String, to total: Double) { counter(name, []).set(total) }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    counter(label, dimensions)
  }

  public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
    counter(label, dimensions)
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { gauge(label, dimensions) }

  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { histogram(label, dimensions) }

  // A series stays as long as the program: a counter that began again would look like a restart.
  public func destroyCounter(_ handler: any CounterHandler) {}
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  public func destroyMeter(_ handler: any MeterHandler) {}
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  public func destroyTimer(_ handler: any TimerHandler) {}

  private func counter(_ name: String, _ labels: [(String, String)]) -> CounterInstrument {
    if case .counter(let found) = instrument(name, labels, { _ in .counter(CounterInstrument()) }) { return found }
    return CounterInstrument()
  }

  private func gauge(_ name: String, _ labels: [(String, String)]) -> GaugeInstrument {
    if case .gauge(let found) = instrument(name, labels, { _ in .gauge(GaugeInstrument()) }) { return found }
    return GaugeInstrument()
  }

  private func histogram(_ name: String, _ labels: [(String, String)]) -> HistogramInstrument {
    let found = instrument(name, labels) { .histogram(HistogramInstrument(bounds: $0 ?? Self.durations)) }
    if case .histogram(let found) = found { return found }
    return HistogramInstrument(bounds: Self.durations)
  }

  /// The same name and labels give the same one. One name is of one kind: what comes later with another is kept nowhere.
  private func instrument(
    _ name: String, _ labels: [(String, String)], _ make: ([Double]?) -> Instrument
  ) -> Instrument {
    let name = Exposition.name(name)
    let labels = labels.map { (Exposition.labelName($0.0), $0.1) }.sorted { $0.0 < $1.0 }
    let key = labels.map { "\($0.0)=\"\(Exposition.escaped($0.1))\"" }.joined(separator: ",")
    return state.withLock { state in
      if let found = state.families[name]?.series[key] { return found.instrument }
      let made = make(state.bounds[name])
      var family = state.families[name] ?? Family(kind: made.kind)
      guard family.kind == made.kind else { return made }
      family.series[key] = Series(labels: labels, instrument: made)
      state.families[name] = family
      return made
    }
  }

  /// All metrics in the text format 0.0.4 of Prometheus: sorted by name and labels, so that two looks compare.
  public func text() -> String {
    let (families, helps) = state.withLock { ($0.families, $0.helps) }
    return families.sorted { $0.key < $1.key }.map { name, family in
      var family = family
      family.help = helps[name] ?? helps[name + "_total"] ?? ""
      return Exposition.text(name, family)
    }.joined()
  }
}
