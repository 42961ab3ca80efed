package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Walks the path hop by hop, to this port and to a control port.
///
/// Starts while the connection is still stuck. The control differs in the port alone, so a hop that answers for one and
/// not for the other is next to the filter.
extension WalkHops: Probe {
    private static let duration = Duration.milliseconds(1500)

    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { !$0.transport.usesWebSocket }
    }

    package func isCalledFor(by input: Following<ConnectEndpoint>, about: Endpoint) -> Bool {
        guard input.evidence.connected == nil, input.isFinal || input.evidence.isStuck else { return false }
        let attempts = input.evidence.attempts
        // A packet that never left has no path.
        return attempts.isEmpty
            ? input.evidence.isStuck : attempts.contains { !$0.isSynchronous && $0.result != .superseded }
    }

    package func measure(
        _ about: Endpoint, _ input: Following<ConnectEndpoint>, _ context: Context<HopComparison>
    ) async throws(ProbeError) -> Measured<HopComparison, NoLive> {
        let tried = input.evidence.attempts.first { !$0.isSynchronous }?.remote
        guard let remote = tried ?? input.evidence.candidates.first else {
            throw ProbeError(.system, "there is no address to walk to")
        }
        let deadline = min(context.deadline, .now + Self.duration)
        let controlPort = Self.controlPort(for: about)
        async let control = Self.walk(to: controlPort.map { SocketAddress(remote.address, port: $0) }, until: deadline)
        let walk = try await TCP.walk(to: remote, deadline: deadline)
        return Measured(HopComparison(walk: walk, control: await control))
    }

    /// Another port that a run contacts anyway; a proxy has only its own.
    private static func controlPort(for endpoint: Endpoint) -> UInt16? {
        guard endpoint.via == .direct, endpoint.service != .registry else { return nil }
        return endpoint.port == Transport.https.port ? Transport.mqtt.port : Transport.https.port
    }

    private static func walk(to remote: SocketAddress?, until deadline: ContinuousClock.Instant) async -> HopWalk? {
        guard let remote else { return nil }
        return try? await TCP.walk(to: remote, deadline: deadline)
    }
}
