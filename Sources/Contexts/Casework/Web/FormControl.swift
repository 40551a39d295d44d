import Forms
import HTML
import JSON
import Kernel
import WebSupport

/// What is wrong with answers, by the name of the control: `shareholders.0.name`.
struct FormProblems {
  let texts: [String: String]
  /// In the order in which they were told, each with the label of its question.
  let summary: [(anchor: String, text: String)]

  static let none = FormProblems([], Form(name: "", fields: [])) { _ in "" }

  /// `words`: a problem as people read it.
  init(_ problems: [Problem], _ form: Form, _ words: (Problem) -> String) {
    var texts: [String: String] = [:]
    var summary: [(anchor: String, text: String)] = []
    for problem in problems {
      guard problem.pointer.hasPrefix("/form/") else { continue }
      let parts = problem.pointer.dropFirst(6).split(separator: "/").map(String.init)
      let name = parts.joined(separator: ".")
      let text = words(problem)
      guard texts[name] == nil else { continue }
      texts[name] = text
      let field = form.field(parts[0])
      var label = field?.label ?? ""
      if parts.count > 2, let row = Int(parts[1]) {
        label += " \(row + 1) \(field?.columns.first { $0.key == parts[2] }?.label ?? "")"
      }
      summary.append((name, label.isEmpty ? text : "\(label): \(text)"))
    }
    self.texts = texts
    self.summary = summary
  }

  subscript(_ name: String) -> String? { texts[name] }
}

/// A question of a form as controls of a page, without script and with it.
struct FormControl {
  let field: FormField
  /// Of the control, its id too.
  let name: String
  let page: Page
  let told: FormProblems
  /// A row that is still empty is shown behind the others.
  var hasMore = false

  init(_ field: FormField, _ page: Page, _ told: FormProblems, name: String? = nil, hasMore: Bool = false) {
    self.field = field
    self.name = name ?? field.key
    self.page = page
    self.told = told
    self.hasMore = hasMore
  }

  var problem: String? { told[name] }

  /// Label, hint, problem and control: what has parts is a fieldset, everything else a labelled control. `more`: beneath the hint.
  func html(_ answer: JSON?, heading: Bool, more: HTML = .empty) -> HTML {
    let optional =
      field.required || heading || field.label.contains(page("apply.optional")) ? "" : " (\(page("apply.optional")))"
    let frame = Field(name, field.label + optional, hint: field.hint, problem: problem)
    let more = help + more
    if let parts = parts(answer) {
      let legend: HTML = heading ? "<h1>\(frame.label)</h1>" : "\(frame.label)"
      return """
        <fieldset class="question field\(problem == nil ? "" : " wrong" as HTML)" id="\(name)" tabindex="-1"><legend>\(legend)</legend>\(frame.hintHTML)\(more)\(frame.problemHTML(page))\(parts)</fieldset>
        """
    }
    var described = check
    let ids = [field.hint == nil ? nil : "\(name)-hint", problem == nil ? nil : "\(name)-problem"].compactMap { $0 }
    if !ids.isEmpty { described += " aria-describedby=\"\(ids.joined(separator: " "))\"" }
    if problem != nil { described += " aria-invalid=\"true\"" }
    if field.kind == .promise {
      return """
        <div class="field\(problem == nil ? "" : " wrong" as HTML)">\(frame.problemHTML(page))\(single(answer, described))</div>
        """
    }
    return frame.html(page, heading: heading, input: "\(more)\(single(answer, described))")
  }

  private var help: HTML {
    field.help.map { "<details class=\"fold help\"><summary>\(page("formPage.help"))</summary><p>\($0)</p></details>" }
      ?? .empty
  }

