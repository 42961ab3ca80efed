import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The answer that is needed does not fit a datagram, and the resolver gives it over TCP to nobody here.
///
/// That TCP is blocked is no finding where every answer is short.
struct LongAnswersNeedTCP: Rule {
    static let causes: [Cause] = [.dnsTCPBlocked]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.mutenesses.filter(\.lacksTCPOnly).map { muteness in
            let (host, server) = (muteness.lookup.host, muteness.answer.server)
            let isHere = scene.isHere(server, askedFrom: muteness.lookup.vantage)
            var finding = muteness.finding(
                .dnsTCPBlocked, owner: isHere ? .device : .siteNetwork, confidence: .certain,
                summary: muteness.failure == .portRefused
                    ? """
                    The resolver \(server) has an answer for \(host) that is too long for UDP, and refuses TCP: so clients \
                    get no address.
                    """
                    : """
                    The resolver \(server) has an answer for \(host) that is too long for UDP, and over TCP there is none: \
                    so clients get no address.
                    """,
                refutedBy: "\(server) answers a query for \(host) over TCP.")
            finding.subject.host = .name(host)
            finding.evidence.insert(
                Finding.Proof(
                    muteness.lookup.observation,
                    "\(server) answers the query for \(host) over UDP, truncated (TC), to be asked again over TCP"),
                at: 0)
            return finding
        }
    }
}
