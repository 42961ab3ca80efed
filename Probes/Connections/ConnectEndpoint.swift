package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
package import ProbeTransport

/// Connects to the endpoint, or to the proxy on its way.
///
/// The first address to connect climbs; the others are judged by `ConnectOtherAddresses`, so that a dead one delays nothing.
/// WebSockets need connections of their own only where plain HTTPS gets one: what keeps that out keeps them out too.
extension ConnectEndpoint: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] { plan.services.endpoints }

    package func measure(
        _ about: Endpoint, _ input: Opening, _ context: Context<ConnectEvidence>
    ) async throws(ProbeError) -> Measured<ConnectEvidence, Connection> {
        switch input {
        case .spokenFor(let evidence): return Measured(evidence)
        case .addresses(let addresses):
            var race = ConnectRace(candidates: addresses.addresses, isWonByFirst: true)
            race.evidence.usedControlResolver = addresses.fromControlResolver
            race.evidence.wasRedirected = addresses.wasRedirected
            race.evidence.leftOut = [LeftOut(.addresses, addresses.leftOut)].recorded
            guard let socket = try await race.run(context) else { return Measured(race.evidence) }
            let connection = try await Connection.adopt(socket.socket, remote: socket.remote)
            return Measured(race.evidence, product: connection)
        }
    }

    /// What a connection begins with.
    package enum Opening: ProbeInput {
        case addresses(Addresses)
        /// Plain HTTPS of the same host and port did not get through.
        case spokenFor(ConnectEvidence)

        package static var upstream: [ProbeID] { Addresses.upstream }

        package static func resolve(from board: Board, about: some Subject) -> Readiness<Opening> {
            let addresses = Addresses.resolve(from: board, about: about).map(Opening.addresses)
            guard let endpoint = about.narrowed(to: Endpoint.self), let twin = endpoint.twin(in: board.plan) else {
                return addresses
            }
            switch board.state(of: ConnectEndpoint.self, for: twin) {
            case .waiting, .interim: return .waiting
            case .final(_, .seen(var evidence), _) where evidence.isFailure:
                evidence.spokenForBy = twin
                return .settled(.spokenFor(evidence))
            case .final(_, .skipped(let reason), _): return .impossible(reason)
            case .final, .absent: return addresses
            }
        }
    }
}

extension Endpoint {
    /// Plain HTTPS of the same host and port, the same way; nothing for what is no WebSocket.
    fileprivate func twin(in plan: Plan) -> Endpoint? {
        guard transport.usesWebSocket else { return nil }
        return plan.services.endpoints.first {
            $0.transport == .https && ($0.service, $0.host, $0.port, $0.via) == (service, host, port, via)
        }
    }
}

extension ConnectEvidence {
    /// Every attempt was judged, and none got through.
    fileprivate var isFailure: Bool {
        connected == nil && !attempts.isEmpty && attempts.allSatisfy { $0.result == .failed || $0.result == .silent }
    }
}
