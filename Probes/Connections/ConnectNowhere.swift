package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Tries to connect to an address that no network may own (192.0.2.1, RFC 5737).
extension ConnectNowhere: Probe {
    /// What answers for everybody answers from nearby.
    private static let duration = Duration.milliseconds(1500)

    package func subjects(in plan: Plan) -> [Device] { plan.services.halfOpenControl == nil ? [] : [Device()] }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        Set([plan.services.halfOpenControl].compactMap(\.self).map { Contacted(.nowhere($0), ports: [$0.port]) })
    }

    package func occasion(for about: Device, of input: Trouble, in plan: Plan) -> SocketAddress? {
        plan.services.halfOpenControl
    }

    package func measure(
        _ about: Device, _ nowhere: SocketAddress, _ context: Context<NowhereEvidence>
    ) async throws(ProbeError) -> Measured<NowhereEvidence, NoLive> {
        let (attempt, socket) = try await TCP.connect(
            to: nowhere, deadline: min(context.deadline, .now + Self.duration))
        socket?.close()
        return Measured(NowhereEvidence(attempt: attempt))
    }
}
