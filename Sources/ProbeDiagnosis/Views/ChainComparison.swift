import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Whose chains end at a root that nobody knows, held against those that do not, from one vantage.
///
/// What tells an intercepting proxy from a service with a private root is whether others are affected too.
struct ChainComparison {
    /// A ladder whose handshake completed.
    struct Shown {
        let ascent: Ascent
        let handshake: Survey.Seen<HandshakeTLS>
    }

    enum Conclusion {
        /// Several services, or one service on some of its ports, show chains of an unknown root.
        case intercepted(Finding.Confidence, why: Sentence)
        /// One service alone does.
        case unknownAuthority(Finding.Confidence, why: Sentence)
    }

    /// A ladder whose service shows its own certificate without its issuer's.
    struct Incomplete {
        let shown: Shown
        /// Another ladder of the vantage, whose trusted chain has the issuer's certificate.
        let issuer: Shown?
    }

    let unknown: [Shown]
    private(set) var known: [Shown]
    /// What a public authority issued, as far as can be told; nobody knows the root behind it, because nobody was shown the
    /// way there.
    let incomplete: [Incomplete]
    /// What the host's chains say, where this vantage is shown the same and knows no other service.
    private var asOnHost: Conclusion?

    /// - Parameter ascents: those of one vantage.
    init(of ascents: [Ascent]) {
        let shown = ascents.compactMap { ascent -> Shown? in
            guard !ascent.isTakenWithoutTLS else { return nil }
            return ascent.seen(HandshakeTLS.self).map { Shown(ascent: ascent, handshake: $0) }
        }
        let known = shown.filter { shown in
            let handshake = shown.handshake.evidence
            // Of a service of Microsoft's, a chain that this host alone knows is somebody else's.
            let isStrangers =
                shown.ascent.endpoint.host.isMicrosofts && handshake.isTrustedByThisHostAlone
                && !handshake.verifications.contains(where: \.isTrusted)
            return handshake.verifications.contains(where: \.isTrustedIgnoringDates) && !isStrangers
        }
        // Behind a page nobody shows what becomes of names that are let through.
        let pages = ascents.compactMap(BlockPage.init)
        let strangers = shown.filter { shown in
            shown.handshake.evidence.endsAtUnknownRoot
                && !pages.contains { $0.stands(at: shown.ascent, behind: shown.handshake.evidence) }
        }
        incomplete = strangers.compactMap { Incomplete($0, beside: known) }
        unknown = strangers.filter { Incomplete($0, beside: known) == nil }
        self.known = known
    }

    /// The same chains, judged with all that the host was shown beside them: containers know the hub alone.
    func beside(_ host: ChainComparison) -> ChainComparison {
        let isSame = unknown.allSatisfy { mine in
            host.unknown.contains {
                $0.ascent.endpoint.host == mine.ascent.endpoint.host
                    && $0.handshake.evidence.topIssuer == mine.handshake.evidence.topIssuer
            }
        }
        guard !unknown.isEmpty, known.isEmpty, isSame else { return self }
        var judged = self
        judged.known = host.known
        judged.asOnHost = host.conclusion
        return judged
    }

    var conclusion: Conclusion? {
        if let asOnHost { return asOnHost }
        let hosts = Set(unknown.map(\.ascent.endpoint.host))
        guard let host = hosts.first else { return nil }
        let areOthers = !hosts.contains(where: \.isMicrosofts)
        if hosts.count > 1 {
            // A company's own services share the company's authority; who inspects spares no service of Microsoft's for them.
            if areOthers, known.contains(where: \.ascent.endpoint.host.isMicrosofts) {
                return .unknownAuthority(.likely, why: "Microsoft's own services show chains that are trusted")
            }
            return .intercepted(
                sharesIssuer && !areOthers ? .certain : .likely,
                why: sharesIssuer ? "several services show the same issuer" : "several services show unknown issuers")
        }
        let genuine = known.filter { $0.ascent.endpoint.host == host }
        if !genuine.isEmpty {
            let ways = Set(unknown.map(\.ascent.endpoint.via))
            let isOtherWay = !genuine.contains { ways.contains($0.ascent.endpoint.via) }
            // A parent shows one certificate for its API proxy, and another one for its edgeHub.
            if areOthers, !isOtherWay {
                return .unknownAuthority(.likely, why: "the same service shows a chain that is trusted on another port")
            }
            return .intercepted(
                .certain,
                why: isOtherWay
                    ? "the same service shows its real chain on another way"
                    : "the same service shows its real chain on another port")
        }
        guard host.isMicrosofts, !unknown.contains(where: \.isOfAzuresAuthorities) else {
            // A parent's chain ends at a root of its own as it should.
            let isParents = !host.isMicrosofts && unknown.contains { $0.ascent.endpoint.service == .hub }
            return known.isEmpty
                ? .unknownAuthority(isParents ? .likely : .possible, why: "no other service could be compared")
                : .unknownAuthority(
                    host.isMicrosofts ? .likely : .certain, why: "other services show chains that are trusted")
        }
        // A hub under a root of one's own, such as an emulator's, looks as one that is inspected alone does. For the services
        // that Microsoft runs for everybody there is no such thing: a filter that spares the hub's names inspects them.
        if !known.isEmpty, host.hub != nil {
            return .unknownAuthority(.likely, why: "other services show chains that are trusted")
        }
        return .intercepted(.likely, why: "Microsoft's own services have chains of public roots only")
    }

    /// Two services with the same issuer at the top of their chains.
    private var sharesIssuer: Bool {
        Dictionary(grouping: unknown) { $0.handshake.evidence.topIssuer }.contains { issuer, shown in
            issuer != nil && Set(shown.map(\.ascent.endpoint.host)).count > 1
        }
    }
}

extension ChainComparison.Shown {
    /// Issued in the name of somebody whose roots Azure's services have (Microsoft's document "Azure Certificate Authority details").
    fileprivate var isOfAzuresAuthorities: Bool {
        let issuer = handshake.evidence.topIssuer?.description ?? ""
        return ["Microsoft ", "DigiCert "].contains { issuer.contains("=\($0)") }
    }

    var proof: Finding.Proof {
        guard let issuer = handshake.evidence.topIssuer else {
            return handshake.shows("the chain that \(ascent.place) shows is issued by nobody")
        }
        return handshake.shows("the chain that \(ascent.place) shows is issued by \(issuer)")
    }
}

extension ChainComparison.Incomplete {
    /// Nothing where the chain goes on from the service's own certificate, or a private authority may have issued that one.
    init?(_ shown: ChainComparison.Shown, beside known: [ChainComparison.Shown]) {
        let handshake = shown.handshake.evidence
        guard handshake.leavesOutIssuer, handshake.matchesName, let leaf = handshake.chain.first else { return nil }
        issuer = known.first { other in
            other.handshake.evidence.chain.dropFirst().contains {
                // A name alone is anybody's to take.
                $0.maySign(leaf) && $0.keyIdentifier != nil && leaf.issuersKeyIdentifier != nil
            }
        }
        guard issuer != nil || leaf.isLogged == true else { return nil }
        self.shown = shown
    }
}
