import ProbeCore
import ProbeEvidence
import ProbeFindings

extension ForwardingIsDropped {
    /// Connections of containers that open, and whose data a rule of this device stops, or may.
    func heldBack(_ scene: Scene) -> [Finding] {
        (scene.routes?.evidence.networks ?? []).filter { $0.vantage != .host }.flatMap { network -> [Finding] in
            DataHold.all(from: network.vantage, scene).flatMap { hold in
                Extent.all(of: hold.contacts, among: scene.contacts(from: network.vantage)).map {
                    heldBack($0, by: hold, network.name)
                }
            }
        }
    }

    private func heldBack(_ extent: Extent, by hold: DataHold, _ network: NetworkName) -> Finding {
        Finding(
            .fwdDropped, hold.severity, from: [hold.vantage], about: extent.subject, owner: .device,
            confidence: hold.confidence,
            summary: hold.rise == nil
                ? """
                What the network \(network: network) sends to \(extent.target) gets no further than opening a connection; whether this \
                device's firewall drops the data cannot be told of its rule \(hold.place).
                """
                : """
                This device's firewall drops what connections of the network \(network: network) carry once they are open: its rule \
                \(hold.place) stops \(extent.noun).
                """,
            location: Finding.Location(kind: .containerHost, culprit: Culprit(hold.place), text: "on this device"),
            evidence: hold.proofs,
            refutedBy: "The rule counts nothing while a container's connection to \(extent.target) fails.",
            explains: hold.explains)
    }
}
