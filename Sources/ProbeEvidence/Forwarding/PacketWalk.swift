package import ProbeCore

/// A packet as a rule sees it.
package struct FilteredPacket: Codable, Hashable, Sendable {
    package enum Network: String, Codable, Hashable, Sendable {
        case tcp, udp
    }

    package var source: IPAddress?
    package var destination: IPAddress
    package var network: Network
    /// The service's port: the destination's, or the source's of an answer.
    package var port: UInt16
    /// The interfaces it comes in by and leaves by; one is missing for what the device itself sends or receives.
    package var incoming: InterfaceName?
    package var outgoing: InterfaceName?
    /// It answers a packet that went the other way.
    package var isAnswer = false

    package init(
        from source: IPAddress?, to destination: IPAddress, _ network: Network, port: UInt16, incoming: InterfaceName?,
        outgoing: InterfaceName?, isAnswer: Bool = false
    ) {
        self.source = source
        self.destination = destination
        self.network = network
        self.port = port
        self.incoming = incoming
        self.outgoing = outgoing
        self.isAnswer = isAnswer
    }

    package var family: IPAddress.Family { destination.family }
}

/// What the rules do to a packet on its way through this device, as far as they can be understood.
package struct PacketWalk: Codable, Hashable, Sendable {
    package enum Verdict: String, Codable, Hashable, Sendable {
        case passes, dropped, rejected
        /// A rule that is not understood decides.
        case unclear
    }

    /// What becomes of the source address.
    package enum Source: String, Codable, Hashable, Sendable {
        case kept, translated, unclear
    }

    /// A rule that gives the packet a hop limit of its own.
    package struct HopLimit: Codable, Hashable, Sendable {
        package var place: RulePlace
        /// Nothing where the rule's text does not tell.
        package var limit: Int?

        package init(_ place: RulePlace, limit: Int?) {
            self.place = place
            self.limit = limit
        }
    }

    /// Whose packet it is.
    package var origin: RouteLookup.Packet
    package var packet: FilteredPacket
    package var verdict: Verdict
    /// The rule or policy that drops or rejects; where it is unclear, the one that may.
    package var place: RulePlace?
    /// Rules that are not understood and on which something depends.
    package var unclear: [RulePlace] = []
    /// More of them than are named; nothing where all are.
    package var unclearLeftOut: Int?
    package var source: Source
    /// The rule that translates the source, or may.
    package var sourceRule: RulePlace?
    /// The source that the rule gives it, where no interface of this device has that address; nothing in older reports.
    package var foreignSource: IPAddress?
    /// Rules that stop, or may stop, the data of the connection that the packet opens; nothing for none, and in older reports.
    package var dataRules: [RulePlace]?
    /// The rule that keeps this device from asking who is next on the way, or from hearing it (ARP), and whether it may let that
    /// pass; nothing for none, and in older reports.
    package var neighbourRule: RulePlace?
    package var neighbourMayPass: Bool?
    /// The user that sends it; nothing for this program's own.
    package var user: LocalText?
    package var userNumber: UInt32?
    /// The rule that keeps the packet, or the one that it answers, from being tracked (notrack): it is translated by no rule, and of
    /// no connection.
    package var untracked: RulePlace?
    /// A rule that sends the packet elsewhere.
    package var redirection: RulePlace?
    /// What sets its hop limit for sure; nothing where none does, and in older recordings.
    package var hopLimit: HopLimit?
    /// Where that rule sends it, when it does so for sure: from there on the packet is one for this address.
    package var target: SocketAddress?
    /// The way of a packet that rules mark or send elsewhere before it is routed; nothing where its own address decides.
    package var way: RouteLookup?

    package init(
        _ origin: RouteLookup.Packet, _ packet: FilteredPacket, _ verdict: Verdict, place: RulePlace? = nil,
        source: Source = .kept
    ) {
        self.origin = origin
        self.packet = packet
        self.verdict = verdict
        self.place = place
        self.source = source
    }
}

extension PacketWalk {
    /// The service's end of the connection, whichever way the packet goes.
    package var remote: SocketAddress? {
        packet.isAnswer
            ? packet.source.map { SocketAddress($0, port: packet.port) }
            : SocketAddress(packet.destination, port: packet.port)
    }

    /// A packet of the host's own, on its way out.
    package var leavesHost: Bool { origin == .host && !packet.isAnswer }

    /// A rule ends it.
    package var isStopped: Bool { verdict == .dropped || verdict == .rejected }

    /// Whether reading the rules does not tell the packet's end, or not by which of several.
    package var isOpen: Bool { verdict == .unclear || (verdict != .passes && place == nil) }
}
