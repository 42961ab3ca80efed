import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A trusted chain is shown for another name than the service's.
struct CertificateIsForAnotherName: Rule {
    static let causes: [Cause] = [.tlsHostnameMismatch]
    static let explains: [Cause] = []

    func findings(in survey: Survey) -> [Finding] {
        survey.ascents(failedAt: .tls).compactMap { ascent in
            guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.result == .completed,
                !ladder.evidence.matchesName, ladder.evidence.verifications.contains(where: \.isTrustedIgnoringDates)
            else { return nil }
            let names = ladder.evidence.chain.first?.alternativeNames.prefix(3).map(\.description) ?? []
            return ascent.finding(
                .tlsHostnameMismatch, owner: ascent.isLedByHostsFile ? .device : .hubConfiguration, .certain,
                "\(ascent.place) shows a trusted certificate for another name: another service answers there.",
                evidence: [
                    ladder.shows(
                        "the certificate is for \(names.isEmpty ? "no such name" : names.joined(separator: ", "))")
                ],
                refutedBy: "The certificate that \(ascent.place) shows has \(ascent.endpoint.host) among its names.")
        }
    }
}
