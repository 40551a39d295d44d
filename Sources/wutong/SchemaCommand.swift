import ArgumentParser
import Foundation
import JSON
import JSONSchema

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "JSON Schema, draft 2020-12.", subcommands: [Check.self, Validate.self])

  /// Deep enough for anything but an attack; U+0000 may come, since nothing here is stored.
  fileprivate static let limits = JSONLimits(depth: 200, bytes: 64 << 20, nul: true)

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Answer each line {\"schema\":…,\"instance\":…} with true or false.",
      discussion: """
        A line may bring the schemas of other documents as "remotes":{uri:schema}; nothing is fetched from anywhere. Where the schema \
        itself is invalid, or the value is not judged, the answer is a line `error: …`.
        """)
    @Flag(help: "Check formats too.") var format = false

    func run() throws {
      for line in StandardInput.Lines() where !line.isEmpty {
        print(answer(line))
        fflush(nil)
      }
    }

    private func answer(_ line: [UInt8]) -> String {
      do {
        let json = try JSON.parse(line, limits: SchemaCommand.limits)
        guard let schema = json["schema"], let instance = json["instance"] else {
          return "error: a line must hold \"schema\" and \"instance\""
        }
        let remotes = json["remotes"]
        let compiled = try JSONSchema(schema, options: SchemaOptions(checksFormats: format) { remotes?[$0] })
        return String(try compiled.accepts(instance))
      } catch {
        return "error: \(error)"
      }
    }
  }

  struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell all that is wrong with a JSON file; exit 1 when something is.")
    @Argument(help: "The schema's file.", completion: .file()) var schema: String
    @Argument(help: "The value's file; - for standard input.", completion: .file()) var instance: String
    @Flag(help: "As lines of JSON.") var json = false

    func run() throws {
      let say = try Say()
      let language: SchemaLanguage = say.isChinese ? .chinese : .english
      let text = try bytes(of: schema)
      let value = instance == "-" ? StandardInput.all() : try bytes(of: instance)
      let compiled: JSONSchema
      do {
        compiled = try JSONSchema(
          try JSON.parse(text, limits: SchemaCommand.limits), options: SchemaOptions(checksFormats: true))
      } catch let error as JSONError {
        complain("\(schema): \(SchemaFailure.noJSON(error).message(language))")
        throw ExitCode(1)
      } catch let problem as SchemaProblem {
        throw ValidationError("\(schema): \(problem)")
      }
      let errors: [SchemaError]
      do throws(SchemaFailure) { errors = try compiled.errors(in: value, limits: SchemaCommand.limits) } catch {
        complain("\(instance): \(error.message(language))")
        throw ExitCode(1)
      }
      for error in errors {
        print(json ? error.json.text : "\(error.field): \(error.message(language))")
      }
      if !errors.isEmpty { throw ExitCode(1) }
    }
  }
}

/// A file's bytes, or an error that names it.
func bytes(of path: String) throws -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else { throw ValidationError("\(path): no such file") }
  return Array(data)
}
