import Kernel
import Store
import Tables
import TestDatabases
import Testing

@testable import CatalogueCore

/// A row of the product's own tables that is in order.
private let goodRows: [(kind: CatalogueKind, header: String, row: String)] = [
  (.regions, "code,name,nameEn,tier,parent,lon,lat", "152502,甲市,A,banner,152500,116.0,43.9"),
  (
    .departments, "key,nameLeague,nameBanner,short,nameEn,kind,atLeague,atBanner,bannerDepartment", "GAJ,甲局,甲局,甲,A,organ,1,all,"
  ),
  (
    .services,
    "key,name,type,department,bannerDepartment,tiers,regions,audience,theme,legalDays,promisedDays,visits,onlineDepth,fee,result,"
      + "scope,channel,venue,legalBasis,keywords,formKey",
    "T1,甲,01,GAJ,,league|banner,,person,甲,20,5,1,3,,证,,unifiedWindow,,,甲|乙,T1"
  ),
  (.evidence, "key,name,kind,shareable,situation", "p1,甲证,credential,1,minor"),
  (
    .serviceEvidence, "service,evidence,required,originals,copies,form,origin,issuer,guidance,tolerance",
    "T1,p1,1,1,0,paper,government,甲局,,5"
  ),
  (.themes, "name,audience,order", "甲,person,1"), (.questions, "key,service,question,answer", "q1,T1,甲？,乙。"),
  (
    .elements,
    "service,conditions,steps,visitReason,mailIn,feeBasis,feeItem,onlinePayment,resultSample,consultPhone,complaintPhone,basicCode,"
      + "authority,quantityLimit,intermediary,rights,hours,appointment,mailOut,kiosk,synthetic",
    "T1,,受理|办结,核对,0,,,0,样,0479-8200001,0479-8200002,150101001000,旗县级,无,无,查询,周一,1,0,0,1"
  ),
  (.dictionaries, "key,name,source,values", "relations,关系,GB/T 4761,子|女"),
  (.forms, "key,name,level,base", "T1,甲表,service,base"),
  (
    .formFields,
    "formKey,key,order,label,control,required,hint,pattern,options,condition,prefill,canonical,limits,dictionary,columns,step,group,"
      + "help",
    "T1,reason,10,原因,choice,1,选一项,,甲|乙,kind=甲|乙,户籍信息,person.reason,1..2,,name:姓名:personName*,一,二,三"
  ),
  (
    .offerings, "service,region,state,reason,promisedDays,visits,visitReason,venue,hours,consultPhone,complaintPhone",
    "T1,152502,active,,3,,,三号窗口,,,"
  ),
  (.serviceYields, "service,evidence,services,basis", "T1,p1,T2,办理结果"),
  (.evidenceImplies, "evidence,implies,services,basis", "p1,p2,T1,更强"),
  (
    .bundles, "key,name,audience,department,intro,facts,term,termBasis,channels",
    "t,甲,person,GAJ,一句话,minor,0.5,半天,网上"
  ), (.bundleParts, "bundle,part,order,choice,bearer,bearerBasis", "t,T1,10,chosen,government,免费"),
  (.bundleLinks, "bundle,service,after,passes,why", "t,T1,T2,no,先后"),
  (
    .bundleFields, "bundle,key,order,label,control,required,options,prefill,canonical,same,service",
    "t,no,10,编号,choice,1,甲|乙,,,,T1"
  ), (.situations, "key,model", "t,"),
]

