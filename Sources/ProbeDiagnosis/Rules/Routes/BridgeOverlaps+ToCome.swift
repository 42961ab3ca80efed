import ProbeCore
import ProbeEvidence
import ProbeFindings

// No engine yet: what the device needs lies in a subnet that an engine takes, beyond the default route, where it does not look.

extension BridgeOverlaps {
    func toCome(in scene: Scene) -> [Finding] {
        guard let containers = ContainersToCome(in: scene) else { return [] }
        let covered = ContainersToCome.answered(in: scene).compactMap { contact in
            containers.subnets.first { $0.contains(contact.remote.address) }.map { (contact: contact, subnet: $0) }
        }
        return covered.map { contact, subnet in
            let address = contact.remote.address
            return Finding(
                .routeBridgeOverlap, .warning, from: [.host], about: Finding.Subject(contact.host, address: address),
                owner: .containerEngine, confidence: .likely,
                summary: """
                    \(contact.host) has the address \(address), which lies in \(subnet): a container engine takes that \
                    subnet for its containers unless it is told otherwise, and packets to it will end at the engine's \
                    bridge instead of leaving.
                    """,
                location: Finding.Location(
                    kind: .containerHost,
                    culprit: .network(
                        subnet == containers.subnets.first ? "bridge" : "azure-iot-edge", subnets: [subnet]),
                    text: "on this device, once it has a container engine"),
                evidence: [
                    containers.routes.shows("no route but the default one leads to \(subnet), so the engine takes it")
                ] + [contact.answerProof].compactMap(\.self),
                refutedBy: "`docker network inspect` of the engine's networks names other subnets than \(subnet).")
        }
    }
}
