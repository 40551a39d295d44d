import BundleCompiler
import HTML
import WebSupport

/// The order of a bundle's services as a picture: what begins at once stands first, an arrow leads from each to those that wait for it. Drawn
/// from the compiled order; in a wide and a tall cut.
struct BundlePicture {
  let page: Page
  let compiled: CompiledBundle
  let words: BundleWords

  private struct Place {
    var x: Int
    var y: Int
  }

  var html: HTML {
    let title = page("bundle.picture", ["n": "\(compiled.steps.count)"])
    let told = compiled.steps.map { step in
      let before = step.after.map(words.service).joined(separator: page("catalogue.and"))
      return
        "\(step.name)\(page("bundle.colon"))\(before.isEmpty ? page("bundle.afterNone") : "\(page("bundle.after")) \(before)")"
    }.joined(separator: page("bundle.stop"))
    return wide(title, told) + tall(title, told)
  }

  /// The steps of each depth, in the order of the bundle.
  private var levels: [[CompiledBundle.Step]] {
    let deepest = compiled.steps.map(\.depth).max() ?? 0
    return (0...deepest).map { depth in compiled.steps.filter { $0.depth == depth } }
  }

  private func wide(_ title: String, _ told: String) -> HTML {
    let levels = levels
    let most = levels.map(\.count).max() ?? 1
    let column = max(200, 1000 / max(levels.count, 1))
    let (width, height, step) = (column - 64, 74, 94)
    let whole = (x: column * levels.count - 64, y: step * most - 20)
    var places: [String: Place] = [:]
    var parts = HTML.empty
    for (depth, level) in levels.enumerated() {
      let top = (whole.y - (step * level.count - 20)) / 2
      for (row, one) in level.enumerated() { places[one.key] = Place(x: depth * column, y: top + row * step) }
    }
    for one in compiled.steps {
      guard let to = places[one.key] else { continue }
      for from in one.after.compactMap({ places[$0] }) {
        let (x, y) = (from.x + width, from.y + height / 2)
        let middle = to.y + height / 2
        let bend = to.x - 34
        parts +=
          "<path class=\"flow\" d=\"M\(x) \(y)H\(bend)V\(middle)H\(to.x - 10)\"/><path class=\"tip\" d=\"M\(to.x - 12) \(middle - 6)l11 6-11 6z\"/>"
      }
    }
    for one in compiled.steps {
      guard let place = places[one.key] else { continue }
      parts += box(one, place, width: width, height: height)
    }
    return drawing("wide-only", "0 0 \(whole.x) \(max(whole.y, height))", title, told, parts)
  }

  private func tall(_ title: String, _ told: String) -> HTML {
    var parts = HTML.empty
    var places: [String: Place] = [:]
    let (width, height, step) = (284, 70, 96)
    for (row, one) in compiled.steps.enumerated() { places[one.key] = Place(x: 46, y: row * step) }
    for one in compiled.steps {
      guard let to = places[one.key] else { continue }
      for (number, from) in one.after.compactMap({ places[$0] }).enumerated() {
        let (start, end) = (from.y + height / 2, to.y + height / 2)
        // Side by side on the left, the farther the more to the left.
        let rail = 34 - min(3, max(0, (to.y - from.y) / step - 1)) * 10
        parts +=
          "<path class=\"flow\" d=\"M46 \(start)H\(rail)V\(end - number * 8)H36\"/><path class=\"tip\" d=\"M35 \(end - number * 8 - 6)l11 6-11 6z\"/>"
      }
    }
    for one in compiled.steps {
      guard let place = places[one.key] else { continue }
      parts += box(one, place, width: width, height: height)
    }
    return drawing("narrow-only", "0 0 330 \(max(compiled.steps.count * step - 26, height))", title, told, parts)
  }

  private func box(_ step: CompiledBundle.Step, _ place: Place, width: Int, height: Int) -> HTML {
    let isOn = compiled.longestPath.contains(step.key) && compiled.steps.contains { $0.days > 0 }
    let lines = Self.wrapped(step.name, to: max(6, width / 17)).prefix(2)
    var parts: HTML = """
      <rect class="box\(isOn ? " on" : "" as HTML)" x="\(place.x)" y="\(place.y)" width="\(width)" height="\(height)" rx="8"/>
      """
    for (row, line) in lines.enumerated() {
      let y = place.y + (lines.count == 1 ? 31 : 24 + row * 19)
      parts += "<text class=\"b mid\" x=\"\(place.x + width / 2)\" y=\"\(y)\">\(line)</text>"
    }
    return parts
      + "<text class=\"q mid\" x=\"\(place.x + width / 2)\" y=\"\(place.y + height - 10)\">\(words.days(Double(step.days)))</text>"
  }

  private func drawing(_ cut: String, _ viewBox: String, _ title: String, _ told: String, _ parts: HTML) -> HTML {
    """
    <svg class="drawing \(cut)" viewBox="\(viewBox)" role="img" aria-labelledby="b-\(cut)-t b-\(cut)-d"><title id="b-\(cut)-t">\(title)</title><desc id="b-\(cut)-d">\(told)</desc>\(parts)</svg>
    """
  }

  /// Lines of at most `width` Chinese characters; two Latin letters take the place of one.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for character in text {
      let size = character.isASCII ? 1 : 2
      if used + size > width * 2 {
        lines.append(line)
        (line, used) = ("", 0)
      }
      line.append(character)
      used += size
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
