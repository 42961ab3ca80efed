internal import NIOCore
internal import NIOPosix
package import ProbeCore
package import ProbeEvidence
package import ProbeLinux
internal import Synchronization

/// A connection on its way up the ladder: TCP, then TLS or a proxy's tunnel, then a protocol; one channel throughout.
///
/// One task at a time leads it; a second one that waits on it makes the first wait end as cancelled.
package final class Connection: Live {
    package let remote: ProbeCore.SocketAddress

    let channel: any Channel
    let mailbox: NIOLoopBound<Mailbox>

    private init(remote: ProbeCore.SocketAddress, channel: any Channel, mailbox: NIOLoopBound<Mailbox>) {
        self.remote = remote
        self.channel = channel
        self.mailbox = mailbox
    }

    deinit { channel.close(promise: nil) }

    /// Takes a connected socket over into a channel; its error queue has been switched off.
    ///
    /// - Throws: when the socket was given away before, or the kernel will not watch it.
    package static func adopt(
        _ socket: ConnectedSocket, remote: ProbeCore.SocketAddress
    ) async throws(ProbeError) -> Connection {
        guard let descriptor = socket.takeDescriptor() else {
            throw ProbeError.libraryRefused("the connection to \(remote) has another owner")
        }
        do {
            // Kept from before the channel is registered: a connection that is reset at once loses its handlers, and what
            // the mailbox has noted by then is the answer.
            let mailbox = Mutex<NIOLoopBound<Mailbox>?>(nil)
            let bootstrap = ClientBootstrap(group: EventLoops.group)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                // A turn of the event loop, which all connections share, has one short read of each.
                .channelOption(.maxMessagesPerRead, value: 1)
                .channelOption(
                    .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Meter.mostOfTurn)
                )
                // With half closure allowed the descriptor outlives the other side's FIN, so that TCP_INFO can still be read.
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let meter = Meter()
                        let last = Mailbox(meter: meter)
                        try channel.pipeline.syncOperations.addHandlers([meter, last])
                        let bound = NIOLoopBound(last, eventLoop: channel.eventLoop)
                        mailbox.withLock { $0 = bound }
                    }
                }
            let channel = try await bootstrap.withConnectedSocket(descriptor).get()
            guard let mailbox = mailbox.withLock({ $0 }) else { throw ChannelError.alreadyClosed }
            return Connection(remote: remote, channel: channel, mailbox: mailbox)
        } catch {
            let cause: Sentence =
                (error as? IOError).map { "\(SystemError(errno: $0.errnoCode))" } ?? "the channel refused it"
            throw ProbeError.systemRefused("the connection to \(remote) could not be taken over", because: cause)
        }
    }

    /// TCP_INFO at this moment, or as it was when the connection ended.
    package func info() async -> TCPInfo? {
        let mailbox = mailbox
        return try? await onLoop { mailbox.value.info }
    }

    /// Says goodbye in every layer and closes; harmless when repeated.
    package func close() async {
        try? await channel.close().get()
    }
}

// MARK: - Waiting and sending

extension Connection {
    /// Runs on the channel's event loop, the only place where its handlers may be touched.
    func onLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await channel.eventLoop.submit(body).get()
    }

    /// Sends bytes; false when the connection is gone.
    func send(_ bytes: [UInt8]) async -> Bool {
        let mailbox = mailbox
        return (try? await onLoop { mailbox.value.send(bytes) }) ?? false
    }

    /// Gives bytes back, for whoever asks next.
    func putBack(_ bytes: [UInt8]) async {
        guard !bytes.isEmpty else { return }
        let mailbox = mailbox
        try? await onLoop { mailbox.value.putBack(bytes) }
    }

    /// The next thing that arrives; a timeout means silence.
    func arrival(_ patience: inout Patience, whenStuck: () async -> Void) async -> Arrival {
        while true {
            let arrival = await next(until: patience.wakesAt)
            guard case .timeout(let lastBytesAt) = arrival else {
                patience.noteBytes(at: .now)
                return arrival
            }
            patience.noteBytes(at: lastBytesAt)
            switch patience.judge(at: .now) {
            case .patient: continue
            case .stuck: await whenStuck()
            case .silent:
                let mailbox = mailbox
                let hasUnread = (try? await onLoop { mailbox.value.hasUnread }) ?? false
                guard patience.extend(at: .now, hasUnread: hasUnread) else { return arrival }
            }
        }
    }

    private func next(until moment: ContinuousClock.Instant) async -> Arrival {
        let ticket = WaitTicket()
        let (mailbox, loop) = (mailbox, channel.eventLoop)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let time = TimeAmount(max(.zero, min(moment - .now, .seconds(3600))))
                loop.execute { mailbox.value.wait(ticket, for: time, continuation) }
            }
        } onCancel: {
            ticket.cancel()
            loop.execute { mailbox.value.cancel(ticket) }
        }
    }
}
