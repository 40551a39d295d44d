import Cryptography
import HTTPTypes
import Hummingbird
public import Logging
public import NIOCore
public import NIOHTTPTypes

/// Cuts a request that is not whole in time, whatever trickles in: 408, then the connection ends. A head has some seconds from its first byte,
/// a body as many from its head, and a second more for every 64 KiB that the head announces.
///
/// Stands behind the HTTP decoder, one for each connection, on its event loop. A request that comes whole in one reading costs no timer.
public final class SlowSenderHandler: ChannelDuplexHandler, RemovableChannelHandler {
  public typealias InboundIn = HTTPRequestPart
  public typealias InboundOut = HTTPRequestPart
  public typealias OutboundIn = HTTPResponsePart
  public typealias OutboundOut = HTTPResponsePart

  private enum State { case idle, receiving, whole, cut }

  private let patience: TimeAmount
  private let site: Site
  private let logger: Logger
  private var state = State.idle
  /// Of the request that is being received, once it is there.
  private var head: HTTPRequest?
  /// Whether its answer has begun, as a refusal does before the body is whole.
  private var isAnswered = false
  /// Whether the reading under way ended a request: what came then was no beginning of another.
  private var hasEnded = false
  private var deadline: Scheduled<Void>?

  /// What is enough to go on sending, in bytes a second: half a megabit, as on a poor line.
  private static let leastRate = 64 << 10

  /// `seconds`: how long a head may take to come in, and a small body.
  public init(seconds: Int, site: Site, logger: Logger) {
    patience = .seconds(Int64(seconds))
    self.site = site
    self.logger = logger
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard state != .cut else { return }
    switch unwrapInboundIn(data) {
    case .head(let request):
      state = .receiving
      head = request
      isAnswered = false
      stop()
    case .body: break
    case .end:
      state = isAnswered ? .idle : .whole
      head = nil
      hasEnded = true
      stop()
    }
    context.fireChannelRead(data)
  }

  /// Bytes have come. When they have not made a request whole, its time runs: also where the head itself is not whole yet.
  public func channelReadComplete(context: ChannelHandlerContext) {
    defer { hasEnded = false }
    if deadline == nil, state == .receiving || (state == .idle && !hasEnded) {
      deadline = context.eventLoop.assumeIsolated().scheduleTask(in: patience + forBody) { [self] in cut(context) }
    }
    context.fireChannelReadComplete()
  }

  /// What the body that is announced has beyond that; longer than a day is nothing that we take.
  private var forBody: TimeAmount {
    let length = head?.headerFields[.contentLength].flatMap { Int64($0) } ?? 0
    return .seconds(min(max(length, 0) / Int64(Self.leastRate), 86_400))
  }

  public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard state != .cut else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head: isAnswered = true
    case .body: break
    case .end: if state == .whole { state = .idle }
    }
    context.write(data, promise: promise)
  }

  public func handlerRemoved(context: ChannelHandlerContext) { stop() }

  public func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  private func stop() {
    deadline?.cancel()
    deadline = nil
  }

  private func cut(_ context: ChannelHandlerContext) {
    deadline = nil
    guard state == .receiving || state == .idle else { return }
    state = .cut
    let reference = Hex.text(SecureRandom.bytes(8))
    logger.info("slow sender cut", metadata: ["request": "\(reference)", "head": "\(head == nil ? "not whole" : "whole")"])
    guard !isAnswered || head == nil else { return context.close(promise: nil) }
    let (type, text) = site.late(head, reference: reference)
    let body = context.channel.allocator.buffer(string: text)
    let answer = HTTPResponse(
      status: .requestTimeout,
      headerFields: [
        .contentType: type, .contentLength: "\(body.readableBytes)", .connection: "close", .cacheControl: "no-store",
      ])
    context.write(wrapOutboundOut(.head(answer)), promise: nil)
    context.write(wrapOutboundOut(.body(body)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    // Closed at once, what still trickles in would be answered with a reset, and the sender might never read why.
    context.close(mode: .output, promise: nil)
    _ = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { context.close(promise: nil) }
  }
}
