public import CaseworkCore
public import Kernel
import Store

extension Notices {
  /// What somebody has been told, newest first, and how much of it they have not read. `cursor`: `next` of the part before.
  public func list(
    limit: Int, cursor: String?, by actor: Actor
  ) async throws -> (page: Portion<NoticeView>, unread: Int) {
    var after: (at: Int64, id: String)?
    if let cursor, !cursor.isEmpty {
      let parts = cursor.split(separator: ".", maxSplits: 1)
      guard parts.count == 2, let at = Int64(parts[0]), at >= 0 else { throw Rejection.invalid([Problem("/cursor", "cursor")]) }
      after = (at, String(parts[1]))
    }
    let key = after
    return try await store.read { reading in
      let found = try NoticeStore.page(reading, of: actor.party, after: key, limit: limit + 1)
      let counts = try NoticeStore.counts(reading, of: actor.party)
      let shown = Array(found.prefix(limit))
      let deliveries = try NoticeStore.deliveries(reading, of: shown.map(\.id))
      let next = found.count > limit ? shown.last.map { "\($0.at.milliseconds).\($0.id)" } : nil
      return (
        Portion(
          items: shown.map { NoticeView(notice: $0, deliveries: deliveries[$0.id] ?? []) }, total: counts.all, next: next),
        counts.unread
      )
    }
  }

  /// What has been told of a case: to oneself, or, for staff who may see the case, to anybody.
  public func notices(of id: CaseID, by actor: Actor) async throws -> [NoticeView] {
    try await store.read { reading in
      guard casework.isVisible(reading, id, to: actor) else { throw Rejection.notFound }
      let found = try NoticeStore.ofCase(reading, id, limit: 50).filter { actor.kind == .staff || $0.party == actor.party }
      let deliveries = try NoticeStore.deliveries(reading, of: found.map(\.id))
      return found.map { NoticeView(notice: $0, deliveries: deliveries[$0.id] ?? []) }
    }
  }

  public func unread(by actor: Actor) async throws -> Int {
    try await store.read { try NoticeStore.counts($0, of: actor.party).unread }
  }

  /// Marks one notice of one's own as read, or all of them. One that is read already stays as it is; what is not one's own is not there.
  public func markRead(_ id: String?, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { transaction in
      if let id {
        guard try NoticeStore.notice(transaction, id)?.party == actor.party else { throw Rejection.notFound }
      }
      _ = try NoticeStore.read(actor.party, id: id, at: now, transaction)
    }
  }
}
