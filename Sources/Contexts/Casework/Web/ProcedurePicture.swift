public import CaseworkCore
public import HTML
import Kernel
public import WebSupport

/// A procedure drawn from its own data: the way that leads to the result, and what may happen beside it.
///
/// Change the procedure's file and the picture changes.
struct ProcedurePicture {
  private struct Box {
    var title: String
    var who: String
    var limit: String
    var beside: [String]
    var isApplicant = false
  }

  let procedure: Procedure
  let page: Page

  var html: HTML {
    let boxes = boxes()
    let title = page("picture.title", ["name": procedure.name(page.language)])
    let told = boxes.map { [$0.who, $0.title, $0.limit].filter { !$0.isEmpty }.joined(separator: " ") }.joined(separator: " → ")
    return wide(boxes, title, told) + tall(boxes, title, told)
  }

  /// The shortest way from an application to the end that grants, as boxes.
  private func boxes() -> [Box] {
    var boxes = [
      Box(title: page("picture.apply"), who: page("role.applicant"), limit: "", beside: [], isApplicant: true)
    ]
    for (state, action) in way() {
      var box = Box(title: action.name(page.language), who: "", limit: limit(state), beside: [])
      switch state.waiting {
      case .staff(let role, _): box.who = page("role.\(role.rawValue)")
      case .applicant, nil: box.who = page("role.applicant")
      }
      let onWay = Set(way().map(\.0.key))
      box.beside = state.actions.filter { other in
        other.key != action.key && !other.to.allSatisfy { onWay.contains($0) || state.key == $0 }
      }.map { $0.name(page.language) }
      boxes.append(box)
    }
    return boxes
  }

  private func way() -> [(Procedure.State, Procedure.Action)] {
    guard let entry = procedure.entry["online"] ?? procedure.entry.values.sorted().first else { return [] }
    var before: [String: (state: String, action: Procedure.Action?)] = [:]
    var waiting = [entry]
    var seen: Set = [entry]
    while !waiting.isEmpty {
      let key = waiting.removeFirst()
      guard let state = procedure.state(key) else { continue }
      if state.ends == "granted" { return trace(back: key, before) }
      let steps = state.actions.flatMap { action in action.to.map { ($0, Optional(action)) } } + state.passes.map { ($0, nil) }
      for (next, action) in steps where seen.insert(next).inserted {
        before[next] = (key, action)
        waiting.append(next)
      }
    }
    return []
  }

  private func trace(
    back key: String, _ before: [String: (state: String, action: Procedure.Action?)]
  ) -> [(Procedure.State, Procedure.Action)] {
    var way: [(Procedure.State, Procedure.Action)] = []
    var key = key
    while let step = before[key] {
      if let action = step.action, let state = procedure.state(step.state) { way.append((state, action)) }
      key = step.state
    }
    return way.reversed()
  }

  private func limit(_ state: Procedure.State) -> String {
    switch state.limit {
    case .workingDays(let days, _): page.count("picture.within", days)
    case .clock(let key): procedure.clocks.first { $0.key == key }?.name(page.language) ?? ""
    case .pause, nil: ""
    }
  }

  // MARK: - Drawings

