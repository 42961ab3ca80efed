import ProbeCore
import ProbeFindings

/// The request that a network team understands without knowing IoT Edge, to be pasted into a ticket.
enum Request: FirewallDialect {
    static let dialect = Dialect.request

    static func text(_ openings: [FirewallOpening], at place: FirewallPlace) -> String {
        var lines = ["Please allow these outbound connections from the gateway and from the containers on it:"]
        for opening in openings {
            let ports = opening.ports.map(String.init).joined(separator: ", ")
            lines.append(
                "  outbound \(opening.network.rawValue.uppercased()) \(ports) to \(opening.destination.text), for \(opening.purpose)"
            )
            if let note = addressNote(opening) { lines.append("    (\(note))") }
        }
        if openings.contains(where: { $0.network == .tcp && $0.ports.contains { [443, 5671, 8883].contains($0) } }) {
            lines.append(
                "No TLS inspection for these names: the device verifies the service's own certificate and refuses another."
            )
        }
        lines.append(
            "Nothing inbound is needed: keep all inbound ports closed. Answers belong to the outbound connections.")
        return lines.joined(separator: "\n")
    }

    private static func addressNote(_ opening: FirewallOpening) -> String? {
        if case .address = opening.destination { return nil }
        let addresses = opening.addresses.map(\.description).joined(separator: ", ")
        let seen =
            addresses.isEmpty
            ? "the addresses change: allow by name" : "today \(addresses); addresses change: allow by name"
        guard !opening.tags.isEmpty else { return seen }
        return "\(seen), or in Azure by the service tag\(opening.tags.count > 1 ? "s" : "") "
            + opening.tags.joined(separator: " and ")
    }
}
