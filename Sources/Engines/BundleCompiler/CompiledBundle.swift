public import Forms

/// What a bundle comes to: its order, its papers, its form and its time, and why each thing that is gone is gone.
public struct CompiledBundle: Sendable {
  /// A service with those that it must wait for.
  public struct Step: Sendable, Hashable {
    public let key: String
    public let name: String
    public let days: Int
    /// Keys of the services right before it, in the order of the bundle; none: it begins at once.
    public let after: [String]
    /// How many services lie before it at most: the column it is drawn in.
    public let depth: Int
  }

  /// A paper that is handed in once for all.
  public struct Item: Sendable, Hashable {
    public let key: String
    public let name: String
    /// The most that any service asks for.
    public let originals: Int
    public let copies: Int
    /// A data source holds it: it is fetched, not to bring.
    public let isFetched: Bool
    public let fetchedFrom: String
    /// The service it is handed in for first.
    public let service: String
    /// The rule that asks for it; empty: the service's own list.
    public let rule: String
  }

  /// Why a paper is not asked for.
  public enum Cut: Sendable, Hashable {
    /// Another service of the bundle asks for the same, and for as many or more.
    case duplicate(service: String)
    /// An earlier service's result is this paper.
    case yielded(service: String, basis: String)
    /// A paper that is handed in proves it.
    case implied(paper: String, basis: String)
    /// The answers make it needless, by this rule.
    case situation(rule: String, note: String)
  }

  /// A paper of a service that is not asked for.
  public struct Removed: Sendable, Hashable {
    public let key: String
    public let name: String
    /// The service that asks for it when it is alone.
    public let service: String
    public let cut: Cut
  }

  /// Why a question is not asked.
  public enum Unasked: Sendable, Hashable {
    /// It is asked already, for this service or for the whole (empty).
    case same(service: String)
    /// An earlier service answers it.
    case passed(service: String)
    /// The answers make it needless, by this rule.
    case situation(rule: String)
  }

  /// A question of a service that is not asked.
  public struct RemovedField: Sendable, Hashable {
    public let key: String
    public let label: String
    /// The service that asks it when it is alone; empty for the whole.
    public let service: String
    public let reason: Unasked
  }

  /// First to last: none before one it waits for.
  public let steps: [Step]
  public let items: [Item]
  public let removed: [Removed]
  public let form: Form
  public let removedFields: [RemovedField]
  /// Working days for the whole: the longest path, or what is promised for the whole where that is more.
  public let days: Double
  /// Keys of the services of the longest path.
  public let longestPath: [String]

  /// Every paper of every service, counted as if each were done alone.
  public var before: Int { items.count + removed.count }
  /// What the applicant has to bring.
  public var bring: Int { items.count { !$0.isFetched } }
  /// Questions, counted as if each service were done alone.
  public var fieldsBefore: Int { form.fields.count + removedFields.count }
}

/// What keeps a bundle from being compiled.
public enum BundleFault: Error, Sendable, Hashable {
  /// Services that wait for each other: each for the one after it, the last for the first.
  case cycle([String])
  /// The same question is asked in two ways: by what, and in which.
  case fieldKinds(field: String, first: FormField.Kind, service: String, other: FormField.Kind, otherService: String)
}
