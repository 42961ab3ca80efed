import ProbeCore
import ProbeEvidence

/// A packet on its way through the hooks, which may be marked and sent elsewhere before it is routed.
struct PacketJourney {
    /// What lies before the kernel's routing decision, and behind it.
    ///
    /// What the device sends itself is routed first, and again behind its output chains, which are taken as those before.
    enum Part {
        case beforeRouting, afterRouting
    }

    private let rules: RulesetWalk
    private(set) var walk: PacketWalk
    /// The packet as it is by now; `walk` keeps the one that set out.
    private var packet: FilteredPacket
    private let translated: IPAddress?
    /// The mark, for the routing decision; nothing once a rule that is not understood may have changed it.
    private(set) var mark: UInt64? = 0
    /// The mark of its connection, which answers find again.
    private(set) var connectionMark: UInt64?
    private(set) var tracking = Tracking.toCome
    /// The rule that kept the packet which this one answers from being tracked.
    private let spared: RulePlace?
    private let sender: PacketSender?
    private let isData: Bool
    /// Rules and policies that drop or reject it, or may.
    private(set) var stops: [RulePlace] = []
    private var isCertain = true
    private(set) var isOver = false
    /// Rules that may decide and for which `walk` has no room.
    private var unnamed: Set<RulePlace> = []

    init(
        _ rules: RulesetWalk, _ packet: FilteredPacket, _ origin: RouteLookup.Packet, translated: IPAddress?,
        connectionMark: UInt64?, spared: RulePlace? = nil, sender: PacketSender? = nil, isData: Bool = false
    ) {
        self.spared = spared
        self.sender = sender
        self.isData = isData
        self.rules = rules
        self.packet = packet
        self.translated = translated
        self.connectionMark = connectionMark
        walk = PacketWalk(origin, packet, .passes)
        walk.untracked = spared
    }

    /// Where the packet goes by now.
    var destination: SocketAddress { SocketAddress(packet.destination, port: packet.port) }

    /// Gives the packet the way that the kernel has for it by now.
    mutating func route(from source: IPAddress?, by outgoing: InterfaceName?) {
        packet.outgoing = outgoing
        packet.source = packet.source ?? source
        guard walk.target == nil else { return }
        walk.packet.outgoing = outgoing
        walk.packet.source = packet.source
    }

    mutating func pass(_ part: Part) {
        for hook in hooks(part) {
            for chain in chains(at: hook) {
                guard !isOver else { return }
                // Only the first packet of a connection asks for translations, and is sent elsewhere once.
                if chain.kind == "nat", packet.isAnswer || isData || (part == .beforeRouting && walk.target != nil) {
                    continue
                }
                // Nor does a packet that belongs to none (nf_nat_inet_fn).
                if chain.kind == "nat", tracking.rule != nil { continue }
                meet(chain, at: hook)
            }
        }
    }

    // MARK: Hooks

    private struct Hook {
        let name: String
        var below: (family: String, interface: InterfaceName?)?
    }

    /// The hooks that see the packet, in order; those of bridges and devices around those of the IP layer.
    private func hooks(_ part: Part) -> [Hook] {
        func above(_ names: String...) -> [Hook] { names.map { Hook(name: $0) } }
        func below(_ name: String, _ interface: InterfaceName?) -> Hook {
            Hook(name: name, below: ("netdev", interface))
        }
        func bridge(_ names: String...) -> [Hook] { names.map { Hook(name: $0, below: ("bridge", nil)) } }
        let isFromBridge = rules.isBridge(packet.incoming)
        let isToBridge = rules.isBridge(packet.outgoing)
        switch (part, packet.incoming) {
        case (.beforeRouting, nil): return above("output")
        case (.beforeRouting, let incoming?):
            return (isFromBridge ? bridge("prerouting", "input") : []) + [below("ingress", incoming)]
                + above("prerouting")
        case (.afterRouting, let incoming):
            guard let outgoing = packet.outgoing else { return incoming == nil ? [] : above("input") }
            return (incoming == nil ? [] : above("forward")) + above("postrouting") + [below("egress", outgoing)]
                + (isToBridge ? bridge("output", "postrouting") : [])
        }
    }

    private func chains(at hook: Hook) -> [Ruleset.Chain] {
        hook.below.map { rules.ruleset.chains(below: hook.name, of: $0.family, on: $0.interface) }
            ?? rules.ruleset.chains(at: hook.name, for: packet.family)
    }

