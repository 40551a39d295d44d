import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension PostgresServer {
  /// `$1` the folder of the server's programs, `$2` the temporary folder. The default collation is one that is not bytewise, so that a
  /// column that forgot its own is found out.
  static let keeperScript = """
    trap '' INT HUP TERM
    exec >"$2/log" 2>&1
    "$1/initdb" -D "$2/data" -U wutong -A trust -E UTF8 --locale=C --locale-provider=icu --icu-locale=zh --no-sync || exit 1
    start() {
      "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=400 -c shared_buffers=64MB \\
        </dev/null & server=$!
    }
    start "$1" "$2"
    while read -r command; do
      case "$command" in
        crash) kill -QUIT "$server"; wait "$server" ;;
        start) start "$1" "$2" ;;
      esac
    done
    kill -QUIT "$server"; wait "$server"
    rm -rf "$2"
    """

  /// Short, since a socket's path may have 107 bytes.
  static func makeFolder() throws -> String {
    var template = Array("/tmp/wutong-pg-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Missing(description: "no temporary folder: \(errno)") }
    return template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  /// The folder with `initdb` and `postgres`.
  static func binaries() throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    let folders =
      [environment["WUTONG_POSTGRES_BIN"] ?? ""]
      + versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
      + (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let found = folders.first { folder in
      ["initdb", "postgres"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
    }
    guard let found else {
      throw Missing(
        description: """
          PostgreSQL is not installed (Debian: apt-get install postgresql). Name the folder of initdb and postgres in WUTONG_POSTGRES_BIN, \
          or leave PostgreSQL out with WUTONG_TEST_POSTGRES=off.
          """)
    }
    return found
  }

  /// PostgreSQL refuses to run as root: there the command runs as another user, who is given the folder.
  static func asUnprivilegedUser(_ command: [String], owning folder: String) throws -> [String] {
    guard getuid() == 0 else { return command }
    for name in ["postgres", "nobody"] {
      guard let user = getpwnam(name) else { continue }
      let (uid, gid) = (user.pointee.pw_uid, user.pointee.pw_gid)
      guard chown(folder, uid, gid) == 0 else { continue }
      return ["/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups"] + command
    }
    throw Missing(description: "root may not run PostgreSQL, and there is neither a user postgres nor nobody")
  }
}
