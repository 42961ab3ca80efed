package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement

/// Connects to the name's other addresses, to judge them by TCP alone.
///
/// Asked once for each port: the endpoints that share 443 share its addresses.
extension ConnectOtherAddresses: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { $0.via == .direct && !$0.transport.usesWebSocket }
    }

    package func occasion(for about: Endpoint, of input: After<ConnectEndpoint>, in plan: Plan) -> [SocketAddress]? {
        let candidates = undecided(input)
        return candidates.isEmpty ? nil : candidates
    }

    package func measure(
        _ about: Endpoint, _ candidates: [SocketAddress], _ context: Context<ConnectEvidence>
    ) async throws(ProbeError) -> Measured<ConnectEvidence, NoLive> {
        var race = ConnectRace(candidates: candidates, isWonByFirst: false)
        _ = try await race.run(context)
        return Measured(race.evidence)
    }

    private func undecided(_ input: After<ConnectEndpoint>) -> [SocketAddress] {
        guard let evidence = input.outcome.evidence, evidence.connected != nil else { return [] }
        let decided = Set(evidence.attempts.filter { $0.result != .superseded }.map(\.remote))
        return evidence.candidates.filter { !decided.contains($0) }
    }
}
