import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The port is refused with a reset, as far as can be told by the far end itself.
struct PortIsRefused: Rule {
    static let causes: [Cause] = [.tcpRefused]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        Extent.all(in: scene) { $0.result == .refused && Whereabouts(ofResetAt: $0, in: scene.survey) == nil }.map {
            extent in
            // Packets to a loopback address never leave this device, nor do those to an address of its own.
            let isHere = extent.contacts.allSatisfy { isOwn($0.remote.address, scene) }
            return extent.finding(
                .tcpRefused, owner: isHere ? .device : .siteNetwork,
                // errno cannot tell the far end's RST from one that a box makes; the walk can.
                confidence: extent.contacts.allSatisfy { Whereabouts.isFarEnd($0, in: scene.survey) }
                    ? .certain : extent.contacts.contains(where: scene.mayRefuseItself) ? .possible : .likely,
                summary: isHere
                    ? """
                    Outgoing \(extent.noun) is refused with a reset: nothing accepts connections there, on this device \
                    itself.
                    """
                    : """
                    Outgoing \(extent.noun) is refused with a reset: nothing accepts connections there, or a firewall \
                    next to it answers in its place.
                    """,
                location: isHere ? .thisDevice : .unknown, evidence: extent.proofs(clause),
                refutedBy: isHere
                    ? "`ss -lnt` shows a listener that the run was to reach."
                    : "A TCP connection to \(extent.target) opens from another network.")
        }
    }

    private func isOwn(_ address: IPAddress, _ scene: Scene) -> Bool {
        address.isLoopback || scene.isOwn(address) || scene.roads.taken(by: .host, to: address)?.lookup.kind == .local
    }

    private func clause(_ contact: Contact, _ attempt: ConnectAttempt) -> Sentence {
        guard let icmp = attempt.icmp else {
            let error: SystemError = attempt.error ?? "ECONNREFUSED"
            return "\(contact.remote) answers with RST and no ICMP (\(error)) after \(attempt.latency)"
        }
        return "\(contact.remote) answers with \(icmp) of its own after \(attempt.latency)"
    }
}
