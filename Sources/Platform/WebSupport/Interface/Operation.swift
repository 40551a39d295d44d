/// What one operation of the interface takes and answers: the OpenAPI document is made from these, and requests are held to them.
public struct Operation: Sendable {
  /// `name: type`, as in `["limit": "integer(1..200) # How many items"]`; the types are those of `SchemaText`.
  public typealias Members = KeyValuePairs<String, String>
  /// Codes that an operation refuses with beyond those that every operation has, by status.
  public typealias Refusals = KeyValuePairs<Int, [String]>

  typealias Member = (name: String, type: String)

  let summary: String
  let about: String
  let path: [Member]
  let query: [Member]
  let body: String?
  let multipart: Bool
  let status: Int
  let location: Bool
  let answer: String?
  let media: [String]
  let isOpen: Bool
  let scope: String?
  let refusals: [(status: Int, codes: [String])]?
  let faults: [String]
  let also: [(status: Int, answer: String)]

  /// `body`, `answer`: a type; `list(Case)` for a portion of a list; nil for none. `isOpen`: needs no sign-in.
  ///
  /// `location`: the answer names the address of what was made. `about`: what else a caller should know. `path`: types of the places in the path. `media`: kinds of an answer that is no JSON.
  /// `scope`: what a token of an application must be allowed. `refusals`: all codes of its own, by status; nil leaves them untold.
  /// `faults`: codes of single fields beyond those of the schema; told with status 422. `also`: types of answers with other statuses.
  public init(
    _ summary: String, query: Members = [:], body: String? = nil, multipart: Bool = false, status: Int = 200,
    location: Bool = false, answer: String? = nil, isOpen: Bool = false, about: String = "", path: Members = [:],
    media: [String] = [],
    scope: String? = nil, refusals: Refusals? = nil, faults: [String] = [], also: KeyValuePairs<Int, String> = [:]
  ) {
    self.summary = summary
    self.about = about
    self.path = path.map { (name: $0.key, type: $0.value) }
    self.query = query.map { (name: $0.key, type: $0.value) }
    self.body = body
    self.multipart = multipart
    self.status = status
    self.location = location
    self.answer = answer
    self.media = media
    self.isOpen = isOpen
    self.scope = scope
    self.refusals = refusals?.map { (status: $0.key, codes: $0.value) }
    self.faults = faults
    self.also = also.map { (status: $0.key, answer: $0.value) }
  }
}
