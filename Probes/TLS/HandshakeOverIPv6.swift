package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Shakes hands over IPv6 with a registry that proved itself over IPv4.
///
/// The engine takes IPv6 first wherever this device has a global address (RFC 6724), and what it falls back from is a
/// connection that does not open: one that opens and carries no TLS it keeps. Where the engine has a proxy it is the proxy's matter.
extension HandshakeOverIPv6: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        let endpoints = plan.services.endpoints.filter { $0.service == .registry }
        return endpoints.filter { endpoint in
            endpoint.via == .direct && !endpoints.contains { $0.host == endpoint.host && $0.via == .proxy }
        }
    }

    package func measure(
        _ about: Endpoint, _ input: ProvenOverIPv4, _ context: Context<HandshakesOverIPv6>
    ) async throws(ProbeError) -> Measured<HandshakesOverIPv6, NoLive> {
        var evidence = HandshakesOverIPv6()
        for remote in input.candidates {
            let trial = try await HandshakeVariation.none.trial(about, at: remote, context)
            evidence.trials.append(trial)
            // Whoever cannot connect there goes on to the next, as the engine does; where nothing comes back at all, so will the
            // next, and it is told by the connections to these addresses.
            guard let handshake = trial.handshake else {
                if trial.connect.result == .silent { break }
                continue
            }
            if !handshake.isVerified {
                evidence.trials.append(try await HandshakeVariation.none.trial(about, at: remote, context))
            }
            break
        }
        return Measured(evidence)
    }
}

/// There once a service proved itself over IPv4 whose name has addresses of IPv6 too.
package struct ProvenOverIPv4: ProbeInput {
    let candidates: [SocketAddress]

    /// A service has two.
    private static let most = 2

    package static var upstream: [ProbeID] { [ConnectEndpoint.id, HandshakeTLS.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<ProvenOverIPv4> {
        guard let endpoint = about.narrowed(to: Endpoint.self) else {
            return .impossible(SkipReason(.prerequisite, "it is about no endpoint"))
        }
        let connections: Readiness<After<ConnectEndpoint>> = After.resolve(from: board, about: endpoint)
        let handshakes: Readiness<After<HandshakeTLS>> = After.resolve(from: board, about: endpoint)
        guard case .settled(let connect) = connections, case .settled(let handshake) = handshakes else {
            if case .impossible(let reason) = connections { return .impossible(reason) }
            if case .impossible(let reason) = handshakes { return .impossible(reason) }
            return .waiting
        }
        guard handshake.outcome.evidence?.isVerified ?? false, let evidence = connect.outcome.evidence,
            evidence.connected?.address.family == .v4
        else { return .impossible(SkipReason(.notNeeded, "nothing called for it")) }
        let candidates = evidence.candidates.filter { $0.address.family == .v6 }
        return candidates.isEmpty
            ? .impossible(SkipReason(.notNeeded, "nothing called for it"))
            : .settled(ProvenOverIPv4(candidates: Array(candidates.prefix(most))))
    }
}
