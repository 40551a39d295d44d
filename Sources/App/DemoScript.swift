import JSON
import Tables

/// What the demonstration's people do and say: read from data, so that no made-up word stands in the program.
struct DemoScript {
  let seed: UInt64
  let days: Int
  let regions: [(code: String, weight: Double)]
  let services: [(key: String, weight: Double)]
  let actions: [String: Double]
  let silent: Double
  let rated: Double
  let neighbours: Int
  let grades: [(grade: Int, weight: Double)]
  let people: [String]
  let organisations: [String]
  private let texts: [String: [String]]
  private let reviews: [String: [String]]

  init(_ text: String, file: String) throws {
    let json = try YAML.parse(text, file: file)
    func number(_ json: JSON?) -> Double { if case .number(let number)? = json { Double(number.literal) ?? 0 } else { 0 } }
    func words(_ json: JSON?) -> [String] { (json?.arrayValue ?? []).compactMap(\.stringValue) }
    func weights(_ key: String) -> [(String, Double)] {
      (json[key]?.objectValue ?? JSONObject()).map { ($0.key, number($0.value)) }
    }
    seed = UInt64(number(json["seed"]))
    days = Int(number(json["days"]))
    regions = (json["regions"]?.arrayValue ?? []).map { ($0["code"]?.stringValue ?? "", number($0["weight"])) }
    services = weights("services").map { (key: $0.0, weight: $0.1) }
    actions = Dictionary(uniqueKeysWithValues: weights("actions"))
    silent = number(json["silent"])
    rated = number(json["rated"])
    neighbours = Int(number(json["neighbours"]))
    grades = weights("grades").map { (grade: Int($0.0) ?? 5, weight: $0.1) }
    people = words(json["people"])
    organisations = words(json["organisations"])
    var texts: [String: [String]] = [:]
    for (key, value) in json["texts"]?.objectValue ?? JSONObject() { texts[key] = words(value) }
    var reviews: [String: [String]] = [:]
    for (key, value) in json["reviews"]?.objectValue ?? JSONObject() { reviews[key] = words(value) }
    (self.texts, self.reviews) = (texts, reviews)
  }

  func text(_ key: String, _ chance: inout Chance) -> String { chance.one(of: texts[key] ?? texts["other"] ?? []) ?? "" }
  func comment(_ grade: Int, _ chance: inout Chance) -> String { chance.one(of: reviews[String(grade)] ?? []) ?? "" }
}

/// Chance that falls the same way every time (SplitMix64).
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func happens(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }
  mutating func one<Value>(of values: [Value]) -> Value? { values.randomElement(using: &self) }

  mutating func one<Value>(of values: [(Value, Double)]) -> Value? {
    var left = Double.random(in: 0..<max(values.reduce(0) { $0 + $1.1 }, .leastNonzeroMagnitude), using: &self)
    for (value, weight) in values {
      left -= weight
      if left < 0 { return value }
    }
    return values.last?.0
  }
}
