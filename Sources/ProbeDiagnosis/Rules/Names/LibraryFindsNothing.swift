import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The resolvers have an address for the name, and a C library gives its programs none: the host's own, or the modules'.
struct LibraryFindsNothing: Rule {
    static let causes: [Cause] = [.dnsResolverLibrary]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        ofTheHost(in: scene) + ofModules(in: scene) + ofSearchLists(in: scene)
    }

    private func ofTheHost(in scene: Scene) -> [Finding] {
        scene.vantages.flatMap { vantage -> [Finding] in
            let lookups = scene.lookups(from: vantage)
            let denials = lookups.compactMap { lookup -> Denied? in
                guard let library = scene.survey.libraryDenial(of: lookup.host, from: vantage),
                    let failure = library.evidence.asked.failure
                else { return nil }
                return Denied(lookup: lookup, library: library, failure: failure)
            }
            // Where no name can be looked up, it is the library, whatever it is asked for.
            guard denials.count == lookups.count else { return denials.map { finding([$0], about: $0.lookup.host) } }
            return denials.isEmpty
                ? [] : [finding(denials, about: denials.count == 1 ? denials.first?.lookup.host : nil)]
        }
    }

    private struct Denied {
        let lookup: Lookup
        let library: Survey.Seen<AskLibrary>
        let failure: LibraryEvidence.Failure
    }

    private func finding(_ denials: [Denied], about host: HostName?) -> Finding {
        let hosts = denials.map(\.lookup.host)
        let failures = denials.map(\.failure).uniqued
        let error: Sentence = failures.first.map { failures.count == 1 ? "\(Term($0))" : "an error" } ?? "an error"
        return Finding(
            .dnsResolverLibrary, denials.map(\.lookup.severity).max() ?? .info,
            from: denials.map(\.lookup.vantage).uniqued, about: Finding.Subject(host), owner: .device,
            // What the library itself calls temporary may be just that.
            confidence: failures.contains(.again) ? .likely : .certain,
            summary: """
                The resolvers give \(listing: hosts) an address, and this device's own C library finds none (\(error)): \
                its programs look names up another way than resolv.conf says.
                """,
            location: Finding.Location(
                kind: .thisDevice, culprit: .file(LocalText("/etc/nsswitch.conf"), line: nil),
                text: "in the way that this device looks names up"),
            evidence: denials.flatMap { denied in
                [
                    denied.library.shows(
                        """
                        getaddrinfo for \(denied.lookup.host) fails with \(Term(denied.failure)), with a final dot and \
                        without
                        """),
                    Finding.Proof(
                        denied.lookup.observation, "the resolvers give \(denied.lookup.evidence.addresses)", .control),
                ]
            },
            refutedBy: "`getent ahosts` gives an address for any of \(listing: hosts).")
    }
}
