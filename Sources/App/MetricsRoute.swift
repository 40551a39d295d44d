import CatalogueCore
import Cryptography
import HTTPTypes
import Hummingbird
import IdentityCore
import Kernel
import Metering
import NIOCore
import RateLimiting
import Store
import TypedSettings
import WebSupport

extension Program {
  /// `GET /metrics`, for those who watch: from the addresses of `metrics.allow`, or with the token of `metrics.token`; for others there is none.
  ///
  /// A request that came through a proxy nobody declared as trusted is not from the address it seems to come from.
  func addMetrics(to router: Router<WebContext>) {
    let (allowed, token, trusted) = (settings.metricsAllow, settings.metricsToken, settings.trustedProxies)
    router.get("metrics") { request, context in
      let isForwarded = [HTTPField.Name("X-Forwarded-For"), HTTPField.Name("Forwarded")].contains { name in
        name.map { request.headers[$0] != nil } ?? false
      }
      let isKnownProxy = context.peer.map(trusted.contains) ?? false
      let isNear = (context.client.map(allowed.contains) ?? false) && (!isForwarded || isKnownProxy)
      let given = Array((request.headers[.authorization] ?? "").utf8)
      let isTold = token.exposed.map { equalInConstantTime(given, Array("Bearer \($0)".utf8)) } ?? false
      guard isNear || isTold else { throw Rejection.notFound }
      await measure()
      return Response(
        status: .ok, headers: [.contentType: MetricsRegistry.mediaType, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.registry.text())))
    }
  }

  /// Looks at what is not counted as it happens. A database that is gone is a figure too.
  private func measure() async {
    let now = clock.now
    metrics.set("catalogue_epoch", Double(catalogue.current.epoch))
    if let figures = ProcessFigures() {
      metrics.registry.setCounter("process_cpu_seconds_total", to: figures.cpuSeconds)
      metrics.set("process_resident_memory_bytes", figures.residentBytes)
      metrics.set("process_open_fds", figures.openFiles)
      metrics.set("process_max_fds", figures.mostFiles)
      metrics.set("process_start_time_seconds", figures.startedAt)
    }
    let looked = try? await store.read { reading in
      (try reading.outboxBacklog(), try reading.unfoldedCounters(), try Identity.openSessions(reading, at: now))
    }
    metrics.set("database_up", looked == nil ? 0 : 1)
    guard let (outbox, unfolded, sessions) = looked else { return }
    metrics.set("outbox_messages", Double(outbox.count))
    metrics.set("outbox_oldest_age_seconds", outbox.oldest.map { max(0, Double(now.since($0)) / 1000) } ?? 0)
    metrics.set("store_unfolded_counters", Double(unfolded))
    metrics.set("sessions_open", Double(sessions))
  }
}
