import ProbeEvidence

internal import NIOCore
internal import NIOHTTP1
internal import ProbeCore
internal import ProbeLinux

/// The last handler: keeps what arrives until it is asked for, in bounds, and wakes at most one waiter.
///
/// A channel is never wrapped as `NIOAsyncChannel`, because its handlers change on the way up the ladder.
final class Mailbox: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private struct Waiter {
        let ticket: WaitTicket
        let continuation: CheckedContinuation<Arrival, Never>
        let timer: Scheduled<Void>
    }

    /// Reading pauses while more than this waits to be taken.
    private static let mostQueued = 65_536

    /// Frames and records that a connection may bring: each is a turn of the event loop and of a task.
    static let mostPieces = 4096

    private let meter: Meter
    private var context: ChannelHandlerContext?
    private var queue = CircularBuffer<Arrival>()
    private var queuedWeight = 0
    private var isPaused = false
    /// Nothing that comes now means anything: reading on would keep the event loop busy for as long as a stream lasts.
    private var isSpoilt = false
    private var ending: Arrival.Ending?
    private var waiter: Waiter?
    private var pieces = 0
    private var lastInfo: TCPInfo?

    init(meter: Meter) { self.meter = meter }

    // MARK: - Taking

    /// Resumes with the next arrival, at the latest when the time is up.
    func wait(_ ticket: WaitTicket, for time: TimeAmount, _ continuation: CheckedContinuation<Arrival, Never>) {
        resume(with: .cancelled)
        if ticket.isCancelled {
            continuation.resume(returning: .cancelled)
        } else if let arrival = take() {
            continuation.resume(returning: arrival)
        } else if let context {
            let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
            let timer = context.eventLoop.scheduleTask(in: time) { loopBound.value.timeOut(ticket) }
            waiter = Waiter(ticket: ticket, continuation: continuation, timer: timer)
        } else {
            continuation.resume(returning: .over(.closed))
        }
    }

    func cancel(_ ticket: WaitTicket) {
        if waiter?.ticket === ticket { resume(with: .cancelled) }
    }

    /// Takes all the bytes that wait, for handlers that are put before this one.
    func takeBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        while case .bytes(let more) = queue.first {
            bytes += more
            _ = take()
        }
        return bytes
    }

    /// Puts bytes back before everything else.
    func putBack(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        queue.prepend(.bytes(bytes))
        queuedWeight += weight(.bytes(bytes))
    }

    /// Drops the parts of an HTTP answer that nobody took.
    func dropParts() {
        while case .part = queue.first { _ = take() }
    }

    /// What came first of all that waits; how the connection ended, where nothing does.
    func take() -> Arrival? {
        guard let first = queue.popFirst() else { return ending.map { .over($0) } }
        queuedWeight -= weight(first)
        if isPaused, !isSpoilt, queuedWeight <= Self.mostQueued { setPaused(false) }
        return first
    }

    private func timeOut(_ ticket: WaitTicket) {
        if waiter?.ticket === ticket { resume(with: .timeout(lastBytesAt: meter.lastBytesAt)) }
    }

    private func resume(with arrival: Arrival) {
        guard let waiter else { return }
        self.waiter = nil
        waiter.timer.cancel()
        waiter.continuation.resume(returning: arrival)
    }

    // MARK: - Delivering

    func deliver(_ arrival: Arrival) {
        guard ending == nil else { return }
        pieces += 1
        guard pieces <= Self.mostPieces else { return end(.broken) }
        if case .handshakeEnded(.failed) = arrival { spoil() }
        guard waiter == nil else { return resume(with: arrival) }
        queue.append(arrival)
        queuedWeight += weight(arrival)
        if !isPaused, queuedWeight > Self.mostQueued { setPaused(true) }
    }

    /// Notes how the connection ended; what arrived before stays to be taken.
    func end(_ ending: Arrival.Ending) {
        guard self.ending == nil else { return }
        self.ending = ending
        lastInfo = info ?? lastInfo
        if ending == .broken { spoil() }
        resume(with: .over(ending))
    }

    private func spoil() {
        isSpoilt = true
        setPaused(true)
    }

    private func weight(_ arrival: Arrival) -> Int {
        switch arrival {
        case .bytes(let bytes): bytes.count + 64
        case .part(.body(let buffer)): buffer.readableBytes + 64
        default: 64
        }
    }

    private func setPaused(_ paused: Bool) {
        guard let context else { return }
        isPaused = paused
        try? context.channel.syncOptions?.setOption(.autoRead, value: !paused)
    }

    // MARK: - Sending

    /// Sends bytes; false when the connection is gone.
    func send(_ bytes: [UInt8]) -> Bool {
        guard let context, context.channel.isActive else { return false }
        lastInfo = info ?? lastInfo
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        return true
    }

    // MARK: - The kernel's view

    /// TCP_INFO at this moment, or as it was when the connection ended.
    var info: TCPInfo? {
        let current = try? context?.pipeline.syncOperations
            .withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { TCPInfo.read(descriptor: $0) }
        return (current ?? nil) ?? lastInfo
    }

    /// The kernel has bytes, or the end of the stream, that the event loop has not come to yet.
    var hasUnread: Bool { info.map { $0.bytesReceived > meter.bytesTaken } ?? false }
}

// MARK: - Events of the channel

extension Mailbox {
    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(.closed)
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if buffer.readableBytes > 0 { deliver(.bytes(Array(buffer.readableBytesView))) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: end(.closed)
        case let event as TLSHandler.Event: deliver(.handshakeEnded(event))
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as IOError: end(.failed(SystemError(errno: error.errnoCode)))
        // A message cut short by the end of the stream; that end is reported next.
        case HTTPParserError.invalidEOFState, ByteToMessageDecoderError.leftoverDataWhenDone: break
        // The other side said why it leaves, with an alert.
        case let error as TLSHandler.Broken where error.byAlert: end(.closed)
        case is ChannelError: end(.closed)
        default: end(.broken)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { end(meter.writeError.map { .failed($0) } ?? .closed) }
}
