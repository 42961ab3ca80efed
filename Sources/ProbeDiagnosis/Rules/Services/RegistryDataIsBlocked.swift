import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The registry answers, the data endpoint it sends pulls to does not: manifests arrive, layers never.
struct RegistryDataIsBlocked: Rule {
    static let causes: [Cause] = [.registryDataEndpointBlocked]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            // Where the registry's own name has no address, the resolvers are the cause, of the data endpoint's too.
            guard ascent.ladder.state != .failed(.name),
                let registry = ascent.seen(RequestRegistry.self), registry.evidence.isRegistry,
                let data = ascent.seen(ReachDataEndpoint.self), let failure = data.evidence.failure
            else { return nil }
            let port = data.evidence.port ?? 443
            var finding = ascent.finding(
                .registryDataEndpointBlocked, owner: ascent.pathOwner, .certain,
                """
                \(ascent.endpoint.host) answers, but its data endpoint \(data.evidence.host) cannot be used: \(failure).
                """,
                evidence: [
                    registry.shows(control: "the registry answers and redirects a blob to \(data.evidence.host)"),
                    data.shows("\(data.evidence.host, port: port): \(failure)"),
                ],
                refutedBy: "A TLS handshake with \(data.evidence.host, port: port) completes with a trusted chain.")
            finding.subject = Finding.Subject(
                data.evidence.host, port: port, transport: .https,
                via: ascent.endpoint.via == .proxy ? .proxy : nil)
            finding.parts = data.evidence.unreachedOverIPv4.map { remote in
                Finding.Subject(data.evidence.host, address: remote.address, port: remote.port)
            }
            return finding
        }
    }
}

extension ShortLadderEvidence {
    /// Why the data endpoint cannot be used, as a clause; nothing when it can, or when nobody knows.
    var failure: Sentence? {
        if let handshake {
            switch handshake.result {
            case .superseded: return nil
            case .completed where handshake.isVerified: return nil
            case .completed where handshake.failsOnlyByDates: return nil
            case .completed where handshake.matchesName: return "its chain is not trusted"
            case .completed: return "another service answers there"
            case .alert, .closed, .reset, .silent, .notTLS, .malformed:
                return "the TLS handshake \(handshake.result.clause)"
            }
        }
        if let tunnel { return tunnel.isOpen || tunnel.isInconclusive ? nil : "the proxy opens no tunnel to it" }
        if let connect {
            let attempts = connect.attempts.filter { $0.result != .superseded }
            guard connect.connected == nil, !attempts.isEmpty else { return nil }
            return attempts.contains { $0.result == .failed } ? "the connection is refused" : "nothing answers"
        }
        guard let resolution, !resolution.isStuck else { return nil }
        return resolution.addresses.isEmpty && !resolution.servers.isEmpty ? "its name has no address" : nil
    }

    /// Where it was tried over IPv4 without a connection, where it was tried over nothing else.
    fileprivate var unreachedOverIPv4: [SocketAddress] {
        guard let connect, connect.connected == nil else { return [] }
        let remotes = connect.attempts.map(\.remote).uniqued
        return remotes.allSatisfy { $0.address.family == .v4 } ? remotes : []
    }
}

extension TunnelEvidence {
    /// The run ended before the proxy answered.
    var isInconclusive: Bool { exchange.result == .superseded }
}
