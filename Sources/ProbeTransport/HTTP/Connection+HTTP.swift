internal import NIOCore
package import ProbeCore
package import ProbeEvidence
internal import ProbeTLS

extension Connection {
    /// Sends an HTTP/1.1 request and takes one answer; the connection stays open for the next where HTTP allows it.
    ///
    /// At most 16 KiB of head and `longestBody` bytes of body are read into the reply; an answer with a longer body ends the
    /// connection. A reply whose exchange was not `answered` was cut short.
    package func request(
        _ request: HTTPRequest, waits: Waits, longestBody: Int = HTTPReply.longestBody,
        whenStuck: @Sendable (Exchange) -> Void
    ) async -> (reply: HTTPReply?, exchange: Exchange) {
        let start = ContinuousClock.now
        var patience = Patience(waits, start: start)
        var exchange = Exchange(result: .silent)
        guard request.isWellFormed else {
            // Never sent, so it says nothing about the other side.
            exchange.result = .superseded
            return (nil, exchange)
        }
        var isExhausted = false
        var collector = HTTPReplyCollector(longestBody: longestBody)
        let session = try? await beginHTTP(request)
        nonisolated(nonsending) func measured() async -> Exchange {
            guard let session, let traffic = try? await onLoop({ session.value.gate.traffic }) else {
                return await complete(exchange, [], since: start)
            }
            exchange.bytesSent = traffic.sent
            exchange.bytesReceived = traffic.received
            // Of a head that was understood the status line is enough: the rest may hold cookies.
            let opening =
                collector.head == nil ? traffic.opening[...] : traffic.opening.prefix { $0 != 0x0d && $0 != 0x0a }
            return await complete(exchange, Array(opening), since: start)
        }
        requesting: while true {
            guard session != nil || !channel.isActive else {
                exchange.result = .superseded
                break requesting
            }
            switch await arrival(&patience, whenStuck: { whenStuck(await measured()) }) {
            case .part(let part):
                switch collector.take(part) {
                case .more: continue
                case .complete: exchange.result = .answered
                case .enough:
                    exchange.result = .answered
                    isExhausted = true
                }
                break requesting
            case .over(let ending):
                exchange.end(ending)
                break requesting
            case .timeout: break requesting
            case .cancelled:
                exchange.result = .superseded
                break requesting
            case .bytes, .handshakeEnded: continue
            }
        }
        exchange = await measured()
        if exchange.result == .malformed, collector.head == nil,
            exchange.opening?.description.hasPrefix("HTTP/") == false
        {
            exchange.result = .otherProtocol
        }
        if let session { try? await onLoop { session.value.end() } }
        if isExhausted { await close() }
        return (collector.reply, exchange)
    }

    /// Asks an HTTP proxy for a tunnel (CONNECT); once it is open, the connection is a plain byte stream again.
    package func openTunnel(
        to host: String, port: UInt16, credentials: Credentials?, waits: Waits,
        whenStuck: @Sendable (Exchange) -> Void
    ) async -> (answer: HTTPAnswer?, exchange: Exchange) {
        let authority = (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        var headers = [(name: "Host", value: authority)]
        if let credentials {
            headers.append((name: "Proxy-Authorization", value: credentials.basic))
        }
        let (reply, exchange) = await request(
            HTTPRequest(method: "CONNECT", target: authority, headers: headers), waits: waits, whenStuck: whenStuck)
        return (reply?.answer, exchange)
    }

    private func beginHTTP(_ request: HTTPRequest) async throws -> NIOLoopBound<HTTPSession> {
        let (channel, mailbox) = (channel, mailbox)
        return try await onLoop {
            NIOLoopBound(
                try HTTPSession(request, channel: channel, mailbox: mailbox.value), eventLoop: channel.eventLoop)
        }
    }
}
