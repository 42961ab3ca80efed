import Glibc
import ProbeCore

/// A table of nftables that marks packets for tracing, owned by its socket: the kernel removes it with the process.
///
/// Its first chains mark what one of its flows covers (`meta nftrace set 1`) and leave everything else alone; its last ones,
/// empty, see what got past every other chain, iptables-legacy's included. No rule of it has a verdict.
package struct TraceTable: ~Copyable {
    private var socket: NetlinkSocket
    package let name: String
    private var flows: Set<PacketFlow>

    /// Where a packet meets the table.
    package enum Chain: String, CaseIterable, Sendable {
        case first = "first-in"
        case firstOut = "first-out"
        case last = "last-in"
        case lastOut = "last-out"

        /// NF_INET_ hooks: prerouting and output, input and postrouting.
        var hook: UInt32 {
            switch self {
            case .first: 0
            case .firstOut: 3
            case .last: 1
            case .lastOut: 4
            }
        }

        /// Before all others but br_netfilter's, which keeps what a bridge has shown the chains already from being seen
        /// again (NF_IP_PRI_FIRST, ip_sabotage_in); and behind all others (NF_IP_PRI_LAST).
        var priority: Int32 { isFirst ? .min + 1 : .max }

        package var isFirst: Bool { self == .first || self == .firstOut }
    }

    /// Flows of a run, there and back, and then some.
    private static let mostFlows = 128

    /// NFT_TABLE_F_OWNER (5.12): older kernels refuse a table that asks for it, and so none is left behind.
    private static let ownedByItsSocket: UInt32 = 2

    /// Makes the table, without any flow yet.
    package init() throws(NetlinkError) {
        let name = "edgeprobe-trace-\(getpid())"
        let socket = try Self.owner(ofTable: name)
        self.socket = socket
        self.name = name
        flows = []
    }

    /// A socket that has made the table with its chains.
    private static func owner(ofTable name: String) throws(NetlinkError) -> NetlinkSocket {
        var socket = try NetlinkSocket(about: .netfilter)
        let header = NetfilterHeader(family: NetfilterHeader.inet).bytes
        var requests = [
            NetlinkMessage(.newTable, [.create, .exclusive], header: header) { table in
                table.append(1, text: name)
                table.append(2, network: ownedByItsSocket)
            }
        ]
        requests += Chain.allCases.map { chain in
            NetlinkMessage(.newChain, [.create, .exclusive], header: header) { writer in
                writer.append(1, text: name)
                writer.append(3, text: chain.rawValue)
                writer.nest(4) { hook in
                    hook.append(1, network: chain.hook)
                    hook.append(2, network: UInt32(bitPattern: chain.priority))
                }
                // NF_ACCEPT.
                writer.append(5, network: 1)
                writer.append(7, text: "filter")
            }
        }
        try socket.change(requests, between: .beginTables, and: .endTables)
        return socket
    }

    /// Has the packets of a flow traced from now on.
    package mutating func trace(_ flow: PacketFlow) throws(NetlinkError) {
        guard flows.count < Self.mostFlows, flows.insert(flow).inserted else { return }
        let name = name
        let rules = [Chain.first, .firstOut].map { chain in
            NetlinkMessage(
                .newFilterRule, [.create, .append], header: NetfilterHeader(family: NetfilterHeader.inet).bytes
            ) { rule in
                rule.append(1, text: name)
                rule.append(2, text: chain.rawValue)
                rule.nest(4) { expressions in
                    flow.match(&expressions)
                    expressions.setTrace()
                }
            }
        }
        try socket.change(rules, between: .beginTables, and: .endTables)
    }
}

extension NetlinkError {
    /// The kernel knows no tables that vanish with their owner, or no nftables at all.
    package var isForWantOfOwnedTables: Bool {
        [EINVAL, EOPNOTSUPP, EPROTONOSUPPORT, EAFNOSUPPORT].contains(code)
    }
}
