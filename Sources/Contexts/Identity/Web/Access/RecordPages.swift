import HTML
import HTTPTypes
public import Hummingbird
public import IdentityCore
import JSON
public import Kernel
import NIOCore
public import WebSupport

/// /admin/record: the auditor reads who did what to whom, who signed in, who saw personal numbers, and takes it away as a table.
public struct RecordPages: Sendable {
  /// A masked number that was seen in full.
  public struct Reveal: Sendable {
    let at: Instant
    let actor: String
    /// Number of the case.
    let number: String
    let reason: String

    public init(at: Instant, actor: String, number: String, reason: String) {
      self.at = at
      self.actor = actor
      self.number = number
      self.reason = reason
    }
  }

  public typealias Reveals =
    @Sendable (_ actor: Actor, _ limit: Int, _ after: String?) async throws -> (
      items: [Reveal], total: Int, next: String?
    )

  public static let sections: [AdminSection] = [
    AdminSection(path: "/admin/record", title: "record.title", icon: "eye", roles: [.auditor])
  ]

  private enum Part: String, CaseIterable { case deeds, signIns, reveals }

  let site: Site
  let identity: Identity
  let directory: AgencyDirectory
  let reveals: Reveals

  public init(site: Site, identity: Identity, directory: AgencyDirectory, reveals: @escaping Reveals) {
    self.site = site
    self.identity = identity
    self.directory = directory
    self.reveals = reveals
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("admin/record") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      let part = try request.query("part", as: Part.self) ?? .deeds
      let cursor = request.query("cursor")
      let found = try await rows(page, part, actor, limit: 50, after: cursor, request)
      let tabs = Part.allCases.map { other -> HTML in
        "<a href=\"\(url: "/admin/record?part=\(other.rawValue)")\"\(other == part ? " aria-current=\"page\"" : "" as HTML)>\(page("record.part.\(other.rawValue)"))</a>"
      }
      let heads = found.heads.map { "<th scope=\"col\">\($0)</th>" as HTML }
      let lines = found.rows.map { row -> HTML in
        let cells = zip(found.heads, row).map { "<td data-label=\"\($0)\">\($1)</td>" as HTML }
        return "<tr>\(cells)</tr>"
      }
      let more: HTML =
        found.next.map {
          "<p><a class=\"button second\" href=\"\(url: "/admin/record?part=\(part.rawValue)&cursor=\(Page.encoded($0))")\">\(page("pager.later"))</a></p>"
        } ?? .empty
      return page.adminAnswer(
        page("record.title"), current: "/admin/record",
        """
        <h1>\(page("record.title"))</h1><p class="measure">\(page("record.why"))</p><nav class="tabs" aria-label="\(page("record.title"))">\(tabs)</nav>
        <div class="spread"><p role="status">\(page.count("record.count", found.total))</p><a class="button second" href="\(url: "/admin/record.csv?part=\(part.rawValue)")">\(page.icon("download"))\(page("record.export"))</a></div>
        <div class="table-wrap" tabindex="0" role="region" aria-label="\(page("record.title"))"><table class="table stacks"><thead><tr>\(heads)</tr></thead><tbody>\(lines)</tbody></table></div>\(more)
        """)
    }
    router.get("admin/record.csv") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      let part = try request.query("part", as: Part.self) ?? .deeds
      var (text, cursor, left) = ("\u{FEFF}", String?.none, 200)
      repeat {
        let found = try await rows(page, part, actor, limit: 200, after: cursor, request)
        if cursor == nil { text += Self.line(found.heads) }
        for row in found.rows { text += Self.line(row) }
        (cursor, left) = (found.next, left - 1)
      } while cursor != nil && left > 0
      return Response(
        status: .ok,
        headers: [
          .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
          .contentDisposition: "attachment; filename=\"record-\(part.rawValue).csv\"",
        ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
  }

  private struct Found {
    let heads: [String]
    let rows: [[String]]
    let total: Int
    let next: String?
  }

  private func rows(
    _ page: Page, _ part: Part, _ actor: Actor, limit: Int, after: String?, _ request: Request
  ) async throws
    -> Found
  {
    func when(_ moment: Instant) -> String { "\(moment.civilDate) \(moment.clockTime)" }
    switch part {
    case .deeds:
      let found = try await identity.record(
        about: request.query("staff").map { PartyID($0) }, limit: limit, after: after, by: actor)
      return Found(
        heads: ["signIns.when", "record.who", "record.did", "record.whom", "record.details"].map { page($0) },
        rows: found.items.map {
          [
            when($0.at), $0.actorName ?? page("record.command"), page("record.kind.\(Self.word($0.kind))"),
            $0.subjectName, details(page, $0.body),
          ]
        }, total: found.total, next: found.next)
    case .signIns:
      let found = try await identity.signIns(
        SignInQuery(account: request.query("account"), limit: limit, after: after), by: actor)
      return Found(
        heads: ["signIns.when", "signIn.account", "signIns.outcome", "signIns.channel", "signIns.address"].map { page($0) },
        rows: found.items.map {
          [
            when($0.at), $0.account.isEmpty ? page("signIns.unknown") : $0.account,
            page("signIns.outcome.\($0.outcome.rawValue)"),
            page("signIns.channel.\($0.channel.rawValue)"), $0.address,
          ]
        }, total: found.total, next: found.next)
    case .reveals:
      let found = try await reveals(actor, limit, after)
      return Found(
        heads: ["signIns.when", "record.who", "case.number", "record.reason"].map { page($0) },
        rows: found.items.map { [when($0.at), $0.actor, $0.number, $0.reason] }, total: found.total, next: found.next)
    }
  }

  /// `postGranted` of `staff.postGranted`; `hall-made` of `hall.made`.
  private static func word(_ kind: String) -> String {
    kind.hasPrefix("staff.") ? String(kind.dropFirst("staff.".count)) : kind.replacing(".", with: "-")
  }

  /// `role: reviewer, agency: …` in the reader's words.
  private func details(_ page: Page, _ body: String) -> String {
    guard let object = (try? JSON.parse(body))?.objectValue else { return "" }
    return object.compactMap { key, value -> String? in
      guard let text = value.stringValue else { return nil }
      switch key {
      case "role": return page("role.\(text)")
      case "agency": return AgencyID(text).map(directory.name) ?? text
      case "by": return nil
      default: return text
      }
    }.joined(separator: " · ")
  }

  /// A line of CSV (RFC 4180). What a spreadsheet would take for a formula begins with an apostrophe: people choose their own names.
  static func line(_ cells: [String]) -> String {
    cells.map { cell in
      let safe = cell.first.map { "=+-@\t\r".contains($0) } ?? false ? "'" + cell : cell
      return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }.joined(separator: ",") + "\r\n"
  }
}
