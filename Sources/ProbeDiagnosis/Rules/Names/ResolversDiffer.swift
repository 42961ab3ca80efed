import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The C library takes the resolvers in turn, and one of them denies the name or leads elsewhere: so look-ups fail by turns.
struct ResolversDiffer: Rule {
    static let causes: [Cause] = [.dnsResolversDiffer]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.lookups(from: .host).compactMap { lookup in
            guard let turns = ResolversInTurn(to: lookup.host, in: scene.survey) else { return nil }
            let (host, server) = (lookup.host, turns.answer.server)
            let isNeeded = scene.endpoints(from: .host).contains {
                $0.host == host && scene.needs.isNeeded($0, from: .host)
            }
            let own = OwnResolver(turns.answer, to: lookup, in: scene.survey)
            return Finding(
                .dnsResolversDiffer, isNeeded ? .warning : .info, from: [.host],
                about: Finding.Subject(host, resolver: server), owner: own?.owner ?? .siteNetwork,
                confidence: turns.isCertain ? .certain : .likely, summary: summary(turns, host),
                location: Finding.Location(
                    kind: .hop, address: server.address, culprit: .resolver(server), text: "at the resolver \(server)"),
                evidence: evidence(turns, lookup),
                refutedBy: "\(server) gives the address for \(host) that \(turns.other.server) gives.")
        }
    }

    private func summary(_ turns: ResolversInTurn, _ host: HostName) -> Sentence {
        let (answer, other) = (turns.answer, turns.other)
        switch turns.fault {
        case .denial where answer.addresses.isEmpty:
            return """
                The C library takes the resolvers in turn (rotate): \(other.server) has an address for \(host), and \
                \(answer.server) says \(Denial.name(ofCode: answer.responseCode, isEmpty: true)), so part of the look-ups fail.
                """
        case .denial:
            return """
                The C library takes the resolvers in turn (rotate): \(other.server) has an address for \(host), and \
                \(answer.server) gives \(answer.addresses), which can be no service's, so part of the connections fail.
                """
        case .stranger:
            return """
                The C library takes the resolvers in turn (rotate): \(other.server) has an address for \(host) where the \
                service answers, and \(answer.server) gives \(answer.addresses), where it does not, so part of the \
                connections fail.
                """
        }
    }

    private func evidence(_ turns: ResolversInTurn, _ lookup: Lookup) -> [Finding.Proof] {
        let (answer, other) = (turns.answer, turns.other)
        var proofs = [
            Finding.Proof(
                lookup.observation,
                answer.addresses.isEmpty
                    ? """
                    \(answer.server) answers the A query for \(lookup.host) with \
                    \(Denial.name(ofCode: answer.responseCode, isEmpty: true))
                    """
                    : "\(answer.server) answers the A query for \(lookup.host) with \(answer.addresses)"),
            Finding.Proof(
                lookup.observation,
                "\(other.server) answers the A query for \(lookup.host) with \(other.addresses)", .control),
        ]
        if case .stranger(let seen) = turns.fault {
            proofs.append(
                seen.shows("no TLS handshake for \(lookup.host) with \(seen.evidence.connect.remote) is verified"))
        }
        return proofs
    }
}

extension ResolversInTurn {
    /// That a service does not answer at the other address may pass.
    fileprivate var isCertain: Bool {
        switch fault {
        case .denial: true
        case .stranger(let seen): seen.evidence.handshake?.result == .completed
        }
    }
}
