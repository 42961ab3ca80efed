import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A domain of the search list answers for every name, the hub's included, and programs ask it first.
struct SearchDomainCatchesName: Rule {
    static let causes: [Cause] = [.dnsSearchWildcard]
    static let explains: [Cause] = [.dnsResolverLibrary]

    func findings(in scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup in
            scene.survey.astray(lookup.host, from: lookup.vantage).map { finding(lookup, $0) }
        }
    }

    private func finding(_ lookup: Lookup, _ astray: Astray) -> Finding {
        let (host, answer) = (lookup.host, astray.answer)
        let caught = answer.name.text
        let library = astray.library.map { library in
            library.shows(
                """
                the host's C library finds \(library.evidence.asked.addresses) for \(host), and \
                \(library.evidence.rooted?.addresses ?? []) for the same name with a final dot
                """)
        }
        return Finding(
            .dnsSearchWildcard, lookup.severity, from: [lookup.vantage],
            about: Finding.Subject(host, resolver: answer.server), owner: .siteNetwork,
            confidence: astray.library != nil || lookup.vantage != .host ? .certain : .likely,
            summary: """
                Programs that look for \(host) find \(caught) (\(answer.addresses)): the search list is tried first for \
                names of fewer than \(astray.evidence.dots) dots, and one of its domains answers for every name.
                """,
            evidence: [
                Finding.Proof(astray.observation, "\(answer.server) gives \(answer.addresses) for \(caught)"),
                library,
                Finding.Proof(
                    lookup.observation, "the name itself has \(lookup.evidence.addresses)", .control),
            ].compactMap(\.self),
            refutedBy: "`getent ahosts \(host)` gives the same addresses with a final dot and without one.")
    }
}
