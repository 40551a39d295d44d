import Tables
import Testing

@testable import CatalogueCore

@Suite("Bundles and situations that must not be published")
struct BundleRuleTests {
  /// Faults of the program's own catalogue in which one text of one table is another.
  private func faults(_ kind: CatalogueKind, _ old: String, _ new: String) throws -> [String] {
    let snapshot = try CatalogueSnapshot { asked in
      try CatalogueFixture.files(asked).map { file in
        guard asked == kind else { return file }
        let text = String(decoding: file.bytes, as: UTF8.self)
        return .init(name: file.name, bytes: Array(text.replacing(old, with: new).utf8))
      }
    }
    return BundleRules.faults(in: snapshot).map(\.description)
  }

  @Test("the program's own have no fault")
  func clean() throws {
    #expect(try faults(.bundles, "newborn", "newborn").isEmpty)
  }

  @Test(
    "each is told with its exact place",
    arguments: [
      (
        CatalogueKind.bundleLinks, "newborn,GAJ001,ZCY001,birthCertNo|babyName|babySex|babyBirthTime,",
        "newborn,ZCY001,GAJ001,,x\nnewborn,GAJ001,ZCY001,birthCertNo|babyName|babySex|babyBirthTime,",
        "bundles/newborn/links/ZCY001/GAJ001: bundleCycle"
      ),
      (.bundleLinks, "newborn,GAJ001,ZCY001,", "newborn,GAJ001,SJJ001,", "bundles/newborn/links/GAJ001/SJJ001: bundleLink"),
      (.bundleLinks, "|babySex|", "|babyHeight|", "bundles/newborn/links/GAJ001/ZCY001: bundlePasses"),
      (.bundleParts, "newborn,WJW029,", "newborn,WJW999,", "bundles/newborn/parts/WJW999: bundlePart"),
      (.bundleParts, "hire,RSJ062,", "hire,bundle:company_open,", "bundles/hire/parts/bundle:hire: bundleNesting"),
      (
        .bundleFields, "newborn,babySex,20,新生儿性别,choice,1,男|女", "newborn,babySex,20,新生儿性别,text,1,",
        "bundles/newborn/fields/babySex/GAJ001: bundleFieldKinds"
      ),
      (.bundleFields, "GAJ001/babySex|", "GAJ001/none|", "bundles/newborn/fields/babySex: bundleField"),
      (.bundles, "flexjob,", "other,", "bundles/flexjob/parts/RSJ059: rowsWithoutBundle"),
      (.serviceYields, "ZCY001,csyx,", "ZCY001,none,", "service-yields/ZCY001/none: yieldNames"),
      (.evidenceImplies, "fmsfz,jhrsfz,", "fmsfz,none,", "evidence-implies/fmsfz/none: impliesNames"),
      (.situations, "\"bundle:newborn\"", "\"bundle:none\"", "situations/newborn/target: situationTarget"),
      (
        .situations, "removeEvidence: [\"fmjhz\"]", "removeEvidence: [\"none\"]",
        "situations/newborn/newborn-04/none: situationNames"
      ),
      (.situations, "[\"YBJ017\"]", "[\"NONE\"]", "situations/newborn/newborn-11/NONE: situationNames"),
      (.situations, "[\"wellNeed\"]", "[\"none\"]", "situations/ranch_shed/ranch_shed-01/none: situationNames"),
    ])
  func places(kind: CatalogueKind, old: String, new: String, fault: String) throws {
    let found = try faults(kind, old, new)
    #expect(found.contains(fault), "\(found)")
  }

  @Test("a model is a file of its own; one that is no situation, or has another's name, is told with file and reason")
  func files() throws {
    let file = try #require(try CatalogueFixture.files(.situations).first { $0.name == "newborn.dmn" })
    #expect(CatalogueImport.checked(.situations, [file]).good.map(\.key) == ["newborn"])
    let renamed = CatalogueImport.checked(.situations, [.init(name: "a/other.dmn", bytes: file.bytes)])
    #expect(renamed.problems.map(\.code) == ["situationName"] && renamed.problems.map(\.file) == ["a/other.dmn"])
    let broken = CatalogueImport.checked(.situations, [.init(name: "x.dmn", bytes: Array("<definitions/>".utf8))])
    #expect(broken.problems.map(\.code) == ["situationModel"] && broken.good.isEmpty)
    let bytes = CatalogueImport.checked(.situations, [.init(name: "x.dmn", bytes: [0xFF, 0xFE])])
    #expect(!bytes.isTable && bytes.problems.map(\.code).contains("invalidUTF8"))
  }
}
