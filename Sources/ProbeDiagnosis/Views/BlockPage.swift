import ProbeCore
import ProbeEvidence

/// Somebody else's answer inside TLS that somebody else signed: what a filter shows for a name that it does not let through.
struct BlockPage {
    let ascent: Ascent
    let answered: Survey.Seen<RequestUnverified>
    let handshake: Handshake
    let status: Int

    /// Nothing where the service's own answer was passed on, what came is no page, or the certificate is another server's own:
    /// a filter makes one for the name that was asked for.
    ///
    /// A page is shown with 200, by a redirect, or with a refusal (403, or 451 of RFC 7725); whoever is in trouble himself, or
    /// has nothing of that name, may be anybody.
    init?(_ ascent: Ascent) {
        guard let answered = ascent.seen(RequestUnverified.self), !answered.evidence.isOfService,
            let handshake = answered.evidence.handshake, handshake.endsAtUnknownRoot, handshake.matchesName,
            let status = answered.evidence.answer?.status,
            status == 200 || (301...308).contains(status) || [403, 451].contains(status)
        else { return nil }
        self.ascent = ascent
        self.answered = answered
        self.handshake = handshake
        self.status = status
    }

    /// The host is shown in the place of a service on this way, by whoever signed the certificate.
    func stands(at other: Ascent, behind certificate: Handshake) -> Bool {
        ascent.vantage == other.vantage && ascent.endpoint.host == other.endpoint.host
            && ascent.endpoint.via == other.endpoint.via && handshake.topIssuer == certificate.topIssuer
    }
}
