import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A trusted chain is shown for another name than the service's.
struct CertificateIsForAnotherName: Rule {
    static let causes: [Cause] = [.tlsHostnameMismatch]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .tls).compactMap { ascent in
            guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .completed,
                !ladder.evidence.matchesName, ladder.evidence.verifications.contains(where: \.isTrustedIgnoringDates)
            else { return nil }
            let names = ladder.evidence.chain.first?.alternativeNames.prefix(3) ?? []
            return ascent.finding(
                .tlsHostnameMismatch, owner: ascent.isLedByHostsFile ? .device : .hubConfiguration, .certain,
                "\(ascent.place) shows a trusted certificate for another name: another service answers there.",
                evidence: [
                    ladder.shows(
                        names.isEmpty
                            ? "the certificate is for no such name" : "the certificate is for \(listing: names)")
                ],
                refutedBy: "The certificate that \(ascent.place) shows has \(ascent.endpoint.host) among its names.")
        }
    }
}
