public import HTML

/// A question with its hint and what is wrong with the answer.
public struct Field: Sendable {
  public let name: String
  public let label: String
  public var value = ""
  public var hint: String?
  public var problem: String?
  public var type = "text"
  /// Further attributes of the input, as in `autocomplete="name"`.
  public var attributes = HTML.empty

  public init(
    _ name: String, _ label: String, value: String = "", hint: String? = nil, problem: String? = nil, type: String = "text",
    attributes: HTML = .empty
  ) {
    self.name = name
    self.label = label
    self.value = value
    self.hint = hint
    self.problem = problem
    self.type = type
    self.attributes = attributes
  }

  /// `input`: a control in place of the one-line input; it must carry the field's name as id.
  public func html(_ page: Page, heading: Bool = false, input: HTML? = nil) -> HTML {
    var described: [String] = []
    if hint != nil { described.append("\(name)-hint") }
    if problem != nil { described.append("\(name)-problem") }
    var more = attributes
    if !described.isEmpty { more += " aria-describedby=\"\(described.joined(separator: " "))\"" }
    if problem != nil { more += " aria-invalid=\"true\"" }
    let label: HTML = "<label for=\"\(name)\">\(self.label)</label>"
    let control: HTML =
      input ?? "<input id=\"\(name)\" name=\"\(name)\" type=\"\(type)\" value=\"\(type == "password" ? "" : value)\"\(more)>"
    return """
      <div class="field\(problem == nil ? "" : " wrong" as HTML)">\(heading ? "<h1>\(label)</h1>" : label)\(hintHTML)\(problemHTML(page))\(control)</div>
      """
  }

  public var hintHTML: HTML { hint.map { "<p class=\"hint\" id=\"\(name)-hint\">\($0)</p>" } ?? .empty }

  public func problemHTML(_ page: Page) -> HTML {
    problem.map { "<p class=\"problem\" id=\"\(name)-problem\">\(page.icon("late"))<span>\($0)</span></p>" } ?? .empty
  }
}

extension Page {
  /// What is wrong, on top of a form, each with a link to its field.
  public func problems(_ list: [(anchor: String, text: String)]) -> HTML {
    guard !list.isEmpty else { return .empty }
    let items = list.map { "<p><a href=\"#\($0.anchor)\">\($0.text)</a></p>" as HTML }
    return """
      <div class="problems" role="alert" aria-labelledby="wrong"><h2 id="wrong">\(count("form.wrong", list.count))</h2>\(items)</div>
      """
  }

  /// One sentence that says why nothing was done.
  public func refusal(_ text: String?) -> HTML {
    text.map { "<div class=\"problems\" role=\"alert\"><h2>\($0)</h2></div>" } ?? .empty
  }

  public func note(_ text: HTML, icon name: String = "info") -> HTML {
    "<div class=\"note\">\(icon(name))<div>\(text)</div></div>"
  }

  /// Earlier and later parts of a list.
  public func pager(_ from: Int, _ shown: Int, of total: Int, earlier: String?, later: String?) -> HTML {
    guard total > 0 else { return .empty }
    let back: HTML = earlier.map { "<a class=\"button second\" href=\"\(url: $0)\">\(self("pager.earlier"))</a>" } ?? .empty
    let on: HTML = later.map { "<a class=\"button second\" href=\"\(url: $0)\">\(self("pager.later"))</a>" } ?? .empty
    let range = self("pager.range", ["from": grouped(from + 1), "to": grouped(from + shown), "total": grouped(total)])
    return """
      <nav class="pager" aria-label="\(self("pager.name"))"><span class="quiet">\(range)</span><span class="row">\(back)\(on)</span></nav>
      """
  }
}
