package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Walks the path to resolvers that are silent, with the query that nobody answered.
///
/// For one name: the way to a resolver is the same whatever it is asked for.
extension WalkToResolvers: Probe {
    package func subjects(in plan: Plan) -> [Name] { Array(ResolveName().subjects(in: plan).prefix(1)) }

    /// Called for once a resolver is stuck, so that the walk is over when the silence is concluded.
    package func occasion(for about: Name, of input: Following<ResolveName>, in plan: Plan) -> [SocketAddress]? {
        guard input.isFinal || input.evidence.isStuck else { return nil }
        let silent = input.evidence.servers.filter(\.isSilent).map(\.server)
        // Nobody stands between this device and itself, nor on a link.
        let beyond = silent.filter { !$0.address.isLoopback && !$0.address.isLinkLocal }
        return beyond.isEmpty ? nil : Array(beyond.prefix(Self.most))
    }

    package func measure(
        _ about: Name, _ resolvers: [SocketAddress], _ context: Context<ResolverWalks>
    ) async throws(ProbeError) -> Measured<ResolverWalks, NoLive> {
        let query = DNSQuery(about.host, .a).encoded
        let results = await resolvers.eachAtOnce { resolver in
            await Result { () async throws(ProbeError) in
                try await UDP.walk(query, to: resolver, deadline: context.deadline)
            }
        }
        let walks = results.compactMap { try? $0.get() }
        if walks.isEmpty, let first = results.first { _ = try first.get() }
        return Measured(
            ResolverWalks(walks: resolvers.compactMap { resolver in walks.first { $0.remote == resolver } }))
    }

    /// More silent resolvers than these are silent for the same reason.
    private static let most = 2
}
