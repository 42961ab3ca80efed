package import ProbeCore

/// What the kernel told of the packets of some connections.
package struct PacketTraces: Codable, Hashable, Sendable, Bounded {
    package var traces: [PacketTrace]
    /// More was told than could be heard: what is missing says nothing.
    package var isIncomplete = false
    package var leftOut: [LeftOut]?

    package init(traces: [PacketTrace]) { self.traces = traces }
}

/// A connection to be made from a known port, so that its packets and no others can be told.
package struct TracedConnection: Codable, Hashable, Sendable {
    package var vantage: Vantage
    /// Whose packets they are; those of the answers belong to the same connection.
    package var origin: RouteLookup.Packet
    /// The address that they come from; nothing for the device's own, whose port says enough.
    package var source: IPAddress?
    package var port: UInt16
    package var remote: SocketAddress

    package init(
        _ vantage: Vantage, _ origin: RouteLookup.Packet, from source: IPAddress?, port: UInt16,
        to remote: SocketAddress
    ) {
        self.vantage = vantage
        self.origin = origin
        self.source = source
        self.port = port
        self.remote = remote
    }
}

/// What became of the packets of one connection on this device.
package struct PacketTrace: Codable, Hashable, Sendable {
    /// What became of the packets of one direction.
    package struct Way: Codable, Hashable, Sendable {
        /// Packets that the first chain of all saw, and those that got past the last one.
        package var seen = 0
        package var passed = 0
        /// The rule, or the policy, that dropped one.
        package var place: RulePlace?
        package var isRejected = false
        /// A rule handed one to a program (NFQUEUE), which decides.
        package var queue: RulePlace?

        package init() {}

        /// A packet came in, no rule that can be traced stopped it, and it never got past the last chain: a rule of
        /// iptables-legacy, or something else that the kernel does not trace.
        package var vanishes: Bool { seen > 0 && passed == 0 && place == nil && queue == nil }
    }

    package var connection: TracedConnection
    /// From the device or its container outwards.
    package var there = Way()
    /// The answers.
    package var back = Way()

    package init(_ connection: TracedConnection) { self.connection = connection }

    /// At least two SYNs left, so that an answer to the second had to be seen where one came in; none did.
    package var isUnanswered: Bool { there.passed > 1 && back.seen == 0 }
}
