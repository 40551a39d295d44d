import FEEL
public import JSON

extension Trace {
  /// The explanation as JSON. Values are written as FEEL literals in `feel` and as JSON in `value`.
  public var json: JSON {
    var members: [(String, JSON)] = [("kind", .string(kind.rawValue)), ("name", .string(name))]
    if !inputs.isEmpty { members.append(("inputs", Self.named(inputs))) }
    if let table { members.append(("table", table.json)) }
    members.append(("value", UntypedJSON.json(value)))
    if !diagnostics.isEmpty { members.append(("diagnostics", .array(diagnostics.map(Self.json)))) }
    if !steps.isEmpty { members.append(("steps", .array(steps.map(\.json)))) }
    return .object(JSONObject(members))
  }

  fileprivate static func named(_ values: [Named]) -> JSON {
    .object(JSONObject(values.map { ($0.name, UntypedJSON.json($0.value)) }))
  }

  private static func json(_ diagnostic: Diagnostic) -> JSON {
    .object(
      JSONObject([
        ("en", .string(diagnostic.description)), ("zh", .string(diagnostic.chinese)),
        ("line", .number(JSONNumber(diagnostic.line))), ("column", .number(JSONNumber(diagnostic.column))),
      ]))
  }
}

extension Trace.Table {
  var json: JSON {
    var members: [(String, JSON)] = [("hitPolicy", .string(hitPolicy))]
    if let aggregation { members.append(("aggregation", .string(aggregation))) }
    members.append(("matches", .array(matches.map(Self.json))))
    members.append(("misses", .array(misses.map(Self.json))))
    if notTested > 0 { members.append(("notTested", .number(JSONNumber(notTested)))) }
    if isDefault { members.append(("isDefault", .bool(true))) }
    return .object(JSONObject(members))
  }

  private static func json(_ match: Trace.Match) -> JSON {
    var members: [(String, JSON)] = [("rule", .number(JSONNumber(match.rule)))]
    if let id = match.id { members.append(("id", .string(id))) }
    if !match.annotations.isEmpty { members.append(("annotations", Trace.named(match.annotations))) }
    members.append(("output", UntypedJSON.json(match.output)))
    return .object(JSONObject(members))
  }

  private static func json(_ miss: Trace.Miss) -> JSON {
    .object(
      JSONObject([
        ("rule", .number(JSONNumber(miss.rule))), ("column", .string(miss.column)), ("test", .string(miss.test)),
      ]))
  }
}
