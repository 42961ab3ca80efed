import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The name leads to an address that cannot be the service's: a block page, a null address, a captive portal.
struct NameIsSinkholed: Rule {
    static let causes: [Cause] = [.dnsSinkhole]
    static let explains: [Cause] = Cause.allCases.filter {
        [.tcp, .mtu, .tls, .conversation].contains($0.layer)
            || [.routeNone, .routeBlocked, .hostNeighbourDead, .dpsBlocked].contains($0)
    }

    func findings(in scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup in
            // A verified handshake redeems the answer that led to it.
            guard !isRedeemed(lookup, scene), let address = lookup.evidence.addresses.first else { return nil }
            if lookup.evidence.addresses.allSatisfy(\.isNeverAService) {
                guard !scene.assignment.isDemonstration else { return nil }
                return finding(lookup, address, .certain, "which can be no service's address", [])
            }
            return contradicted(lookup, scene)
        }
    }

    /// Another address than the control's, without a sign that the service is there.
    private func contradicted(_ lookup: Lookup, _ scene: Scene) -> Finding? {
        guard let control = lookup.control, let answer = lookup.controlAnswer, lookup.controlKnows,
            let address = lookup.evidence.addresses.first, !lookup.goesThroughPrivateLink,
            Set(lookup.evidence.addresses).isDisjoint(with: answer.addresses)
        else { return nil }
        // Services answer differently by place, so a difference alone proves nothing: somebody else's certificate does,
        // or a private address for a public service.
        let foreign = scene.survey.seen(HandshakeTLS.self, from: lookup.vantage).first { seen in
            seen.about.host == lookup.host && seen.about.via == .direct
                && ((seen.evidence.result == .completed && !seen.evidence.matchesName)
                    || seen.evidence.result == .notTLS)
        }
        let isPrivate =
            lookup.evidence.addresses.allSatisfy(\.isPrivate) && answer.addresses.contains(where: \.isGlobal)
        guard foreign != nil || isPrivate else { return nil }
        let proofs: [Finding.Proof?] = [
            Finding.Proof(
                control.index, "the control resolver \(answer.server) answers with \(answer.addresses)", .control),
            foreign?.shows("what answers at \(address) does not show a certificate for \(lookup.host)"),
        ]
        return finding(lookup, address, .likely, "where somebody else answers", proofs.compactMap(\.self))
    }

    private func finding(
        _ lookup: Lookup, _ address: IPAddress, _ confidence: Finding.Confidence, _ why: Sentence,
        _ proofs: [Finding.Proof]
    ) -> Finding {
        let isHostsFile = lookup.evidence.source == .hostsFile
        let server = lookup.evidence.servers.first { $0.answers.contains { $0.addresses.contains(address) } }?.server
        let source: Sentence = isHostsFile ? "the hosts file" : server?.asResolver ?? "the site's resolver"
        var location = Finding.Location.unknown
        if isHostsFile {
            location = Finding.Location(kind: .thisDevice, text: "in the hosts file")
            // A container has a file of its own, which the engine writes.
            if lookup.vantage == .host { location.culprit = .file(LocalText("/etc/hosts"), line: nil) }
        }
        return Finding(
            .dnsSinkhole, lookup.severity, from: [lookup.vantage],
            about: Finding.Subject(lookup.host, address: address, resolver: isHostsFile ? nil : server),
            owner: isHostsFile ? .device : .siteNetwork, confidence: confidence,
            summary: "\(opening: source) sends \(lookup.host) to \(address), \(why).",
            location: location,
            evidence: [
                Finding.Proof(
                    lookup.observation, "\(source) gives \(lookup.evidence.addresses) for \(lookup.host)")
            ] + proofs,
            refutedBy: "A TLS handshake for \(lookup.host) with \(address) is verified.")
    }

    private func isRedeemed(_ lookup: Lookup, _ scene: Scene) -> Bool {
        scene.survey.seen(HandshakeTLS.self, from: lookup.vantage).contains {
            $0.about.host == lookup.host && $0.about.via == .direct && $0.evidence.isVerified
        }
    }
}
