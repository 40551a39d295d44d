/// A sentence in the two languages of those who edit rules.
public struct TwoTongues: Sendable, Hashable, CustomStringConvertible {
  public let english: String
  public let chinese: String

  public init(_ english: String, _ chinese: String) {
    self.english = english
    self.chinese = chinese
  }

  public var description: String { english }
}

/// What is wrong in a model, and where: file as it was named on reading, line from 1.
public struct ModelProblem: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable, CaseIterable {
    /// The text is no XML, or XML that is refused (document type, too deep, too large).
    case xml
    /// The XML is no DMN that can be read.
    case structure
    /// Something is named that is not there.
    case reference
    /// Things that need one another in a ring.
    case cycle
    /// A model that is imported cannot be had.
    case importing
    /// A FEEL expression that cannot be read; it is null when evaluated.
    case expression
    /// A type that is not defined, or a definition that leads nowhere.
    case type
  }

  public let kind: Kind
  public let file: String
  public let line: Int
  /// The element it stands in, by name: `decision “Subsidy”, rule 3`. Empty for the file as a whole.
  public let place: String
  public let message: TwoTongues

  public init(_ kind: Kind, file: String, line: Int, place: String = "", _ english: String, _ chinese: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.place = place
    message = TwoTongues(english, chinese)
  }

  public var description: String {
    "\(file):\(line): \(place.isEmpty ? "" : place + ": ")\(message.english)"
  }

  /// The same in Chinese.
  public var inChinese: String {
    "\(file)，第\(line)行：\(place.isEmpty ? "" : place + "：")\(message.chinese)"
  }
}
