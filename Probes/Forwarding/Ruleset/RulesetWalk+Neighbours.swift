import ProbeCore
import ProbeEvidence

// Rules of the family `arp` (arptables): what they drop is no packet of anybody's, and all of them wait for it.

extension RulesetWalk {
    /// The rule that keeps this device from asking who has an address on a link, or from hearing the answer, and whether certainly.
    func neighbourRule(
        asking address: IPAddress, from source: IPAddress?, on interface: InterfaceName?
    ) -> (place: RulePlace, isCertain: Bool)? {
        guard address.family == .v4 else { return nil }
        let question = FilteredPacket(
            from: source, to: address, .udp, port: 0, incoming: nil, outgoing: interface)
        let answer = FilteredPacket(
            from: address, to: source ?? address, .udp, port: 0, incoming: interface, outgoing: nil, isAnswer: true)
        var candidate: RulePlace?
        for (hook, packet) in [("output", question), ("input", answer)] {
            for chain in ruleset.chains(below: hook, of: "arp", on: nil) {
                var state = PacketState(packet: packet, localAddresses: localAddresses, hook: hook)
                state.isARP = true
                var walk = ChainWalk(ruleset, state)
                walk.run(base: chain, isCertain: true)
                let drops = walk.consequences.drops
                guard let first = drops.first else { continue }
                if let certain = drops.first(where: \.isCertain) { return (certain.place, true) }
                if !walk.consequences.mayPass, drops.count == 1 { return (first.place, true) }
                candidate = candidate ?? first.place
            }
        }
        return candidate.map { ($0, false) }
    }
}

extension PacketState {
    /// What a rule reads of a question of ARP or of its answer.
    func arpField(_ tag: String, _ value: Structure) -> Field {
        switch (tag, value["protocol"]?.text, value["field"]?.text ?? value["key"]?.text) {
        case ("payload", "arp", "operation"): .known(.names(packet.isAnswer ? ["reply", "2"] : ["request", "1"]))
        case ("payload", "arp", "saddr ip"): packet.source.map { .known(.address($0)) } ?? .unclear
        case ("payload", "arp", "daddr ip"): .known(.address(packet.destination))
        case ("payload", "arp", "htype"): .known(.number(1))
        case ("payload", "arp", "ptype"): .known(.names(["ip", "2048"]))
        case ("payload", "arp", "hlen"): .known(.number(6))
        case ("payload", "arp", "plen"): .known(.number(4))
        case ("payload", "ether", "type"), ("meta", _, "protocol"): .known(.names(["arp", "2054"]))
        case ("payload", "ip", _), ("payload", "ip6", _), ("payload", "tcp", _), ("payload", "udp", _), ("ct", _, _):
            .absent
        case ("meta", _, "iifname"), ("meta", _, "iif"): Self.name(of: packet.incoming)
        case ("meta", _, "oifname"), ("meta", _, "oif"): Self.name(of: packet.outgoing)
        default: .unclear
        }
    }
}
