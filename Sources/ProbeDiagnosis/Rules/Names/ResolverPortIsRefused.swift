import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Nothing listens on the resolver's port.
struct ResolverPortIsRefused: Rule {
    static let causes: [Cause] = [.dnsPortRefused]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.mutenesses.filter { $0.failure == .portRefused && $0.lookup.answerOverTCP == nil }.map { muteness in
            let server = muteness.answer.server
            // A container's loopback is the container itself, and no resolver of this device.
            let isLoopback = server.address.isLoopback && muteness.lookup.vantage == .host
            let isHere = isLoopback || scene.isOwn(server.address)
            return muteness.finding(
                .dnsPortRefused, owner: isHere ? .device : muteness.owner, confidence: .certain,
                summary: isHere
                    ? """
                    Nothing answers for names at \(server): the port is refused; the resolver on this device is not \
                    running.
                    """
                    : "Nothing answers for names at \(server): the port is refused.",
                refutedBy: "\(server) answers a query.")
        }
    }
}
