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

    let unknown: [Shown]
    private(set) var known: [Shown]
    /// What the host's chains say, where this vantage is shown the same and knows no other service.
    private var asOnHost: Conclusion?

    /// - Parameter ascents: those of one vantage.
    init(of ascents: [Ascent]) {
        let shown = ascents.compactMap { ascent -> Shown? in
            guard !ascent.isTakenWithoutTLS else { return nil }
            return ascent.seen(HandshakeTLS.self).map { Shown(ascent: ascent, handshake: $0) }
        }
        unknown = shown.filter { $0.handshake.evidence.endsAtUnknownRoot }
        known = shown.filter { $0.handshake.evidence.verifications.contains(where: \.isTrustedIgnoringDates) }
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
        if hosts.count > 1 {
            return .intercepted(
                sharesIssuer ? .certain : .likely,
                why: sharesIssuer ? "several services show the same issuer" : "several services show unknown issuers")
        }
        let genuine = known.filter { $0.ascent.endpoint.host == host }
        if !genuine.isEmpty {
            let ways = Set(unknown.map(\.ascent.endpoint.via))
            let isOtherWay = !genuine.contains { ways.contains($0.ascent.endpoint.via) }
            return .intercepted(
                .certain,
                why: isOtherWay
                    ? "the same service shows its real chain on another way"
                    : "the same service shows its real chain on another port")
        }
        // Azure's own names have public chains only: a filter that inspects this name alone looks the same.
        let isAzure = host.hub != nil
        if !known.isEmpty {
            return .unknownAuthority(
                isAzure ? .likely : .certain, why: "other services show chains that are trusted")
        }
        return isAzure
            ? .intercepted(.likely, why: "Azure's hubs have chains of public roots only")
            : .unknownAuthority(.possible, why: "no other service could be compared")
    }

    /// Two services with the same issuer at the top of their chains.
    private var sharesIssuer: Bool {
        Dictionary(grouping: unknown) { $0.handshake.evidence.topIssuer }.contains { issuer, shown in
            issuer != nil && Set(shown.map(\.ascent.endpoint.host)).count > 1
        }
    }
}

extension ChainComparison.Shown {
    var proof: Finding.Proof {
        guard let issuer = handshake.evidence.topIssuer else {
            return handshake.shows("the chain that \(ascent.place) shows is issued by nobody")
        }
        return handshake.shows("the chain that \(ascent.place) shows is issued by \(issuer)")
    }
}