    private mutating func meet(_ chain: Ruleset.Chain, at hook: Hook) {
        var seen = packet
        // The answer's destination is translated back at priority -100 (NF_IP_PRI_NAT_DST).
        if packet.isAnswer, hook.name == "ingress" || (hook.name == "prerouting" && chain.priority <= -100),
            let translated
        {
            seen.destination = translated
        }
        let isBeforeTracking = (hook.name == "prerouting" || hook.name == "output") && chain.priority <= -200
        var here = PacketState(
            packet: seen, localAddresses: rules.localAddresses, hook: hook.name, mark: mark,
            connectionMark: connectionMark, tracking: isBeforeTracking ? tracking : tracking.decided,
            isOriginalTracked: spared == nil, isBelow: hook.below != nil, sender: sender, isData: isData)
        var chains = ChainWalk(rules.ruleset, here)
        // Where it is not told for which interface a chain is, it may be for this one.
        let isReached = isCertain && (chain.kind != "nat" || tracking != .unclear)
        chains.run(base: chain, isCertain: isReached && (hook.below?.family != "netdev" || !chain.devices.isEmpty))
        here = chains.state
        mark = here.mark
        connectionMark = here.connectionMark
        tracking = here.tracking
        walk.untracked = tracking.rule ?? walk.untracked
        isOver = conclude(chains.consequences)
    }

    /// Takes over what a chain may do; true when the walk ends here.
    private mutating func conclude(_ consequences: Consequences) -> Bool {
        walk.hopLimit = consequences.hopLimit ?? walk.hopLimit
        for translation in consequences.translations where walk.source != .translated {
            walk.source = translation.isCertain ? .translated : .unclear
            walk.sourceRule = translation.place
            walk.foreignSource = translation.isCertain ? translation.address.flatMap(foreign) : nil
        }
        if let redirection = consequences.redirections.first, redirect(redirection) { return true }
        guard let first = consequences.drops.first else { return false }
        stops += consequences.drops.map(\.place)
        let certain = consequences.drops.first(where: \.isCertain)
        if certain != nil || !consequences.mayPass {
            let candidates = [walk.place].compactMap { $0 } + consequences.drops.map(\.place)
            walk.verdict = consequences.drops.allSatisfy(\.isRejected) && walk.place == nil ? .rejected : .dropped
            // Where several may do it, none is named.
            walk.place = certain?.place ?? (candidates.count == 1 ? first.place : nil)
            if let certain { walk.verdict = certain.isRejected ? .rejected : .dropped }
            walk.unclear = []
            unnamed = []
            walk.unclearLeftOut = nil
            if walk.place == nil { name(candidates) }
            return true
        }
        isCertain = false
        walk.verdict = .unclear
        walk.place = walk.place ?? first.place
        name(consequences.unclear.filter { !walk.unclear.contains($0) }.uniqued)
        return false
    }

    /// An address that answers are sent to, and that no interface of this device has.
    private func foreign(_ address: IPAddress) -> IPAddress? {
        rules.localAddresses.contains(address) ? nil : address
    }

    /// Rules that may decide; the first ones by name, the others by number.
    private mutating func name(_ places: [RulePlace]) {
        let named = places.prefix(max(0, Self.mostUnclear - walk.unclear.count))
        let others = places.dropFirst(named.count)
        walk.unclear += named
        unnamed.formUnion(others)
        walk.unclearLeftOut = unnamed.isEmpty ? nil : unnamed.count
    }

    private static let mostUnclear = 8

    /// From here on it is another packet, as far as the rule says which; true when nobody can tell.
    private mutating func redirect(_ redirection: Consequences.Redirection) -> Bool {
        walk.redirection = redirection.place
        guard redirection.isCertain else { return false }
        guard redirection.isClear else {
            walk.verdict = .unclear
            walk.unclear.append(redirection.place)
            return true
        }
        if redirection.isHere {
            // The first address of the interface it came in by, or loopback (nf_nat_redirect_ipv4).
            packet.destination = redirection.address ?? here
            if packet.incoming == nil { packet.outgoing = .loopback } else { packet.outgoing = nil }
        } else if let address = redirection.address {
            packet.destination = address
        }
        packet.port = redirection.port ?? packet.port
        walk.target = SocketAddress(packet.destination, port: packet.port)
        return false
    }

    /// This device, as a redirected packet finds it.
    private var here: IPAddress {
        let loopback = packet.family == .v4 ? IPAddress("127.0.0.1") : IPAddress("::1")
        let gateway = packet.incoming == nil ? nil : rules.address(of: packet.incoming, packet.family)
        return gateway ?? loopback ?? packet.destination
    }
}
