import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The name leads to a private endpoint; what is dead behind it is a matter of routes and access lists, not of names.
struct NameIsPrivateEndpoint: Rule {
    static let causes: [Cause] = [.dnsPrivateEndpoint]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup in
            guard let address = lookup.evidence.addresses.first, !address.isNeverAService,
                // A parent is on the site's own network, and no service of Azure's with an endpoint there.
                lookup.host != scene.assignment.hub || lookup.host.isMicrosofts
            else { return nil }
            let verified = scene.survey.seen(HandshakeTLS.self, from: lookup.vantage).first {
                $0.about.host == lookup.host && $0.about.via == .direct && $0.evidence.isVerified
            }
            let hasVerifiedPrivate = verified != nil && address.isPrivate
            guard lookup.goesThroughPrivateLink || hasVerifiedPrivate else { return nil }
            let alias = lookup.privateLinkAlias
            let leads: Sentence =
                alias.map { "\(lookup.host), through \($0), resolves to \(address)" }
                ?? "\(lookup.host) resolves to \(address)"
            let proofs: [Finding.Proof?] = [
                Finding.Proof(lookup.observation, leads),
                verified?.shows("a verified TLS handshake completes at \(address)"),
            ]
            return Finding(
                .dnsPrivateEndpoint, .info, from: [lookup.vantage],
                about: Finding.Subject(lookup.host, address: address), owner: .hubConfiguration,
                confidence: verified != nil || (alias != nil && address.isPrivate) ? .certain : .likely,
                summary: summary(lookup.host, alias, address),
                evidence: proofs.compactMap(\.self),
                refutedBy: "A resolver answers for \(lookup.host) with a public address and no privatelink alias.")
        }
    }

    private func summary(_ host: HostName, _ alias: WireText?, _ address: IPAddress) -> Sentence {
        switch (alias, address.isPrivate) {
        case (let alias?, true):
            "\(host), through \(alias), has the private address \(address): a private endpoint."
        case (nil, true):
            "\(host) has the private address \(address): a private endpoint."
        case (let alias?, false):
            """
            \(host), through \(alias), has a private endpoint, but this network's resolver gives the public address \
            \(address): its private zone is not linked here.
            """
        case (nil, false):
            """
            \(host) has a private endpoint, but this network's resolver gives the public address \(address): its \
            private zone is not linked here.
            """
        }
    }
}
