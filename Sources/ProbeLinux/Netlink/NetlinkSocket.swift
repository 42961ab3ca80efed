import Glibc
import ProbeCore

/// A conversation with the kernel about links, addresses, routes and rules (rtnetlink(7)), or about nftables.
///
/// It belongs to the network namespace of the thread that opened it, whichever thread uses it later. The kernel answers
/// inside send(2), so nothing here waits.
package struct NetlinkSocket: ~Copyable {
    private let descriptor: Descriptor
    private var sequence: UInt32 = 0

    /// As long as the kernel makes a part of a list, and then some (netlink_dump in net/netlink/af_netlink.c).
    private static let bufferSize = 65_536

    /// The most messages that a list may have.
    private static let longestList = 200_000
    /// A router with a full table of the internet has a million routes.
    private static let mostLeftOut = 4_000_000

    /// What it is about (NETLINK_ in linux/netlink.h).
    package enum Topic: CInt {
        case route = 0
        case netfilter = 12
    }

    package init(about topic: Topic = .route) throws(NetlinkError) {
        do throws(SystemCallError) {
            descriptor = try Self.open(topic)
        } catch {
            throw .system(error)
        }
        // Older kernels lack these (4.12, 4.20): the reasons and the filters of lists are then missing, nothing else.
        setOption(.extendedAcknowledgements)
        setOption(.capsAcknowledgements)
        setOption(.filtersStrictly)
    }

    private static func open(_ topic: Topic) throws(SystemCallError) -> Descriptor {
        let descriptor = Descriptor(
            owning: try systemCall("socket") {
                socket(AF_NETLINK, CInt(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), topic.rawValue)
            })
        let number = descriptor.number
        // Connected to the kernel, so that no other process can answer in its place (netlink_unicast).
        let kernel = HostOrder.bytes(UInt16(AF_NETLINK)) + [UInt8](repeating: 0, count: 10)
        _ = try systemCall("connect") {
            unsafe kernel.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return CInt(-1) }
                return unsafe Glibc.connect(number, base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            }
        }
        // A kernel that never answers must not hold up the run.
        try setPatience(timeval(tv_sec: 2, tv_usec: 0), of: number)
        var size: CInt = 1 << 20
        _ = try systemCall("setsockopt") {
            unsafe setsockopt(number, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        return descriptor
    }

    private static func setPatience(_ patience: timeval, of number: CInt) throws(SystemCallError) {
        var patience = patience
        _ = try systemCall("setsockopt") {
            unsafe setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// SOL_NETLINK (linux/socket.h).
    private static let level: CInt = 270

    /// NETLINK_ options of SOL_NETLINK (linux/netlink.h).
    private enum Option: CInt {
        case addMembership = 1
        case capsAcknowledgements = 10
        case extendedAcknowledgements = 11
        case filtersStrictly = 12
    }

    private func setOption(_ option: Option) {
        var value: CInt = 1
        _ = unsafe setsockopt(
            descriptor.number, Self.level, option.rawValue, &value, socklen_t(MemoryLayout<CInt>.size))
    }
}

// MARK: - Listening

extension NetlinkSocket {
    /// Whatever the kernel tells a group since it was joined.
    package enum Heard: Sendable {
        /// Nothing for a while.
        case nothing
        case messages([NetlinkMessage])
        /// More than the socket's buffer takes: something was lost.
        case overrun
    }

    /// Joins a group, from then on `listen` hears what the kernel tells it.
    package func join(group: UInt32) throws(NetlinkError) {
        let number = descriptor.number
        var group = group
        do throws(SystemCallError) {
            try Self.setPatience(timeval(tv_sec: 0, tv_usec: 50_000), of: number)
            _ = try systemCall("setsockopt") {
                unsafe setsockopt(
                    number, Self.level, Option.addMembership.rawValue, &group, socklen_t(MemoryLayout<UInt32>.size))
            }
        } catch {
            throw .system(error)
        }
    }

    /// What the group was told; waits for a twentieth of a second at most.
    package func listen() throws(NetlinkError) -> Heard {
        do throws(NetlinkError) {
            return .messages(try receive().map(\.message))
        } catch {
            switch error.code {
            case EAGAIN: return .nothing
            case ENOBUFS: return .overrun
            default: throw error
            }
        }
    }
}

// MARK: - Requests

extension NetlinkSocket {
    /// Lists what matches; again when it changed meanwhile (NLM_F_DUMP_INTR).
    package mutating func list(_ request: NetlinkMessage) throws(NetlinkError) -> [NetlinkMessage] {
        let (list, leftOut) = try list(request, atMost: Self.longestList)
        guard leftOut == 0 else { throw .malformed("a list without end") }
        return list
    }

    /// Lists the first that match, and counts the rest.
    package mutating func list(
        _ request: NetlinkMessage, atMost most: Int
    ) throws(NetlinkError) -> (list: [NetlinkMessage], leftOut: Int) {
        for _ in 0..<5 {
            if let complete = try listOnce(request, atMost: most) { return complete }
        }
        throw .unsteady
    }

    /// Asks for one thing.
    ///
    /// - Returns: the kernel's answers before its acknowledgement: one, as a rule.
    package mutating func ask(_ request: NetlinkMessage) throws(NetlinkError) -> [NetlinkMessage] {
        var request = request
        request.flags.formUnion([.request, .acknowledge])
        let number = try send(request)
        var answers: [NetlinkMessage] = []
        while true {
            for received in try receive() where received.sequence == number {
                switch received.message.type {
                case .error:
                    if let failure = try NetlinkError.read(received.message) { throw failure }
                    return answers
                case .nothing: continue
                default: answers.append(received.message)
                }
            }
            guard answers.count <= Self.longestList else { throw .malformed("an answer without end") }
        }
    }

    /// Changes something, and waits for the kernel's yes.
    package mutating func change(_ request: NetlinkMessage) throws(NetlinkError) { _ = try ask(request) }

    /// Changes several things at once, all of them or none (nfnetlink_rcv_batch in net/netfilter/nfnetlink.c).
    ///
    /// - Parameters:
    ///   - requests: the changes, in their order.
    ///   - begin: the message that a batch begins with.
    ///   - end: the message that ends it.
    /// - Throws: the first refusal; nothing has changed then.
    package mutating func change(
        _ requests: [NetlinkMessage], between begin: NetlinkMessage, and end: NetlinkMessage
    ) throws(NetlinkError) {
        var bytes: [UInt8] = []
        let first = sequence &+ 1
        var last = first
        for (index, request) in ([begin] + requests + [end]).enumerated() {
            var request = request
            request.flags.insert(.request)
            // Errors come back unasked; one yes is enough for all.
            if index == requests.count { request.flags.insert(.acknowledge) }
            sequence &+= 1
            if index == requests.count { last = sequence }
            bytes += request.encoded(sequence: sequence)
        }
        do throws(SystemCallError) {
            _ = try Socket(number: descriptor.number).send(bytes[...])
        } catch {
            throw .system(error)
        }
        while true {
            for received in try receive() where (first...sequence).contains(received.sequence) {
                guard received.message.type == .error else { continue }
                if let failure = try NetlinkError.read(received.message) { throw failure }
                if received.sequence == last { return }
            }
        }
    }

    /// Nothing when the list changed while it was read.
    private mutating func listOnce(
        _ request: NetlinkMessage, atMost most: Int
    ) throws(NetlinkError) -> (list: [NetlinkMessage], leftOut: Int)? {
        var request = request
        request.flags.formUnion([.request, .dump])
        let number = try send(request)
        var list: [NetlinkMessage] = []
        var leftOut = 0
        var isSteady = true
        while true {
            for received in try receive() where received.sequence == number {
                let message = received.message
                if message.flags.contains(.dumpInterrupted) { isSteady = false }
                switch message.type {
                case .done:
                    // The body of NLMSG_DONE is an error, or 0 (netlink_dump_done); older kernels send none.
                    if !message.body.isEmpty, let failure = try NetlinkError.read(message) { throw failure }
                    return isSteady ? (list, leftOut) : nil
                case .error:
                    throw try NetlinkError.read(message) ?? .malformed("an acknowledgement where a list belongs")
                case .overrun: throw .malformed("the kernel lost part of its list")
                case .nothing: continue
                default: if list.count < most { list.append(message) } else { leftOut += 1 }
                }
            }
            guard leftOut <= Self.mostLeftOut else { throw .malformed("a list without end") }
        }
    }

    /// Sends a request; its number is in every answer to it.
    private mutating func send(_ request: NetlinkMessage) throws(NetlinkError) -> UInt32 {
        sequence &+= 1
        let bytes = request.encoded(sequence: sequence)
        do throws(SystemCallError) {
            _ = try Socket(number: descriptor.number).send(bytes[...])
        } catch {
            throw .system(error)
        }
        return sequence
    }

    private func receive() throws(NetlinkError) -> [NetlinkMessage.Received] {
        let number = descriptor.number
        var buffer = [UInt8](repeating: 0, count: Self.bufferSize)
        let count: Int
        do throws(SystemCallError) {
            // MSG_TRUNC tells the whole length of a message that did not fit.
            count = try systemCall("recv") { unsafe recv(number, &buffer, Self.bufferSize, CInt(MSG_TRUNC)) }
        } catch {
            throw .system(error)
        }
        guard count <= Self.bufferSize else { throw .malformed("a message of \(count) bytes") }
        guard count > 0 else { throw .malformed("an empty message") }
        return try NetlinkMessage.parse(Array(buffer[..<count]))
    }
}
