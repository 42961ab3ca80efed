import ProbeCore
import ProbeFindings

/// A filter answers in the service's place, with a page and a certificate of its own.
struct BlockPageAnswers: Rule {
    static let causes: [Cause] = [.tlsBlockPage]
    static let explains: [Cause] = [.tlsHostnameMismatch, .dpsBlocked, .registryDataEndpointBlocked]

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .tls).compactMap { ascent in
            guard let page = BlockPage(ascent) else { return nil }
            let endpoint = ascent.endpoint
            let issuer: Sentence = page.handshake.topIssuer.map { "\($0)" } ?? "an unknown issuer"
            var finding = ascent.finding(
                .tlsBlockPage, owner: ascent.pathOwner, .likely,
                """
                \(ascent.place) is answered with a page (HTTP \(page.status)) and a certificate of somebody else's (\(issuer)): a \
                filter does not let this name through.
                """,
                evidence: [
                    page.answered.shows(
                        """
                        inside TLS that nobody vouches for, a request without credentials is answered with HTTP \(page.status) \
                        and without \(endpoint.service.mark)
                        """)
                ],
                refutedBy: "An answer of \(ascent.place) carries \(endpoint.service.mark).")
            // What uses the same port meets the same page.
            finding.subject = Finding.Subject(
                endpoint.host, port: endpoint.port, via: endpoint.via == .proxy ? .proxy : nil)
            return finding
        }
    }
}
