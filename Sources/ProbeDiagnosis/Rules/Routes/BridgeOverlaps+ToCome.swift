import ProbeCore
import ProbeEvidence
import ProbeFindings

// No engine yet, or not the modules' network: what the device needs lies in a subnet that an engine takes, beyond a gateway,
// where it does not look; or routes leave it none.

extension BridgeOverlaps {
    func toCome(in scene: Scene) -> [Finding] {
        guard let containers = ContainersToCome(orBesideBridgeIn: scene) else { return [] }
        let covered = ContainersToCome.answered(in: scene).compactMap { contact in
            containers.subnets.first { $0.contains(contact.remote.address) }.map { (contact: contact, subnet: $0) }
        }
        return withoutPool(containers, NetworkMaker(in: scene))
            + covered.map { contact, subnet in
                let isConfigured = containers.isConfigured(subnet)
                let address = contact.remote.address
                return Finding(
                    .routeBridgeOverlap, .warning, from: [.host],
                    about: Finding.Subject(contact.host, address: address),
                    owner: .containerEngine, confidence: .likely,
                    summary: containers.hasEngine || isConfigured
                        ? """
                        \(contact.host) has the address \(address), which lies in \(subnet): the network \
                        \(network: containers.network), which IoT Edge makes when it starts, will have that subnet, and packets to \
                        it will end at its bridge instead of leaving.
                        """
                        : """
                        \(contact.host) has the address \(address), which lies in \(subnet): a container engine takes that \
                        subnet for its containers unless it is told otherwise, and packets to it will end at the engine's \
                        bridge instead of leaving.
                        """,
                    location: Finding.Location(
                        kind: .containerHost,
                        culprit: .network(
                            containers.isOfModules(subnet) ? containers.network : "bridge", subnets: [subnet]),
                        text: containers.place),
                    evidence: [
                        isConfigured
                            ? containers.configuration?.shows("the configuration of IoT Edge asks for \(subnet)")
                            : containers.routes.shows("no link of this device's has \(subnet), so the engine takes it"),
                        contact.answerProof,
                    ].compactMap(\.self),
                    refutedBy: "`docker network inspect` of the engine's networks names other subnets than \(subnet).")
            }
    }

    /// Routes on links, a VPN's of two halves of the internet among them, overlap with every subnet that the engine would take.
    ///
    /// Then a network cannot be made ("could not find an available, non-overlapping IPv4 address pool"), without which
    /// aziot-edged ends (edgelet-docker's runtime), nor the engine's own bridge, without which the engine does.
    private func withoutPool(_ containers: ContainersToCome, _ engine: NetworkMaker) -> [Finding] {
        let state = containers.routes.evidence
        let own = Set(state.networks.map(\.interface))
        let wide = state.routesInTheWay(of: engine).filter { !($0.interface.map(own.contains) ?? true) }
        // A list that was cut says nothing of what is free.
        guard containers.subnets.count < (containers.hasEngine ? 1 : 2), state.routesLeftOut == 0,
            state.subnetsToCome != nil, !wide.isEmpty
        else { return [] }
        let isOfBridge = containers.subnets.isEmpty && !containers.hasEngine
        return [
            Finding(
                .routeBridgeOverlap, .warning, from: [.host], about: Finding.Subject(), owner: .device,
                confidence: .likely,
                summary: isOfBridge
                    ? """
                    A container engine will find no subnet for its own bridge, and not start: routes of this device's \
                    (\(wide.prefix(3).map { SentenceArgument.fact($0) })) overlap with all that it would take.
                    """
                    : """
                    The engine will find no subnet for the network \(network: containers.network), without which IoT Edge does not \
                    start: routes of this device's (\(wide.prefix(3).map { SentenceArgument.fact($0) })) overlap with all that it \
                    would take.
                    """,
                location: Finding.Location(
                    kind: .containerHost, culprit: .network(isOfBridge ? "bridge" : containers.network, subnets: []),
                    text: containers.place),
                evidence: wide.prefix(3).map { containers.routes.shows("ip route: \($0)") },
                refutedBy: "`docker network create` makes a network without being given a subnet.")
        ]
    }
}
