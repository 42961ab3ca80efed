import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The name exists and has no IPv4 address, and no IPv6 address that works.
struct NameHasNoAddress: Rule {
    static let causes: [Cause] = [.dnsNodata]
    /// A hub has no IPv6 address: what fails at one that a resolver made up is no fault of the path.
    static let explains: [Cause] = Cause.allCases.filter {
        $0.layer == .tcp || $0.layer == .route || $0 == .dpsBlocked
    }

    func findings(in scene: Scene) -> [Finding] {
        scene.denials.filter { $0.failure == .nodata && !$0.isFiltered }.map { denial in
            // The names that are the same for everybody have one: who says otherwise withholds it.
            let isAgreed = denial.controlAgrees && !denial.lookup.host.isOfEverybody
            return denial.finding(
                .dnsNodata, owner: isAgreed ? .hubConfiguration : denial.owner,
                confidence: isAgreed && denial.agreedZone != nil ? .certain : .likely,
                summary: """
                    The name \(denial.lookup.host) has no IPv4 address at \(denial.answer.server) (NOERROR without A).
                    """,
                refutedBy: "Any resolver has an A record for \(denial.lookup.host).")
        } + deadIPv6(in: scene)
    }

    /// Only IPv6 addresses came, and no connection to them: an IPv6 answer that NAT64 does not back.
    private func deadIPv6(in scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup in
            let answers = lookup.evidence.servers.flatMap(\.answers)
            guard let empty = answers.first(where: { $0.queryType == .a && Lookup.Failure($0) == .nodata }),
                let address = lookup.evidence.addresses.first, lookup.evidence.source == .resolver,
                lookup.evidence.addresses.allSatisfy({ $0.family == .v6 })
            else { return nil }
            let attempts = scene.endpoints(from: lookup.vantage).filter { $0.host == lookup.host && $0.via == .direct }
                .flatMap { scene.survey.attempts(at: $0, from: lookup.vantage) }
            guard !attempts.isEmpty, attempts.allSatisfy({ $0.attempt.result != .connected }) else { return nil }
            return Finding(
                .dnsNodata, lookup.severity, from: [lookup.vantage],
                about: Finding.Subject(lookup.host, resolver: empty.server), owner: .siteNetwork,
                confidence: .likely,
                summary: """
                    The name \(lookup.host) has no IPv4 address at \(empty.server), and nothing answers at the IPv6 \
                    address \(address).
                    """,
                evidence: [
                    Finding.Proof(
                        lookup.observation,
                        """
                        \(empty.server) answers A with NOERROR and no address, AAAA with \(lookup.evidence.addresses)
                        """)
                ]
                    + attempts.prefix(1).map {
                        Finding.Proof($0.observation, "no connection to \($0.attempt.remote) opens")
                    },
                refutedBy: "Any resolver has an A record for \(lookup.host).")
        }
    }
}
