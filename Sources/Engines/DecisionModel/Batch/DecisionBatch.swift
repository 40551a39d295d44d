public import FEEL
public import JSON
public import Temporal

/// Many evaluations of one model, each a line of JSON and answered by one.
///
/// Typed: `{"decision":NAME,"inputs":{NAME:typed,…}}` or `{"service":NAME,"inputs":{…}}` is answered by a typed value.
/// Plain: the line is the object of inputs and the answer is the value, both as `UntypedJSON` has them. What cannot be
/// answered is `{"error":TEXT}`.
public struct DecisionBatch: Sendable {
  private let model: DecisionModel
  private let decisions: [String: Decision]
  private let services: [String: DecisionService]
  private let now: DateAndTime?
  private static let prepared = 500

  /// - Parameter now: what `now()` and `today()` give in every line.
  public init(_ model: DecisionModel, at now: DateAndTime? = nil) {
    self.model = model
    self.now = now
    // Beyond these a decision is made ready when it is asked for.
    decisions = Dictionary(
      model.decisionNames.prefix(Self.prepared).compactMap { model.decision($0) }.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
    services = Dictionary(
      model.serviceNames.prefix(Self.prepared).compactMap { model.service($0) }.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Answers a line of the typed form.
  public func typed(_ line: some Collection<UInt8>) -> JSON {
    do {
      let asked = try JSON.parse(line)
      var inputs = Context()
      for (name, value) in asked["inputs"]?.objectValue ?? JSONObject() { inputs[name] = try TypedJSON.value(value) }
      if let name = asked["service"]?.stringValue {
        guard let service = services[name] ?? model.service(name) else { return Self.error("no decision service “\(name)”") }
        return answer { service.evaluate(inputs, $0) }
      }
      let name = asked["decision"]?.stringValue ?? ""
      guard let decision = decisions[name] ?? model.decision(name) else { return Self.error("no decision “\(name)”") }
      return answer { decision.evaluate(inputs, $0) }
    } catch {
      return Self.error("\(error)")
    }
  }

  private func answer(_ evaluate: (Evaluation) -> Value) -> JSON {
    let evaluation = Evaluation(now: now)
    let value = evaluate(evaluation)
    if value.isNull, let limit = evaluation.exceeded { return Self.error("a limit was met: \(limit)") }
    return TypedJSON.json(value)
  }

  /// Answers an object of inputs for one decision; a text becomes a date, time or duration where the input's type says so.
  public func plain(_ inputs: JSON, decision name: String) -> JSON {
    guard let decision = decisions[name] ?? model.decision(name) else { return Self.error("no decision “\(name)”") }
    guard let object = inputs.objectValue else { return Self.error("the inputs are no JSON object") }
    return UntypedJSON.json(decision.evaluate(Self.context(object, decision.inputs), at: now))
  }

  /// The same for a decision service.
  public func plain(_ inputs: JSON, service name: String) -> JSON {
    guard let service = services[name] ?? model.service(name) else { return Self.error("no decision service “\(name)”") }
    guard let object = inputs.objectValue else { return Self.error("the inputs are no JSON object") }
    return UntypedJSON.json(service.evaluate(Self.context(object, service.inputs), at: now))
  }

  /// The inputs of a JSON object made the types that are declared.
  public static func context(_ object: JSONObject, _ inputs: [InputData]) -> Context {
    let types = Dictionary(inputs.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
    return Context(object.map { ($0.key, UntypedJSON.value($0.value, as: types[$0.key] ?? .any)) })
  }

  private static func error(_ text: String) -> JSON { .object(JSONObject([("error", .string(text))])) }
}
