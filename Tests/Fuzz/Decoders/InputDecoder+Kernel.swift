import CLinux
import ProbeCore
import ProbeEvidence
@testable import ProbeLinux

extension InputDecoder {
    static let kernel = [
        InputDecoder("netlink", .binary, longest: 65_536, decodeNetlink),
        InputDecoder("error-queue", .binary, longest: 512, decodeQueuedError),
        InputDecoder("proc", .text, longest: 1 << 20, decodeProc),
    ]

    /// What one recv(2) gave, each message read as all that it may be.
    @Sendable private static func decodeNetlink(_ bytes: [UInt8]) {
        guard let messages = try? NetlinkMessage.parse(bytes) else { return }
        precondition(messages.count <= bytes.count / 16, "no message is shorter than its header")
        let names = [2: InterfaceName("eth0")]
        for received in messages {
            let message = received.message
            if let again = try? NetlinkMessage.parse(message.encoded(sequence: received.sequence)) {
                precondition(again == [received], "what is written is what was read")
            }
            _ = try? NetlinkError.read(message)
            _ = try? NetworkLink.parse(message)
            _ = try? NetworkLink.Address.parse(message)
            _ = try? Route.parse(message, names: names)
            _ = try? Neighbour.parse(message, names: names)
            _ = try? RoutingRule.parse(message)
            if let event = TraceEvent(message) {
                precondition(isHarmless(event.table) && isHarmless(event.chain))
                _ = event.flow?.reversed
            }
        }
    }

    /// The control messages of recvmsg(2) with MSG_ERRQUEUE.
    @Sendable private static func decodeQueuedError(_ bytes: [UInt8]) {
        var raw = CLinux_queued_error()
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            CLinux_read_queued_error(base, buffer.count, &raw)
        }
        precondition([0, 4, 16].contains(raw.offender_length))
        // The offender itself stands for the own address, else each input would ask the kernel for all of them.
        let offender = withUnsafeBytes(of: raw.offender) { Array($0.prefix(Int(raw.offender_length))) }
        _ = QueuedError(raw, local: IPAddress(bytes: offender))
    }

    /// Tables of proc(5); of each the reader sees every input.
    @Sendable private static func decodeProc(_ bytes: [UInt8]) {
        let text = text(bytes)
        for listener in LocalListener.parse(text) { precondition(listener.port > 0) }
        _ = DatagramPeers.parse(text)
        _ = DefaultRoute.parse(v4: text) + DefaultRoute.parse(v6: text)
        _ = Machine.memory(in: text)
        _ = OSRelease.prettyName(in: text).map { precondition(isHarmless($0)) }
        _ = ForwardingSettings.counters(in: text, text)
        if let group = ProcessFacts.controlGroup(in: text)?.description {
            precondition(ProcessFacts.unit(in: group).map { $0.description.hasPrefix("-") } != true)
            _ = ProcessFacts.containerID(in: group)
        }
        _ = SocketHolders.inode(in: text)
    }
}
