package import ProbeCore
package import ProbeEvidence

/// Walks packets through all hooks that they meet on their way through this device.
package struct RulesetWalk: Sendable {
    private let ruleset: Ruleset
    private let localAddresses: Set<IPAddress>

    /// Makes a walker.
    ///
    /// - Parameters:
    ///   - ruleset: the rules.
    ///   - localAddresses: the addresses of this device.
    package init(_ ruleset: Ruleset, localAddresses: Set<IPAddress>) {
        self.ruleset = ruleset
        self.localAddresses = localAddresses
    }

    /// The walk of one packet.
    ///
    /// - Parameters:
    ///   - packet: a packet that is forwarded, or that this device sends or receives itself.
    ///   - origin: whose packet it is, for the record.
    ///   - translated: what an answer's destination is until the translation is undone.
    /// - Returns: the verdict, with the rules that decide.
    package func walk(
        _ packet: FilteredPacket, _ origin: RouteLookup.Packet, translated: IPAddress? = nil
    ) -> PacketWalk {
        var walk = PacketWalk(origin, packet, .passes)
        var state = PacketState(packet: packet, localAddresses: localAddresses, hook: "", mark: 0, connectionMark: 0)
        var isCertain = true
        if !ruleset.chainsBelow.isEmpty, packet.incoming != nil || packet.outgoing != nil {
            // What bridges and devices filter below the IP layer is not walked: it may drop anything.
            isCertain = false
            walk.unclear = ruleset.chainsBelow.map { RulePlace($0) }
            walk.verdict = .unclear
        }
        for hook in Self.hooks(packet) {
            for chain in ruleset.chains(at: hook, for: packet.family) {
                // Only the first packet of a connection asks for translations.
                guard chain.kind != "nat" || !packet.isAnswer else { continue }
                var seen = packet
                // The answer's destination is translated back at priority -100 (NF_IP_PRI_NAT_DST).
                if packet.isAnswer, hook == "prerouting", chain.priority <= -100, let translated {
                    seen.destination = translated
                }
                let isBeforeTracking = (hook == "prerouting" || hook == "output") && chain.priority <= -200
                var here = PacketState(
                    packet: seen, localAddresses: localAddresses, hook: hook, mark: state.mark,
                    connectionMark: packet.isAnswer ? nil : state.connectionMark,
                    isTracked: isBeforeTracking ? nil : state.isTracked)
                var chains = ChainWalk(ruleset, here)
                chains.run(base: chain, isCertain: isCertain)
                here = chains.state
                state.mark = here.mark
                state.connectionMark = here.connectionMark
                if !isBeforeTracking || here.isTracked != nil { state.isTracked = here.isTracked ?? state.isTracked }
                guard !conclude(&walk, chains.consequences, &isCertain) else { return walk }
            }
        }
        return walk
    }

    /// The hooks that see a packet, in order.
    private static func hooks(_ packet: FilteredPacket) -> [String] {
        switch (packet.incoming, packet.outgoing) {
        case (nil, _): ["output", "postrouting"]
        case (_, nil): ["prerouting", "input"]
        default: ["prerouting", "forward", "postrouting"]
        }
    }

    /// Takes over what a chain may do; true when the walk ends here.
    private func conclude(
        _ walk: inout PacketWalk, _ consequences: Consequences, _ isCertain: inout Bool
    ) -> Bool {
        for translation in consequences.translations where walk.source != .translated {
            walk.source = translation.isCertain ? .translated : .unclear
            walk.sourceRule = translation.place
        }
        if let redirection = consequences.redirections.first {
            walk.redirection = redirection.place
            if redirection.isCertain {
                // From here on it is another packet.
                walk.verdict = .unclear
                walk.unclear.append(redirection.place)
                return true
            }
        }
        guard let first = consequences.drops.first else { return false }
        let certain = consequences.drops.first(where: \.isCertain)
        if certain != nil || !consequences.mayPass {
            let candidates = [walk.place].compactMap { $0 } + consequences.drops.map(\.place)
            walk.verdict = consequences.drops.allSatisfy(\.isRejected) && walk.place == nil ? .rejected : .dropped
            // Where several may do it, none is named.
            walk.place = certain?.place ?? (candidates.count == 1 ? first.place : nil)
            if let certain { walk.verdict = certain.isRejected ? .rejected : .dropped }
            walk.unclear = walk.place == nil ? Array(candidates.prefix(8)) : []
            return true
        }
        isCertain = false
        walk.verdict = .unclear
        walk.place = walk.place ?? first.place
        for place in consequences.unclear where !walk.unclear.contains(place) && walk.unclear.count < 8 {
            walk.unclear.append(place)
        }
        return false
    }
}
