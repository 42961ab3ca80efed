package import ProbeCore
package import ProbeEvidence

/// Walks packets through all hooks that they meet on their way through this device.
package struct RulesetWalk: Sendable {
    let ruleset: Ruleset
    let localAddresses: Set<IPAddress>
    private let links: [NetworkLink]

    /// Makes a walker.
    ///
    /// - Parameters:
    ///   - ruleset: the rules.
    ///   - links: the interfaces of this device, with their addresses.
    package init(_ ruleset: Ruleset, links: [NetworkLink]) {
        self.ruleset = ruleset
        self.links = links
        localAddresses = Set(links.flatMap(\.addresses).map(\.address))
    }

    func isBridge(_ interface: InterfaceName?) -> Bool { links.first { $0.name == interface }?.kind == "bridge" }

    /// The first address of an interface.
    func address(of interface: InterfaceName?, _ family: IPAddress.Family) -> IPAddress? {
        links.first { $0.name == interface }?.source(family)
    }

    /// The walk of one packet that is known to take its way.
    ///
    /// - Parameters:
    ///   - packet: a packet that is forwarded, or that this device sends or receives itself.
    ///   - origin: whose packet it is, for the record.
    ///   - translated: what an answer's destination is until the translation is undone.
    /// - Returns: the verdict, with the rules that decide.
    package func walk(
        _ packet: FilteredPacket, _ origin: RouteLookup.Packet, translated: IPAddress? = nil
    ) -> PacketWalk {
        var journey = begin(
            packet, origin, translated: translated, connectionMark: packet.isAnswer ? nil : 0)
        journey.pass(.beforeRouting)
        journey.pass(.afterRouting)
        return journey.walk
    }

    func begin(
        _ packet: FilteredPacket, _ origin: RouteLookup.Packet, translated: IPAddress? = nil,
        connectionMark: UInt64?, spared: RulePlace? = nil, sender: PacketSender? = nil, isData: Bool = false
    ) -> PacketJourney {
        PacketJourney(
            self, packet, origin, translated: translated, connectionMark: connectionMark,
            spared: spared, sender: sender, isData: isData)
    }
}
