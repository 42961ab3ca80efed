import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A chain that is right but for its dates is out of date by trusted time, not merely by this device's clock.
struct CertificateIsOutOfDate: Rule {
    static let causes: [Cause] = [.tlsExpired, .tlsNotYetValid]
    static let explains: [Cause] = []

    /// X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED (openssl/x509_vfy.h).
    private static let notYetValid = 9
    private static let hasExpired = 10

    func findings(in scene: Scene) -> [Finding] {
        let clock = scene.clock
        let found = scene.ascents(failedAt: .tls).compactMap { ascent in finding(ascent, clock).map { (ascent, $0) } }
        // Several services whose certificates are out of date at once, and no service's word on the time: it may well
        // be this device's clock.
        let isDoubtful = clock.sources.isEmpty && Set(found.map(\.0.endpoint.host)).count > 1
        return found.map { _, finding in
            var finding = finding
            if isDoubtful { finding.claim = .possible }
            return finding
        }
    }

    private func finding(_ ascent: Ascent, _ clock: TrustedClock) -> Finding? {
        guard let ladder = ascent.seen(HandshakeTLS.self), ladder.evidence.failsOnlyByDates,
            let cause = cause(ladder.evidence, clock),
            // No root but a public one, or a given one, is behind a certificate of Microsoft's.
            !ascent.endpoint.host.isMicrosofts || !ladder.evidence.isOutdatedInterception(by: clock)
        else { return nil }
        let isExpired = cause == .tlsExpired
        let dates = ladder.evidence.chain.compactMap { isExpired ? $0.notAfter : $0.notBefore }
        let date: Sentence = (isExpired ? dates.min() : dates.max()).map { "\($0)" } ?? "an unknown date"
        let agreeing = clock.agreeing.first.map { reading in
            Finding.Proof(reading.observation, "\(reading.source) gives the time as \(reading.time)", .control)
        }
        return ascent.finding(
            cause, owner: .hubConfiguration, clock.isProven ? .certain : .likely,
            isExpired
                ? "The certificate of \(ascent.endpoint.host) expired on \(date)."
                : "The certificate of \(ascent.endpoint.host) is valid only from \(date).",
            evidence: [ladder.shows("the chain is right but for its dates: \(date)"), agreeing],
            refutedBy: "This device's clock is wrong, and the certificate is valid by the right time.")
    }

    /// By the certificates' own dates; by the library's verdict where the fault is in a root that was not sent.
    private func cause(_ handshake: Handshake, _ clock: TrustedClock) -> Cause? {
        if handshake.chain.contains(where: { $0.notAfter.map { $0 < clock.now } ?? false }) { return .tlsExpired }
        if handshake.chain.contains(where: { $0.notBefore.map { $0 > clock.now } ?? false }) { return .tlsNotYetValid }
        guard !clock.isDeviceWrong, !handshake.chain.contains(where: { $0.isOutOfDate(at: clock.deviceTime) }) else {
            return nil
        }
        let codes = handshake.verifications.filter(\.isTrustedIgnoringDates).map(\.code)
        if codes.contains(Self.hasExpired) { return .tlsExpired }
        return codes.contains(Self.notYetValid) ? .tlsNotYetValid : nil
    }
}

extension Certificate {
    fileprivate func isOutOfDate(at time: Timestamp) -> Bool {
        (notAfter.map { $0 < time } ?? false) || (notBefore.map { $0 > time } ?? false)
    }
}