  /// What the module of the page checks while one types: the same schema by which the server judges.
  private var check: HTML {
    guard field.kind != .file, field.kind != .promise else { return .empty }
    return
      " data-schema=\"\(field.schema.text)\" data-kind=\"\(field.kind.rawValue)\"\(field.required ? " aria-required=\"true\"" : "" as HTML)"
  }

  // MARK: - What has parts

  private func parts(_ answer: JSON?) -> HTML? {
    let text = FormField.text(answer)
    switch field.kind {
    case .choice where field.options.count <= 6: return radios(field.options.map { ($0, $0) }, chosen: [text], type: "radio")
    case .choices:
      return radios(
        field.options.map { ($0, $0) }, chosen: Set((answer?.arrayValue ?? []).compactMap(\.stringValue)), type: "checkbox")
    case .yesNo: return radios([("true", page("yes")), ("false", page("no"))], chosen: [text], type: "radio")
    case .region, .address: return place(answer)
    case .table: return rows(answer)
    case .signature: return signature(answer)
    default: return nil
    }
  }

  private func radios(_ options: [(value: String, label: String)], chosen: Set<String>, type: String) -> HTML {
    let items = options.map { option -> HTML in
      let isChosen = chosen.contains(option.value)
      return """
        <label class="choice\(isChosen ? " chosen" : "" as HTML)"><input type="\(type)" name="\(name)" value="\(option.value)"\(isChosen ? " checked" : "" as HTML)>\(option.label)</label>
        """
    }
    return "<div class=\"choices\">\(items)</div>"
  }

  // MARK: - Single controls

  private func single(_ answer: JSON?, _ described: HTML) -> HTML {
    let text = FormField.text(answer)
    switch field.kind {
    case .textarea, .lines:
      return """
        <textarea id="\(name)" name="\(name)" rows="4" maxlength="\(field.longest)"\(described)>\(text)</textarea>
        """
    case .coordinates:
      return """
        <textarea id="\(name)" name="\(name)" rows="\(min(5, max(1, field.rows.lowerBound)))" inputmode="text" placeholder="116.081200,43.933100"\(described)>\(FormField.points(answer))</textarea>
        """
    case .choice, .choices, .yesNo, .region, .address, .table, .signature: return select(text, described)
    case .promise:
      return """
        <label class="choice"><input id="\(name)" type="checkbox" name="\(name)" value="true"\(answer?.boolValue == true ? " checked" : "" as HTML)\(described)>\(field.label)</label>
        """
    case .date: return input("date", text, described)
    case .month: return input("month", text, described)
    case .dateTime: return input("datetime-local", String(text.prefix(16)), described)
    case .integer: return input("text", text, described + " inputmode=\"numeric\"")
    case .decimal: return input("text", text, described + " inputmode=\"decimal\"")
    case .money:
      let yuan = answer?.intValue.map(Money.yuan) ?? text
      return
        "<span class=\"money\">\(input("text", yuan, described + " inputmode=\"decimal\""))<span aria-hidden=\"true\">\(page("formPage.yuan"))</span></span>"
    case .mobile: return input("tel", text, described + " autocomplete=\"tel\" maxlength=\"20\"")
    case .phone: return input("tel", text, described + " maxlength=\"20\"")
    case .identityNumber, .creditCode, .partyNumber:
      return input("text", text, described + " autocapitalize=\"characters\" autocomplete=\"off\" maxlength=\"18\"")
    case .bankCard: return input("text", text, described + " inputmode=\"numeric\" autocomplete=\"off\" maxlength=\"23\"")
    case .mongolianText: return input("text", text, described + " lang=\"mn-Mong\" maxlength=\"200\"")
    case .personName, .text: return input("text", text, described + " maxlength=\"\(field.longest)\"")
    case .file: return upload(name, kept: answer?.stringValue, ".pdf,.ofd,.jpg,.jpeg,.png,.webp", described)
    }
  }

  private func input(_ type: String, _ text: String, _ more: HTML) -> HTML {
    "<input id=\"\(name)\" name=\"\(name)\" type=\"\(type)\" value=\"\(text)\"\(more)>"
  }

  private func select(_ chosen: String, _ described: HTML) -> HTML {
    let items = field.options.map { "<option\($0 == chosen ? " selected" : "" as HTML)>\($0)</option>" as HTML }
    return
      "<select id=\"\(name)\" name=\"\(name)\"\(described)><option value=\"\">\(page("form.choose"))</option>\(items)</select>"
  }
}
