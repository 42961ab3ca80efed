internal import NIOCore
internal import NIOHTTP1

/// The handlers that turn a byte stream into HTTP/1.1 for the length of one request; belongs to the event loop.
final class HTTPSession {
    let gate: HTTPGate
    private let parts: HTTPParts
    private let encoder = HTTPRequestEncoder()
    private let decoder: ByteToMessageHandler<HTTPResponseDecoder>
    private let channel: any Channel
    private let mailbox: Mailbox

    /// Puts the handlers before the mailbox, gives them what came already, and sends the request.
    init(_ request: HTTPRequest, channel: any Channel, mailbox: Mailbox) throws {
        self.channel = channel
        self.mailbox = mailbox
        gate = HTTPGate()
        parts = HTTPParts(gate: gate, mailbox: mailbox, isConnect: request.method == "CONNECT")
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = 16_384
        decoder = ByteToMessageHandler(
            HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits))
        try channel.pipeline.syncOperations.addHandlers([gate, encoder, decoder, parts], position: .before(mailbox))
        // Written raw, because the codec takes every answer to its own CONNECT to have no body, a proxy's refusal included.
        let method = request.method == "GET" ? HTTPMethod.GET : .RAW(value: request.method)
        parts.send(
            HTTPRequestHead(
                version: .http1_1, method: method, uri: request.target,
                headers: HTTPHeaders(request.headers.map { ($0.name, $0.value) })),
            context: try channel.pipeline.syncOperations.context(handler: parts))
        try channel.replay(mailbox.takeBytes(), through: gate)
    }

    /// Takes the handlers out again; bytes that are no longer HTTP go to the mailbox.
    func end() {
        let operations = channel.pipeline.syncOperations
        for handler in [parts, decoder, encoder, gate] as [any RemovableChannelHandler] {
            operations.removeHandler(handler).whenFailure { _ in }
        }
        mailbox.dropParts()
        mailbox.putBack(gate.held)
    }
}
