import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The resolvers have an address for the name, and the host's own C library gives its programs none.
struct LibraryFindsNothing: Rule {
    static let causes: [Cause] = [.dnsResolverLibrary]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup -> Finding? in
            guard let library = scene.survey.libraryDenial(of: lookup.host, from: lookup.vantage),
                let failure = library.evidence.asked.failure
            else { return nil }
            let error = Term(failure)
            return Finding(
                .dnsResolverLibrary, lookup.severity, from: [lookup.vantage], about: Finding.Subject(lookup.host),
                owner: .device,  // What the library itself calls temporary may be just that.
                confidence: failure == .again ? .likely : .certain,
                summary: """
                    The resolvers give \(lookup.host) an address, and this device's own C library finds none (\(error)): \
                    its programs look names up another way than resolv.conf says.
                    """,
                location: Finding.Location(
                    kind: .thisDevice, culprit: .file(LocalText("/etc/nsswitch.conf"), line: nil),
                    text: "in the way that this device looks names up"),
                evidence: [
                    library.shows("getaddrinfo for \(lookup.host) fails with \(error), with a final dot and without"),
                    Finding.Proof(
                        lookup.observation, "the resolvers give \(lookup.evidence.addresses)", .control),
                ],
                refutedBy: "`getent ahosts \(lookup.host)` gives an address.")
        }
    }
}
