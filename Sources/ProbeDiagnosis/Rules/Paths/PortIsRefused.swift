package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The port is refused with a reset, as far as can be told by the far end itself.
package struct PortIsRefused: Rule {
    package static let causes: [Cause] = [.tcpRefused]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Extent.all(in: survey) { $0.result == .refused && Whereabouts(ofResetAt: $0, in: survey) == nil }.map {
            extent in
            // Packets to a loopback address never leave this device.
            let isHere = extent.contacts.allSatisfy(\.remote.address.isLoopback)
            return extent.finding(
                .tcpRefused, owner: isHere ? .device : .siteNetwork,
                // errno cannot tell the far end's RST from one that a box makes; the walk can.
                confidence: extent.contacts.allSatisfy { Whereabouts.isFarEnd($0, in: survey) } ? .certain : .likely,
                summary:
                    "Outgoing \(extent.description) is refused with a reset: nothing accepts connections there"
                    + (isHere ? ", on this device itself." : ", or a firewall next to it answers in its place."),
                location: isHere ? Finding.Location(kind: .thisDevice, text: "on this device") : .unknown,
                evidence: extent.proofs { "\($0.remote) answers with \(answer($1)) after \($1.latency)" },
                refutedBy: isHere
                    ? "`ss -lnt` shows a listener that the run was to reach."
                    : "A TCP connection to \(extent.target) opens from another network.", in: survey)
        }
    }

    private func answer(_ attempt: ConnectAttempt) -> String {
        attempt.icmp.map { "ICMP \($0.type)/\($0.code) of its own" }
            ?? "RST and no ICMP (\(attempt.error ?? "ECONNREFUSED"))"
    }
}
