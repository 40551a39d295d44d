// swift-tools-version: 6.2
import Foundation
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let packages: [String: (url: String, version: Version)] = [
  "GRDB": ("https://github.com/groue/GRDB.swift", "7.10.0"),
  "GRDBSQLite": ("https://github.com/groue/GRDB.swift", "7.10.0"),
  "Hummingbird": ("https://github.com/hummingbird-project/hummingbird", "2.28.1"),
  "HummingbirdTesting": ("https://github.com/hummingbird-project/hummingbird", "2.28.1"),
  "Yams": ("https://github.com/jpsim/Yams", "6.2.2"),
  "ArgumentParser": ("https://github.com/apple/swift-argument-parser", "1.8.2"),
  "Logging": ("https://github.com/apple/swift-log", "1.16.2"),
  "Configuration": ("https://github.com/apple/swift-configuration", "1.4.0"),
  "Metrics": ("https://github.com/apple/swift-metrics", "2.13.0"),
  "ServiceLifecycle": ("https://github.com/swift-server/swift-service-lifecycle", "2.13.0"),
]

/// A room of the house: its folder, and the rooms and packages it may use.
struct Room {
  enum Kind { case library, tests, executable, system(pkgConfig: String, debian: String) }
  var name: String
  var folder: String
  var kind = Kind.library
  var uses: [String] = []
}

let platform = [
  Room(name: "Kernel", folder: "Sources/Platform/Kernel"),
  Room(name: "JSON", folder: "Sources/Platform/JSON"),
  Room(name: "Tables", folder: "Sources/Platform/Tables", uses: ["JSON", "Yams"]),
  Room(name: "CLibCrypto", folder: "Sources/Platform/CLibCrypto", kind: .system(pkgConfig: "libcrypto", debian: "libssl-dev")),
  Room(name: "Cryptography", folder: "Sources/Platform/Cryptography", uses: ["CLibCrypto"]),
  Room(name: "Store", folder: "Sources/Platform/Store", uses: ["Kernel", "Cryptography"]),
  Room(name: "StoreSQLite", folder: "Sources/Platform/StoreSQLite", uses: ["Store", "GRDB", "GRDBSQLite"]),
  Room(name: "CLibPQ", folder: "Sources/Platform/CLibPQ", kind: .system(pkgConfig: "libpq", debian: "libpq-dev")),
  Room(name: "StorePostgres", folder: "Sources/Platform/StorePostgres", uses: ["Store", "CLibPQ"]),
  Room(
    name: "CLibQREncode", folder: "Sources/Platform/CLibQREncode",
    kind: .system(pkgConfig: "libqrencode", debian: "libqrencode-dev")),
  Room(name: "QRCode", folder: "Sources/Platform/QRCode", uses: ["CLibQREncode"]),
  Room(
    name: "CLibCurl", folder: "Sources/Platform/CLibCurl",
    kind: .system(pkgConfig: "libcurl", debian: "libcurl4-openssl-dev")),
  Room(name: "Mail", folder: "Sources/Platform/Mail", uses: ["CLibCurl"]),
  Room(name: "HTML", folder: "Sources/Platform/HTML"),
  Room(name: "Metering", folder: "Sources/Platform/Metering", uses: ["Metrics"]),
  Room(name: "RateLimiting", folder: "Sources/Platform/RateLimiting"),
  Room(name: "TypedSettings", folder: "Sources/Platform/TypedSettings", uses: ["Tables", "Configuration"]),
  Room(
    name: "WebSupport", folder: "Sources/Platform/WebSupport",
    uses: ["Kernel", "JSON", "Tables", "HTML", "Cryptography", "RateLimiting", "Hummingbird", "Logging", "Metrics"]),
]

