import ProbeCore
import ProbeEvidence
import ProbeFindings

// The registry wants a token of a service at another place, and that one is not reached: not even manifests arrive.
extension RegistryDataIsBlocked {
    static func tokenService(of ascent: Ascent) -> Finding? {
        guard let registry = ascent.seen(RequestRegistry.self), registry.evidence.isRegistry,
            registry.evidence.lacksToken,
            let service = registry.evidence.tokenService, let failure = service.failure
        else { return nil }
        let port = service.port ?? 443
        let host = service.host
        if ascent.isOfPrivateRegistry, service.endsAtUnknownRoot {
            return unknownRoot(of: ascent, service, in: registry, at: port)
        }
        var finding = ascent.finding(
            .registryDataEndpointBlocked,
            owner: service.isKeptHere
                ? .device
                : ascent.isOfPrivateRegistry && service.isAnswered ? .hubConfiguration : ascent.pathOwner,
            service.isSettled ? .certain : .likely,
            """
            \(ascent.endpoint.host) answers, but its token service \(host, port: port) cannot be used: \(failure). Without a token \
            it gives no image.
            """,
            evidence: [
                registry.shows(
                    control: "the registry answers and sends whoever pulls to \(host, port: port) for a token"),
                registry.shows("\(SentenceArgument.service(host, port: port)): \(failure)"),
            ],
            refutedBy: "A TLS handshake with \(host, port: port) completes with a trusted chain.")
        finding.subject = Finding.Subject(
            host, port: port, transport: .https, via: ascent.endpoint.via == .proxy ? .proxy : nil)
        if service.isKeptHere { finding.location = .thisDevice }
        return finding
    }
}

extension ShortLadderEvidence {
    /// Somebody said no: that there is no such name, or that nobody listens there.
    fileprivate var isAnswered: Bool {
        guard handshake == nil, tunnel == nil else { return false }
        if let connect { return connect.attempts.contains { $0.error == "ECONNREFUSED" } }
        return denyingResolver != nil
    }
}
