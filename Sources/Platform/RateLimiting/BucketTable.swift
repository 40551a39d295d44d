import Synchronization

/// The buckets of many, in a memory that does not grow past `capacity` of them however many there are.
///
/// Each request takes O(1): one lookup, and when the table is full the eviction of one bucket by the clock algorithm: the hand passes
/// over buckets that were used since it came by last, once. Who is evicted begins again with a full bucket: a table too small forgives,
/// it never refuses the innocent. Any thread; parted into shards so that threads rarely wait for each other.
public final class BucketTable: Sendable {
  private final class Shard: Sendable {
    let state: Mutex<Slots>
    init(capacity: Int) { state = Mutex(Slots(capacity: capacity)) }
  }

  private struct Slots: Sendable {
    var places: [UInt64: Int] = [:]
    var keys: [UInt64] = []
    var buckets: [TokenBucket] = []
    var wasUsed: [Bool] = []
    var hand = 0
    let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    mutating func place(_ key: UInt64, _ limit: RateLimit, _ now: Int64) -> Int {
      if let place = places[key] {
        wasUsed[place] = true
        return place
      }
      let fresh = TokenBucket(limit, at: now)
      if keys.count < capacity {
        keys.append(key)
        buckets.append(fresh)
        wasUsed.append(false)
        places[key] = keys.count - 1
        return keys.count - 1
      }
      // At most once round, and a constant number of steps on average: each step takes back a mark that a use has made.
      while wasUsed[hand], !buckets[hand].isFull(limit, at: now) {
        wasUsed[hand] = false
        hand = (hand + 1) % capacity
      }
      let place = hand
      hand = (hand + 1) % capacity
      places[keys[place]] = nil
      places[key] = place
      keys[place] = key
      buckets[place] = fresh
      wasUsed[place] = false
      return place
    }
  }

  private let shards: [Shard]
  private let limit: RateLimit

  /// `capacity`: how many are remembered; about 60 bytes each.
  public init(_ limit: RateLimit, capacity: Int = 65_536) {
    self.limit = limit
    shards = (0..<16).map { _ in Shard(capacity: max(1, capacity / 16)) }
  }

  /// Takes a token of somebody's. nil when there was one, else in how many milliseconds there will be.
  public func take(_ key: UInt64, at now: Int64) -> Int64? {
    shards[Int(truncatingIfNeeded: key & 15)].state.withLock { slots in
      let place = slots.place(key, limit, now)
      return slots.buckets[place].take(limit, at: now)
    }
  }

  /// How many are remembered.
  public var count: Int { shards.reduce(0) { $0 + $1.state.withLock { $0.keys.count } } }
}