let engines = [
  Room(name: "WorkingTime", folder: "Sources/Engines/WorkingTime", uses: ["Kernel"]),
  Room(name: "NationalCodes", folder: "Sources/Engines/NationalCodes", uses: ["Kernel"]),
  Room(name: "TextIndex", folder: "Sources/Engines/TextIndex"),
  Room(name: "RegularExpressions", folder: "Sources/Engines/RegularExpressions"),
  Room(name: "TextFormats", folder: "Sources/Engines/TextFormats", uses: ["RegularExpressions"]),
  Room(name: "JSONSchema", folder: "Sources/Engines/JSONSchema", uses: ["JSON", "RegularExpressions", "TextFormats"]),
  Room(
    name: "Forms", folder: "Sources/Engines/Forms",
    uses: ["JSON", "JSONSchema", "RegularExpressions", "NationalCodes", "Kernel"]),
  Room(name: "Decimals", folder: "Sources/Engines/Decimals"),
  Room(name: "Temporal", folder: "Sources/Engines/Temporal", uses: ["Decimals"]),
  Room(name: "FEEL", folder: "Sources/Engines/FEEL", uses: ["Decimals", "Temporal", "RegularExpressions"]),
  Room(name: "DecisionModel", folder: "Sources/Engines/DecisionModel", uses: ["FEEL", "Decimals", "Temporal", "JSON"]),
  Room(name: "Situations", folder: "Sources/Engines/Situations", uses: ["DecisionModel", "FEEL"]),
  Room(name: "BundleCompiler", folder: "Sources/Engines/BundleCompiler", uses: ["Forms"]),
]

let contexts = [
  Room(
    name: "CatalogueCore", folder: "Sources/Contexts/Catalogue/Core",
    uses: ["Kernel", "JSON", "Tables", "Store", "Forms", "TextIndex", "NationalCodes", "BundleCompiler", "Situations"]),
  Room(
    name: "CatalogueWeb", folder: "Sources/Contexts/Catalogue/Web",
    uses: ["CatalogueCore", "Kernel", "JSON", "HTML", "WebSupport", "WorkingTime", "Forms", "Tables", "Hummingbird"]),
  Room(
    name: "BundlesCore", folder: "Sources/Contexts/Bundles/Core",
    uses: ["CatalogueCore", "BundleCompiler", "Forms", "JSON", "Kernel"]),
  Room(
    name: "BundlesWeb", folder: "Sources/Contexts/Bundles/Web",
    uses: [
      "BundlesCore", "CatalogueCore", "BundleCompiler", "Situations", "Forms", "JSON", "Kernel", "HTML", "WebSupport",
      "Hummingbird",
    ]),
  Room(
    name: "IdentityCore", folder: "Sources/Contexts/Identity/Core",
    uses: ["Kernel", "JSON", "Store", "Cryptography", "NationalCodes", "WorkingTime"]),
  Room(
    name: "IdentityWeb", folder: "Sources/Contexts/Identity/Web",
    uses: [
      "IdentityCore", "Kernel", "JSON", "HTML", "QRCode", "WebSupport", "NationalCodes", "WorkingTime", "Hummingbird",
    ]),
  Room(
    name: "CaseworkCore", folder: "Sources/Contexts/Casework/Core",
    uses: [
      "CatalogueCore", "IdentityCore", "Kernel", "JSON", "Tables", "Store", "Cryptography", "WorkingTime",
      "Forms", "NationalCodes",
    ]),
  Room(
    name: "CaseworkWeb", folder: "Sources/Contexts/Casework/Web",
    uses: [
      "CaseworkCore", "CatalogueCore", "IdentityCore", "Kernel", "JSON", "HTML", "QRCode", "WebSupport", "WorkingTime", "Forms",
      "NationalCodes",

      "Hummingbird",
    ]),
  Room(
    name: "ReviewsCore", folder: "Sources/Contexts/Reviews/Core",
    uses: ["CaseworkCore", "Kernel", "JSON", "Tables", "Cryptography", "Store"]),
  Room(
    name: "ReviewsWeb", folder: "Sources/Contexts/Reviews/Web",
    uses: [
      "ReviewsCore", "CaseworkCore", "CatalogueCore", "Kernel", "JSON", "HTML", "QRCode", "WebSupport", "Hummingbird",
    ]),
  Room(
    name: "NoticesCore", folder: "Sources/Contexts/Notices/Core",
    uses: ["CaseworkCore", "IdentityCore", "Kernel", "JSON", "Store", "Cryptography", "Mail"]),
  Room(
    name: "NoticesWeb", folder: "Sources/Contexts/Notices/Web",
    uses: ["NoticesCore", "CaseworkCore", "Kernel", "JSON", "HTML", "WebSupport", "Hummingbird"]),
]

