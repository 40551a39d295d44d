import JSON
public import JSONSchema
import Synchronization

/// The schema of a form, compiled when it is asked for the first time.
final class FormJudge: Sendable {
  private let held = Mutex<Result<JSONSchema, SchemaProblem>?>(nil)

  func schema(of form: Form) throws(SchemaProblem) -> JSONSchema {
    let result = held.withLock { held in
      if let held { return held }
      let made: Result<JSONSchema, SchemaProblem>
      do throws(SchemaProblem) {
        made = .success(try JSONSchema(form.schema, options: FormFormats.options))
      } catch { made = .failure(error) }
      held = made
      return made
    }
    return try result.get()
  }
}

extension Form {
  /// The form as a schema that judges answers, compiled once. Throws what is wrong with its patterns.
  public func compiled() throws(SchemaProblem) -> JSONSchema { try judge.schema(of: self) }
}
