import Forms
import HTML
import JSON
import Kernel
import WebSupport

// Controls that have parts: places, rows, signatures, files.
extension FormControl {
  /// The region, then what lies in it: two steps, by the list of the catalogue.
  func place(_ answer: JSON?) -> HTML {
    // What was kept before the question had parts is the detail.
    let (region, detail) = (answer?["region"]?.stringValue ?? "", answer?["detail"]?.stringValue ?? answer?.stringValue ?? "")
    let split = field.options.firstIndex { $0.hasPrefix("150000 ") } ?? field.options.endIndex
    func options(_ list: ArraySlice<String>) -> [HTML] {
      list.map { option in
        let code = FormField.code(option)
        return
          "<option value=\"\(code)\"\(code == region ? " selected" : "" as HTML)>\(String(option.dropFirst(code.count + 1)))</option>"
      }
    }
    let league = field.options.first.map { String($0.dropFirst(7)) } ?? ""
    let list: HTML = """
      <optgroup label="\(league)">\(options(field.options[..<split].dropFirst()))\(options(field.options[..<split].prefix(1)))</optgroup><optgroup label="\(page("formPage.elsewhere"))">\(options(field.options[split...]))</optgroup>
      """
    let words = page(field.kind == .region ? "formPage.place" : "formPage.detail")
    return """
      \(part("region", page("formPage.region"), "<select id=\"\(name).region\" name=\"\(name).region\"\(wrong("region"))><option value=\"\">\(page("form.choose"))</option>\(list)</select>"))
      \(part("detail", words, "<input id=\"\(name).detail\" name=\"\(name).detail\" value=\"\(detail)\" maxlength=\"200\"\(wrong("detail"))>"))
      """
  }

  /// Rows with their columns; one row that may not be more stands without number and buttons.
  func rows(_ answer: JSON?) -> HTML {
    let items = answer?.arrayValue ?? []
    let isOne = field.rows.upperBound == 1
    let least = field.required || isOne ? 1 : 0
    let count = min(max(items.count + (hasMore ? 1 : 0), least), field.rows.upperBound)
    let parts = (0..<count).map { index -> HTML in
      let row = index < items.count ? items[index] : [:]
      let cells = field.columns.map { column in
        FormControl(column, page, told, name: "\(name).\(index).\(column.key)").html(row[column.key], heading: false)
      }
      if isOne { return "<div class=\"row-cells\">\(cells)</div>" }
      let title = page("formPage.row", ["n": "\(index + 1)"])
      return """
        <fieldset class="table-row" id="\(name).\(index)" tabindex="-1"><legend>\(title)</legend><div class="row-cells">\(cells)</div><p><button class="button second" name="deed" value="remove:\(name):\(index)" formnovalidate>\(page("formPage.removeRow"))<span class="hidden"> \(field.label) \(title)</span></button></p></fieldset>
        """
    }
    let add: HTML =
      isOne || count >= field.rows.upperBound
      ? .empty
      : "<p><button class=\"button second\" name=\"deed\" value=\"add:\(name)\" formnovalidate>\(page("formPage.addRow"))<span class=\"hidden\"> \(field.label)</span></button></p>"
    return "<input type=\"hidden\" name=\"\(name).rows\" value=\"\(count)\">\(parts)\(add)"
  }

  /// The name that is signed with; with script also a place to draw.
  func signature(_ answer: JSON?) -> HTML {
    let signed = answer?["name"]?.stringValue ?? ""
    let kept = answer?["drawing"]?.stringValue
    return """
      \(part("name", page("formPage.signName"), "<input id=\"\(name).name\" name=\"\(name).name\" value=\"\(signed)\" maxlength=\"50\" autocomplete=\"name\"\(wrong("name"))>"))
      <div class="drawing" data-draw="\(name).drawing" data-label="\(page("formPage.draw"))" data-clear="\(page("formPage.drawAgain"))">\(part("drawing", page("formPage.drawing"), upload("\(name).drawing", kept: kept, ".png,.jpg,.jpeg,.webp", wrong("drawing"))))</div>
      <p class="small quiet">\(page("formPage.signWhy"))</p>
      """
  }

  /// A file to send; the one that was sent, and a way to take it back.
  func upload(_ name: String, kept: String?, _ kinds: HTML, _ described: HTML) -> HTML {
    let sent: HTML =
      kept.map { id in
        """
        <span class="row sent-file"><a class="paper" href="\(url: "/files/\(id)")" target="_blank" rel="noopener">\(page.icon("download"))\(page("formPage.sent"))</a><label class="choice"><input type="checkbox" name="\(name).remove" value="1">\(page("formPage.removeFile"))</label></span>
        """
      } ?? .empty
    return
      "\(sent)<input id=\"\(name)\" type=\"file\" name=\"\(name)\" accept=\"\(kinds)\" data-preview=\"\(name)-preview\"\(described)><span id=\"\(name)-preview\"></span>"
  }

  private func part(_ key: String, _ label: String, _ control: HTML) -> HTML {
    let id = "\(name).\(key)"
    return Field(id, label, problem: told[id]).html(page, input: control)
  }

  private func wrong(_ key: String) -> HTML {
    told["\(name).\(key)"] == nil ? .empty : " aria-invalid=\"true\" aria-describedby=\"\(name).\(key)-problem\""
  }
}

extension Page {
  /// Attributes of a form whose controls are checked while somebody fills them in, and the module that does it.
  func checks(_ fields: [FormField]) -> (attributes: HTML, module: HTML) {
    let codes = [
      "required", "pattern", "plainText", "maxLength", "minLength", "enum", "integer", "number", "decimals", "money",
      "moneyLeast",
      "moneyMost", "minimum", "maximum", "moreThan", "date", "untilToday", "fromToday", "afterToday", "identityOld",
      "identityForm",
      "identityRegion", "identityDate", "identityFuture", "identityCheck", "creditCodeForm", "creditCodeOrganisation",
      "creditCodeCheck", "partyNumber", "mobileForm", "phoneForm", "bankCardForm", "bankCardCheck", "nameTooShort",
      "nameCharacters", "nameSeparator", "mongolianText",
    ]
    var words: JSON = [:]
    for code in codes { words[code] = .string(self("problem.\(code)")) }
    return (
      " data-words=\"\(words.text)\" data-today=\"\(now.civilDate.description)\"",
      "<script type=\"module\" src=\"\(url: asset("js/forms.js"))\"></script>"
    )
  }

  /// All questions of a form on one page; those that are asked only after another say when.
  func questions(_ form: Form, _ answers: JSON, _ told: FormProblems = .none, more: String? = nil) -> [HTML] {
    form.fields.map { field in
      dependent(
        field, form, FormControl(field, self, told, hasMore: more == field.key).html(answers[field.key], heading: false))
    }
  }

  /// A question with the words that say after which answer it is asked; script shows it when it is.
  func dependent(_ field: FormField, _ form: Form, _ question: HTML) -> HTML {
    guard let condition = field.condition, let earlier = form.field(condition.key) else { return question }
    let values = condition.values.map { value in
      earlier.kind == .yesNo ? self(value == "true" ? "yes" : "no") : value
    }
    return """
      <div class="dependent" data-if="\(condition.key)" data-is="\(condition.values.joined(separator: "|"))"><p class="small quiet">\(self("form.onlyIf", ["question": earlier.label, "answer": values.joined(separator: self("catalogue.and"))]))</p>\(question)</div>
      """
  }
}
