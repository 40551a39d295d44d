import Foundation
import HTTPTypes
public import Hummingbird
public import Kernel

/// A posted form with files (multipart/form-data, RFC 7578).
public struct MultipartPost: Sendable {
  public struct File: Sendable {
    public let field: String
    public let name: String
    public let bytes: [UInt8]
  }

  public let form: FormPost
  /// Files that were chosen; an empty choice is left out.
  public let files: [File]

  /// Throws `malformed` for anything that is not a whole multipart body.
  public init(_ bytes: [UInt8], contentType: String) throws(Rejection) {
    guard contentType.lowercased().hasPrefix("multipart/form-data"),
      let boundary = Self.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count)
    else { throw Rejection(.unsupportedMedia, "multipartExpected") }
    var fields: [String: [String]] = [:]
    var files: [File] = []
    let marks = Self.places(of: Array("--\(boundary)".utf8), in: bytes)
    guard marks.count >= 2, marks.count <= 1000 else { throw Rejection(.malformed, "malformedForm") }
    for (start, end) in zip(marks, marks.dropFirst()) {
      let from = start + boundary.utf8.count + 4
      guard from <= end - 2, let split = Self.place(of: [13, 10, 13, 10], in: bytes, from: from - 2, to: end) else {
        throw Rejection(.malformed, "malformedForm")
      }
      guard let head = String(validating: bytes[min(from, split)..<split], as: UTF8.self),
        let disposition = Self.disposition(head), let name = Self.parameter("name", of: disposition)
      else { throw Rejection(.malformed, "malformedForm") }
      let content = Array(bytes[min(split + 4, end - 2)..<(end - 2)])
      if let file = Self.parameter("filename", of: disposition) {
        if !file.isEmpty || !content.isEmpty { files.append(File(field: name, name: file, bytes: content)) }
      } else {
        guard !content.contains(0), let text = String(validating: content, as: UTF8.self) else {
          throw Rejection(.malformed, "malformedForm")
        }
        fields[name, default: []].append(text)
      }
    }
    form = FormPost(fields: fields)
    self.files = files
  }

  private static func disposition(_ head: String) -> String? {
    head.split(whereSeparator: \.isNewline).map(String.init).first { $0.lowercased().hasPrefix("content-disposition:") }
  }

  /// `name` of `…; name="value"`.
  private static func parameter(_ name: String, of text: String) -> String? {
    for part in text.split(separator: ";").dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard pair.count == 2, pair[0].lowercased() == name else { continue }
      return pair[1].hasPrefix("\"") && pair[1].hasSuffix("\"") && pair[1].count >= 2
        ? String(pair[1].dropFirst().dropLast()) : pair[1]
    }
    return nil
  }

  private static func places(of part: [UInt8], in bytes: [UInt8]) -> [Int] {
    var places: [Int] = []
    var from = 0
    while let place = place(of: part, in: bytes, from: from, to: bytes.count) {
      places.append(place)
      from = place + part.count
    }
    return places
  }

  private static func place(of part: [UInt8], in bytes: [UInt8], from: Int, to: Int) -> Int? {
    guard from >= 0, to - from >= part.count else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      var index = from
      while index <= to - part.count {
        if bytes[index] == part[0], part.indices.allSatisfy({ bytes[index + $0] == part[$0] }) { return index }
        index += 1
      }
      return nil
    }
  }
}

extension Request {
  /// The body as a multipart form; at most `limit` bytes in all.
  public func multipart(limit: Int) async throws -> MultipartPost {
    try MultipartPost(try await bytes(limit: limit), contentType: headers[.contentType] ?? "")
  }
}
