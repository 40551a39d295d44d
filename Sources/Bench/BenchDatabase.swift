/// Databases of a PostgreSQL server for one benchmark each.
public enum BenchDatabase {
  /// Makes an empty one beside that of `url`; one of that name that was there is dropped. Returns its URL.
  public static func make(_ name: String, beside url: String) throws -> String {
    try BarePostgres.emptyDatabase(name, beside: url)
  }

  public static func drop(_ name: String, beside url: String) throws {
    try BarePostgres.execute(url: url, "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
  }
}
