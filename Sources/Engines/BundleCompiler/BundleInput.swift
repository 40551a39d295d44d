public import Forms

/// Services that somebody wants at once, and what is known about their papers: all that the compiler needs.
public struct BundleInput: Sendable {
  /// In the order in which they are told where nothing else orders them.
  public var steps: [BundleStep]
  /// Orders that do not follow from papers.
  public var links: [BundleLink]
  public var implications: [Implication]
  /// Questions of the whole, asked before those of its services.
  public var fields: [BundleField]
  /// Working days promised for the whole where they are more than its longest path; 0: none.
  public var term: Double

  public init(
    steps: [BundleStep], links: [BundleLink] = [], implications: [Implication] = [], fields: [BundleField] = [],
    term: Double = 0
  ) {
    self.steps = steps
    self.links = links
    self.implications = implications
    self.fields = fields
    self.term = term
  }
}

/// One service of a bundle.
public struct BundleStep: Sendable {
  public let key: String
  public let name: String
  /// Working days promised; 0: on the spot.
  public var days: Int
  public var papers: [BundlePaper]
  /// What its result is as a paper.
  public let yields: [BundleYield]
  /// Its form's questions, with the key of the form that asks each: what two services share is one.
  public let questions: [BundleQuestion]

  public init(
    key: String, name: String, days: Int, papers: [BundlePaper], yields: [BundleYield] = [], questions: [BundleQuestion] = []
  ) {
    self.key = key
    self.name = name
    self.days = days
    self.papers = papers
    self.yields = yields
    self.questions = questions
  }
}

/// A paper that a service asks for.
public struct BundlePaper: Sendable, Hashable {
  /// Its canonical id: the same paper has the same, whoever asks for it.
  public let key: String
  public let name: String
  public let originals: Int
  public let copies: Int
  /// A data source holds it: it is fetched, not to bring.
  public var isFetched: Bool
  /// Which data source, where somebody said so.
  public var fetchedFrom: String
  /// The rule that asks for it beyond the service's list; empty: the list does.
  public let rule: String
  /// The rule that says that it is not needed here; empty: none does.
  public var droppedBy: String
  /// That rule's own words.
  public var droppedWhy: String

  public init(
    key: String, name: String, originals: Int, copies: Int, isFetched: Bool, fetchedFrom: String = "", rule: String = "",
    droppedBy: String = "", droppedWhy: String = ""
  ) {
    self.key = key
    self.name = name
    self.originals = originals
    self.copies = copies
    self.isFetched = isFetched
    self.fetchedFrom = fetchedFrom
    self.rule = rule
    self.droppedBy = droppedBy
    self.droppedWhy = droppedWhy
  }
}

/// A paper that a service's result is.
public struct BundleYield: Sendable, Hashable {
  public let paper: String
  /// Only for these services, as where the paper is one person's; empty: for any.
  public let services: Set<String>
  /// Why, in words.
  public let basis: String

  public init(paper: String, services: Set<String> = [], basis: String) {
    self.paper = paper
    self.services = services
    self.basis = basis
  }

  /// Whether a service that asks for the paper may have this one.
  func serves(_ service: String) -> Bool { services.isEmpty || services.contains(service) }
}

/// One paper proves what another proves.
public struct Implication: Sendable, Hashable {
  /// The stronger paper.
  public let paper: String
  public let implies: String
  /// Only where the stronger one is handed in for one of these services; empty: for any.
  public let services: Set<String>
  public let basis: String

  public init(paper: String, implies: String, services: Set<String> = [], basis: String) {
    self.paper = paper
    self.implies = implies
    self.services = services
    self.basis = basis
  }
}

/// One service comes after another.
public struct BundleLink: Sendable, Hashable {
  public let service: String
  public let after: String
  /// Keys of the bundle's questions that the first answers for the second.
  public let passes: [String]
  public let why: String

  public init(service: String, after: String, passes: [String] = [], why: String = "") {
    self.service = service
    self.after = after
    self.passes = passes
    self.why = why
  }
}

/// A question of a service's form.
public struct BundleQuestion: Sendable, Hashable {
  /// Key of the form that asks it.
  public let form: String
  public let field: FormField

  public init(form: String, field: FormField) {
    self.form = form
    self.field = field
  }
}

/// A question of the bundle's one form.
public struct BundleField: Sendable, Hashable {
  public let field: FormField
  /// Questions of forms that it answers, as `GAJ001/babyName`.
  public let same: [String]
  /// The service that alone asks it; empty: it is asked of everybody.
  public let service: String
  /// The rule that says that it is not asked; empty: none does.
  public var droppedBy: String

  public init(field: FormField, same: [String] = [], service: String = "", droppedBy: String = "") {
    self.field = field
    self.same = same
    self.service = service
    self.droppedBy = droppedBy
  }
}
