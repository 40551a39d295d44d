import Foundation

/// The folder that holds the program's Assets and Data, wherever it is started from.
public enum Home {
  /// `WUTONG_HOME`, else the first folder that has both, going up from the program and then from the folder it was started in,
  /// or `share/wutong` beside the program.
  public static func locate() throws -> String {
    let manager = FileManager.default
    func holds(_ folder: URL) -> Bool {
      ["Assets", "Data"].allSatisfy { manager.fileExists(atPath: folder.appendingPathComponent($0).path) }
    }
    if let named = ProcessInfo.processInfo.environment["WUTONG_HOME"] {
      let folder = URL(fileURLWithPath: named)
      guard holds(folder) else { throw HomeError(tried: [folder.path]) }
      return folder.path
    }
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    var tried: [String] = []
    for start in [program, URL(fileURLWithPath: manager.currentDirectoryPath), URL(fileURLWithPath: #filePath)] {
      var folder = start
      for _ in 0..<8 {
        for candidate in [folder, folder.appendingPathComponent("share/wutong")] {
          if holds(candidate) { return candidate.path }
          tried.append(candidate.path)
        }
        folder.deleteLastPathComponent()
      }
    }
    throw HomeError(tried: tried)
  }
}

/// Assets and Data were not found.
public struct HomeError: Error, CustomStringConvertible {
  let tried: [String]
  public var description: String {
    "Assets and Data were not found; set WUTONG_HOME to the folder that holds them. Looked in: \(tried.prefix(3).joined(separator: ", "))"
  }
}
