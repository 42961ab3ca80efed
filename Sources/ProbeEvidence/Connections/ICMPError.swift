package import ProbeCore

/// An ICMP or ICMPv6 error that answered one of our packets, from the socket's error queue (ip(7), IP_RECVERR).
package struct ICMPError: Codable, Hashable, Sendable {
    /// Of the packet that caused it; ICMPv6 numbers differ.
    package let family: IPAddress.Family
    package let type: UInt8
    package let code: UInt8
    /// The router or host that sent the error.
    package let offender: IPAddress?
    /// The offender is an address of this vantage: a rule of our own machine rejected the packet.
    package let offenderIsLocal: Bool

    package init(family: IPAddress.Family, type: UInt8, code: UInt8, offender: IPAddress?, offenderIsLocal: Bool) {
        self.family = family
        self.type = type
        self.code = code
        self.offender = offender
        self.offenderIsLocal = offenderIsLocal
    }

    package enum Meaning: String, Sendable {
        case administrativelyProhibited, portUnreachable, hostUnreachable, netUnreachable, protocolUnreachable
        case fragmentationNeeded, hopLimitExceeded, other
    }

    /// What RFC 792, RFC 1812 section 5.2.7.1 and RFC 4443 mean by the type and code.
    package var meaning: Meaning {
        switch (family, type, code) {
        case (.v4, 3, 9), (.v4, 3, 10), (.v4, 3, 13), (.v6, 1, 1), (.v6, 1, 5), (.v6, 1, 6): .administrativelyProhibited
        case (.v4, 3, 3), (.v6, 1, 4): .portUnreachable
        case (.v4, 3, 1), (.v6, 1, 3): .hostUnreachable
        case (.v4, 3, 0), (.v6, 1, 0): .netUnreachable
        case (.v4, 3, 2): .protocolUnreachable
        case (.v4, 3, 4), (.v6, 2, 0): .fragmentationNeeded
        case (.v4, 11, 0), (.v6, 3, 0): .hopLimitExceeded
        default: .other
        }
    }
}

extension ICMPError {
    /// This device itself says that it does not reach the host, after the time that ARP takes to be given up: three questions, a
    /// second apart (net.ipv4.neigh).
    package func meansMissingNeighbour(after latency: Seconds) -> Bool {
        offenderIsLocal && meaning == .hostUnreachable && latency.value >= 0.9
    }
}
