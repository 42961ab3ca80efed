import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Nothing listens on the resolver's port.
struct ResolverPortIsRefused: Rule {
    static let causes: [Cause] = [.dnsPortRefused]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.mutenesses.filter { $0.failure == .portRefused && $0.lookup.answerOverTCP == nil && !$0.lacksTCPOnly }.map
        { muteness in
            let server = muteness.answer.server
            let isHere = scene.isHere(server, askedFrom: muteness.lookup.vantage)
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
