/// Is told what a store does, for whoever measures. Called on the store's own threads: it must be quick and must not block.
public protocol StoreObserver: Sendable {
  /// A group of writes was made durable. `size`: how many shared the commit, 1 on PostgreSQL, whose server groups by itself.
  func committed(size: Int, took: Duration)
  /// So many writes wait, now.
  func waiting(_ count: Int)
}
