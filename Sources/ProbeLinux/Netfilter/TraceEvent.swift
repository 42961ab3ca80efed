import Glibc
import ProbeCore

/// What the kernel tells of a traced packet: a rule that it met, or the end of a base chain (net/netfilter/nf_tables_trace.c).
package struct TraceEvent: Hashable, Sendable {
    /// What became of the packet there.
    package enum Verdict: Hashable, Sendable {
        case accepted, dropped
        /// A program decides (NF_QUEUE).
        case queued
        /// On to another rule or chain.
        case goesOn
    }

    /// The same for a packet, while it is on this device.
    package let packet: UInt32
    /// The kernel's number of the family: NFPROTO_IPV4 and so on.
    package let family: UInt8
    package let table: String
    package let chain: String
    /// Nothing for the policy of a base chain.
    package let handle: UInt64?
    package let verdict: Verdict
    /// In the first event of each base chain alone.
    package let flow: PacketFlow?

    package init(
        packet: UInt32, family: UInt8, table: String, chain: String, handle: UInt64?, verdict: Verdict,
        flow: PacketFlow? = nil
    ) {
        self.packet = packet
        self.family = family
        self.table = table
        self.chain = chain
        self.handle = handle
        self.verdict = verdict
        self.flow = flow
    }

    /// Reads a message; nothing where it is another, or makes no sense.
    init?(_ message: NetlinkMessage) {
        guard message.type == .trace,
            let (header, attributes) = try? message.split(headerSize: NetfilterHeader.size),
            let family = header.first, let table = attributes.text(1), let chain = attributes.text(2),
            let packet = attributes.networkInteger(6, as: UInt32.self),
            let kind = attributes.networkInteger(4, as: UInt32.self)
        else { return nil }
        self.family = family
        self.table = table
        self.chain = chain
        self.packet = packet
        let code: UInt32
        switch kind {
        case 1:
            // NFT_TRACETYPE_POLICY.
            guard let policy = attributes.networkInteger(16, as: UInt32.self) else { return nil }
            handle = nil
            code = policy
        case 2, 3:
            guard let verdict = try? attributes.nested(5),
                let number = verdict.networkInteger(1, as: UInt32.self)
            else { return nil }
            handle = attributes.networkInteger(3, as: UInt64.self)
            code = number
        default: return nil
        }
        // The lower byte is the netfilter's own (NF_VERDICT_MASK), the upper half an error or a queue; -1 to -5 are
        // nftables' own: continue, break, jump, goto, return.
        switch code & 0xff {
        case 0: verdict = .dropped
        case 1: verdict = .accepted
        case 3: verdict = .queued
        default: verdict = .goesOn
        }
        if let network = attributes[8], let transport = attributes[9] {
            flow = PacketFlow(network: network, transport: transport)
        } else {
            flow = nil
        }
    }

    /// The family's name as nft(8) has it; nothing for one that does not trace.
    package var familyName: String? {
        switch family {
        case 1: "inet"
        case 2: "ip"
        case 3: "arp"
        case 5: "netdev"
        case 7: "bridge"
        case 10: "ip6"
        default: nil
        }
    }
}

/// Hears what the kernel tells of traced packets, of whomever they are.
package struct TraceListener: ~Copyable {
    private let socket: NetlinkSocket

    /// NFNLGRP_NFTRACE.
    private static let group: UInt32 = 9

    package init() throws(NetlinkError) {
        let socket = try NetlinkSocket(about: .netfilter)
        try socket.join(group: Self.group)
        self.socket = socket
    }

    /// What was told; waits for a twentieth of a second at most.
    ///
    /// - Returns: the events, and whether some were lost before them.
    package func listen() throws(NetlinkError) -> (events: [TraceEvent], hasLost: Bool) {
        switch try socket.listen() {
        case .nothing: ([], false)
        case .overrun: ([], true)
        case .messages(let messages): (messages.compactMap { TraceEvent($0) }, false)
        }
    }
}
