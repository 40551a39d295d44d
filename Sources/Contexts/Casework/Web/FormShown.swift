public import Forms
public import HTML
import JSON
import Kernel
public import WebSupport

extension FormField {
  /// An answer as people read it; empty when there is none.
  func shown(_ answer: JSON?, _ page: Page) -> HTML {
    guard let answer else { return .empty }
    switch kind {
    case .money:
      return answer.intValue.map { "\(Self.grouped(Money.yuan($0))) \(page("formPage.yuan"))" } ?? "\(Self.text(answer))"
    case .dateTime: return "\(moment(answer.stringValue))"
    case .lines, .textarea: return "<span class=\"lines\">\(Self.text(answer))</span>"
    case .coordinates: return "<span class=\"lines tight\">\(Self.points(answer))</span>"
    case .mongolianText: return "<span class=\"mongolian\" lang=\"mn-Mong\">\(Self.text(answer))</span>"
    case .region, .address: return "\(place(answer))"
    case .file: return answer.stringValue.map { link($0, page) } ?? .empty
    case .signature:
      let drawing: HTML =
        answer["drawing"]?.stringValue.map {
          "<img class=\"signature\" src=\"\(url: "/files/\($0)")\" alt=\"\(page("formPage.drawn"))\">"
        }
        ?? .empty
      return
        "\(answer["name"]?.stringValue ?? "") <span class=\"quiet small\">\(moment(answer["at"]?.stringValue))</span>\(drawing)"
    case .table:
      let rows = (answer.arrayValue ?? []).map { row -> HTML in
        let cells = columns.compactMap { column -> HTML? in
          guard let cell = row[column.key] else { return nil }
          return "<span class=\"cell\"><span class=\"quiet\">\(column.label)</span> \(column.shown(cell, page))</span> "
        }
        return "<li>\(cells)</li>"
      }
      return rows.count == 1 && self.rows.upperBound == 1
        ? "<ul class=\"rows-shown\">\(rows)</ul>" : "<ol class=\"rows-shown numbered\">\(rows)</ol>"
    default:
      if let flag = answer.boolValue { return "\(page(flag ? "yes" : "no"))" }
      return "\(Self.text(answer))"
    }
  }

  private func moment(_ text: String?) -> String {
    guard let text else { return "" }
    guard let moment = Instant(rfc3339: text) else { return text }
    return "\(moment.civilDate) \(moment.clockTime)"
  }

  private func place(_ answer: JSON) -> String {
    let code = answer["region"]?.stringValue ?? ""
    let name = options.first { Self.code($0) == code }.map { String($0.dropFirst(code.count + 1)) } ?? code
    return (name + " " + (answer["detail"]?.stringValue ?? answer.stringValue ?? "")).trimmingWhitespace
  }

  private func link(_ id: String, _ page: Page) -> HTML {
    "<a class=\"paper\" href=\"\(url: "/files/\(id)")\" target=\"_blank\" rel=\"noopener\">\(page.icon("download"))\(page("formPage.sent"))</a>"
  }

  /// `1,234.50`
  private static func grouped(_ yuan: String) -> String {
    let parts = yuan.split(separator: ".")
    var digits = String(parts.first ?? "")
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return ([digits] + parts.dropFirst().map(String.init)).joined(separator: ".")
  }
}

extension Page {
  /// A form as applicants see it, to be looked at by who keeps it.
  public func preview(_ form: Form) -> HTML {
    "<form class=\"stack intake\" novalidate><div class=\"form-grid\">\(questions(form, [:]))</div></form>"
  }
}
