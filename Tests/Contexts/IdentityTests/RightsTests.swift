import IdentityCore
import Kernel
import Testing

@Suite("Who may do what")
struct RightsTests {
  static let league = "152500"
  let window = AgencyID(region: "152502", department: "ZSJ")
  let police = AgencyID(region: "152502", department: "GAJ")
  let elsewhere = AgencyID(region: "152501", department: "GAJ")

  private func relations(draft: Bool = false) -> CaseRelations {
    CaseRelations(
      applicant: PartyID("citizen"), agent: PartyID("helper"), accepting: window, responsible: police, issuing: window,
      draft: draft)
  }

  private func staff(_ role: Role, _ agency: AgencyID, party: String = "staff") -> Actor {
    Actor(party: PartyID(party), kind: .staff, name: "测", posts: [Post(role: role, agency: agency)])
  }

  private func person(_ id: String, mandates: Set<PartyID> = []) -> Actor {
    Actor(party: PartyID(id), kind: .person, name: "测", mandates: mandates)
  }

  private func may(_ actor: Actor?, _ deed: Deed, _ resource: Resource) -> Bool {
    IdentityCore.may(actor, deed, on: resource, league: Self.league)
  }

  @Test("nobody who is not signed in may do anything")
  func nobody() {
    for deed in [Deed.viewCase, .actAsApplicant, .revealIdentity] { #expect(!may(nil, deed, .caseFile(relations()))) }
    #expect(!may(nil, .manageAccounts, .region(Self.league)))
  }

  @Test("a case is seen by its applicant and by those who handle it, and by no one else")
  func seen() {
    #expect(may(person("citizen"), .viewCase, .caseFile(relations())))
    #expect(!may(person("stranger"), .viewCase, .caseFile(relations())))
    #expect(may(staff(.windowClerk, window), .viewCase, .caseFile(relations())))
    #expect(may(staff(.reviewer, police), .viewCase, .caseFile(relations())))
    #expect(may(staff(.issuer, window), .viewCase, .caseFile(relations())))
    #expect(!may(staff(.reviewer, elsewhere), .viewCase, .caseFile(relations())))
    #expect(!may(staff(.reviewer, window), .viewCase, .caseFile(relations())))
    #expect(!may(staff(.editor, police), .viewCase, .caseFile(relations())))
    #expect(!may(staff(.administrator, police), .viewCase, .caseFile(relations())))
  }

  @Test("a draft is nobody's but the applicant's and their agent's")
  func draft() {
    #expect(may(person("citizen"), .viewCase, .caseFile(relations(draft: true))))
    #expect(may(person("helper"), .viewCase, .caseFile(relations(draft: true))))
    #expect(!may(staff(.windowClerk, window), .viewCase, .caseFile(relations(draft: true))))
    #expect(
      !may(staff(.supervisor, AgencyID(region: Self.league, department: "ZSJ")), .viewCase, .caseFile(relations(draft: true))))
  }

  @Test("who may act for an organisation may do what it may")
  func mandate() {
    #expect(may(person("agent", mandates: [PartyID("citizen")]), .actAsApplicant, .caseFile(relations())))
    #expect(!may(person("agent", mandates: [PartyID("other")]), .actAsApplicant, .caseFile(relations())))
  }

  @Test("a task is done in its role at its agency, and never by the applicant")
  func task() {
    let deed = Deed.actOnTask(.reviewer, police)
    #expect(may(staff(.reviewer, police), deed, .caseFile(relations())))
    #expect(!may(staff(.approver, police), deed, .caseFile(relations())))
    #expect(!may(staff(.reviewer, elsewhere), deed, .caseFile(relations())))
    #expect(!may(staff(.reviewer, police, party: "citizen"), deed, .caseFile(relations())))
  }

  @Test("a supervisor sees the cases of the region, and the league's those of all banners, but neither acts nor unmasks")
  func supervisor() {
    let own = staff(.supervisor, AgencyID(region: "152502", department: "ZSJ"))
    let above = staff(.supervisor, AgencyID(region: Self.league, department: "ZSJ"))
    let beside = staff(.supervisor, AgencyID(region: "152501", department: "ZSJ"))
    #expect(may(own, .viewCase, .caseFile(relations())))
    #expect(may(above, .viewCase, .caseFile(relations())))
    #expect(!may(beside, .viewCase, .caseFile(relations())))
    #expect(!may(above, .revealIdentity, .caseFile(relations())))
    #expect(!may(above, .actOnTask(.reviewer, police), .caseFile(relations())))
  }

  @Test("no post gives a right that no rule names: every deed on a foreign resource is refused")
  func matrix() {
    for role in Role.allCases {
      let actor = staff(role, elsewhere)
      for deed in [Deed.viewCase, .actAsApplicant, .revealIdentity, .actOnTask(.reviewer, police), .intake, .editCatalogue] {
        #expect(!may(actor, deed, .caseFile(relations())), "\(role) \(deed)")
        #expect(!may(actor, deed, .agency(police)), "\(role) \(deed)")
      }
    }
  }

  @Test("the editor of the league edits everything, a banner's only the banner's")
  func editor() {
    #expect(may(staff(.editor, AgencyID(region: Self.league, department: "ZSJ")), .editCatalogue, .everything))
    #expect(!may(staff(.editor, window), .editCatalogue, .everything))
    #expect(may(staff(.editor, window), .editCatalogue, .region("152502")))
    #expect(!may(staff(.editor, window), .editCatalogue, .region("152501")))
  }
}

@Suite("Passwords")
struct PasswordRuleTests {
  @Test("all that is wrong is told at once")
  func problems() {
    #expect(
      PasswordRules.problems("aaa", account: "bo", name: "测", at: "/password").map(\.code) == [
        "passwordTooShort", "passwordTooSimple",
      ])
    #expect(PasswordRules.problems("a123456789", account: "bo", name: "测", at: "/p").map(\.code) == ["passwordCommon"])
    #expect(
      PasswordRules.problems("hasbagan-2026", account: "hasbagan", name: "测", at: "/p").map(\.code) == ["passwordContainsName"])
    #expect(PasswordRules.problems("草原上的四匹马和一棵树", account: "bo", name: "测", at: "/p").isEmpty)
  }

  @Test("after the fifth wrong one an account rests, and longer each time up to a day")
  func rest() {
    let now = Instant(milliseconds: 0)
    #expect(PasswordRules.rest(afterFailures: 4, at: now) == nil)
    #expect(PasswordRules.rest(afterFailures: 5, at: now) == now.adding(seconds: 900))
    #expect(PasswordRules.rest(afterFailures: 6, at: now) == now.adding(seconds: 1800))
    #expect(PasswordRules.rest(afterFailures: 60, at: now) == now.adding(seconds: 86_400))
  }

  @Test("an account's name is plain", arguments: ["ab", "", "张三", "a b", "-abc", "a/b", "A"])
  func names(name: String) {
    #expect(!AccountName.problems(name, at: "/account").isEmpty)
  }
}
