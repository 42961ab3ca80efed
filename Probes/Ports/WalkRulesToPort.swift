package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Walks the rules for a packet of a neighbour to each address of this device at which edgeHub's port is to be had.
///
/// The engine translates for its containers in a chain of its own; the walk supposes that edgeHub's is there, so that what it
/// finds comes before the engine's.
extension WalkRulesToPort: Probe {
    package func subjects(in plan: Plan) -> [LocalPort] {
        plan.seesThisDevice ? plan.edgeHubBindings.map { LocalPort($0) } : []
    }

    package func measure(
        _ about: LocalPort, _ input: RulesOnly, _ context: Context<PacketWalks>
    ) async throws(ProbeError) -> Measured<PacketWalks, NoLive> {
        let links = input.rules.links
        let bridges = context.plan.briefing.networks.map(\.interface)
        let walk = RulesetWalk(input.rules.ruleset.publishing(about.port), links: links)
        let ways = links.filter { $0.mayLeadOut(.v4) && !bridges.contains($0.name) }.flatMap { link in
            link.addresses.filter { address in
                address.address.family == .v4 && (about.address.map { $0 == address.address } ?? true)
            }.enumerated().map { (index: $0.offset, link: link, address: $0.element) }
        }
        // One of each interface before a second one of any.
        let (followed, leftOut) = ways.enumerated().sorted {
            ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
        }.map(\.element).divided(at: Self.mostWaysIn)
        var walks = PacketWalks(
            walks: followed.map { way in
                let packet = FilteredPacket(
                    from: way.address.neighbour, to: way.address.address, .tcp, port: about.port,
                    incoming: way.link.name, outgoing: nil)
                var journey = walk.begin(packet, .host, connectionMark: 0)
                journey.pass(.beforeRouting)
                return journey.walk
            })
        if leftOut > 0 { walks.waysInLeftOut = leftOut }
        return Measured(walks)
    }

    /// Addresses of interfaces that lead out: more meet the same rules, as a rule.
    private static let mostWaysIn = 16
}

extension NetworkLink.Address {
    /// Another address of the subnet.
    fileprivate var neighbour: IPAddress? {
        var bytes = address.bytes
        guard let last = bytes.indices.last else { return nil }
        bytes[last] ^= 1
        return IPAddress(bytes: bytes)
    }
}

extension Ruleset {
    /// The same with a container's port published, where the engine has its chain for that (DOCKER of the table nat).
    ///
    /// - Returns: rules in which the engine sends the port to this device itself, which stands for edgeHub's container.
    fileprivate func publishing(_ port: UInt16) -> Ruleset {
        let match: [String: Structure] = [
            "op": .text("=="), "right": .integer(Int64(port)),
            "left": .object(["payload": .object(["protocol": .text("tcp"), "field": .text("dport")])]),
        ]
        let target: [String: Structure] = ["addr": .text("127.0.0.1"), "port": .integer(Int64(port))]
        let rule = Rule(
            handle: nil, statements: [.object(["match": .object(match)]), .object(["dnat": .object(target)])])
        return [false, true].reduce(self) { ruleset, isLegacy in
            ruleset.adding(rule, to: ChainName(family: "ip", table: "nat", name: "DOCKER", isLegacy: isLegacy))
        }
    }
}
