/// A model's text and how messages name it.
public struct ModelFile: Sendable, Hashable {
  public let name: String
  public let bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// Gives the model of an import (DMN 1.5 §6.3.3): by its namespace and, where the import has one, its location. Nil where
/// there is none. Reading never opens a file or a connection of its own.
public typealias ImportResolver = (_ namespace: String, _ location: String?) -> ModelFile?