  private func wide(_ boxes: [Box], _ title: String, _ told: String) -> HTML {
    let step = 800 / max(boxes.count, 1)
    let width = step - 22
    var parts = HTML.empty
    for (index, box) in boxes.enumerated() {
      let x = index * step
      let middle = x + width / 2
      if index > 0 {
        parts += """
          <path class="flow" d="M\(x - 22) 60h14"/><path class="tip" d="M\(x - 9) 54l8 6-8 6z"/>
          """
      }
      parts +=
        "<rect class=\"box\(box.isApplicant ? " on" : "" as HTML)\" x=\"\(x)\" y=\"14\" width=\"\(width)\" height=\"92\" rx=\"8\"/>"
      let lines = Self.wrapped(box.title, to: width / 18)
      for (row, line) in lines.enumerated() {
        parts += "<text class=\"b mid\" x=\"\(middle)\" y=\"\(40 + row * 20 - (lines.count - 1) * 2)\">\(line)</text>"
      }
      parts += "<text class=\"q mid\" x=\"\(middle)\" y=\"94\">\(box.who)</text>"
      for (row, line) in Self.wrapped(box.limit, to: width / 13).enumerated() {
        parts += "<text class=\"q mid\" x=\"\(middle)\" y=\"\(128 + row * 18)\">\(line)</text>"
      }
      guard !box.beside.isEmpty else { continue }
      parts += "<path class=\"side\" d=\"M\(middle) 168v16\"/>"
      for (row, line) in box.beside.flatMap({ Self.wrapped($0, to: width / 14) }).prefix(7).enumerated() {
        parts += "<text class=\"q mid\" x=\"\(middle)\" y=\"\(204 + row * 19)\">\(line)</text>"
      }
    }
    let deepest = boxes.map { box in box.beside.flatMap { Self.wrapped($0, to: width / 14) }.prefix(7).count }.max() ?? 0
    return drawing("wide-only", "0 0 800 \(deepest == 0 ? 160 : 204 + deepest * 19)", title, told, parts)
  }

  private func tall(_ boxes: [Box], _ title: String, _ told: String) -> HTML {
    var parts = HTML.empty
    var y = 8
    for (index, box) in boxes.enumerated() {
      let height = max(76, 30 + box.beside.count * 21)
      if index > 0 {
        parts += """
          <path class="flow" d="M92 \(y - 26)v16"/><path class="tip" d="M86 \(y - 11)l6 9 6-9z"/>
          """
      }
      parts +=
        "<rect class=\"box\(box.isApplicant ? " on" : "" as HTML)\" x=\"0\" y=\"\(y)\" width=\"184\" height=\"76\" rx=\"8\"/>"
      let lines = Self.wrapped(box.title, to: 10)
      for (row, line) in lines.enumerated() {
        parts += "<text class=\"b mid\" x=\"92\" y=\"\(y + 26 + row * 19 - (lines.count - 1) * 4)\">\(line)</text>"
      }
      let who = [box.who, box.limit].filter { !$0.isEmpty }.joined(separator: " · ")
      parts += "<text class=\"q mid\" x=\"92\" y=\"\(y + 65)\">\(who)</text>"
      if !box.beside.isEmpty { parts += "<path class=\"side\" d=\"M184 \(y + 38)h14\"/>" }
      for (row, line) in box.beside.enumerated() {
        parts += "<text class=\"q\" x=\"204\" y=\"\(y + 26 + row * 21)\">\(line)</text>"
      }
      y += height + 26
    }
    return drawing("narrow-only", "0 0 330 \(y)", title, told, parts)
  }

  private func drawing(_ cut: String, _ viewBox: String, _ title: String, _ told: String, _ parts: HTML) -> HTML {
    """
    <svg class="drawing \(cut)" viewBox="\(viewBox)" role="img" aria-labelledby="\(cut)-t \(cut)-d"><title id="\(cut)-t">\(title)</title><desc id="\(cut)-d">\(told)</desc>\(parts)</svg>
    """
  }

  /// Lines of at most `width` Chinese characters; two Latin letters take the place of one.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for character in text {
      let size = character.isASCII ? 1 : 2
      let breaks = character == "，" || character == " "
      if used + size > width * 2 || (breaks && used > width) {
        lines.append(line)
        (line, used) = ("", 0)
        if breaks { continue }
      }
      line.append(character)
      used += size
    }
    return line.isEmpty ? lines : lines + [line]
  }
}

extension Page {
  /// The picture of a procedure, in a wide and a tall cut.
  public func picture(of procedure: Procedure) -> HTML { ProcedurePicture(procedure: procedure, page: self).html }
}
