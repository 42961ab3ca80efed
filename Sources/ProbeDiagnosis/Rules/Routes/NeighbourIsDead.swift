package import ProbeCore

/// The gateway (or the target, on the same link) does not answer ARP or neighbour discovery.
package struct NeighbourIsDead: Rule {
    package static let causes: [Cause] = [.hostNeighbourDead]
    package static let explains: [Cause] = [.dnsTimeout, .tcpDroppedAll] + LocalFailure.symptoms

    package init() {}

    package static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        LocalFailure.accounts(for: symptom, by: finding)
    }

    package func findings(in survey: Survey) -> [Finding] {
        Extent.all(in: survey, where: \.isUnresolvedNeighbour).map { extent in
            let interface = extent.contacts.first?.decisive.first?.attempt.interface.map { " on \($0)" } ?? ""
            return LocalFailure(
                extent, in: survey,
                extent.proofs { contact, attempt in
                    "connecting to \(contact.remote) fails with \(attempt.error ?? "EHOSTUNREACH") after \(attempt.latency), "
                        + "reported by this device itself: its neighbour\(interface) does not answer ARP"
                }
            ).finding(
                .hostNeighbourDead, confidence: .certain,
                summary:
                    "The next hop\(interface) does not answer ARP, so outgoing \(extent.description) cannot leave the link.",
                refutedBy: "`ip neigh` shows the next hop as reachable.")
        }
    }
}

extension Contact {
    /// Host unreachable from our own address after a wait: ARP asks three times, a second apart (arp(7), mcast_solicit).
    ///
    /// A REJECT in our own OUTPUT chain looks the same but comes at once.
    var isUnresolvedNeighbour: Bool {
        guard case .rejected(let icmp) = result, icmp.offenderIsLocal, icmp.meaning == .hostUnreachable else {
            return false
        }
        return attempts.contains { $0.attempt.icmp == icmp && $0.attempt.latency.value >= 0.9 }
    }
}
