import NIOCore
import NIOHTTP1
import ProbeCore

/// One request and its answer: collects the body up to a limit, for as long as the patience lasts.
final class EngineExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let target: String
    private let limit: Int
    private let patience: TimeAmount
    private var answer: EventLoopPromise<[UInt8]>?
    private var body: [UInt8] = []
    private var status: Int?
    private var alarm: Scheduled<Void>?

    init(target: String, limit: Int, patience: TimeAmount, answer: EventLoopPromise<[UInt8]>) {
        self.target = target
        self.limit = limit
        self.patience = patience
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: target,
            headers: ["Host": "engine", "Accept": "application/json", "Connection": "close"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        let exchange = NIOLoopBound(self, eventLoop: context.eventLoop)
        alarm = context.eventLoop.scheduleTask(in: patience) { exchange.value.end(.failure(EngineFailure.timeout)) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
        case .body(let part):
            guard answer != nil else { return }
            guard body.count + part.readableBytes <= limit else {
                end(.failure(EngineFailure.tooLong))
                return
            }
            body += part.readableBytesView
        case .end:
            // 1xx answers come before the one that counts.
            guard let status, status >= 200 else { return }
            end(status == 200 ? .success(body) : .failure(EngineFailure.status(status)))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.failure(error)) }

    func channelInactive(context: ChannelHandlerContext) { end(.failure(EngineFailure.malformed)) }

    func handlerRemoved(context: ChannelHandlerContext) { end(.failure(EngineFailure.malformed)) }

    /// The first result counts.
    private func end(_ result: Result<[UInt8], any Error>) {
        alarm?.cancel()
        let promise = answer
        answer = nil
        promise?.completeWith(result)
    }
}
