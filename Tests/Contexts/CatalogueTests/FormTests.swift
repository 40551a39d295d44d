import Forms
import JSON
import JSONSchema
import Kernel
import Store
import Tables
import TestDatabases
import Testing

@testable import CatalogueCore

private let today = CivilDate(daysSince1970: 20_781)

@Suite("Forms are part of the catalogue")
struct FormBookTests {
  private static func book() throws -> FormBook {
    try FormBook(
      forms: .init(name: "forms.csv", bytes: try CatalogueFixture.bytes(.forms)),
      fields: .init(name: "form_fields.csv", bytes: try CatalogueFixture.bytes(.formFields)),
      dictionaries: .init(name: "dictionaries.csv", bytes: try CatalogueFixture.bytes(.dictionaries)))
  }

  @Test("every form of the product is in order, and its example passes its own check")
  func product() throws {
    let book = try Self.book()
    #expect(book.entries.count == 13 && book.entries.first?.level == .base)
    #expect(book.faults() == [])
    for entry in book.entries {
      let form = try #require(book.whole(entry.key))
      #expect(form.problems(form.example, at: "", today: today) == [], "\(entry.key)")
      #expect(form.fields.last?.kind == .promise)
      #expect(form.name == entry.form.name)
    }
  }

  @Test(
    "every service of the catalogue opens a form that compiles, takes its own example, and asks on pages",
    arguments: [TestEngine.sqlite])
  func everyService(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      let snapshot = CatalogueSnapshot(
        try await store.read { try CatalogueLoader.data(CatalogueLoader.rows(.draft, $0)) }, epoch: 1, published: ["152502"])
      #expect(snapshot.services.count >= 1001)
      var kinds: Set<FormField.Kind> = []
      for service in snapshot.services {
        let form = try #require(snapshot.form(of: service.key))
        let judge = try form.compiled()
        #expect(form.faults.isEmpty && form.problems(form.example, at: "", today: today).isEmpty, "\(service.key)")
        #expect(try !judge.accepts([:]) && !form.sheets([:]).isEmpty)
        kinds.formUnion(form.fields.map(\.kind))
      }
      // Each is compiled once with the snapshot, not for each answer.
      let form = try #require(snapshot.form(of: "GAJ001"))
      #expect(form.field("babyEthnic")?.options.count == 56 && form.field("birthPlace")?.options.first == "152500 锡林郭勒盟")
      #expect(
        kinds.isSuperset(of: [.money, .personName, .region, .address, .coordinates, .table, .file, .signature, .mongolianText]))
    }
  }

  private static let forms = ["base,基础表,base,", "A,甲表,service,base", "B,乙表,service,base"]
  private static let fields = [
    "base,name,10,姓名,text,1,,,,,,person.name", "A,kind,10,种类,choice,1,,,甲|乙,,,", "A,more,20,说明,text,0,,,,kind=甲,,",
    "B,count,10,数量,integer,1,,,,,,herd.count",
  ]

  private static func faults(_ forms: [String], _ fields: [String]) throws -> [String] {
    let formHead = "key,name,level,base\n"
    let fieldHead = "formKey,key,order,label,control,required,hint,pattern,options,condition,prefill,canonical\n"
    return try FormBook(
      forms: .init(name: "f", bytes: Array((formHead + forms.joined(separator: "\n")).utf8)),
      fields: .init(name: "g", bytes: Array((fieldHead + fields.joined(separator: "\n")).utf8))
    ).faults().map(\.description)
  }

  @Test(
    "what makes a form unusable, alone or beside the others, is a fault with form and question",
    arguments: [
      ([], [], []), (["C,丙表,service,none"], ["C,x,1,甲,text,1,,,,,,"], ["forms/C: formBase"]),
      (["C,丙表,service,"], ["C,x,1,甲,text,1,,,,,,"], ["forms/C: formBase"]),
      (["C,丙表,service,A"], ["C,x,1,甲,text,1,,,,,,"], ["forms/C: formBase"]),
      (["C,丙表,base,base"], ["C,x,1,甲,text,1,,,,,,"], ["forms/C: formBase"]),
      ([], ["Z,x,1,甲,text,1,,,,,,"], ["forms/Z: fieldsWithoutForm"]), (["C,丙表,service,base"], [], ["forms/C: formEmpty"]),
      ([], ["A,x,30,甲,colour,1,,,,,,"], ["forms/A/x: fieldKind"]),
      ([], ["A,name,30,甲,text,1,,,,,,"], ["forms/A/name: fieldTwice"]),
      ([], ["A,kind,30,甲,text,1,,,,,,"], ["forms/A/kind: fieldTwice"]),
      ([], ["A,x,30,甲,choice,1,,,,,,"], ["forms/A/x: fieldWithoutOptions"]),
      ([], ["A,x,30,甲,text,1,,[,,,,"], ["forms/A/x: fieldPattern"]),
      ([], ["A,x,30,甲,text,1,,,,none=甲,,"], ["forms/A/x: fieldCondition"]),
      ([], ["A,x,5,甲,text,1,,,,kind=甲,,"], ["forms/A/x: fieldCondition"]),
      ([], ["A,x,30,甲,text,1,,,,kind=丙,,"], ["forms/A/x: fieldCondition"]),
      ([], ["A,x,30,甲,text,1,,,,kind,,"], ["forms/A/x: fieldCondition"]),
      ([], ["A,x,30,甲,integer,1,,,,,,person.name"], ["forms/A/x: canonicalKinds"]),
      ([], ["A,x,30,甲,integer,1,,,,,,herd.count"], []),
      ([], ["A,x,30,甲,text,1,,,,,,herd.count"], ["forms/B/count: canonicalKinds"]),
      ([], ["base,x,20,甲,choice,1,,,,,,"], ["forms/base/x: fieldWithoutOptions"]),
    ] as [([String], [String], [String])])
  func rules(forms: [String], fields: [String], told: [String]) throws {
    #expect(try Self.faults(Self.forms + forms, Self.fields + fields) == told)
  }

  @Test("questions stand by their order, whatever the order of the rows")
  func order() throws {
    let book = try FormBook(
      forms: .init(name: "f", bytes: Array("key,name,level,base\nbase,甲,base,\n".utf8)),
      fields: .init(
        name: "g",
        bytes: Array(
          ("formKey,key,order,label,control,required,hint,pattern,options,condition,prefill,canonical\n"
            + "base,c,30,丙,text,1,,,,,,\nbase,a,9,甲,text,1,,,,,,\nbase,b,10,乙,text,1,,,,,,\nbase,b2,10,乙,text,1,,,,,,\n").utf8))
    )
    #expect(book.whole("base")?.fields.map(\.key) == ["a", "b", "b2", "c"])
  }
}

