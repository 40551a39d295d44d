import CaseworkCore
import CatalogueCore
public import HTML
public import Hummingbird
public import Kernel
public import ReviewsCore
public import WebSupport

/// Rating a closed case, and what everybody said.
public struct ReviewsPages: Sendable {
  let site: Site
  let reviews: Reviews
  /// Name and code of the regions one may choose, the league first.
  let regions: @Sendable (_ language: String) -> [(code: String, name: String)]
  let regionsBelow: @Sendable (String) -> [String]
  let serviceName: @Sendable (String) -> String
  /// Key and name of the departments one may choose.
  let departments: @Sendable (_ language: String) -> [(code: String, name: String)]

  public init(
    site: Site, reviews: Reviews, regions: @escaping @Sendable (_ language: String) -> [(code: String, name: String)],
    regionsBelow: @escaping @Sendable (String) -> [String], serviceName: @escaping @Sendable (String) -> String,
    departments: @escaping @Sendable (_ language: String) -> [(code: String, name: String)]
  ) {
    self.site = site
    self.reviews = reviews
    self.regions = regions
    self.regionsBelow = regionsBelow
    self.serviceName = serviceName
    self.departments = departments
  }

  public func add(to router: some RouterMethods<WebContext>) {
    router.get("reviews") { request, context in
      let page = site.page(request, context)
      return page.answer(page("reviews.title"), try await everybody(page, request))
    }
    router.get("my/{id}/review") { request, context in
      let page = site.page(request, context)
      let actor = try context.signedIn()
      let id = CaseID(try context.parameters.require("id"))
      if case .none = try await reviews.review(of: id, by: actor) {
        return rate(page, id, FormPost(fields: ["grade": [request.query("grade") ?? ""]]), nil)
      }
      return Response.seeOther("/my/\(id.text)")
    }
    router.post("my/{id}/review") { request, context in
      let page = site.page(request, context)
      let post = try await context.posted(request)
      let actor = try context.signedIn()
      let id = CaseID(try context.parameters.require("id"))
      do {
        let (review, token) = try await reviews.rate(input(post, case: id), by: actor)
        // Nothing but this link leads to an anonymous review.
        return Response.seeOther(review.anonymous ? "/review/\(token)" : "/my/\(id.text)")
      } catch let rejection as Rejection where rejection.kind == .invalid || rejection.kind == .conflict {
        return rate(page, id, post, rejection)
      }
    }
    addTokenPages(to: router)
  }

  private func rate(_ page: Page, _ id: CaseID, _ post: FormPost, _ rejection: Rejection?) -> Response {
    questions(
      page, action: "/my/\(id.text)/review", token: page.token,
      before: page.crumbs([(page("my.title"), "/my"), (page("review.title"), nil)]), post, rejection)
  }

  /// What the page of a closed case says of its rating.
  public func rating(_ page: Page, _ id: CaseID, _ actor: Actor) async throws -> HTML {
    switch try await reviews.review(of: id, by: actor) {
    case .named(let review):
      return page.note(
        "\(page("review.done")) <b>\(page("grade.\(review.grade.rawValue)"))</b> \(notAdopted(page, review))", icon: "check")
    case .anonymous: return page.note("\(page("review.doneAnonymously"))", icon: "check")
    case .none: break
    }
    let buttons = Grade.allCases.reversed().map { grade -> HTML in
      "<a class=\"button second\" href=\"\(url: "/my/\(id.text)/review?grade=\(grade.rawValue)")\">\(page("grade.\(grade.rawValue)"))</a>"
    }
    return "<div class=\"stack-tight\"><p><b>\(page("review.ask"))</b></p><p class=\"grades\">\(buttons)</p></div>"
  }
}
