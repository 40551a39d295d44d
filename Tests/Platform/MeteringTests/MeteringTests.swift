import Metering
import Metrics
import PrometheusText
import Testing

@Suite("Metrics are written as Prometheus reads them")
struct MeteringTests {
  @Test("counters, gauges and histograms come out with their labels, and the strict reader takes all of it")
  func kinds() throws {
    let registry = MetricsRegistry()
    registry.describe("asked_total", "How often \\ it was\nasked")
    registry.describe("size", "Sizes", bounds: [1, 10])
    Counter(label: "asked", dimensions: [("b", "x\"y\\z\n"), ("a", "1")], factory: registry).increment(by: 3)
    Counter(label: "asked", dimensions: [("a", "1"), ("b", "x\"y\\z\n")], factory: registry).increment()
    Gauge(label: "open.files-now", factory: registry).record(-2.5)
    let sizes = Recorder(label: "size", aggregate: true, factory: registry)
    for size in [1, 2, 10, 11] { sizes.record(size) }
    Timer(label: "took_seconds", factory: registry).recordNanoseconds(2_000_000)
    let text = registry.text()
    let read = try PrometheusText(text)
    #expect(read["asked_total", ["a": "1", "b": "x\"y\\z\n"]] == 4)
    #expect(read["open_files_now"] == -2.5)
    #expect(["1", "10", "+Inf"].map { read["size_bucket", ["le": $0]] } == [1, 3, 4])
    #expect(read["size_sum"] == 24 && read["size_count"] == 4)
    #expect(read["took_seconds_bucket", ["le": "0.001"]] == 0 && read["took_seconds_bucket", ["le": "0.0025"]] == 1)
    #expect(text.contains("# HELP asked_total How often \\\\ it was\\nasked\n# TYPE asked_total counter\n"))
    #expect(text == registry.text(), "two looks compare")
  }

  @Test("the reader is strict: each of these is refused")
  func strict() {
    for text in [
      "a 1", "a 1\n", "# TYPE a counter\na 1\n", "# TYPE a gauge\na{b=\"c} 1\n", "# TYPE a gauge\na{b=\"c\",} 1\n",
      "# TYPE a gauge\na 1\na 1\n", "# TYPE a gauge\na x\n", "# TYPE a gauge\n# TYPE a gauge\n",
      "# TYPE a_total counter\na_total -1\n",
      "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n", "# TYPE a gauge\nb 1\n",
      "# TYPE a gauge\na{b=\"\\q\"} 1\n",
      "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
    ] { #expect(throws: PrometheusText.Fault.self, "\(text)") { try PrometheusText(text) } }
  }

  @Test("one name is of one kind; what is counted by many threads is counted once each")
  func together() async throws {
    let registry = MetricsRegistry()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for number in 0..<1000 {
            Counter(label: "done", factory: registry).increment()
            Timer(label: "took", factory: registry).recordNanoseconds(Int64(number) * 1_000_000)
          }
        }
      }
    }
    Gauge(label: "done", factory: registry).record(5.0)
    let read = try PrometheusText(registry.text())
    #expect(read["done_total"] == 8000 && read["took_count"] == 8000)
    #expect(read.types == ["done_total": "counter", "took": "histogram"])
  }

  @Test("the process tells its memory, processor time, files and start")
  func process() throws {
    let figures = try #require(ProcessFigures())
    #expect(figures.residentBytes > 1_000_000 && figures.cpuSeconds >= 0 && figures.openFiles >= 3)
    #expect(figures.mostFiles >= figures.openFiles && figures.startedAt > 1_700_000_000)
  }
}
