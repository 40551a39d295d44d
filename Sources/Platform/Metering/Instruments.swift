import Metrics
import Synchronization

/// A number that only grows.
final class CounterInstrument: CounterHandler, FloatingPointCounterHandler {
  private let sum = Mutex(0.0)
  var value: Double { sum.withLock { $0 } }
  func increment(by amount: Int64) { sum.withLock { $0 += Double(max(0, amount)) } }
  func increment(by amount: Double) { sum.withLock { $0 += max(0, amount) } }
  func set(_ total: Double) { sum.withLock { $0 = total } }
  func reset() { sum.withLock { $0 = 0 } }
}

/// A number that goes up and down.
final class GaugeInstrument: MeterHandler, RecorderHandler {
  private let now = Mutex(0.0)
  var value: Double { now.withLock { $0 } }
  func set(_ value: Int64) { now.withLock { $0 = Double(value) } }
  func set(_ value: Double) { now.withLock { $0 = value } }
  func increment(by amount: Double) { now.withLock { $0 += amount } }
  func decrement(by amount: Double) { now.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(value) }
  func record(_ value: Double) { set(value) }
}

/// How often values fell under each of some bounds, and their sum.
final class HistogramInstrument: TimerHandler, RecorderHandler {
  struct State: Sendable {
    /// One more than there are bounds; each counts only its own part.
    var counts: [UInt64]
    var sum = 0.0
  }

  let bounds: [Double]
  private let state: Mutex<State>

  init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  var snapshot: State { state.withLock { $0 } }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard value.isFinite else { return }
    let place = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock { state in
      state.counts[place] += 1
      state.sum += value
    }
  }
}
