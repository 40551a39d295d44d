import HTML
public import Hummingbird

/// The interface for developers (/api): the document as a page, in the frame of the site.
public struct APIPage: Sendable {
  let site: Site
  let document: APIDocument

  public init(site: Site, document: APIDocument) {
    self.site = site
    self.document = document
  }

  public func add(to router: some RouterMethods<WebContext>) {
    let (site, document) = (site, document)
    router.get("api") { request, context in
      Self.answer(site.page(request, context), APIReference(document.json))
    }
  }

  private static func answer(_ page: Page, _ reference: APIReference) -> Response {
    let contents = reference.groups.map { group -> HTML in
      let items = group.operations.map { operation -> HTML in
        "<li><a href=\"\(url: "#\(operation.name)")\"><code>\(operation.method) \(operation.path)</code></a> <span class=\"quiet\" lang=\"en\">\(prose(operation.summary))</span></li>"
      }
      return "<section class=\"stack-tight\"><h3 class=\"h3\">\(group.name)</h3><ul class=\"api-list\">\(items)</ul></section>"
    }
    let groups = reference.groups.map { group -> HTML in
      let operations = group.operations.map { Self.operation(page, $0) }
      return "<section class=\"stack\"><h2>\(group.name)</h2>\(operations)</section>"
    }
    let schemas = reference.schemas.map { Self.schema(page, $0) }
    let about = reference.about.split(separator: "\n\n").map { "<p lang=\"en\">\(prose(String($0)))</p>" as HTML }
    return page.answer(
      page("api.title"),
      """
      <main id="main" class="page section stack-wide api">
      \(page.crumbs([(page("api.title"), nil)]))
      <h1>\(page("api.title"))</h1><p class="lead">\(page("api.lead"))</p>
      <p><a class="button second" href="/api/v1/openapi.json">\(page("api.document"))</a></p>
      <details class="fold"><summary>\(page("api.rules"))</summary><div class="stack">\(about)</div></details>
      <section class="stack"><h2>\(page("api.contents"))</h2>\(contents)</section>
      \(groups)
      <section class="stack"><h2>\(page("api.schemas"))</h2>\(schemas)</section>
      </main>
      """)
  }

  private static func operation(_ page: Page, _ operation: APIReference.Operation) -> HTML {
    let about: HTML = operation.about.isEmpty ? .empty : "<p lang=\"en\">\(prose(operation.about))</p>"
    var who: HTML = "<span class=\"tag\">\(page(operation.isOpen ? "api.open" : "api.signedIn"))</span>"
    if let scope = operation.scope { who += " <span class=\"tag\">\(page("api.scope", ["scope": scope]))</span>" }
    let parameters: HTML =
      operation.parameters.isEmpty
      ? .empty
      : table(
        page("api.parameters"), of: operation.name,
        [page("api.name"), page("api.where"), page("api.type"), page("api.meaning")],
        operation.parameters.map { place, member in
          let needed: HTML = member.required ? " <span class=\"small quiet\">\(page("api.required"))</span>" : .empty
          return
            "<td><code>\(member.name)</code>\(needed)</td><td>\(place)</td><td>\(words(member.type))</td><td lang=\"en\">\(prose(member.about))</td>"
        })
    let body: HTML =
      operation.body.map { "<p>\(page("api.body")) <code>\(operation.bodyKind)</code>: \(words($0))</p>" } ?? .empty
    let answers = table(
      page("api.answers"), of: operation.name, [page("api.status"), page("api.content"), page("api.codes")],
      operation.answers.map { answer in
        let what: HTML = answer.type.isEmpty ? "<span lang=\"en\">\(answer.about)</span>" : words(answer.type)
        return "<td>\(answer.status)</td><td>\(what)</td><td>\(codes(answer.codes))</td>"
      })
    let faults: HTML =
      operation.faults.isEmpty ? .empty : "<p class=\"small\">\(page("api.faults")) \(codes(operation.faults))</p>"
    return """
      <details class="fold" id="\(operation.name)"><summary><span><code class="api-route">\(operation.method) \(operation.path)</code> <span class="quiet" lang="en">\(prose(operation.summary))</span></span></summary>
      <div class="stack"><p class="row">\(who)</p>\(about)\(parameters)\(body)\(answers)\(faults)
      <pre class="api-example" tabindex="0" aria-label="\(page("api.example"))"><code>\(operation.curl)</code></pre></div></details>
      """
  }

  private static func schema(_ page: Page, _ schema: APIReference.Schema) -> HTML {
    let about: HTML = schema.about.isEmpty ? .empty : "<p lang=\"en\">\(schema.about)</p>"
    let members: HTML =
      schema.members.isEmpty
      ? "<p>\(words(schema.type))</p>"
      : table(
        schema.name, of: page("api.schemas"), [page("api.name"), page("api.type"), page("api.meaning")],
        schema.members.map { member in
          let needed: HTML = member.required ? .empty : " <span class=\"small quiet\">\(page("api.optional"))</span>"
          return
            "<td><code>\(member.name)</code>\(needed)</td><td>\(words(member.type))</td><td lang=\"en\">\(prose(member.about))</td>"
        })
    return """
      <details class="fold" id="\("schema-\(schema.name)")"><summary><code>\(schema.name)</code></summary><div class="stack">\(about)\(members)</div></details>
      """
  }

  /// English text, what stands between backticks as code.
  private static func prose(_ text: String) -> HTML {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { place, part -> HTML in
      place % 2 == 0 ? "\(String(part))" : "<code>\(String(part))</code>"
    }
    return "\(parts)"
  }

  /// `owner`: what sets it apart from the page's other tables.
  private static func table(_ caption: String, of owner: String, _ heads: [String], _ rows: [HTML]) -> HTML {
    let heads = heads.map { "<th scope=\"col\">\($0)</th>" as HTML }
    let rows = rows.map { "<tr>\($0)</tr>" as HTML }
    return """
      <div class="table-wrap" tabindex="0" role="region" aria-label="\("\(caption) \(owner)")"><table class="table"><caption>\(caption)</caption><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  private static func words(_ type: [APIReference.TypeWord]) -> HTML {
    let words = type.map { word -> HTML in
      if let schema = word.schema { return "<a href=\"\(url: "#schema-\(schema)")\"><code>\(word.text)</code></a>" }
      return "<span lang=\"en\">\(word.text)</span>"
    }
    return "<span class=\"api-type\">\(words)</span>"
  }

  private static func codes(_ codes: [String]) -> HTML {
    let items = codes.map { "<code>\($0)</code> " as HTML }
    return "\(items)"
  }
}
