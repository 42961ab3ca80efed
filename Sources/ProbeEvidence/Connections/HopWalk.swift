package import ProbeCore

/// A TCP traceroute: one SYN for each hop limit, and who answered it.
package struct HopWalk: Codable, Hashable, Sendable {
    /// What came back for one hop limit.
    package struct Hop: Codable, Hashable, Sendable {
        package enum Answer: String, Codable, Hashable, Sendable {
            /// ICMP time exceeded from a router.
            case router
            /// SYN-ACK: the SYN got to something that accepts.
            case accepted
            /// RST: the SYN got to something that refuses.
            case refused
            /// Another ICMP error.
            case rejected
            case silent
        }

        package let limit: Int
        package let answer: Answer
        /// Who sent the ICMP error.
        package let address: IPAddress?
        package let icmp: ICMPError?
        package let latency: Seconds?

        package init(
            limit: Int, answer: Answer, address: IPAddress? = nil, icmp: ICMPError? = nil, latency: Seconds? = nil
        ) {
            self.limit = limit
            self.answer = answer
            self.address = address
            self.icmp = icmp
            self.latency = latency
        }
    }

    package let remote: SocketAddress
    /// By rising hop limit, from 1.
    package let hops: [Hop]

    package init(remote: SocketAddress, hops: [Hop]) {
        self.remote = remote
        self.hops = hops
    }

    /// The last router that answered, after which a SYN vanished or was answered by somebody else.
    package var lastRouter: Hop? { hops.last { $0.answer == .router } }

    /// Where a circle begins: the first router that answers three times, each time as many hops further on, with others
    /// between.
    ///
    /// One router that answers for two hop limits in a row forwards what it should have given up, and a router met twice may
    /// stand on two ways of unequal length.
    package var circle: Hop? {
        let routers = Dictionary(
            hops.filter { $0.answer == .router }.compactMap { hop in hop.address.map { (hop.limit, $0) } },
            uniquingKeysWith: { first, _ in first })
        return hops.first { hop in
            guard let address = routers[hop.limit], let next = routers[hop.limit + 1], next != address else {
                return false
            }
            return (2...max(2, hops.count)).contains { period in
                routers[hop.limit + period] == address && routers[hop.limit + 2 * period] == address
            }
        }
    }

    /// The smallest hop limit whose SYN was accepted or refused.
    package var end: Hop? { hops.first { $0.answer == .accepted || $0.answer == .refused } }
}
