/// A model as it is written, before anything in it is looked up: the elements of DMN 1.5 §6–§10 that have a meaning for
/// evaluation. Lines are those of the file.
struct ModelText: Sendable {
  var file = ""
  var name = ""
  var namespace = ""
  var line = 1
  var imports: [ImportText] = []
  var items: [ItemText] = []
  var inputs: [InputText] = []
  var decisions: [DecisionText] = []
  var knowledge: [KnowledgeText] = []
  var services: [ServiceText] = []
  /// Knowledge sources by id: authority requirements may point at them.
  var sources: Set<String> = []
}

/// §6.3.3: another model, and the name that is put before its names; empty in 1.5: no name is put before them.
struct ImportText: Sendable {
  var name: String
  var namespace: String
  var location: String?
  var type: String
  var line: Int
}

/// A name with a type: the variable of a decision, an input, a parameter, a context entry.
struct VariableText: Sendable {
  var name: String
  var type: String?
  var line: Int
}

/// §7.3.2 item definition, or a component of one.
struct ItemText: Sendable {
  var name: String
  var type: String?
  var isCollection: Bool
  var components: [ItemText] = []
  var allowedValues: FEELText?
  var typeConstraint: FEELText?
  var function: FunctionTypeText?
  var line: Int
}

/// §7.3.4: the type of functions.
struct FunctionTypeText: Sendable {
  var parameters: [VariableText]
  var result: String?
}

struct InputText: Sendable {
  var id: String
  var name: String
  var variable: VariableText
  var line: Int
}

/// What an element needs of others (§6.3.12–14).
struct RequirementText: Sendable, Hashable {
  enum Kind: Sendable { case decision, input, knowledge, authority }
  var kind: Kind
  var reference: String
  var line: Int
}

struct DecisionText: Sendable {
  var id: String
  var name: String
  var variable: VariableText
  var question: String?
  var allowedAnswers: String?
  var requirements: [RequirementText]
  var logic: BoxedText?
  var line: Int
}

/// §6.3.9: a business knowledge model.
struct KnowledgeText: Sendable {
  var id: String
  var name: String
  var variable: VariableText
  var requirements: [RequirementText]
  var logic: FunctionText?
  var line: Int
}

/// §6.3.10.
struct ServiceText: Sendable {
  var id: String
  var name: String
  var variable: VariableText
  var outputs: [RequirementText]
  var encapsulated: [RequirementText]
  var inputDecisions: [RequirementText]
  var inputs: [RequirementText]
  var line: Int
}

/// A piece of FEEL and where it stands. Another language than FEEL is named.
struct FEELText: Sendable {
  var text: String
  var line: Int
  var language: String?
}
