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
                return finding(
                    credence, address, .certain, "which can be no service's address",
                    own(credence, address, in: scene),
                    Self.ownerOfFile(from: lookup.vantage, in: scene))
            }
            let own = own(credence, address, in: scene)
            if credence.isBlockPage {
                // Where a resolver outside says the same, somebody answers in the place of both.
                var isAlike = false
                if case .agrees = credence.opinion { isAlike = true }
                return finding(
                    credence, address, isAlike ? .likely : .certain,
                    "where the maker of a filter for names has its block page",
                    own, Self.ownerOfFile(from: lookup.vantage, in: scene))
            }
            // The service may be there as well, where nobody came to see who is.
            let isUntried = scene.ascents(from: lookup.vantage).contains { ascent in
                ascent.endpoint.host == lookup.host && ascent.endpoint.via == .direct
                    && ascent.seen(ConnectEndpoint.self)?.evidence.connected != nil && ascent.ladder.state == .unknown
            }
            let isOwnLie = own?.isItsOwn ?? false && !lookup.goesThroughPrivateLink
            guard
                let confidence = confidence(
                    of: credence, isHub: lookup.host == scene.assignment.hub, isSilent: isSilent(lookup, in: scene))
                    ?? (isOwnLie ? .likely : nil)
            else {
                return nil
            }
            return finding(
                credence, address, isUntried ? min(confidence, .likely) : confidence, why(credence), own,
                Self.ownerOfFile(from: lookup.vantage, in: scene))
        }
    }

    /// Nothing answers at any of the addresses, on whatever port: that is all that is known of who is there.
    private func isSilent(_ lookup: Lookup, in scene: Scene) -> Bool {
        let addresses = Set(lookup.evidence.addresses)
        let contacts = scene.contacts(from: lookup.vantage).filter { addresses.contains($0.remote.address) }
        return !contacts.isEmpty && contacts.allSatisfy { $0.result == .silent }
    }

    /// How sure it is that the site's answer is the lie; nothing where it may well be right.
    ///
    /// Services answer differently by place, so a difference alone proves nothing. The hub has one address at a time; a
    /// registry and DPS have many, and one of theirs that is silent is a matter of the path. So is the hub's where it is
    /// public: a hub that moves is known by two addresses for a while, and firewalls that let names through know one of them.
    private func confidence(of credence: Credence, isHub: Bool, isSilent: Bool) -> Finding.Confidence? {
        guard !credence.lookup.goesThroughPrivateLink else { return nil }
        let isForeign = credence.stranger != nil || credence.forger != nil
        switch credence.opinion {
        // Who takes every question agrees with himself; that somebody else is there makes his answer the lie.
        case .agrees: return credence.lookup.interception != nil && credence.stranger != nil ? .likely : nil
        case .denies: return nil
        case .contradicts(let addresses):
            if credence.isProvenElsewhere {
                if credence.lookup.isProvenBesideFile { return credence.isPrivate && !isForeign ? .likely : .certain }
                // A dead private address may be a private endpoint that somebody wrote down by hand.
                if isForeign { return .certain }
                let isPath = isSilent && credence.lookup.evidence.source == .resolver
                return credence.isPrivate || (isHub && !isPath) ? .likely : nil
            }
            if credence.isPrivate, addresses.contains(where: \.isGlobal) { return .likely }
            return credence.stranger != nil && !credence.meetsStrangerElsewhere ? .likely : nil
        case .none:
            // A parent has a private address, and a chain that ends at a root of its own, as it should.
            let isParents = isHub && !credence.lookup.host.isMicrosofts && credence.stranger == nil
            return credence.isPrivate && isForeign && !isParents ? .possible : nil
        }
    }

    private func why(_ credence: Credence) -> Sentence {
        if credence.stranger != nil || credence.forger != nil { return "where somebody else answers" }
        return credence.isProvenElsewhere
            ? "where the service does not answer, while it does at another address"
            : "where the service does not answer"
    }

    /// Whose hosts file it is: a container's is written by the engine, from its ExtraHosts, which a module has from the deployment.
    static func ownerOfFile(from vantage: Vantage, in scene: Scene) -> Owner {
        guard vantage != .host, let origin = scene.survey.seen(DescribeVantage.self, from: vantage).first?.evidence,
            origin.kind == .container
        else { return .device }
        return origin.speaksForModules ? .hubConfiguration : .containerEngine
    }

    /// Whose word the address is, where a resolver on this device gave it.
    private func own(_ credence: Credence, _ address: IPAddress, in scene: Scene) -> OwnResolver? {
        let lookup = credence.lookup
        guard lookup.evidence.source != .hostsFile else { return nil }
        let answer = lookup.evidence.servers.lazy.flatMap(\.answers).first { $0.addresses.contains(address) }
        return answer.flatMap { OwnResolver($0, to: lookup, in: scene.survey) }
    }

    private func finding(
        _ credence: Credence, _ address: IPAddress, _ confidence: Finding.Confidence, _ why: Sentence,
        _ own: OwnResolver?, _ ownerOfFile: Owner
    ) -> Finding {
        let lookup = credence.lookup
        let isHostsFile = lookup.evidence.source == .hostsFile
        let server = lookup.evidence.servers.first { $0.answers.contains { $0.addresses.contains(address) } }?.server
        let source: Sentence = isHostsFile ? "the hosts file" : server?.asResolver ?? "the site's resolver"
        var location = Finding.Location.unknown
        if isHostsFile {
            location = Finding.Location(kind: .thisDevice, text: "in the hosts file")
            // A container has a file of its own, which the engine writes.
            if lookup.vantage == .host {
                location.culprit = .file(LocalText("/etc/hosts"), line: nil)
            } else {
                location = Finding.Location(kind: .containerHost, text: "in the container's own hosts file")
            }
        }
        if let own { location = own.location }
        let isOpen = own.map { !$0.isKnown } ?? false
        return Finding(
            .dnsSinkhole, lookup.severity, from: [lookup.vantage],
            about: Finding.Subject(lookup.host, address: address, resolver: isHostsFile ? nil : server),
            owner: isHostsFile ? ownerOfFile : own?.owner ?? .siteNetwork,
            confidence: isOpen ? min(confidence, .likely) : confidence,
            summary: "\(opening: source) sends \(lookup.host) to \(address), \(why).",
            location: location,
            evidence: [
                Finding.Proof(
                    lookup.observation, "\(source) gives \(lookup.evidence.addresses) for \(lookup.host)")
            ] + [own?.proof].compactMap(\.self) + (credence.isImpossible ? [] : proofs(credence, address)),
            refutedBy: "A TLS handshake for \(lookup.host) with \(address) is verified.")
    }

    /// What the resolvers say beside the hosts file, and that the service is there.
    private func beside(_ lookup: Lookup) -> [Finding.Proof] {
        guard lookup.isProvenBesideFile, let seen = lookup.otherHandshake,
            let answer = lookup.evidence.otherAnswers.first
        else { return [] }
        return [
            Finding.Proof(
                lookup.observation, "\(answer.server) gives \(answer.addresses) for \(lookup.host)", .control),
            seen.shows(control: "a TLS handshake for \(lookup.host) with \(seen.evidence.connect.remote) is verified"),
        ]
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
        return [outside, everywhere, proof, stranger ?? forger].compactMap(\.self) + beside(lookup)
    }
}
