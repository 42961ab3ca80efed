package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Walks the path hop by hop, to this port and to a control port.
///
/// Starts while the connection is still stuck. The control differs in the port alone, so a hop that answers for one and
/// not for the other is next to the filter.
extension WalkHops: Probe {
    package func subjects(in plan: Plan) -> [Endpoint] {
        plan.services.endpoints.filter { !$0.transport.usesWebSocket }
    }

    /// Where the connection is stuck, or was.
    package func occasion(for about: Endpoint, of input: Following<ConnectEndpoint>, in plan: Plan) -> SocketAddress? {
        let evidence = input.evidence
        guard evidence.connected == nil, input.isFinal || evidence.isStuck else { return nil }
        if evidence.attempts.isEmpty { return evidence.isStuck ? evidence.candidates.first : nil }
        // A packet that never left has no path.
        let left = evidence.attempts.filter { !$0.isSynchronous }
        return left.contains { $0.result != .superseded } ? left.first?.remote : nil
    }

    package func measure(
        _ about: Endpoint, _ remote: SocketAddress, _ context: Context<HopComparison>
    ) async throws(ProbeError) -> Measured<HopComparison, NoLive> {
        let controlPort = Self.controlPort(for: about)
        async let control = Self.control(controlPort.map { SocketAddress(remote.address, port: $0) }, context)
        let walk = try await Self.walk(to: remote, context)
        return Measured(HopComparison(walk: walk, control: await control))
    }

    /// A walk to each address and port once: what is a walk of its own for one endpoint is the control of another.
    private static func walk(
        to remote: SocketAddress, _ context: Context<HopComparison>
    ) async throws(ProbeError) -> HopWalk {
        let deadline = min(context.deadline, .now + context.pace.hopPatience)
        return try await context.shared.value(for: remote) { () async throws(ProbeError) -> HopWalk in
            try await TCP.walk(to: remote, deadline: deadline)
        }
    }

    /// Another port that a run contacts anyway; a proxy has only its own.
    private static func controlPort(for endpoint: Endpoint) -> UInt16? {
        guard endpoint.via == .direct, endpoint.service != .registry else { return nil }
        return endpoint.port == Transport.https.port ? Transport.mqtt.port : Transport.https.port
    }

    private static func control(_ remote: SocketAddress?, _ context: Context<HopComparison>) async -> HopWalk? {
        guard let remote else { return nil }
        return try? await walk(to: remote, context)
    }
}

extension Pace {
    /// How long a walk may take: less than a second on all but slow networks, so that the kernel repeats no SYN.
    fileprivate var hopPatience: Duration { stuckAfter > .seconds(1) ? .milliseconds(1500) : .milliseconds(950) }
}