let top = [
  Room(
    name: "App", folder: "Sources/App",
    uses: [
      "CatalogueCore", "CatalogueWeb", "IdentityCore", "IdentityWeb", "CaseworkCore", "CaseworkWeb", "ReviewsCore",
      "ReviewsWeb", "NoticesCore", "NoticesWeb", "Mail", "BundlesCore", "BundlesWeb",
      "Kernel", "JSON", "Tables", "Store", "StoreSQLite", "StorePostgres", "Cryptography", "HTML", "WebSupport", "WorkingTime",
      "NationalCodes", "Forms", "TextIndex", "JSONSchema", "TypedSettings", "Metering", "RateLimiting",
      "Hummingbird", "Logging", "Metrics", "ServiceLifecycle",
    ]),
  Room(
    name: "Bench", folder: "Sources/Bench",
    uses: [
      "App", "CatalogueCore", "CaseworkCore", "IdentityCore", "Kernel", "JSON", "Forms", "Store", "CLibPQ", "GRDBSQLite",
      "WorkingTime",
      "Hummingbird", "Logging",
    ]),
  Room(
    name: "wutong", folder: "Sources/wutong", kind: .executable,
    uses: [
      "App", "Bench", "Kernel", "JSON", "Tables", "Store", "TextIndex", "CatalogueCore", "IdentityCore", "ReviewsCore",
      "WebSupport",
      "WorkingTime", "JSONSchema", "DecisionModel", "FEEL", "Temporal", "TypedSettings",
      "ArgumentParser",
    ]),
]

