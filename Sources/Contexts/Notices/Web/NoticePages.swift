import CaseworkCore
public import HTML
public import Hummingbird
public import Kernel
public import NoticesCore
public import WebSupport

/// /my/notices: what I was told; /my/contact: how I am reached.
public struct NoticePages: Sendable {
  let site: Site
  let notices: Notices

  public init(site: Site, notices: Notices) {
    self.site = site
    self.notices = notices
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("my/notices") { request, context in
      let page = site.page(request, context)
      let found = try await notices.list(limit: 20, cursor: request.query("cursor"), by: try context.signedIn())
      return page.answer(page("notices.title"), list(page, found.page, unread: found.unread))
    }
    router.post("my/notices/read") { request, context in
      _ = try await context.posted(request)
      try await notices.markRead(nil, by: try context.signedIn())
      return Response.seeOther("/my/notices")
    }
    router.get("my/contact") { request, context in
      let page = site.page(request, context)
      return contact(page, try await notices.contact(by: try context.signedIn()), nil, nil)
    }
    router.post("my/contact") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      do {
        let kept = try await notices.contact(by: actor)
        // What is not offered here stays as it is.
        _ = try await notices.setContact(
          ContactInput(
            mail: post["mail"], bySMS: notices.isConnected(.sms) ? post["bySMS"] == "1" : kept.bySMS,
            byMail: notices.isConnected(.mail) ? post["byMail"] == "1" : kept.byMail, language: post["language"],
            quietFrom: post["quietFrom"], quietTo: post["quietTo"]), by: actor)
      } catch let rejection as Rejection where [.invalid, .unavailable, .tooMany].contains(rejection.kind) {
        return contact(page, try await notices.contact(by: actor), post, rejection)
      }
      return Response.seeOther("/my/contact?saved=1")
    }
    router.post("my/contact/confirm") { request, context in
      let page = site.page(request, context)
      let (post, actor) = (try await context.posted(request), try context.signedIn())
      do { try await notices.confirmMail(post["code"], by: actor) } catch let rejection as Rejection
        where [.invalid, .conflict].contains(rejection.kind)
      {
        return contact(page, try await notices.contact(by: actor), post, rejection)
      }
      return Response.seeOther("/my/contact?saved=1")
    }
  }

  // MARK: - What I was told

  private func list(_ page: Page, _ found: Portion<NoticeView>, unread: Int) -> HTML {
    let items = found.items.map { "<li class=\"card stack-tight\">\(item(page, $0, linked: true))</li>" as HTML }
    let all: HTML =
      unread == 0
      ? .empty
      : "<form method=\"post\" action=\"/my/notices/read\">\(page.token)<button class=\"button second\">\(page("notices.readAll"))</button></form>"
    let more: HTML =
      found.next.map {
        "<p><a class=\"button second\" href=\"\(url: "/my/notices?cursor=\($0)")\">\(page("pager.later"))</a></p>"
      }
      ?? .empty
    let body: HTML =
      items.isEmpty
      ? "<p class=\"lead\">\(page("notices.none"))</p>" : "<ul class=\"plain stack\">\(items)</ul>\(more)"
    return """
      <main id="main" class="page section stack-wide">\(page.crumbs([(page("my.title"), "/my"), (page("notices.title"), nil)]))
      <div class="heading-row"><h1>\(page("notices.title"))</h1>\(all)</div>
      <div class="stack"><p class="row spread"><span class="quiet">\(page.count("notices.unread", unread))</span><a href="/my/contact">\(page("contact.title"))</a></p>\(body)</div></main>
      """
  }

  private func item(_ page: Page, _ view: NoticeView, linked: Bool) -> HTML {
    let notice = view.notice
    let new: HTML = notice.readAt == nil && linked ? "<span class=\"tag on\">\(page("notices.new"))</span>" : .empty
    let link: HTML =
      linked
      ? notice.caseID.map { "<p><a href=\"\(url: "/my/\($0.text)")\">\(page("notices.toCase"))</a></p>" } ?? .empty : .empty
    let ways = view.deliveries.map { "<li>\(way(page, $0))</li>" as HTML }
    let sent: HTML = ways.isEmpty ? .empty : "<ul class=\"plain small quiet\">\(ways)</ul>"
    return """
      <p class="row spread"><b>\(notice.title(page.language))</b><span class="row small">\(new)<time class="quiet" datetime="\(notice.at.rfc3339)">\(page.dateText(notice.at.civilDate)) \(notice.at.clockTime)</time></span></p>
      <p>\(notice.text(page.language))</p>\(sent)\(link)
      """
  }

  private func way(_ page: Page, _ delivery: NoticeDelivery) -> String {
    page(
      "notices.way.\(delivery.state.rawValue)",
      [
        "channel": page("notices.channel.\(delivery.channel.rawValue)"),
        "at": "\(page.dateText(delivery.at.civilDate)) \(delivery.at.clockTime)",
      ])
  }

  /// What was told of a case, for its page; nothing where nothing was.
  public func ofCase(_ page: Page, _ id: CaseID, _ actor: Actor) async throws -> HTML {
    let found = try await notices.notices(of: id, by: actor)
    guard !found.isEmpty else { return .empty }
    let items = found.map { "<li class=\"stack-tight\">\(item(page, $0, linked: false))</li>" as HTML }
    return """
      <details class="fold"><summary>\(page.count("notices.ofCase", found.count))</summary><ul class="plain stack">\(items)</ul></details>
      """
  }

  // MARK: - How I am reached

  private func contact(_ page: Page, _ contact: Contact, _ post: FormPost?, _ rejection: Rejection?) -> Response {
    func problem(_ name: String) -> String? {
      rejection?.problems.first { $0.pointer == "/\(name)" }.map { page("problem.\($0.code)", $0.arguments) }
    }
    func value(_ name: String, _ kept: String) -> String {
      post == nil || post?["code"].isEmpty == false ? kept : post?[name] ?? ""
    }
    func tick(_ name: String, _ label: String, _ on: Bool, _ hint: String) -> HTML {
      "<label class=\"choice\"><input type=\"checkbox\" name=\"\(name)\" value=\"1\"\(on ? " checked" : "" as HTML)><span>\(label) · \(hint)</span></label>"
    }
    let languages = [("zh-Hans", "中文"), ("en", "English")].map {
      "<option value=\"\($0.0)\"\($0.0 == contact.language ? " selected" : "" as HTML)>\($0.1)</option>" as HTML
    }
    let refused = rejection.flatMap { $0.kind == .invalid ? nil : page("problem.\($0.code)", $0.arguments) }
    let ways: HTML = """
      \(notices.isConnected(.sms) ? tick("bySMS", page("notices.channel.sms"), contact.bySMS, contact.mobile == nil ? page("contact.noMobile") : page("contact.mobile")) : .empty)
      \(notices.isConnected(.mail) ? tick("byMail", page("notices.channel.mail"), contact.byMail, contact.mail == nil ? page("contact.noMail") : page("contact.mailTo", ["mail": contact.mail ?? ""])) : .empty)
      """
    let mail: HTML =
      notices.isConnected(.mail)
      ? Field(
        "mail", page("contact.mail"), value: value("mail", contact.unconfirmedMail ?? contact.mail ?? ""),
        hint: page("contact.mailHint"), problem: problem("mail"), type: "email", attributes: " autocomplete=\"email\""
      ).html(page) : .empty
    let confirm: HTML =
      contact.unconfirmedMail.map { address in
        """
        <form method="post" action="/my/contact/confirm" class="card stack" novalidate>\(page.token)<h2 class="h3">\(page("contact.confirm"))</h2><p>\(page("contact.confirmWhy", ["mail": address]))</p>
        \(Field("code", page("contact.code"), problem: problem("code"), attributes: " inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"6\"").html(page))<p><button class="button">\(page("contact.confirmNow"))</button></p></form>
        """
      } ?? .empty
    // Where nothing goes out there is nothing to choose.
    let choices: HTML =
      notices.isConnected(.sms) || notices.isConnected(.mail)
      ? """
      <form method="post" action="/my/contact" class="stack measure" novalidate>\(page.token)
      <fieldset class="stack-tight"><legend class="h3">\(page("contact.ways"))</legend>\(ways)</fieldset>\(mail)
      <div class="field"><label for="language">\(page("contact.language"))</label><select id="language" name="language">\(languages)</select></div>
      <fieldset class="stack-tight"><legend class="h3">\(page("contact.quiet"))</legend><p class="hint">\(page("contact.quietWhy"))</p>
      \(Field("quietFrom", page("contact.from"), value: value("quietFrom", contact.quiet.fromText), problem: problem("quietFrom"), type: "time").html(page))
      \(Field("quietTo", page("contact.to"), value: value("quietTo", contact.quiet.toText), problem: problem("quietTo"), type: "time").html(page))</fieldset>
      <p><button class="button">\(page("contact.save"))</button></p></form>
      """ : "<p>\(page("contact.none"))</p>"
    return page.answer(
      page("contact.title"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page section stack-wide">\(page.crumbs([(page("my.title"), "/my"), (page("notices.title"), "/my/notices"), (page("contact.title"), nil)]))
      \(page.refusal(refused))\(page.problems((rejection?.problems ?? []).map { (String($0.pointer.dropFirst()), page("problem.\($0.code)", $0.arguments)) }))
      <h1>\(page("contact.title"))</h1><p class="measure">\(page("contact.why"))</p>\(confirm)\(choices)</main>
      """)
  }
}
