import CatalogueCore
import HTML
import Hummingbird
import Kernel
import WebSupport

// One row of the catalogue as a form: the same checks as for a table that is brought in, each problem at its field.
extension CatalogueAdminPages {
  func addEditing(to router: some RouterMethods<WebContext>) {
    router.get("admin/catalogue/edit/{kind}") { request, context in
      let page = site.page(request, context)
      let actor = try keeper(context)
      let kind = try kind(context)
      let change = request.query("change")
      var cells: [String: String] = [:]
      if let key = request.query("key") {
        guard let row = try await desk.row(kind, key, in: change) else { throw Rejection.notFound }
        cells = row
      } else {
        for column in kind.columns { cells[column.name] = request.query(column.name) ?? column.standing }
      }
      return try await editor(page, actor, kind, request.query("key"), cells, change: change, FormPost(fields: [:]), nil)
    }
    router.post("admin/catalogue/edit/{kind}") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try keeper(context)
      let kind = try kind(context)
      let key = request.query("key")
      var cells = key == nil ? [:] : try await desk.row(kind, key ?? "", in: post["change"]) ?? [:]
      for column in kind.columns where key == nil || !kind.naming.contains(column.name) {
        cells[column.name] = column.answer(post)
      }
      let isRemoval = post["deed"] == "remove"
      do {
        var change = post["change"]
        if change.isEmpty {
          change = try await begin(post, by: actor)
        }
        do {
          if isRemoval, let key {
            try await desk.remove(kind, key, in: change, by: actor)
          } else {
            try await desk.put(kind, cells, in: change, by: actor)
          }
        } catch {
          // A change that was begun for this row alone does not stay behind empty.
          if post["change"].isEmpty { try await desk.act(.discard, on: change, by: actor) }
          throw error
        }
        return Response.seeOther("/admin/catalogue/changes/\(change)")
      } catch let rejection as Rejection where [.invalid, .conflict].contains(rejection.kind) {
        return try await editor(page, actor, kind, key, cells, change: post["change"], post, rejection)
      }
    }
  }

  /// Begins a change. A row may have a `reason` of its own: the fields of the change are `change-title` and `change-reason`.
  private func begin(_ post: FormPost, by actor: Actor) async throws -> String {
    do {
      return try await desk.open(title: post["change-title"].trimmed, reason: post["change-reason"].trimmed, by: actor).id
    } catch let rejection as Rejection {
      throw Rejection(
        rejection.kind, rejection.code, rejection.arguments,
        problems: rejection.problems.map { Problem("/change-\($0.pointer.dropFirst())", $0.code, $0.arguments) })
    }
  }

  private func kind(_ context: WebContext) throws -> CatalogueKind {
    guard let kind = CatalogueKind(rawValue: try context.parameters.require("kind")) else { throw Rejection.notFound }
    return kind
  }

  private func editor(
    _ page: Page, _ actor: Actor, _ kind: CatalogueKind, _ key: String?, _ cells: [String: String], change: String?,
    _ post: FormPost, _ rejection: Rejection?
  ) async throws -> Response {
    var wrong: [String: String] = [:]
    var summary: [(anchor: String, text: String)] = []
    for problem in rejection?.problems ?? [] {
      let name = String(problem.pointer.dropFirst())
      let text = page("problem.\(problem.code)", problem.arguments)
      wrong[name] = text
      summary.append((name, "\(name.hasPrefix("change-") ? page("changes.\(name.dropFirst(7))") : page.column(name)): \(text)"))
    }
    let general = summary.isEmpty ? page.refusal(rejection.map { page("problem.\($0.code)", $0.arguments) }) : .empty
    let fields = kind.columns.filter { key == nil || !kind.naming.contains($0.name) }.map {
      field(page, kind, $0, cells[$0.name] ?? "", wrong[$0.name])
    }
    let mine = try await desk.changes(by: actor).filter { $0.state == .draft && $0.author == actor.party }
    let options = mine.map {
      "<option value=\"\($0.id)\"\($0.id == change ? " selected" : "" as HTML)>\($0.title)</option>" as HTML
    }
    let name =
      key.map { cells["name"] ?? cells["question"] ?? cells["label"] ?? $0 }
      ?? page("catalogue.new", ["kind": page("catalogue.kind.\(kind.rawValue).one")])
    // What a row of a bundle names as its service is no home to it.
    let named = [.bundleLinks, .bundleFields].contains(kind) ? "" : cells["service"]
    let service = named ?? (kind == .services ? key ?? "" : "")
    let form = kind == .formFields ? cells["formKey"] ?? "" : kind == .forms ? key ?? "" : ""
    let home =
      !form.isEmpty
      ? "/admin/catalogue/forms/\(form)"
      : service.isEmpty ? "/admin/catalogue?kind=\(kind.rawValue)" : "/admin/catalogue/services/\(service)"
    let target = "/admin/catalogue/edit/\(kind.rawValue)" + (key.map { "?key=\(Page.encoded($0))" } ?? "")
    let remove: HTML =
      key == nil || [.regions, .departments, .elements].contains(kind)
      ? .empty : "<button class=\"button second\" name=\"deed\" value=\"remove\">\(page("catalogue.remove"))</button>"
    return page.adminAnswer(
      name, status: rejection?.kind.status ?? .ok, current: "/admin/catalogue",
      """
      \(crumbs(page, (service.isEmpty ? page("catalogue.kind.\(kind.rawValue)") : catalogue.current.service(service)?.name ?? service, home), (name, nil)))
      <form method="post" action="\(url: target)" class="stack-wide editing" novalidate>\(page.token)
      <h1>\(name)</h1>\(page.problems(summary))\(general)
      <div class="stack">\(fields)</div>
      <fieldset class="stack sheet-part"><legend class="h3">\(page("changes.which"))</legend><p class="quiet">\(page("changes.whichWhy"))</p>
      <div class="field"><label for="change">\(page("changes.one"))</label><select id="change" name="change"><option value="">\(page("changes.begin"))</option>\(options)</select></div>
      \(Field("change-title", page("changes.title"), value: post["change-title"], hint: page("changes.title.hint"), problem: wrong["change-title"], attributes: " maxlength=\"100\"").html(page))
      \(Field("change-reason", page("changes.reason"), hint: page("changes.reason.hint"), problem: wrong["change-reason"]).html(page, input: "<textarea id=\"change-reason\" name=\"change-reason\" rows=\"2\" maxlength=\"1000\">\(post["change-reason"])</textarea>"))</fieldset>
      <p class="row"><button class="button big">\(page("catalogue.save"))</button>\(remove)<a class="button second" href="\(url: home)">\(page("catalogue.cancel"))</a></p></form>
      """)
  }

  private func field(
    _ page: Page, _ kind: CatalogueKind, _ column: CatalogueKind.Column, _ value: String, _ problem: String?
  ) -> HTML {
    let name = column.name
    let field = Field(
      name, page.column(name), value: value, hint: column.hasHint ? page("catalogue.hint.\(name)") : nil, problem: problem)
    switch column.shape {
    case .text, .degrees: return field.html(page)
    case .number, .optionalNumber:
      var field = field
      field.attributes = " inputmode=\"numeric\" class=\"short\""
      return field.html(page)
    case .prose: return field.html(page, input: "<textarea id=\"\(name)\" name=\"\(name)\" rows=\"3\">\(value)</textarea>")
    case .list:
      let lines = value.split(separator: "|").joined(separator: "\n")
      var field = field
      if field.hint == nil { field.hint = page("catalogue.hint.lines") }
      return field.html(
        page,
        input: "<textarea id=\"\(name)\" name=\"\(name)\" rows=\"4\" aria-describedby=\"\(name)-hint\">\(lines)</textarea>")
    case .department:
      let options =
        ["<option value=\"\">\(page("catalogue.empty"))</option>" as HTML]
        + catalogue.current.departments.map {
          "<option value=\"\($0.key)\"\($0.key == value ? " selected" : "" as HTML)>\($0.nameLeague)</option>"
        }
      return field.html(page, input: "<select id=\"\(name)\" name=\"\(name)\">\(options)</select>")
    case .flag:
      return """
        <label class="choice"><input type="checkbox" name="\(name)" value="1"\(value == "1" ? " checked" : "" as HTML)>\(page.column(name))</label>
        """
    case .word(let words):
      let options = words.map {
        "<option value=\"\($0)\"\($0 == value ? " selected" : "" as HTML)>\(page.word(kind, name, $0))</option>" as HTML
      }
      return field.html(page, input: "<select id=\"\(name)\" name=\"\(name)\">\(options)</select>")
    case .words(let words):
      let chosen = value.split(separator: "|").map(String.init)
      let boxes = words.map {
        """
        <label class="choice"><input type="checkbox" name="\(name)" value="\($0)"\(chosen.contains($0) ? " checked" : "" as HTML)>\(page.word(kind, name, $0))</label>
        """ as HTML
      }
      return
        "<fieldset class=\"question\" id=\"\(name)\"><legend>\(page.column(name))</legend>\(field.problemHTML(page))<div class=\"choices\">\(boxes)</div></fieldset>"
    }
  }
}

extension CatalogueKind.Column {
  /// What a new row begins with.
  fileprivate var standing: String {
    switch shape {
    case .flag: "0"
    case .number(let range): "\(range.lowerBound)"
    case .word(let words): words.first ?? ""
    default: ""
    }
  }

  /// Columns that need more than their name.
  fileprivate var hasHint: Bool {
    [
      "keywords", "promisedDays", "visits", "onlineDepth", "consultPhone", "basicCode", "tolerance", "steps", "atBanner",
      "regions",
      "reason", "guidance", "formKey", "base", "pattern", "condition", "prefill", "canonical",
    ].contains(name)
  }

  /// The cell from a posted form.
  fileprivate func answer(_ post: FormPost) -> String {
    switch shape {
    case .flag: post[name] == "1" ? "1" : "0"
    case .words: post.all(name).joined(separator: "|")
    case .list:
      post[name].split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }.joined(separator: "|")
    default: post[name].trimmed
    }
  }
}

extension String {
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