@Suite("Forms have versions")
struct FormVersionTests {
  private func published(_ store: any Store) async throws {
    try await CatalogueFixture.load(into: store)
    try await publish(store)
  }

  private func publish(_ store: any Store) async throws {
    try await CataloguePublication.publish(["152502"], by: .system, at: CatalogueFixture.now, in: store)
  }

  private func replace(_ kind: CatalogueKind, _ old: String, _ new: String, _ store: any Store) async throws {
    let text = try await CatalogueImport.export(kind, from: store)
    #expect(text.contains(old))
    try await CatalogueImport.bring(
      kind, [.init(name: kind.file, bytes: Array(text.replacing(old, with: new).utf8))], into: store)
  }

  @Test("a form is published, keeps its versions, and says what changed between two", arguments: TestEngine.allCases)
  func versions(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await published(store)
      let holder = try await CatalogueHolder(store: store)
      let first = holder.current.epoch
      #expect(holder.current.form(of: "GAJ001")?.field("babyName")?.label == "新生儿姓名")
      // A service without a form of its own has the base form.
      #expect(holder.current.formKey(of: "GAJ002") == "base" && !holder.current.hasOwnForm("GAJ002"))
      try await replace(.formFields, "GAJ001,babyName,10,新生儿姓名,", "GAJ001,babyName,10,孩子的姓名,", store)
      try await publish(store)
      try await holder.refresh()
      #expect(holder.current.form(of: "GAJ001")?.field("babyName")?.label == "孩子的姓名")
      #expect(try await holder.form(of: "GAJ001", at: first)?.field("babyName")?.label == "新生儿姓名")
      #expect(try await holder.form(of: "GAJ001", at: holder.current.epoch)?.field("babyName")?.label == "孩子的姓名")
      #expect(try await holder.history(ofForm: "GAJ001").entries.map(\.version.number) == [1, 2])
      #expect(holder.current.formVersion(of: "GAJ001")?.number == 2 && holder.current.formVersion(of: "base")?.number == 1)
      for changed in [
        try await holder.differences(ofForm: "GAJ001", from: first, to: holder.current.epoch),
        try await holder.differences(of: "GAJ001", from: first, to: holder.current.epoch),
      ] {
        #expect(changed.map { "\($0.name) \($0.column ?? "") \($0.before ?? "")" } == ["孩子的姓名 label 新生儿姓名"])
      }
      // The base form is part of what every service asks.
      try await replace(.formFields, "base,address,40,联系地址,", "base,address,40,通信地址,", store)
      try await publish(store)
      try await holder.refresh()
      for service in ["GAJ001", "GAJ002"] {
        #expect(try await holder.form(of: service, at: first)?.field("address")?.label == "联系地址")
        #expect(try await holder.form(of: service, at: holder.current.epoch)?.field("address")?.label == "通信地址")
        #expect(
          try await holder.differences(of: service, from: holder.current.epoch - 1, to: holder.current.epoch).map(\.column)
            == ["label"])
      }
    }
  }

  @Test("a service may name a form; one that is not there is not published", arguments: TestEngine.allCases)
  func named(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await published(store)
      let text = try await CatalogueImport.export(.services, from: store)
      let lines = text.split(separator: "\n").map(String.init)
      func naming(_ form: String) async throws {
        let table = lines.enumerated().map { index, line in
          line + (index == 0 ? ",formKey" : line.hasPrefix("GAJ002,") ? ",\(form)" : ",")
        }
        try await CatalogueImport.bring(
          .services, [.init(name: "s.csv", bytes: Array(table.joined(separator: "\n").utf8))], into: store)
      }
      try await naming("nowhere")
      let refusal = await #expect(throws: PublicationRefusal.self) { try await CataloguePublication.check([], in: store) }
      #expect(refusal?.faults == [PublicationFault(service: "GAJ002", rule: .unknownForm)])
      try await naming("GAJ001")
      try await publish(store)
      let snapshot = try await CatalogueFixture.snapshot(store)
      #expect(snapshot.form(of: "GAJ002")?.field("babyName") != nil && snapshot.hasOwnForm("GAJ002"))
      // Faults of a form alone keep everything from being published.
      try await replace(.forms, "GJJ012,住房公积金提取申请表,service,base", "GJJ012,住房公积金提取申请表,service,none", store)
      let alone = await #expect(throws: PublicationRefusal.self) { try await CataloguePublication.check([], in: store) }
      #expect(alone?.faults.map(\.description) == ["forms/GJJ012: formBase"])
      // And without any form nothing can be asked.
      for kind in [CatalogueKind.forms, .formFields] {
        let head = kind.columns.map(\.name).joined(separator: ",") + "\n"
        try await CatalogueImport.bring(kind, [.init(name: kind.file, bytes: Array(head.utf8))], into: store)
      }
      let nothing = await #expect(throws: PublicationRefusal.self) { try await CataloguePublication.check([], in: store) }
      let services = nothing?.faults.filter { $0.elsewhere == nil }
      #expect(services?.count == 814 && services?.allSatisfy { $0.rule == .unknownForm } == true)
      // Bundles that name its questions say so themselves.
      let rules = Set(nothing?.faults.filter { $0.elsewhere != nil }.map(\.rule) ?? [])
      #expect(rules.contains(.bundleField) && rules.isSubset(of: [.bundleField, .situationNames]))
    }
  }

  @Test(
    "a catalogue from before forms were part of it gets those of the program, once, published where it is",
    arguments: TestEngine.allCases)
  func upgrade(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      let forms = CatalogueImport.File(name: "forms.csv", bytes: try CatalogueFixture.bytes(.forms))
      let fields = CatalogueImport.File(name: "form_fields.csv", bytes: try CatalogueFixture.bytes(.formFields))
      func bring() async throws {
        try await CatalogueImport.bringForms(
          forms: forms, fields: fields, dictionaries: .init(name: "d", bytes: try CatalogueFixture.bytes(.dictionaries)),
          at: CatalogueFixture.now, into: store)
      }
      try await store.migrate(storeMigrations + catalogueMigrations)
      try await bring()
      #expect(try await CatalogueImport.export(.forms, from: store) == "key,name,level,base\n")
      try await published(store)
      // As it was before: no row of a form anywhere.
      try await store.write { transaction in
        for table in ["catalogue_entry", "catalogue_published", "catalogue_version"] {
          try transaction.run("DELETE FROM \(table) WHERE kind IN ('forms', 'form-fields', 'dictionaries')")
        }
      }
      let holder = try await CatalogueHolder(store: store)
      let before = holder.current.epoch
      #expect(holder.current.form(of: "GAJ001") == nil)
      try await bring()
      #expect(try await holder.refresh())
      #expect(holder.current.epoch == before + 1)
      #expect(holder.current.form(of: "GAJ001")?.field("babyName") != nil)
      #expect(holder.current.form(of: "GAJ001")?.field("babyEthnic")?.options.count == 56)
      // Who began before has the first that is known, and is told of no change.
      #expect(try await holder.form(of: "GAJ001", at: before)?.field("babyName") != nil)
      #expect(try await holder.differences(of: "GAJ001", from: before, to: before + 1).isEmpty)
      try await bring()
      #expect(try await !holder.refresh())
      // Whoever lets all forms go has none: they do not come back by themselves.
      try await store.write { try $0.run("DELETE FROM catalogue_entry WHERE kind IN ('forms', 'form-fields')") }
      try await bring()
      #expect(try await CatalogueImport.export(.forms, from: store) == "key,name,level,base\n")
    }
  }
}
