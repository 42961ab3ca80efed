package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// No resolver of the vantage answers, or none is configured.
package struct ResolversAreSilent: Rule {
    package static let causes: [Cause] = [.dnsTimeout]
    package static let explains: [Cause] = []

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        Muteness.all(in: survey).filter { muteness in
            (muteness.failure == .silent || muteness.failure == .unreachable) && muteness.lookup.answerOverTCP == nil
        }.map { muteness in
            muteness.finding(
                .dnsTimeout, owner: muteness.owner, confidence: muteness.isConfirmed ? .certain : .likely,
                summary: "No resolver answers: \(muteness.servers) "
                    + (muteness.failure == .silent ? "stayed silent" : "could not be reached")
                    + " when asked for \(muteness.lookup.host).",
                refutedBy: (muteness.lookup.evidence.servers.count > 1 ? "Any of " : "")
                    + "\(muteness.servers) answers a query.", in: survey)
        } + missing(in: survey)
    }

    private func missing(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { Lookup.all(from: $0, in: survey) }.filter { $0.fails && $0.evidence.servers.isEmpty }
            .compactMap { lookup in
                guard let problem = lookup.evidence.configurationProblem.map({ WireText($0) }) else { return nil }
                return Finding(
                    .dnsTimeout, lookup.severity(in: survey), from: [lookup.vantage],
                    about: Finding.Subject(), owner: .device, confidence: .certain,
                    summary:
                        "No resolver is configured that could be asked for \(lookup.host): resolv.conf \(problem).",
                    location: Finding.Location(kind: .thisDevice, text: "on this device"),
                    evidence: [Finding.Proof(lookup.observation, "resolv.conf \(problem)")],
                    refutedBy: "A nameserver of resolv.conf answers a query.")
            }
    }
}
