import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The name leads to an address that is not the service's: a block page, a null address, a captive portal.
struct NameIsSinkholed: Rule {
    static let causes: [Cause] = [.dnsSinkhole]
    static let explains: [Cause] = Cause.allCases.filter {
        [.tcp, .mtu, .tls, .conversation].contains($0.layer)
            || [.routeNone, .routeBlocked, .hostNeighbourDead, .dpsBlocked].contains($0)
    }

    func findings(in scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup in
            let credence = Credence(of: lookup, in: scene.survey)
            guard !credence.isRedeemed, let address = lookup.evidence.addresses.first else { return nil }
            if credence.isImpossible {
                guard !scene.assignment.isDemonstration else { return nil }
                return finding(credence, address, .certain, "which can be no service's address")
            }
            guard let confidence = confidence(of: credence, isHub: lookup.host == scene.assignment.hub) else {
                return nil
            }
            return finding(credence, address, confidence, why(credence))
        }
    }

    /// How sure it is that the site's answer is the lie; nothing where it may well be right.
    ///
    /// Services answer differently by place, so a difference alone proves nothing. The hub has one address at a time; a
    /// registry and DPS have many, and one of theirs that is silent is a matter of the path.
    private func confidence(of credence: Credence, isHub: Bool) -> Finding.Confidence? {
        guard !credence.lookup.goesThroughPrivateLink else { return nil }
        let isForeign = credence.stranger != nil || credence.forger != nil
        switch credence.opinion {
        // Who takes every question agrees with himself; that somebody else is there makes his answer the lie.
        case .agrees: return credence.lookup.interception != nil && credence.stranger != nil ? .likely : nil
        case .denies: return nil
        case .contradicts(let addresses):
            if credence.isProvenElsewhere {
                // A dead private address may be a private endpoint that somebody wrote down by hand.
                return isForeign ? .certain : credence.isPrivate || isHub ? .likely : nil
            }
            if credence.isPrivate, addresses.contains(where: \.isGlobal) { return .likely }
            return credence.stranger != nil && !credence.meetsStrangerElsewhere ? .likely : nil
        case .none:
            return credence.isPrivate && isForeign ? .possible : nil
        }
    }

    private func why(_ credence: Credence) -> Sentence {
        if credence.stranger != nil || credence.forger != nil { return "where somebody else answers" }
        return credence.isProvenElsewhere
            ? "where the service does not answer, while it does at another address"
            : "where the service does not answer"
    }

    private func finding(
        _ credence: Credence, _ address: IPAddress, _ confidence: Finding.Confidence, _ why: Sentence
    ) -> Finding {
        let lookup = credence.lookup
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
            ] + (credence.isImpossible ? [] : proofs(credence, address)),
            refutedBy: "A TLS handshake for \(lookup.host) with \(address) is verified.")
    }

    /// What the resolver outside says, who answers there, and who at the site's address.
    private func proofs(_ credence: Credence, _ address: IPAddress) -> [Finding.Proof] {
        let lookup = credence.lookup
        let outside = lookup.control.flatMap { control in
            lookup.controlAnswer.map { answer in
                Finding.Proof(
                    control.index, "the control resolver \(answer.server) answers with \(answer.addresses)", .control)
            }
        }
        let everywhere = lookup.nowhere.flatMap { nowhere in
            lookup.interception.map {
                nowhere.shows("\($0.server) answers as well, where no resolver can be: somebody takes every question")
            }
        }
        let proof = lookup.controlHandshake.flatMap { seen in
            seen.evidence.handshake?.isVerified ?? false
                ? seen.shows(
                    control: "a TLS handshake for \(lookup.host) with \(seen.evidence.connect.remote) is verified")
                : nil
        }
        let stranger = credence.stranger.map {
            $0.shows("what answers at \(address) does not show a certificate for \(lookup.host)")
        }
        let forger = credence.forger.map {
            $0.shows("the chain that \(address) shows ends at a root that nobody knows")
        }
        return [outside, everywhere, proof, stranger ?? forger].compactMap(\.self)
    }
}
