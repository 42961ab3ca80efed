import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A trusted chain is shown for another name than the service's.
///
/// Somebody on the way shows it, such as a block page or a portal with a certificate of its own, where the same certificate answers
/// for several services, or the service proves itself on another port of the same address.
struct CertificateIsForAnotherName: Rule {
    static let causes: [Cause] = [.tlsHostnameMismatch]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        let strange = scene.ascents(failedAt: .tls).compactMap { ascent -> Shown? in
            guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .completed,
                !ladder.evidence.matchesName, ladder.evidence.verifications.contains(where: \.isTrustedIgnoringDates)
            else { return nil }
            return Shown(ascent: ascent, ladder: ladder)
        }
        return strange.map { shown in finding(shown, others(beside: shown, strange), genuine(beside: shown, scene)) }
    }

    private struct Shown {
        let ascent: Ascent
        let ladder: Survey.Seen<HandshakeTLS>

        var leaf: Certificate? { ladder.evidence.chain.first }
    }

    /// Another service for which the same certificate answers.
    private func others(beside shown: Shown, _ strange: [Shown]) -> Finding.Proof? {
        guard let leaf = shown.leaf else { return nil }
        return strange.first { other in
            other.ascent.vantage == shown.ascent.vantage && other.ascent.endpoint.host != shown.ascent.endpoint.host
                && other.leaf?.fingerprint == leaf.fingerprint
        }.map { $0.ladder.shows(control: "the same certificate answers for \($0.ascent.endpoint.host)") }
    }

    /// The service itself at the same address.
    private func genuine(beside shown: Shown, _ scene: Scene) -> Finding.Proof? {
        let (ascent, address) = (shown.ascent, shown.ladder.evidence.remote?.address)
        guard ascent.endpoint.via == .direct, let address else { return nil }
        return scene.ascents(from: ascent.vantage).lazy.compactMap { other -> Finding.Proof? in
            guard other.endpoint.host == ascent.endpoint.host, other.endpoint.via == .direct,
                other.endpoint.port != ascent.endpoint.port, let ladder = other.seen(HandshakeTLS.self),
                ladder.evidence.isVerified, ladder.evidence.remote?.address == address
            else { return nil }
            return ladder.shows(control: "\(other.place), at the same address, shows the service's own certificate")
        }.first
    }

    /// A registry's certificate has its name in its subject alone, where OpenSSL's clients would look for it and engines do not.
    private func unnamed(_ shown: Shown) -> Finding? {
        guard shown.ascent.endpoint.service == .registry, let leaf = shown.leaf, leaf.alternativeNames.isEmpty else {
            return nil
        }
        return shown.ascent.finding(
            .tlsHostnameMismatch, owner: .hubConfiguration, .certain,
            """
            \(shown.ascent.place) shows a certificate without alternative names (subjectAltName), and container engines read no \
            other name in it.
            """,
            evidence: [shown.ladder.shows("the certificate has no alternative name, and the subject \(leaf.subject)")],
            refutedBy:
                "The certificate that \(shown.ascent.place) shows has \(shown.ascent.endpoint.host) among its names.")
    }

    private func finding(_ shown: Shown, _ other: Finding.Proof?, _ genuine: Finding.Proof?) -> Finding {
        let (ascent, ladder) = (shown.ascent, shown.ladder)
        let names = shown.leaf?.alternativeNames.prefix(3) ?? []
        let host = ascent.endpoint.host
        let isTaken = (other != nil || genuine != nil) && !ascent.isLedByHostsFile
        // A name of Microsoft's has its own certificate wherever Microsoft answers for it.
        let isStrange = host.isMicrosofts && !isTaken && !ascent.isLedByHostsFile
        let isOnTheWay = isTaken || (isStrange && host.isOfEverybody)
        if let unnamed = self.unnamed(shown) { return unnamed }
        return ascent.finding(
            .tlsHostnameMismatch,
            owner: isOnTheWay ? ascent.pathOwner : ascent.isLedByHostsFile ? .device : .hubConfiguration,
            isStrange ? .likely : .certain,
            isOnTheWay
                ? """
                \(ascent.place) shows a trusted certificate for another name: somebody on the way answers in the service's place.
                """
                : "\(ascent.place) shows a trusted certificate for another name: another service answers there.",
            evidence: [
                ladder.shows(
                    names.isEmpty
                        ? "the certificate is for no such name" : "the certificate is for \(listing: names)"),
                other, genuine,
            ],
            refutedBy: "The certificate that \(ascent.place) shows has \(ascent.endpoint.host) among its names.")
    }
}
