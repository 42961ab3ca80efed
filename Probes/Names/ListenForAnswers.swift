package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Asks each resolver once more for a hub that is not to be had at its address, or has none, and hears all that comes back.
extension ListenForAnswers: Probe {
    package func subjects(in plan: Plan) -> [Name] {
        plan.services.isDemonstration
            ? [] : ResolveName().subjects(in: plan).filter { plan.services.hubs.contains($0.host) }
    }

    package func occasion(for about: Name, of input: Distrusted, in plan: Plan) -> [SocketAddress]? {
        // A stub hands on one answer, whatever it heard.
        let servers = ResolveName.configuration(of: plan).nameservers.filter { !$0.isLoopback }
        return servers.isEmpty ? nil : servers.map { SocketAddress($0, port: plan.briefing.resolverPort) }
    }

    package func measure(
        _ about: Name, _ servers: [SocketAddress], _ context: Context<AnswersInOrder>
    ) async throws(ProbeError) -> Measured<AnswersInOrder, NoLive> {
        let end = min(context.deadline, .now + max(Self.duration, context.pace.stuckAfter))
        let heard = await servers.eachAtOnce { server in
            await Result { () async throws(ProbeError) in
                let client = DNSClient(server: server, waits: Waits(stuck: end, quiet: end, deadline: end))
                return try await client.everyAnswer(for: about.host, .a, until: end)
            }
        }
        var answers: [DNSAnswer] = []
        for result in heard { answers += try result.get() }
        return Measured(AnswersInOrder(answers: answers))
    }

    /// A resolver's own answer comes within its round trip, and the question was answered before.
    private static let duration = Duration.milliseconds(1500)
}

/// There once nothing can redeem the address that the site's resolvers gave, or they said that there is none.
package struct Distrusted: ProbeInput {
    package static var upstream: [ProbeID] { Unredeemed.upstream }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Distrusted> {
        if let name = about.narrowed(to: Name.self),
            case .final(_, .seen(let evidence), _) = board.state(of: ResolveName.self, for: name),
            evidence.source != .hostsFile, !evidence.hasUsableAddress,
            evidence.servers.contains(where: { $0.answers.contains { $0.result == .answered && $0.network == .udp } })
        {
            return .settled(Distrusted())
        }
        return Unredeemed.resolve(from: board, about: about).map { _ in Distrusted() }
    }
}
