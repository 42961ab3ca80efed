import ProbeCore
import ProbeEvidence
import ProbeFindings

/// No resolver of the vantage answers, or none is configured.
struct ResolversAreSilent: Rule {
    static let causes: [Cause] = [.dnsTimeout]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] { silent(in: scene) + missing(in: scene) }

    private func silent(in scene: Scene) -> [Finding] {
        scene.mutenesses.filter { muteness in
            (muteness.failure == .silent || muteness.failure == .unreachable) && muteness.lookup.answerOverTCP == nil
        }.map { muteness in
            let (servers, host) = (muteness.servers, muteness.lookup.host)
            return muteness.finding(
                .dnsTimeout, owner: muteness.owner,
                confidence: muteness.lookup.isConfirmed && !muteness.asksThisDevice ? .certain : .likely,
                summary: muteness.failure == .silent
                    ? "No resolver answers: \(servers) stayed silent when asked for \(host)."
                    : "No resolver answers: \(servers) could not be reached when asked for \(host).",
                refutedBy: servers.count > 1
                    ? "Any of \(servers) answers a query." : "\(servers) answers a query.")
        }
    }

    private func missing(in scene: Scene) -> [Finding] {
        scene.lookups.filter { $0.fails && $0.evidence.servers.isEmpty }.compactMap { lookup in
            guard let problem = lookup.evidence.configurationProblem.map({ LocalText($0) }) else { return nil }
            var location = Finding.Location.thisDevice
            // A container has a file of its own, which the engine writes.
            if lookup.vantage == .host { location.culprit = .file(LocalText("/etc/resolv.conf"), line: nil) }
            return Finding(
                .dnsTimeout, lookup.severity, from: [lookup.vantage], about: Finding.Subject(), owner: .device,
                confidence: .certain,
                summary: "No resolver is configured that could be asked for \(lookup.host): resolv.conf \(problem).",
                location: location, evidence: [Finding.Proof(lookup.observation, "resolv.conf \(problem)")],
                refutedBy: "A nameserver of resolv.conf answers a query.")
        }
    }
}