let tests = [
  Room(name: "SeededRandom", folder: "Tests/Support/SeededRandom"),
  Room(name: "KernelTests", folder: "Tests/Platform/KernelTests", kind: .tests, uses: ["Kernel"]),
  Room(name: "JSONTests", folder: "Tests/Platform/JSONTests", kind: .tests, uses: ["JSON", "SeededRandom"]),
  Room(name: "TablesTests", folder: "Tests/Platform/TablesTests", kind: .tests, uses: ["Tables", "JSON", "SeededRandom"]),
  Room(name: "CryptographyTests", folder: "Tests/Platform/CryptographyTests", kind: .tests, uses: ["Cryptography"]),
  Room(
    name: "TestDatabases", folder: "Tests/Support/TestDatabases",
    uses: ["Store", "StoreSQLite", "StorePostgres"]),
  Room(
    name: "StoreContractTests", folder: "Tests/Platform/StoreContractTests", kind: .tests,
    uses: ["TestDatabases", "Store", "StoreSQLite", "StorePostgres", "Kernel"]),
  Room(
    name: "MeteringTests", folder: "Tests/Platform/MeteringTests", kind: .tests,
    uses: ["Metering", "PrometheusText", "Metrics"]),
  Room(name: "PrometheusText", folder: "Tests/Support/PrometheusText"),
  Room(
    name: "RateLimitingTests", folder: "Tests/Platform/RateLimitingTests", kind: .tests,
    uses: ["RateLimiting", "SeededRandom"]),
  Room(
    name: "TypedSettingsTests", folder: "Tests/Platform/TypedSettingsTests", kind: .tests, uses: ["TypedSettings", "Tables"]),
  Room(name: "QRCodeTests", folder: "Tests/Platform/QRCodeTests", kind: .tests, uses: ["QRCode"]),
  Room(name: "HTMLTests", folder: "Tests/Platform/HTMLTests", kind: .tests, uses: ["HTML", "SeededRandom"]),
  Room(name: "MailTests", folder: "Tests/Platform/MailTests", kind: .tests, uses: ["Mail", "SeededRandom"]),
  Room(
    name: "WebSupportTests", folder: "Tests/Platform/WebSupportTests", kind: .tests,
    uses: ["WebSupport", "JSON", "Kernel"]),
  Room(
    name: "WorkingTimeTests", folder: "Tests/Engines/WorkingTimeTests", kind: .tests,
    uses: ["WorkingTime", "Kernel", "SeededRandom"]),
  Room(
    name: "NationalCodesTests", folder: "Tests/Engines/NationalCodesTests", kind: .tests,
    uses: ["NationalCodes", "Kernel", "SeededRandom"]),
  Room(
    name: "TextIndexTests", folder: "Tests/Engines/TextIndexTests", kind: .tests, uses: ["TextIndex", "Tables"]),
  Room(
    name: "FormsTests", folder: "Tests/Engines/FormsTests", kind: .tests,
    uses: ["Forms", "JSON", "Kernel", "JSONSchema", "SeededRandom"]),
  Room(
    name: "RegularExpressionsTests", folder: "Tests/Engines/RegularExpressionsTests", kind: .tests,
    uses: ["RegularExpressions", "SeededRandom"]
  ),
  Room(
    name: "TextFormatsTests", folder: "Tests/Engines/TextFormatsTests", kind: .tests, uses: ["TextFormats", "SeededRandom"]),
  Room(
    name: "JSONSchemaTests", folder: "Tests/Engines/JSONSchemaTests", kind: .tests,
    uses: ["JSONSchema", "JSON", "SeededRandom"]),
  Room(name: "DecimalsTests", folder: "Tests/Engines/DecimalsTests", kind: .tests, uses: ["Decimals", "SeededRandom"]),
  Room(
    name: "TemporalTests", folder: "Tests/Engines/TemporalTests", kind: .tests, uses: ["Temporal", "Decimals", "SeededRandom"]),
  Room(
    name: "FEELTests", folder: "Tests/Engines/FEELTests", kind: .tests, uses: ["FEEL", "Decimals", "Temporal", "SeededRandom"]),
  Room(
    name: "DecisionModelTests", folder: "Tests/Engines/DecisionModelTests", kind: .tests,
    uses: ["DecisionModel", "FEEL", "Decimals", "Temporal", "JSON", "SeededRandom"]),
  Room(
    name: "SituationsTests", folder: "Tests/Engines/SituationsTests", kind: .tests,
    uses: ["Situations", "DecisionModel", "SeededRandom"]),
  Room(
    name: "BundleCompilerTests", folder: "Tests/Engines/BundleCompilerTests", kind: .tests,
    uses: ["BundleCompiler", "Forms", "SeededRandom"]),
  Room(
    name: "CatalogueTests", folder: "Tests/Contexts/CatalogueTests", kind: .tests,
    uses: [
      "CatalogueCore", "TestDatabases", "Kernel", "JSON", "JSONSchema", "Tables", "Store", "Forms", "NationalCodes",
      "SeededRandom", "BundleCompiler", "Situations",
    ]),
  Room(
    name: "IdentityTests", folder: "Tests/Contexts/IdentityTests", kind: .tests,
    uses: ["IdentityCore", "TestDatabases", "SeededRandom", "Kernel", "Store", "JSON", "WorkingTime"]),
  Room(
    name: "CaseworkTests", folder: "Tests/Contexts/CaseworkTests", kind: .tests,
    uses: [
      "CaseworkCore", "CatalogueCore", "IdentityCore", "TestDatabases", "Kernel", "Store", "JSON", "Tables", "WorkingTime",
      "Forms",
    ]),
  Room(
    name: "ReviewsTests", folder: "Tests/Contexts/ReviewsTests", kind: .tests,
    uses: [
      "ReviewsCore", "CaseworkCore", "TestDatabases", "Kernel", "Store", "Tables", "SeededRandom",
    ]),
  Room(name: "RunningProgram", folder: "Tests/Support/RunningProgram", uses: ["JSON"]),
  Room(
    name: "CommandTests", folder: "Tests/CommandTests", kind: .tests,
    uses: ["RunningProgram", "App", "IdentityCore", "Kernel", "JSON", "Store", "StoreSQLite", "TypedSettings"]),
  Room(name: "FaultTests", folder: "Tests/FaultTests", kind: .tests, uses: ["RunningProgram"]),
  Room(name: "BrowserTests", folder: "Tests/BrowserTests", kind: .tests, uses: ["RunningProgram"]),
  Room(name: "ArchitectureTests", folder: "Tests/ArchitectureTests", kind: .tests),
  Room(
    name: "NoticesTests", folder: "Tests/Contexts/NoticesTests", kind: .tests,
    uses: ["NoticesCore", "CaseworkCore", "Kernel", "JSON", "Tables", "SeededRandom"]),
  Room(
    name: "JourneyTests", folder: "Tests/JourneyTests", kind: .tests,
    uses: [
      "App", "TestDatabases", "Kernel", "JSON", "JSONSchema", "Store", "StorePostgres", "CatalogueCore", "IdentityCore",
      "CaseworkCore",
      "ReviewsCore", "NoticesCore", "Cryptography",
      "WebSupport", "Forms", "PrometheusText", "TypedSettings", "WorkingTime", "Hummingbird", "HummingbirdTesting",
      "Logging",
    ]),
]

