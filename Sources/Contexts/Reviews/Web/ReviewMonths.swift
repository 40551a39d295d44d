import HTML
import ReviewsCore
import WebSupport

/// Reviews by month, drawn on the server: columns for how many, a line for the rate, the table behind.
struct ReviewMonths {
  struct Month {
    /// As in `2022-03`.
    let name: String
    let summary: ReviewSummary
  }

  /// Months of a chart at most: the last ones.
  private static let longest = 36
  /// As wide as so many, when there are fewer: two months are no two walls.
  private static let narrowest = 12
  private static let height = 160
  private static let step = 20

  /// In order, without gaps.
  let months: [Month]

  init(_ parts: [String: ReviewSummary]) {
    let numbers = parts.keys.compactMap(Self.number).sorted()
    guard let first = numbers.first, let last = numbers.last else {
      months = []
      return
    }
    months = (max(first, last - Self.longest + 1)...last).map { number in
      let name = Self.name(number)
      return Month(name: name, summary: parts[name] ?? ReviewSummary(counts: [:]))
    }
  }

  private static func number(_ name: String) -> Int? {
    let parts = name.split(separator: "-").compactMap { Int($0) }
    return parts.count == 2 ? parts[0] * 12 + parts[1] - 1 : nil
  }

  private static func name(_ number: Int) -> String {
    let month = number % 12 + 1
    return "\(number / 12)-\(month < 10 ? "0" : "")\(month)"
  }

  var most: Int { months.map(\.summary.total).max() ?? 0 }

  /// Columns as high as their months have reviews; the highest fills the picture.
  var columns: [HTML] {
    months.enumerated().map { index, month in
      let height = most == 0 ? 0 : month.summary.total * Self.height / most
      let shown = month.summary.total > 0 ? max(height, 2) : 0
      return """
        <rect class="bar other" x="\("\(index * Self.step + 2)")" y="\("\(Self.height - shown)")" width="\("\(Self.step - 4)")" height="\("\(shown)")"/>
        """
    }
  }

  /// Where the line of rates goes, from 0 % at the foot to 100 % at the top; it is broken where a month has no review.
  var lines: [String] {
    var lines: [[String]] = [[]]
    for (index, month) in months.enumerated() {
      guard month.summary.total > 0 else {
        if lines.last?.isEmpty == false { lines.append([]) }
        continue
      }
      let y = Self.height - month.summary.good * Self.height / month.summary.total
      lines[lines.count - 1].append("\(index * Self.step + Self.step / 2),\(y)")
    }
    return lines.filter { $0.count > 1 }.map { $0.joined(separator: " ") }
  }

  func html(_ page: Page) -> HTML {
    guard let first = months.first, let last = months.last, most > 0 else { return .empty }
    let width = max(months.count, Self.narrowest) * Self.step
    let lines = lines.map { "<polyline class=\"line\" points=\"\($0)\"/>" as HTML }
    let rows = months.reversed().map { month -> HTML in
      let summary = month.summary
      let giving = summary.giving
      func share(_ rate: String?) -> String { rate.map { "\($0)%" } ?? "–" }
      return """
        <tr><th scope="row">\(month.name)</th><td class="number">\(page.grouped(summary.total))</td><td class="number">\(page.grouped(summary.good))</td><td class="number">\(share(summary.rate))</td><td class="number">\(giving.map { page.grouped($0.closed) } ?? "–")</td><td class="number">\(share(giving?.ratedRate))</td><td class="number">\(share(giving?.silentRate))</td></tr>
        """
    }
    let heads = ["count", "good", "rate", "closed", "ratedRate", "silentRate"].map {
      "<th scope=\"col\" class=\"number\">\(page("reviews.\($0)"))</th>" as HTML
    }
    let peak = months.first { $0.summary.total == most }?.name ?? ""
    let says = page(
      "reviews.monthsSay", ["from": first.name, "to": last.name, "peak": peak, "most": page.grouped(most)])
    return """
      <section aria-labelledby="months"><h2 id="months" class="h3">\(page("reviews.months"))</h2>
      <figure class="months"><p class="small quiet" aria-hidden="true"><span>\(page.grouped(most))</span><span>100%</span></p>
      <svg class="chart" viewBox="0 0 \("\(width)") \("\(Self.height)")" preserveAspectRatio="none" role="img" aria-label="\(says)">\(columns)\(lines)</svg>
      <p class="small quiet" aria-hidden="true"><span>\(first.name)</span><span>\(months.count >= Self.narrowest ? last.name : "")</span></p>
      <figcaption class="small quiet">\(page("reviews.monthsWhy"))</figcaption></figure>
      <details class="fold"><summary>\(page("reviews.table"))</summary><div class="table-wrap" tabindex="0" role="region" aria-labelledby="months"><table class="table"><thead><tr><th scope="col">\(page("reviewGroup.month"))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div></details></section>
      """
  }
}
