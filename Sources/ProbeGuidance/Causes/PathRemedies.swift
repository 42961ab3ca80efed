import ProbeCore
import ProbeFindings

/// Remedies for a TCP path that is closed or broken beyond this device.
extension Prescription {
    var blockedPath: [Remedy] {
        let isHere = finding.subject.address?.isLoopback == true
        return [isHere ? startService : openingAtSite()] + (hasWebSocketInstead ? webSocketInstead : [])
    }

    /// A router that does not lead to the service; the complaint says what it does instead.
    func brokenRoute(_ complaint: String) -> [Remedy] {
        let sayer = finding.location.address.map { "The router \($0)" } ?? "A router on the way"
        return [
            remedy(
                .repairRoute, "Ask the network team to repair the route (paste this):", [],
                request(
                    "\(sayer) \(complaint)",
                    "Please repair its route, or the link behind it, and check the way back too."))
        ]
    }

    /// The service with an address of it, where one is known.
    var destination: String {
        let name = hostOrHub
        return addresses(of: name).first.map { "\(name) (\($0))" } ?? "\(name)"
    }

    var tcpHalfOpenProxy: [Remedy] {
        [
            remedy(
                .exemptFromAcceleration, "Ask the network team (paste this):", [],
                request(
                    """
                    A device on the way completes TCP connections by itself, even to 192.0.2.1, which does not \
                    exist.
                    """,
                    """
                    Please exempt \(assignment.hub) on TCP \(portsInWords) from its TCP acceleration or \
                    transparent proxy.
                    """))
        ]
    }

    var tcpAsymmetric: [Remedy] {
        [
            remedy(
                .symmetricRoute, "Send packets out through the interface that the answers come back to.",
                [
                    """
                    Ask the network team for one path in both directions, or let this device use one interface for \
                    the default route (a lower metric), and none for the other.
                    """
                ], [Remedy.Command(.ip, "ip route show default")])
        ]
    }

    var tcpLossy: [Remedy] {
        [
            remedy(
                .repairLink, "Have the link repaired that loses packets.",
                [
                    """
                    Look at this device's own link first: errors and drops must not rise. Then ask the network \
                    team about the next link (duplex, radio signal, overload).
                    """
                ], [Remedy.Command(.ip, "ip -statistics link show")])
        ]
    }

    /// Packets to a loopback address never leave, so no firewall of the site has a part in it.
    private var startService: Remedy {
        remedy(
            .startLocalService, owner: .device,
            "Start what should listen on this device, or connect to the service.",
            [
                """
                The run was sent to a loopback address: by --connect-to, by the hosts file, or because it was a \
                demonstration.
                """
            ], [Remedy.Command(.shell, "ss -lnt")])
    }

    private var portsInWords: String {
        FirewallOpening.ports(for: assignment.upstream).map(String.init).joined(separator: " and ")
    }
}
