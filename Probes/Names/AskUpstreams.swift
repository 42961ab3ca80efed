package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Asks the resolvers that the host's own stub has in its flat list, directly.
///
/// The engine copies that list for its containers. Where the stub knows more than the list, because it asks other resolvers
/// for single links or domains, containers are told otherwise.
extension AskUpstreams: Probe {
    /// Containers ask for the hub alone.
    package func subjects(in plan: Plan) -> [Name] {
        plan.seesThisDevice ? ResolveName().subjects(in: plan).filter { plan.services.hubs.contains($0.host) } : []
    }

    package func occasion(for about: Name, of input: After<ResolveName>, in plan: Plan) -> [SocketAddress]? {
        // A hosts entry beside it, which containers do not have, changes nothing of what the stub knows.
        guard let evidence = input.outcome.evidence, !evidence.servers.isEmpty,
            evidence.servers.contains(where: { $0.answers.contains { !$0.addresses.isEmpty } }),
            evidence.servers.allSatisfy(\.server.address.isLoopback)
        else { return nil }
        let upstreams = Self.upstreams(plan).map { SocketAddress($0, port: plan.briefing.resolverPort) }
        return upstreams.isEmpty ? nil : upstreams
    }

    package func measure(
        _ about: Name, _ upstreams: [SocketAddress], _ context: Context<UpstreamAnswers>
    ) async throws(ProbeError) -> Measured<UpstreamAnswers, NoLive> {
        let questions = upstreams.map { ResolverQuestion(server: $0, type: .a, network: .udp) }
        let patience = ClientPatience(of: ResolveName.configuration(of: context.plan), in: context.plan)
        return Measured(
            UpstreamAnswers(
                answers: try await ResolverQuestion.answers(
                    to: questions, about: about.host, Waits(context, patience))))
    }

    /// Those of the first list there is.
    private static func upstreams(_ plan: Plan) -> [IPAddress] {
        for path in ResolverConfiguration.upstreamLists {
            guard let bytes = try? plan.file(path, limit: 1 << 16) else { continue }
            let servers = ResolverConfiguration(parsing: bytes).nameservers.filter {
                !$0.isLoopback && !$0.isUnspecified
            }
            if !servers.isEmpty { return servers }
        }
        return []
    }
}
