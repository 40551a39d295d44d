import Foundation
import Glibc

/// What the machine says of this process, by the names that Prometheus' own programs use.
public struct ProcessFigures: Sendable {
  public let cpuSeconds: Double
  public let residentBytes: Double
  public let openFiles: Double
  public let mostFiles: Double
  /// Seconds since 1970.
  public let startedAt: Double

  /// Now, from /proc; nil where there is none.
  public init?() {
    guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
      let boot = try? String(contentsOfFile: "/proc/stat", encoding: .utf8).split(separator: "\n")
        .first(where: { $0.hasPrefix("btime ") }).flatMap({ Double($0.dropFirst(6)) }),
      let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    else { return nil }
    // The program's name stands in parentheses and may hold spaces: fields are counted after it, from the third.
    let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ").dropFirst().map { Double($0) ?? 0 }
    guard fields.count > 21 else { return nil }
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    cpuSeconds = (fields[11] + fields[12]) / ticks
    startedAt = boot + fields[19] / ticks
    residentBytes = fields[21] * Double(sysconf(Int32(_SC_PAGESIZE)))
    openFiles = Double(files)
    var limit = rlimit()
    mostFiles = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? Double(limit.rlim_cur) : 0
  }
}