/// `column code` of what is wrong with a good row in which one cell was changed.
private func told(_ kind: CatalogueKind, _ column: String, _ value: String) throws -> [String] {
  let good = try #require(goodRows.first { $0.kind == kind })
  let columns = good.header.split(separator: ",").map(String.init)
  var cells = good.row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  cells[try #require(columns.firstIndex(of: column))] = value
  let row = try #require(CSV.read(Array(CSV.write(columns: columns, rows: [cells]).utf8), file: "t.csv").table.rows.first)
  return CatalogueChecks.problems(kind) { row[$0] }.map { "\($0.column) \($0.code)" }
}

@Suite("A row of the catalogue is checked on its own")
struct RowCheckTests {
  @Test("a row in order has no fault", arguments: CatalogueKind.allCases)
  func good(kind: CatalogueKind) throws {
    let good = try #require(goodRows.first { $0.kind == kind })
    guard kind != .situations else { return }
    let (table, problems) = CSV.read(Array("\(good.header)\n\(good.row)\n".utf8), file: "t.csv")
    #expect(problems.isEmpty)
    #expect(Set(table.columns) == Set(kind.columns.map(\.name)))
    let row = try #require(table.rows.first)
    #expect(CatalogueChecks.problems(kind) { row[$0] }.isEmpty)
  }

  @Test(
    "each cell that cannot be is told by its column and the reason",
    arguments: [
      (CatalogueKind.situations, "model", "", "required"), (.situations, "model", "<xml/>", "situationModel"),
      (.bundles, "term", "half", "number"), (.bundles, "termBasis", "", "required"), (.bundles, "key", "一", "formKey"),
      (.bundles, "audience", "", "word"), (.bundles, "department", "", "required"), (.bundles, "intro", "", "required"),
      (.bundleParts, "choice", "maybe", "word"), (.bundleParts, "bearer", "bank", "word"),
      (.bundleParts, "bearerBasis", "", "required"), (.bundleLinks, "why", "", "required"),
      (.bundleFields, "key", "1", "fieldKey"), (.bundleFields, "options", "", "required"),
      (.bundleFields, "control", "x", "word"),
      (.serviceYields, "basis", "", "required"), (.evidenceImplies, "implies", "", "required"),
      (CatalogueKind.regions, "code", "", "required"), (.regions, "tier", "province", "word"), (.regions, "tier", "", "word"),
      (.regions, "lon", "east", "number"), (.regions, "lat", "", "number"), (.regions, "lon", "nan", "number"),
      (.regions, "lat", "inf", "number"),
      (.regions, "lon", "181", "number"), (.regions, "lat", "-90.5", "number"), (.departments, "nameBanner", "", "required"),
      (.departments, "kind", "office", "word"), (.departments, "atLeague", "yes", "word"), (.services, "type", "02", "word"),
      (.services, "type", "1", "word"), (.services, "tiers", "league|county", "word"), (.services, "tiers", "", "word"),
      (.services, "audience", "people", "word"), (.services, "channel", "somewhere", "word"),
      (.services, "promisedDays", "-1", "number"),
      (.services, "legalDays", "1001", "number"), (.services, "visits", "一", "number"), (.services, "visits", "1.0", "number"),
      (.services, "onlineDepth", "0", "number"), (.services, "onlineDepth", "5", "number"),
      (.services, "promisedDays", "21", "promisedBeyondLegal"),
      (.services, "department", "", "required"), (.services, "result", "", "required"), (.services, "keywords", "", "required"),
      (.evidence, "kind", "paper", "word"), (.evidence, "shareable", "", "word"),
      (.serviceEvidence, "evidence", "", "required"),
      (.serviceEvidence, "required", "2", "word"), (.serviceEvidence, "originals", "-1", "number"),
      (.serviceEvidence, "copies", "二", "number"), (.serviceEvidence, "form", "stone", "word"),
      (.serviceEvidence, "origin", "nobody", "word"), (.serviceEvidence, "tolerance", "31", "number"),
      (.elements, "basicCode", "15070700100", "basicCode"), (.elements, "basicCode", "15A707001000", "basicCode"),
      (.elements, "kiosk", "maybe", "word"), (.elements, "authority", "", "required"), (.elements, "hours", "", "required"),
      (.themes, "name", "", "required"), (.themes, "audience", "all", "word"),
      (.questions, "answer", "", "required"), (.elements, "steps", "", "required"), (.elements, "consultPhone", "", "required"),
      (.elements, "mailIn", "no", "word"), (.elements, "synthetic", "", "word"),
      (.forms, "name", "", "required"), (.forms, "key", "甲", "formKey"), (.forms, "key", "a/b", "formKey"),
      (.forms, "level", "root", "word"), (.formFields, "formKey", "", "required"), (.formFields, "label", "", "required"),
      (.formFields, "key", "1a", "fieldKey"), (.formFields, "key", "a-b", "fieldKey"),
      (.formFields, "control", "colour", "word"), (.formFields, "required", "yes", "word"),
      (.formFields, "order", "first", "number"), (.formFields, "pattern", "[", "badPattern"),
      (.formFields, "condition", "kind", "badCondition"), (.formFields, "condition", "=a", "badCondition"),
      (.formFields, "condition", "kind=", "badCondition"), (.formFields, "condition", "kind=a||b", "badCondition"),
      (.formFields, "options", "", "required"), (.formFields, "limits", "2...3", "badLimits"),
      (.formFields, "limits", "3..2", "badLimits"), (.formFields, "limits", "yesterday..", "badLimits"),
      (.formFields, "columns", "name", "badColumns"), (.formFields, "columns", "name:姓名:file", "badColumns"),
      (.formFields, "columns", "name:姓名:choice", "badColumns"), (.dictionaries, "values", "", "required"),
      (.dictionaries, "key", "关系", "formKey"),
    ])
  func bad(kind: CatalogueKind, column: String, value: String, code: String) throws {
    #expect(try told(kind, column, value) == ["\(column) \(code)"])
  }

  @Test("what is done wholly online asks nobody to come")
  func onlineButVisits() throws { #expect(try told(.services, "onlineDepth", "4") == ["visits onlineButVisits"]) }

  @Test("the longest and shortest that may be are taken")
  func bounds() throws {
    for (column, value) in [
      ("legalDays", "1000"), ("promisedDays", "20"), ("promisedDays", "0"), ("visits", "9"), ("onlineDepth", "1"),
    ] {
      #expect(try told(.services, column, value) == [])
    }
    for (column, value) in [("lon", "-180"), ("lon", "180"), ("lat", "90"), ("lat", "0")] {
      #expect(try told(.regions, column, value) == [])
    }
  }
}

@Suite("A table is brought in whole or not at all")
struct ImportTests {
  private static let header = "code,name,nameEn,tier,parent,lon,lat\n"
  private static let league = "152500,盟,L,league,,116,44\n"
  private static let banner = "152502,甲市,A,banner,152500,116,44\n"

  /// What is wrong with a file, or nothing when it was kept.
  private func refused(_ bytes: [UInt8], keepGood: Bool = false, _ store: any Store) async throws -> [TableProblem] {
    do {
      try await CatalogueImport.bring(.regions, [.init(name: "r.csv", bytes: bytes)], keepGood: keepGood, into: store)
      return []
    } catch let refusal as ImportRefusal { return refusal.problems }
  }

  private func withRegions(_ engine: TestEngine, _ body: (any Store) async throws -> Void) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations + catalogueMigrations)
      try await CatalogueImport.bring(
        .regions, [.init(name: "r.csv", bytes: Array((Self.header + Self.league + Self.banner).utf8))], into: store)
      try await body(store)
    }
  }

  private func number(_ store: any Store) async throws -> Int64 { try await store.read { try $0.catalogueEpoch() } }

  @Test("faults of form and of content are told together, each with its line", arguments: TestEngine.allCases)
  func together(engine: TestEngine) async throws {
    try await withRegions(engine) { store in
      let text =
        Self.header + Self.league + "1,2\n" + "152502,甲市,A,county,152500,116,44\n" + "152503,,B,banner,152500,x,44\n"
        + Self.league
      let problems = try await refused(Array(text.utf8), store)
      #expect(
        Set(problems.map { "\($0.file):\($0.line) \($0.column) \($0.code)" }) == [
          "r.csv:3  wrongCellCount", "r.csv:4 tier word", "r.csv:5 name required", "r.csv:5 lon number", "r.csv:6 key keyTwice",
        ])
      #expect(try await CatalogueImport.export(.regions, from: store) == Self.header + Self.league + Self.banner)
      let (kept, rest) = try await CatalogueImport.bring(
        .regions, [.init(name: "r.csv", bytes: Array(text.utf8))], keepGood: true, into: store)
      #expect(kept == 1)
      #expect(Set(rest) == Set(problems))
      #expect(try await CatalogueImport.export(.regions, from: store) == Self.header + Self.league)
    }
  }

  @Test(
    "a file that is none is refused though good rows are to be kept, and what was there stays", arguments: TestEngine.allCases)
  func unreadable(engine: TestEngine) async throws {
    try await withRegions(engine) { store in
      let before = try await CatalogueImport.export(.regions, from: store)
      let files: [(String, [UInt8])] = [
        ("noHeader", []), ("invalidUTF8", Array(before.utf8) + [0xFF]), ("noColumn", Array("code,name\n152502,甲市\n".utf8)),
        ("columnTwice", Array((Self.header.dropLast() + ",name\n" + Self.league.dropLast() + ",x\n").utf8)),
        ("nulCharacter", Array((Self.header.dropLast() + ",\u{0}\n" + Self.league.dropLast() + ",x\n").utf8)),
        ("unclosedQuote", Array((Self.header + "\"152502,甲市\n" + Self.banner).utf8)),
      ]
      for (code, bytes) in files {
        for keepGood in [false, true] {
          let problems = try await refused(bytes, keepGood: keepGood, store)
          #expect(problems.contains { $0.code == code }, "\(code) \(problems)")
        }
      }
      #expect(try await CatalogueImport.export(.regions, from: store) == before)
    }
  }

  @Test("columns that the product does not know are kept and written again", arguments: TestEngine.allCases)
  func moreColumns(engine: TestEngine) async throws {
    try await withRegions(engine) { store in
      let text = Self.header.dropLast() + ",note\n" + Self.league.dropLast() + ",\"一, \"\"二\"\"\n三\"\n"
      try await CatalogueImport.bring(.regions, [.init(name: "r.csv", bytes: Array(text.utf8))], into: store)
      #expect(try await CatalogueImport.export(.regions, from: store) == text)
    }
  }

  @Test("a table without rows is one, and is written with its header", arguments: TestEngine.allCases)
  func empty(engine: TestEngine) async throws {
    try await withRegions(engine) { store in
      let problems = try await refused(Array(Self.header.utf8), store)
      #expect(problems == [])
      let written = try await CatalogueImport.export(.regions, from: store)
      #expect(written == Self.header)
    }
  }

  @Test(
    "what is imported is seen by nobody before it is published, and the catalogue's number grows with publication alone",
    arguments: TestEngine.allCases)
  func epoch(engine: TestEngine) async throws {
    try await withRegions(engine) { store in
      let holder = try await CatalogueHolder(store: store)
      let first = try await number(store)
      #expect(holder.current.regions.isEmpty)
      try await CataloguePublication.publish(["152502"], by: .system, at: CatalogueFixture.now, in: store)
      #expect(try await number(store) == first + 1)
      #expect(try await holder.refresh())
      #expect(holder.current.regions.map(\.code) == ["152500", "152502"])
      _ = try await refused(Array((Self.header + "x\n").utf8), store)
      let changed = Self.league.replacing("152500", with: "152599")
      try await CatalogueImport.bring(
        .regions, [.init(name: "r.csv", bytes: Array((Self.header + changed + Self.banner).utf8))], into: store)
      #expect(try await number(store) == first + 1)
      #expect(try await !holder.refresh())
      #expect(try await CatalogueFixture.snapshot(store).regions.map(\.code) == ["152500", "152502"])
      try await CataloguePublication.publish([], by: .system, at: CatalogueFixture.now, in: store)
      #expect(try await holder.refresh())
      #expect(holder.current.regions.map(\.code).sorted() == ["152502", "152599"])
    }
  }

  @Test("a region that is not in the catalogue cannot be published", arguments: TestEngine.allCases)
  func unknownRegion(engine: TestEngine) async throws {
    try await withRegions(engine) { store in
      do {
        try await CataloguePublication.publish(["152502", "999999"], by: .system, at: CatalogueFixture.now, in: store)
        Issue.record("was published")
      } catch let refusal as Rejection {
        #expect(refusal.problems == [Problem("/regions/1", "unknownRegion")])
      }
      #expect(try await CatalogueFixture.snapshot(store).publishedRegions.isEmpty)
    }
  }
}
