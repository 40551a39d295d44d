import App
import Foundation
import Tables
import WebSupport

/// What the commands say to the person who runs them: in Chinese where the locale is Chinese, else in English.
struct Say {
  private let words: Words
  private let language: String

  init() throws {
    words = try Program.words()
    language = Console.language
  }

  var isChinese: Bool { language == "zh-Hans" }

  func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String { words(language, key, arguments) }

  /// `services.csv:12: promisedDays: a whole number is needed, not “soon”`
  func callAsFunction(_ problem: TableProblem) -> String {
    let place =
      problem.column.isEmpty ? "\(problem.file):\(problem.line)" : "\(problem.file):\(problem.line): \(problem.column)"
    return "\(place): \(self("import.problem.\(problem.code)", problem.arguments))"
  }
}

func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// A bar on the terminal that shows how far a long piece of work is; silent where nobody looks.
final class ProgressBar: Sendable {
  private static let width = 30
  private let title: String
  private let isShown = isatty(2) == 1

  init(_ title: String) { self.title = title }

  /// May be called from any thread.
  func show(_ done: Int, of all: Int) {
    guard isShown, all > 0 else { return }
    let full = done * Self.width / all
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: Self.width - full)
    FileHandle.standardError.write(Data("\r\(title) \(bar) \(done)/\(all)".utf8))
  }

  func end() { if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) } }
}
