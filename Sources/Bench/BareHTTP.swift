import Foundation
import Hummingbird
import Logging
import NIOCore

/// What the HTTP server can do at most: the same library answers the same bytes, and does nothing else.
public enum BareHTTP {
  /// Serves the file's bytes on every path until told to stop.
  public static func serve(body path: String, type: String, port: Int) async throws {
    let bytes = ByteBuffer(bytes: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
    let router = Router()
    router.get("/") { _, _ in
      Response(
        status: .ok, headers: [.contentType: type, .contentLength: String(bytes.readableBytes)],
        body: ResponseBody(byteBuffer: bytes))
    }
    var logger = Logger(label: "wutong.bare")
    logger.logLevel = .error
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil), logger: logger)
    try await application.runService()
  }
}
