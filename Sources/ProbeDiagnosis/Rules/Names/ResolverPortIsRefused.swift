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
            if isHere, let problem = Self.problem(behind: muteness) { return fallback(muteness, problem) }
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

    /// What is wrong with resolv.conf, where programs ask this machine for want of a resolver that it names (resolv.conf(5)).
    private static func problem(behind muteness: Muteness) -> LocalText? {
        guard muteness.lookup.vantage == .host, muteness.servers.map(\.address) == [usual].compactMap(\.self) else {
            return nil
        }
        return muteness.lookup.evidence.configurationProblem.map { LocalText($0) }
    }

    private static let usual = IPAddress("127.0.0.1")

    private func fallback(_ muteness: Muteness, _ problem: LocalText) -> Finding {
        let server = muteness.answer.server
        var finding = muteness.finding(
            .dnsPortRefused, owner: .device, confidence: .certain,
            summary: """
                resolv.conf \(problem), so programs of this device ask \(server) for names, where no resolver runs: the port is \
                refused.
                """,
            refutedBy: "A nameserver of resolv.conf answers a query.")
        finding.location = Finding.Location(
            kind: .thisDevice, culprit: .file(LocalText("/etc/resolv.conf"), line: nil), text: "in /etc/resolv.conf")
        // The engine, which reads the file too, found nothing in it either.
        finding.explains = [.dnsContainerFallbackPublic]
        return finding
    }

    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        symptom.cause == .dnsContainerFallbackPublic || Scope(of: finding).contains(symptom)
    }
}
