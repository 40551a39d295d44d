public import Kernel

/// Something that goes along with what a request writes: it is kept or undone together with the effect.
public protocol WriteCompanion: Sendable {
  /// Called at the end of the body of a transaction, inside it, perhaps several times since bodies are run again. What it throws undoes
  /// the transaction.
  ///
  /// `reference`: names what the transaction made, where its value is `Referable`.
  func join(_ transaction: any Transaction, reference: String?) throws
  /// The transaction it joined is durable.
  func committed()
}

/// A value that says by which name what was made is found again; nothing secret.
public protocol Referable {
  var reference: String { get }
}

extension Identifier: Referable {
  public var reference: String { text }
}

/// The companion of the task under way: carried by whoever answers a request, seen by the store alone.
public enum Companions {
  @TaskLocal public static var current: (any WriteCompanion)?

  /// For writes that are no part of the effect, as taking a block of numbers is: nothing goes along.
  @discardableResult
  public static func none<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
    try await $current.withValue(nil) { try await body() }
  }
}

/// Runs a write with the companion of its task, if there is one.
package func accompanied<Value: Sendable>(
  _ body: @escaping @Sendable (any Transaction) throws -> Value,
  _ write: (@escaping @Sendable (any Transaction) throws -> Value) async throws -> Value
) async throws -> Value {
  guard let companion = Companions.current else { return try await write(body) }
  let value = try await write { transaction in
    let value = try body(transaction)
    try companion.join(transaction, reference: (value as? any Referable)?.reference)
    return value
  }
  companion.committed()
  return value
}
