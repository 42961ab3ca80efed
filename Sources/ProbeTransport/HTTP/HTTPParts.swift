internal import NIOCore
internal import NIOHTTP1

/// Stands behind the HTTP codec: sends one request and hands the parts of its answer to the mailbox.
final class HTTPParts: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let gate: HTTPGate
    private let mailbox: Mailbox
    private let isConnect: Bool
    private var isOver = false

    init(gate: HTTPGate, mailbox: Mailbox, isConnect: Bool) {
        self.gate = gate
        self.mailbox = mailbox
        self.isConnect = isConnect
    }

    func send(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// What comes from now on is nobody's.
    func end() { isOver = true }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        let part = unwrapInboundIn(data)
        mailbox.deliver(.part(part))
        switch part {
        case .head(let head):
            let leavesHTTP = head.status == .switchingProtocols || (isConnect && (200..<300).contains(head.status.code))
            gate.noteHead(leavesHTTP: leavesHTTP)
            guard leavesHTTP else { return }
            // Such an answer has no body, whatever its headers say (RFC 9110 sections 9.3.6 and 15.2.2).
            isOver = true
            mailbox.deliver(.part(.end(nil)))
        case .body: break
        case .end: isOver = true
        }
    }
}
