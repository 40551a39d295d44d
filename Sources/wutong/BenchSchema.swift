import App
import ArgumentParser
import JSON
import JSONSchema

extension BenchCommand {
  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Validation in process, on one thread: from bytes to verdict, all errors with messages, compiling.",
      discussion: "Without files, the longest form that comes with the program.")

    @Option(help: "The schema.") var schema: String?
    @Option(help: "A value that fits it.") var instance: String?
    @Option(help: "A value that does not.") var invalid: String?
    @Option(help: "A Python that has jsonschema-rs and orjson: measured beside ours in the same run.") var peer: String?
    @Option(help: "How long to measure each.") var seconds = 2.0

    func validate() throws {
      guard [schema, instance, invalid].allSatisfy({ $0 == nil }) || [schema, instance, invalid].allSatisfy({ $0 != nil })
      else {
        throw ValidationError("--schema, --instance and --invalid go together.")
      }
      if peer != nil, schema == nil { throw ValidationError("--peer reads the files of --schema, --instance and --invalid.") }
    }

    func run() throws {
      var files: [[UInt8]] = []
      if let schema, let instance, let invalid {
        files = [try bytes(of: schema), try bytes(of: instance), try bytes(of: invalid)]
      } else {
        let form = try BundledForm()
        files = [form.schema.bytes, form.valid.bytes, form.invalid.bytes]
      }
      let text = try JSON.parse(files[0])
      let options = SchemaOptions(checksFormats: true)
      let compiled = try JSONSchema(text, options: options)
      guard try compiled.accepts(files[1]) else { throw ValidationError("The value that should fit does not.") }
      let errors = try compiled.errors(in: files[2])
      let document = try JSONDocument(files[1])
      let others = try peer.map { try Measuring.peer($0, Self.program, [schema ?? "", instance ?? "", invalid ?? ""]) } ?? []
      func beside(_ name: String) -> Double? { others.first { $0.name == name }?.rate }
      print((["bench": "schema", "what": "errorsFound", "count": .number(JSONNumber(errors.count))] as JSON).text)
      let bytesToVerdict = try Measuring.rate(seconds: seconds) { _ = try compiled.accepts(files[1]) }
      Measuring.report("schema", "bytesToVerdict", bytesToVerdict, beside: beside("bytes"))
      let parsed = try Measuring.rate(seconds: seconds) { _ = try compiled.accepts(document) }
      Measuring.report("schema", "parsedToVerdict", parsed, beside: beside("parsed"))
      let told = try Measuring.rate(seconds: seconds) {
        for error in try compiled.errors(in: files[2]) { _ = error.message(.chinese) }
      }
      Measuring.report("schema", "errorsWithMessages", told, beside: beside("errors"))
      let compiling = try Measuring.rate(seconds: seconds) { _ = try JSONSchema(text, options: options) }
      Measuring.report("schema", "compile", compiling, beside: beside("compile"))
    }

    /// Medians of five rounds, as ours.
    private static let program = """
      import json, sys, time, jsonschema_rs, orjson
      schema = json.load(open(sys.argv[1])); raw = open(sys.argv[2], 'rb').read(); good = json.loads(raw); bad = json.load(open(sys.argv[3]))
      v = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
      assert v.is_valid(good) and not v.is_valid(bad)
      def rate(name, f, n):
          rates = []
          for _ in range(5):
              start = time.perf_counter()
              for _ in range(n): f()
              rates.append(n / (time.perf_counter() - start))
          print(name, sorted(rates)[2])
      rate('bytes', lambda: v.is_valid(orjson.loads(raw)), 40000)
      rate('parsed', lambda: v.is_valid(good), 40000)
      rate('errors', lambda: [str(e.message) for e in v.iter_errors(bad)], 8000)
      rate('compile', lambda: jsonschema_rs.Draft202012Validator(schema, validate_formats=True), 300)
      """
  }
}
