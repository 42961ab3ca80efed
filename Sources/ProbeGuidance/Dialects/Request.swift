import ProbeCore
import ProbeFindings

/// The request that a network team understands without knowing IoT Edge, to be pasted into a ticket.
enum Request: FirewallDialect {
    static let dialect = Dialect.request
    static let removal = ""

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        text(openings, from: Requester())
    }

    /// What is asked for, with who asks: each destination once, with its purpose, its ports and what is known of its
    /// addresses; what only some devices need, apart.
    static func text(_ openings: [FirewallOpening], from requester: Requester) -> String {
        let needed = openings.filter { $0.condition == nil }
        let others = openings.filter { $0.condition != nil }
        var lines =
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
        lines += requester.inbound
        return lines.joined(separator: "\n")
    }

    /// One destination: what is opened and why, then what is known of its addresses.
    static func flow(_ opening: FirewallOpening, _ requester: Requester) -> [String] {
        let ports = opening.ports.map(String.init).joined(separator: ", ")
        let condition = opening.condition.map { ", \($0)" } ?? ""
        let head =
            "  outbound \(opening.network.rawValue.uppercased()) \(ports) to \(opening.destination.text), for \(opening.purpose)"
        let notes = [addressNote(opening, requester), deviceNameNote(opening)].compactMap { $0 }
        return [head + condition] + notes.map { "    (\($0))" }
    }

    /// Whoever allows a hub's classic name is told of the other one, which a pattern may miss.
    private static func deviceNameNote(_ opening: FirewallOpening) -> String? {
        guard case .name(let name) = opening.destination, let hub = name.hub, let device = name.deviceName else {
            return nil
        }
        return
            "and to \(device), the hub's TLS 1.3 name; *.\(hub.domain) covers it only where * stands for several labels"
    }

    private static func addressNote(_ opening: FirewallOpening, _ requester: Requester) -> String? {
        if case .address = opening.destination { return nil }
        let notes: [String?] = [
            addresses(opening, requester), opening.alternative,
            opening.tags.isEmpty
                ? nil
                : "in Azure by the service tag\(opening.tags.count > 1 ? "s" : "") \(opening.tags.joined(separator: " and "))",
        ]
        return notes.compactMap(\.self).joined(separator: "; or ")
    }

    /// Until when the addresses may be trusted, which is never long.
    private static func addresses(_ opening: FirewallOpening, _ requester: Requester) -> String {
        guard !opening.addresses.isEmpty else { return "the addresses change: allow by name" }
        let addresses = opening.addresses.map(\.description).joined(separator: ", ")
        let day = requester.asked.map { "on \($0.day)" } ?? "today"
        let validity: UInt32? =
            if case .name(let name) = opening.destination { requester.validity[name] } else { nil }
        return validity.map { "\(addresses) \(day), good for \($0) s at a time: allow by name" }
            ?? "\(addresses) \(day); addresses change: allow by name"
    }
}

extension Timestamp {
    /// `2026-11-29`.
    fileprivate var day: Substring { description.prefix { $0 != "T" } }
}
