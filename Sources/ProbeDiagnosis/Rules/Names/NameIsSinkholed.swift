package import ProbeCore
import ProbeEvidence
package import ProbeFindings

/// The name leads to an address that cannot be the service's: a block page, a null address, a captive portal.
package struct NameIsSinkholed: Rule {
    package static let causes: [Cause] = [.dnsSinkhole]
    package static let explains: [Cause] = Cause.allCases.filter {
        [.tcp, .mtu, .tls, .conversation].contains($0.layer)
            || [.routeNone, .routeBlocked, .hostNeighbourDead, .dpsBlocked].contains($0)
    }

    package init() {}

    package func findings(in survey: Survey) -> [Finding] {
        survey.vantages.flatMap { Lookup.all(from: $0, in: survey) }.compactMap { lookup in
            // A verified handshake redeems the answer that led to it.
            guard !isRedeemed(lookup, survey), let address = lookup.evidence.addresses.first else { return nil }
            if lookup.evidence.addresses.allSatisfy(\.isNeverAService) {
                guard !survey.assignment.isDemonstration else { return nil }
                return finding(lookup, address, .certain, "which can be no service's address", [], survey)
            }
            return contradicted(lookup, survey)
        }
    }

    /// Another address than the control's, without a sign that the service is there.
    private func contradicted(_ lookup: Lookup, _ survey: Survey) -> Finding? {
        guard let control = lookup.control, let answer = lookup.controlAnswer, lookup.controlKnows,
            let address = lookup.evidence.addresses.first, !lookup.goesThroughPrivateLink,
            Set(lookup.evidence.addresses).isDisjoint(with: answer.addresses)
        else { return nil }
        // Services answer differently by place, so a difference alone proves nothing: somebody else's certificate does, or
        // a private address for a public service.
        let foreign = survey.seen(HandshakeTLS.self, from: lookup.vantage).first { seen in
            seen.about.host == lookup.host && seen.about.via == .direct
                && ((seen.evidence.result == .completed && !seen.evidence.matchesName)
                    || seen.evidence.result == .notTLS)
        }
        let isPrivate =
            lookup.evidence.addresses.allSatisfy(\.isPrivate) && answer.addresses.contains(where: \.isGlobal)
        guard foreign != nil || isPrivate else { return nil }
        let proofs =
            [
                Finding.Proof(
                    control.index,
                    "the control resolver \(answer.server) answers with \(listing(answer.addresses.map(\.description)))"
                )
            ]
            + (foreign.map {
                [Finding.Proof($0.index, "what answers at \(address) does not show a certificate for \(lookup.host)")]
            } ?? [])
        return finding(lookup, address, .likely, "where somebody else answers", proofs, survey)
    }

    private func finding(
        _ lookup: Lookup, _ address: IPAddress, _ confidence: Finding.Confidence, _ why: String,
        _ proofs: [Finding.Proof],
        _ survey: Survey
    ) -> Finding {
        let isHostsFile = lookup.evidence.source == .hostsFile
        let server = lookup.evidence.servers.first { $0.answers.contains { $0.addresses.contains(address) } }?.server
        let source = isHostsFile ? "The hosts file" : server?.asResolver ?? "The site's resolver"
        return Finding(
            .dnsSinkhole, lookup.severity(in: survey), from: [lookup.vantage],
            about: Finding.Subject(
                host: lookup.host.description, address: address, resolver: isHostsFile ? nil : server),
            owner: isHostsFile ? .device : .siteNetwork, confidence: confidence,
            summary: "\(source) sends \(lookup.host) to \(address), \(why).",
            location: isHostsFile ? Finding.Location(kind: .thisDevice, text: "in the hosts file") : .unknown,
            evidence: [
                Finding.Proof(
                    lookup.observation,
                    "\(source.prefix(1).lowercased() + source.dropFirst()) gives "
                        + "\(listing(lookup.evidence.addresses.map(\.description))) for \(lookup.host)")
            ] + proofs,
            refutedBy: "A TLS handshake for \(lookup.host) with \(address) is verified.")
    }

    private func isRedeemed(_ lookup: Lookup, _ survey: Survey) -> Bool {
        survey.seen(HandshakeTLS.self, from: lookup.vantage).contains {
            $0.about.host == lookup.host && $0.about.via == .direct && $0.evidence.isVerified
        }
    }
}
