package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Asks for the hub at an address that no network may own (192.0.2.1, RFC 5737).
extension AskNowhere: Probe {
    /// Who answers for everybody answers from nearby.
    private static let duration = Duration.milliseconds(1500)

    /// Only where a resolver outside may be asked: it is that one's word which is to be weighed.
    package func subjects(in plan: Plan) -> [Name] {
        guard nowhere(in: plan) != nil, !AskControlResolver().subjects(in: plan).isEmpty else { return [] }
        return plan.services.hubs.map { Name($0) }
    }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        guard let control = plan.services.halfOpenControl, !subjects(in: plan).isEmpty else { return [] }
        return [Contacted(.nowhere(control), ports: [Self.port])]
    }

    package func occasion(for about: Name, of input: Trouble, in plan: Plan) -> SocketAddress? { nowhere(in: plan) }

    package func measure(
        _ about: Name, _ nowhere: SocketAddress, _ context: Context<ControlAnswers>
    ) async throws(ProbeError) -> Measured<ControlAnswers, NoLive> {
        let quiet = min(context.deadline, .now + Self.duration)
        let client = DNSClient(
            server: nowhere, waits: Waits(stuck: .now + Self.duration / 2, quiet: quiet, deadline: quiet))
        return Measured(ControlAnswers(answers: [try await client.ask(for: about.host, .a, over: .udp)]))
    }

    private static let port: UInt16 = 53

    private func nowhere(in plan: Plan) -> SocketAddress? {
        plan.services.halfOpenControl.map { SocketAddress($0.address, port: Self.port) }
    }
}
