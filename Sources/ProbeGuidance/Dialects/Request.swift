import ProbeCore
import ProbeFindings

/// The request that a network team understands without knowing IoT Edge, to be pasted into a ticket.
enum Request: FirewallDialect {
    static let dialect = Dialect.request
    static let removal: String? = nil

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        lines(openings, from: Requester()).map(\.english).joined(separator: "\n")
    }

    /// Stands in the lines of its requester.
    static func text(_ opening: DownstreamOpening) -> String? { nil }

    /// What is asked for, with who asks: each destination once, with its purpose, its ports and what is known of its
    /// addresses; what only some devices need, apart.
    static func lines(_ openings: [FirewallOpening], from requester: Requester) -> [Sentence] {
        let needed = openings.filter { $0.condition == nil }
        let others = openings.filter { $0.condition != nil }
        var lines: [Sentence] =
            requester.lines + [
                "Please allow these outbound connections from the gateway and from the containers on it:"
            ]
        lines += needed.flatMap { flow($0, requester) }
        if !others.isEmpty {
            lines.append("Only where they are used:")
            lines += others.flatMap { flow($0, requester) }
        }
        if openings.contains(where: { $0.network == .tcp && $0.ports.contains { [443, 5671, 8883].contains($0) } }) {
            lines.append(
                "No TLS inspection for these names: the device verifies the service's own certificate and refuses another."
            )
        }
        return lines + requester.inbound
    }

    /// The lines as a ticket and a terminal have room for them; what a line goes on with stands further in.
    static func wrapped(_ lines: [String]) -> String {
        lines.map { line in
            let start = String(line.prefix { $0 == " " })
            let margin = start + "    "
            var lines = [""]
            for word in line.dropFirst(start.count).split(separator: " ", omittingEmptySubsequences: false) {
                let last = lines[lines.count - 1]
                if last.isEmpty {
                    lines[lines.count - 1] = start + word
                } else if last.columns + 1 + word.columns > 78 {
                    lines.append(margin + word)
                } else {
                    lines[lines.count - 1] += " " + word
                }
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// One destination: what is opened and why, then what is known of its addresses.
    static func flow(_ opening: FirewallOpening, _ requester: Requester) -> [Sentence] {
        let network: Term = opening.network == .tcp ? "TCP" : "UDP"
        let destination = Sentence(verbatim: opening.destination.text)
        let head: Sentence =
            if let condition = opening.condition {
                """
                  outbound \(network) \(listing: opening.ports) to \(destination), for \(opening.purpose), \(condition)
                """
            } else {
                "  outbound \(network) \(listing: opening.ports) to \(destination), for \(opening.purpose)"
            }
        return [head] + [addressNote(opening, requester), deviceNameNote(opening)].compactMap(\.self)
    }

    /// Whoever allows a hub's classic name is told of the other one, which a pattern may miss.
    private static func deviceNameNote(_ opening: FirewallOpening) -> Sentence? {
        guard case .name(let name) = opening.destination, let hub = name.hub, let other = name.otherDeviceName else {
            return nil
        }
        let pattern = Sentence(verbatim: "*.\(hub.domain)")
        return hub.form == .classic
            ? """
                (and to \(other), the hub's TLS 1.3 name; \(pattern) covers it only where * stands for several labels)
            """
            : """
                (and to \(other), the hub's name for TLS 1.2; \(pattern) covers the first only where * stands for \
            several labels)
            """
    }

    private static func addressNote(_ opening: FirewallOpening, _ requester: Requester) -> Sentence? {
        if case .address = opening.destination { return nil }
        let known = addresses(opening, requester)
        let tags = opening.tags.map { Sentence(verbatim: $0) }
        switch (opening.alternative, tags.count) {
        case (nil, 0): return "    (\(known))"
        case (nil, 1): return "    (\(known); or in Azure by the service tag \(tags))"
        case (nil, _): return "    (\(known); or in Azure by the service tags \(tags))"
        case (let other?, 0): return "    (\(known); or \(other))"
        case (let other?, 1): return "    (\(known); or \(other); or in Azure by the service tag \(tags))"
        case (let other?, _): return "    (\(known); or \(other); or in Azure by the service tags \(tags))"
        }
    }

    /// Until when the addresses may be trusted, which is never long.
    private static func addresses(_ opening: FirewallOpening, _ requester: Requester) -> Sentence {
        guard !opening.addresses.isEmpty else { return "the addresses change: allow by name" }
        let day = requester.asked.map { Sentence(verbatim: String($0.day)) }
        let known: Sentence =
            day.map { "\(listing: opening.addresses) on \($0)" } ?? "\(listing: opening.addresses) today"
        let validity: UInt32? =
            if case .name(let name) = opening.destination { requester.validity[name] } else { nil }
        return validity.map { "\(known), good for \(Int($0)) s at a time: allow by name" }
            ?? "\(known); addresses change: allow by name"
    }
}

extension Timestamp {
    /// `2026-11-29`.
    fileprivate var day: Substring { description.prefix { $0 != "T" } }
}
