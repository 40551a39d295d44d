import HTML
import Hummingbird
import Kernel
import ReviewsCore
import WebSupport

extension ReviewsPages {
  /// The questions of a rating. `action`: where it is sent; `token`: the hidden field of a session's form, none where a link is the key.
  func questions(
    _ page: Page, action: String, token: HTML, before: HTML, _ post: FormPost, _ rejection: Rejection?
  ) -> Response {
    let chosen = Int(post["grade"]).flatMap(Grade.init)
    let grades = Grade.allCases.reversed().map { grade -> HTML in
      let isChosen = grade == chosen
      let reasons = reviews.indicators.indicators(for: grade).map { reason -> HTML in
        """
        <label class="choice"><input type="checkbox" name="indicator" value="\(reason.code)"\(post.all("indicator").contains(reason.code) ? " checked" : "" as HTML)>\(reason.name(page.language))</label>
        """
      }
      return """
        <div class="grade"><label class="choice\(isChosen ? " chosen" : "" as HTML)"><input type="radio" name="grade" value="\(grade.rawValue)"\(isChosen ? " checked" : "" as HTML)>\(page("grade.\(grade.rawValue)"))</label>
        <details class="fold"\(isChosen ? " open" : "" as HTML)><summary>\(page("review.why", ["grade": page("grade.\(grade.rawValue)")]))</summary><div class="choices">\(reasons)</div></details></div>
        """
    }
    let problem = rejection.map { rejection in
      rejection.problems.first.map { page("problem.\($0.code)", $0.arguments) } ?? page("problem.\(rejection.code)")
    }
    return page.answer(
      page("review.title"), status: rejection?.kind.status ?? .ok,
      """
      <main id="main" class="page asking">\(before)
      <div class="stack-wide">\(page.refusal(problem))<h1>\(page("review.title"))</h1>
      <form method="post" action="\(url: action)" class="stack-wide" novalidate>\(token)
      <fieldset class="question"><legend>\(page("review.grade"))</legend><div class="stack">\(grades)</div></fieldset>
      \(comment(page, post["comment"]))
      <label class="choice"><input type="checkbox" name="anonymous" value="true"\(post["anonymous"] == "true" ? " checked" : "" as HTML)>\(page("review.anonymous"))</label>
      <p class="small quiet">\(page("review.anonymousWhy"))</p>
      <p class="row"><button class="button big">\(page("review.send"))</button></p></form></div></main>
      """)
  }

  func comment(_ page: Page, _ text: String) -> HTML {
    Field("comment", page("review.comment"), hint: page("review.comment.hint")).html(
      page,
      input:
        "<textarea id=\"comment\" name=\"comment\" rows=\"4\" maxlength=\"500\" aria-describedby=\"comment-hint\">\(text)</textarea>"
    )
  }

  /// What was posted. Reasons of other grades may be ticked on a page without script; those of the chosen grade count.
  func input(_ post: FormPost, case id: CaseID = CaseID("")) -> ReviewInput {
    let grade = Int(post["grade"]) ?? 0
    let codes = Grade(rawValue: grade).map { reviews.indicators.indicators(for: $0).map(\.code) } ?? []
    return ReviewInput(
      caseID: id, grade: grade, indicators: post.all("indicator").filter(codes.contains), comment: post["comment"],
      anonymous: post["anonymous"] == "true")
  }
}
