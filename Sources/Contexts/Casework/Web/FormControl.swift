public import Forms
public import HTML
import JSON
import Kernel
public import WebSupport

/// A question of a form as a control of a page, and what somebody posted as its answer.
extension FormField {
  /// The control alone, without label.
  func control(_ answer: JSON?, _ page: Page, described: HTML = .empty) -> HTML {
    let text = Self.text(answer)
    switch kind {
    case .textarea, .lines:
      return """
        <textarea id="\(key)" name="\(key)" rows="4" maxlength="\(longest)"\(described)>\(text)</textarea>
        """
    case .choice:
      return options.count > 6
        ? select(text, page, described) : radios(options.map { ($0, $0) }, chosen: [text], type: "radio")
    case .choices:
      return radios(
        options.map { ($0, $0) }, chosen: Set((answer?.arrayValue ?? []).compactMap(\.stringValue)), type: "checkbox")
    case .yesNo:
      return radios([("true", page("yes")), ("false", page("no"))], chosen: [text], type: "radio")
    case .promise:
      return """
        <label class="choice"><input id="\(key)" type="checkbox" name="\(key)" value="true"\(answer?.boolValue == true ? " checked" : "" as HTML)>\(label)</label>
        """
    case .date: return input("date", text, described)
    case .month: return input("month", text, described)
    case .dateTime: return input("datetime-local", String(text.prefix(16)), described)
    case .integer: return input("text", text, described + " inputmode=\"numeric\"")
    case .decimal: return input("text", text, described + " inputmode=\"decimal\"")
    case .mobile: return input("tel", text, described + " autocomplete=\"tel\" maxlength=\"20\"")
    case .identityNumber, .creditCode, .partyNumber:
      return input("text", text, described + " autocapitalize=\"characters\" autocomplete=\"off\" maxlength=\"18\"")
    case .bankCard: return input("text", text, described + " inputmode=\"numeric\" autocomplete=\"off\" maxlength=\"23\"")
    case .text: return input("text", text, described + " maxlength=\"\(longest)\"")
    }
  }

  /// Label, hint, problem and control: a group of choices is a fieldset, everything else a labelled control.
  func html(_ answer: JSON?, problem: String?, heading: Bool, _ page: Page) -> HTML {
    let field = Field(key, label, hint: hint, problem: problem)
    let isGroup = kind == .choices || kind == .yesNo || (kind == .choice && options.count <= 6)
    if isGroup {
      let legend: HTML = heading ? "<h1>\(label)</h1>" : "\(label)"
      return """
        <fieldset class="question field\(problem == nil ? "" : " wrong" as HTML)" id="\(key)" tabindex="-1"><legend>\(legend)</legend>\(field.hintHTML)\(field.problemHTML(page))\(control(answer, page))</fieldset>
        """
    }
    var described = HTML.empty
    let ids = [hint == nil ? nil : "\(key)-hint", problem == nil ? nil : "\(key)-problem"].compactMap { $0 }
    if !ids.isEmpty { described += " aria-describedby=\"\(ids.joined(separator: " "))\"" }
    if problem != nil { described += " aria-invalid=\"true\"" }
    if kind == .promise {
      return """
        <div class="field\(problem == nil ? "" : " wrong" as HTML)">\(field.problemHTML(page))\(control(answer, page, described: described))</div>
        """
    }
    return field.html(page, heading: heading, input: control(answer, page, described: described))
  }

  private func input(_ type: String, _ text: String, _ more: HTML) -> HTML {
    "<input id=\"\(key)\" name=\"\(key)\" type=\"\(type)\" value=\"\(text)\"\(more)>"
  }

  private func select(_ chosen: String, _ page: Page, _ described: HTML) -> HTML {
    let items = options.map { "<option\($0 == chosen ? " selected" : "" as HTML)>\($0)</option>" as HTML }
    return
      "<select id=\"\(key)\" name=\"\(key)\"\(described)><option value=\"\">\(page("form.choose"))</option>\(items)</select>"
  }

  private func radios(_ options: [(value: String, label: String)], chosen: Set<String>, type: String) -> HTML {
    let items = options.map { option -> HTML in
      let isChosen = chosen.contains(option.value)
      return """
        <label class="choice\(isChosen ? " chosen" : "" as HTML)"><input type="\(type)" name="\(key)" value="\(option.value)"\(isChosen ? " checked" : "" as HTML)>\(option.label)</label>
        """
    }
    return "<div class=\"choices\">\(items)</div>"
  }

  /// What was posted, as a value of the form; nil when nothing was answered. What cannot be read stays a text, so that the check tells
  /// what is wrong with it and the person finds it again.
  func answer(_ post: FormPost) -> JSON? {
    let text = post[key].trimmingWhitespace
    switch kind {
    case .choices:
      let chosen = post.all(key).filter { !$0.isEmpty }
      return chosen.isEmpty ? nil : .array(chosen.map(JSON.string))
    case .yesNo, .promise: return text == "true" ? true : text == "false" ? false : nil
    case .integer: return text.isEmpty ? nil : Int64(text).map { .number(JSONNumber($0)) } ?? .string(text)
    case .decimal: return text.isEmpty ? nil : JSONNumber(text).map(JSON.number) ?? .string(text)
    case .identityNumber, .creditCode, .partyNumber: return text.isEmpty ? nil : .string(text.uppercased())
    case .lines: return text.isEmpty ? nil : .string(text.replacing("\r\n", with: "\n"))
    default: return text.isEmpty ? nil : .string(text)
    }
  }

  /// An answer as people read it.
  static func text(_ answer: JSON?) -> String {
    switch answer {
    case .string(let text)?: text
    case .bool(let flag)?: flag ? "true" : "false"
    case .number(let number)?: number.literal
    case .array(let items)?: items.compactMap(\.stringValue).joined(separator: "、")
    default: ""
    }
  }

  func shown(_ answer: JSON?, _ page: Page) -> String {
    if let flag = answer?.boolValue { return page(flag ? "yes" : "no") }
    let text = Self.text(answer)
    return kind == .dateTime ? String(text.prefix(16)).replacing("T", with: " ") : text
  }
}

extension Page {
  /// All questions of a form on one page; those that are asked only after another say when.
  func questions(_ form: Form, _ answers: JSON, problems: [String: String] = [:]) -> [HTML] {
    form.fields.map { field in
      let question = field.html(answers[field.key], problem: problems[field.key], heading: false, self)
      guard let condition = field.condition, let earlier = form.field(condition.key) else { return question }
      let values = condition.values.map { value in
        earlier.kind == .yesNo ? self(value == "true" ? "yes" : "no") : value
      }
      return """
        <div class="dependent"><p class="small quiet">\(self("form.onlyIf", ["question": earlier.label, "answer": values.joined(separator: self("catalogue.and"))]))</p>\(question)</div>
        """
    }
  }

  /// A form as applicants see it, to be looked at by who keeps it.
  public func preview(_ form: Form) -> HTML {
    "<form class=\"stack intake\" novalidate><div class=\"form-grid\">\(questions(form, [:]))</div></form>"
  }
}

extension String {
  var trimmingWhitespace: String {
    var rest = Substring(self)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
