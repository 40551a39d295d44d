import Kernel
import Testing

@testable import CatalogueCore

@Suite("A change goes from its author over a second person to the public")
struct ChangeRuleTests {
  private let author = Actor(party: PartyID("a"), kind: .staff, name: "甲")
  private let second = Actor(party: PartyID("b"), kind: .staff, name: "乙")
  private let now = CivilDate(daysSince1970: 20_000).start

  private func change(_ state: CatalogueChange.State) -> CatalogueChange {
    CatalogueChange(
      id: "1", title: "t", reason: "r", state: state, regions: [], author: author.party, authorName: author.name,
      createdAt: now,
      changedAt: now, revision: 0)
  }

  private func outcome(_ state: CatalogueChange.State, _ deed: ChangeDeed, by actor: Actor) -> String {
    do throws(Rejection) {
      return try ChangeRules.decide(change(state), deed, edits: 1, by: actor, at: now).state.rawValue
    } catch { return error.code }
  }

  @Test("every deed in every state, by the author and by another, has one outcome")
  func table() {
    let today = now.civilDate
    let deeds: [(String, ChangeDeed)] = [
      ("edit", .edit), ("handIn", .handIn), ("approve", .approve), ("giveBack", .giveBack(comment: "x")),
      ("publish", .publish(today)), ("later", .publish(today.adding(days: 3))), ("discard", .discard),
    ]
    let expected: [CatalogueChange.State: [(author: String, other: String)]] = [
      .draft: [
        ("draft", "changeOfOther"), ("review", "changeOfOther"), ("no", "no"), ("no", "no"), ("no", "no"), ("no", "no"),
        ("discarded", "discarded"),
      ],
      .review: [
        ("no", "no"), ("no", "no"), ("ownChange", "approved"), ("ownChange", "draft"), ("no", "no"), ("no", "no"),
        ("discarded", "discarded"),
      ],
      .approved: [
        ("no", "no"), ("no", "no"), ("no", "no"), ("no", "no"), ("published", "published"), ("scheduled", "scheduled"),
        ("discarded", "discarded"),
      ],
      .scheduled: [
        ("no", "no"), ("no", "no"), ("no", "no"), ("no", "no"), ("published", "published"), ("scheduled", "scheduled"),
        ("discarded", "discarded"),
      ],
      .published: Array(repeating: ("no", "no"), count: 7), .discarded: Array(repeating: ("no", "no"), count: 7),
    ]
    for state in CatalogueChange.State.allCases {
      for (index, deed) in deeds.enumerated() {
        let wanted = expected[state]?[index]
        func plain(_ text: String) -> String { text == "changeNotPossible" ? "no" : text }
        #expect(plain(outcome(state, deed.1, by: author)) == wanted?.author, "\(state) \(deed.0) by its author")
        #expect(plain(outcome(state, deed.1, by: second)) == wanted?.other, "\(state) \(deed.0) by another")
      }
    }
  }

  @Test("an empty change is not handed in; a day that is past or more than a year away is none")
  func limits() {
    #expect(throws: Rejection.self) { try ChangeRules.decide(change(.draft), .handIn, edits: 0, by: author, at: now) }
    for days in [-1, 367] {
      #expect(outcome(.approved, .publish(now.civilDate.adding(days: days)), by: second) == "invalid")
    }
    #expect(outcome(.review, .giveBack(comment: ""), by: second) == "invalid")
  }

  @Test("a change of one region's own terms is that region's; anything else is everybody's")
  func region() {
    func edit(_ kind: CatalogueKind, _ key: String) -> CatalogueEdit {
      CatalogueEdit(kind: kind, key: key, service: "", base: 0, document: "{}")
    }
    #expect(ChangeRules.region(of: [edit(.offerings, "A/152502"), edit(.offerings, "B/152502")], opening: []) == "152502")
    #expect(ChangeRules.region(of: [edit(.offerings, "A/152502"), edit(.offerings, "B/152501")], opening: []) == nil)
    #expect(ChangeRules.region(of: [edit(.offerings, "A/152502"), edit(.services, "B")], opening: []) == nil)
    #expect(ChangeRules.region(of: [edit(.offerings, "A/152502")], opening: ["152502"]) == "152502")
    #expect(ChangeRules.region(of: [edit(.offerings, "A/152502")], opening: ["152501"]) == nil)
  }
}
