internal import NIOCore
internal import NIOHTTP1

/// The handlers that turn a byte stream into HTTP/1.1 for the length of one request; belongs to the event loop.
final class HTTPSession {
    let gate: HTTPGate
    /// From the network's side, before the decoder and what takes its parts.
    private let handlers: [any ChannelHandler & RemovableChannelHandler]
    private let decoder: ByteToMessageHandler<HTTPResponseDecoder>
    private let parts: HTTPParts
    private let channel: any Channel
    private let mailbox: Mailbox

    /// Puts the handlers before the mailbox, gives them what came already, and sends the request.
    init(_ request: HTTPRequest, channel: any Channel, mailbox: Mailbox) throws {
        self.channel = channel
        self.mailbox = mailbox
        gate = HTTPGate()
        let isConnect = request.method == "CONNECT"
        parts = HTTPParts(gate: gate, mailbox: mailbox, isConnect: isConnect)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = 16_384
        decoder = ByteToMessageHandler(
            HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits))
        handlers = [gate, HTTPRequestEncoder()] + (isConnect ? [HTTPMethodSwap()] : [])
        try channel.pipeline.syncOperations.addHandlers(handlers + [decoder, parts], position: .before(mailbox))
        parts.send(
            HTTPRequestHead(
                version: .http1_1, method: isConnect ? .GET : HTTPMethod(rawValue: request.method),
                uri: request.target, headers: HTTPHeaders(request.headers.map { ($0.name, $0.value) })),
            context: try channel.pipeline.syncOperations.context(handler: parts))
        try channel.replay(mailbox.takeBytes(), through: gate)
    }

    /// Takes the handlers out again; bytes that are no longer HTTP go to the mailbox.
    func end() {
        let operations = channel.pipeline.syncOperations
        parts.end()
        for handler in handlers.reversed() { operations.removeHandler(handler).whenFailure { _ in } }
        // The decoder goes in the event loop's next turn. If the connection ends before, it still hands over what is left,
        // and only the handler behind it knows what to do with a part.
        let (channel, last) = (channel, NIOLoopBound(parts, eventLoop: channel.eventLoop))
        operations.removeHandler(decoder).whenComplete { _ in
            channel.pipeline.syncOperations.removeHandler(last.value).whenFailure { _ in }
        }
        mailbox.dropParts()
        mailbox.putBack(gate.held)
    }
}