let all = platform + engines + contexts + top + tests
let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

/// `WUTONG_ONLY=Forms,FormsTests` leaves out all that these rooms do not need: a quick build of one engine.
func closure(of names: [String]) -> Set<String> {
  var kept = Set<String>()
  var waiting = names
  while let name = waiting.popLast() {
    guard let room = byName[name], kept.insert(name).inserted else { continue }
    waiting += room.uses
  }
  return kept
}
let present = all.filter { FileManager.default.fileExists(atPath: Context.packageDirectory + "/" + $0.folder) }.map(\.name)
let wanted = Context.environment["WUTONG_ONLY"]?.split(separator: ",").map(String.init) ?? present
let kept = closure(of: wanted)
let rooms = all.filter { kept.contains($0.name) }

func dependency(_ name: String) -> Target.Dependency {
  guard let package = packages[name] else { return .byName(name: name) }
  let identity = package.url.split(separator: "/").last.map(String.init) ?? package.url
  return .product(name: name, package: identity)
}

/// Files of tests that are no Swift: programs of others, tables of what is expected.
let scripts = [
  "BrowserTests": ["journey.py", "editor.py", "forms.py"], "WorkingTimeTests": ["oracle.py"], "IdentityTests": ["rights.csv"],
  "FaultTests": ["faults.py", "killed.py", "disks.py", "clocks.py", "others.py", "shim.c"],
]

func target(_ room: Room) -> Target {
  let uses = room.uses.map(dependency)
  switch room.kind {
  case .library: return .target(name: room.name, dependencies: uses, path: room.folder, swiftSettings: strict)
  case .executable: return .executableTarget(name: room.name, dependencies: uses, path: room.folder, swiftSettings: strict)
  case .tests:
    return .testTarget(
      name: room.name, dependencies: uses, path: room.folder, exclude: scripts[room.name] ?? [],
      swiftSettings: strict)
  case .system(let pkgConfig, let debian):
    return .systemLibrary(name: room.name, path: room.folder, pkgConfig: pkgConfig, providers: [.apt([debian])])
  }
}

let used = Set(rooms.flatMap(\.uses))
let urls = Set(packages.filter { used.contains($0.key) }.map(\.value.url)).sorted()
let package = Package(
  name: "wutong",
  dependencies: urls.compactMap { url in
    packages.values.first { $0.url == url }.map { .package(url: url, exact: $0.version) }
  },
  targets: rooms.map(target)
)
