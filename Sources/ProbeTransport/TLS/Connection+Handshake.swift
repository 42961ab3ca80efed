internal import NIOCore
import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeTLS

extension Connection {
    /// Raises TLS on the connection.
    ///
    /// Returns at completion, failure, `quiet` without a byte from the other side, or the deadline. `whenStuck` is called
    /// at most once, with what is known then. A handshake that could not even be tried is `superseded`.
    package func handshake(
        _ options: TLSEngine.ClientOptions, expecting name: String, readsSubject: Bool = true, trust: Trust,
        waits: Waits, whenStuck: @Sendable (Handshake) -> Void
    ) async -> Handshake {
        let start = ContinuousClock.now
        var patience = Patience(waits, start: start)
        let handler = try? await installTLS(options)
        func record(_ result: (TLSEngine.Facts) -> Handshake.Result) async -> Handshake {
            let duration = Seconds(ContinuousClock.now - start)
            var handshake = Handshake(
                serverName: options.serverName, expectedName: name, result: .superseded, duration: duration)
            handshake.tcp = await info()
            guard let handler, let facts = try? await onLoop({ handler.value.facts }) else { return handshake }
            handshake.note(facts)
            handshake.result = result(facts)
            guard !facts.chain.isEmpty else { return handshake }
            let examined = trust.examine(chain: facts.chain, for: name, readsSubject: readsSubject, at: .now())
            handshake.chain = examined.certificates
            handshake.matchesName = examined.matchesName
            handshake.verifications = examined.verifications
            handshake.hostSecurityLevel = Trust.securityLevel
            return handshake
        }
        while true {
            // Without a handler the connection is either over, which is the next to arrive, or this machine is to blame.
            if handler == nil, channel.isActive { return await record { _ in .superseded } }
            switch await arrival(&patience, whenStuck: { whenStuck(await record { _ in .silent }) }) {
            case .handshakeEnded(.completed): return await record { _ in .completed }
            case .handshakeEnded(.failed): return await record { .init(failureOf: $0) }
            case .over(let ending):
                var handshake = await record { .init(ending, $0) }
                if handler == nil { handshake.result = .init(ending, nil) }
                if case .failed(let error) = ending { handshake.error = error }
                return handshake
            case .timeout: return await record { _ in .silent }
            case .cancelled: return await record { _ in .superseded }
            case .bytes, .part: continue
            }
        }
    }

    /// Puts TLS before the mailbox and gives it what came already.
    private func installTLS(_ options: TLSEngine.ClientOptions) async throws -> NIOLoopBound<TLSHandler> {
        let (channel, mailbox) = (channel, mailbox)
        return try await onLoop {
            let handler = TLSHandler(try TLSEngine(client: options))
            let mailbox = mailbox.value
            try channel.pipeline.syncOperations.addHandler(handler, position: .before(mailbox))
            try channel.replay(mailbox.takeBytes(), through: handler)
            return NIOLoopBound(handler, eventLoop: channel.eventLoop)
        }
    }
}

extension Channel {
    /// Hands bytes that came before a handler did to that handler.
    func replay(_ bytes: [UInt8], through handler: some ChannelInboundHandler) throws {
        guard !bytes.isEmpty else { return }
        let context = try pipeline.syncOperations.context(handler: handler)
        handler.channelRead(context: context, data: NIOAny(ByteBuffer(bytes: bytes)))
        handler.channelReadComplete(context: context)
    }
}
