package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

/// Watches whom the engine's own resolver asks on behalf of a container that runs.
///
/// What the engine would choose today is no evidence for a container that started yesterday. The resolver's sockets are:
/// it connects them inside the container's namespace, one for each question.
extension AskForwarders: Probe {
    package func subjects(in plan: Plan) -> [Name] {
        guard let origin = plan.briefing.origin, origin.kind == .container, origin.usesEngineResolver else { return [] }
        return ResolveName().subjects(in: plan)
    }

    package func contacts(in plan: Plan) -> Set<Contacted> { ResolveName().contacts(in: plan) }

    package func occasion(for about: Name, of input: Following<ResolveName>, in plan: Plan) -> SocketAddress? {
        let isFailing = (input.isFinal || input.evidence.isStuck) && input.evidence.addresses.isEmpty
        guard isFailing, let engine = VantageOrigin.engineResolver else { return nil }
        return SocketAddress(engine, port: plan.briefing.resolverPort)
    }

    package func measure(
        _ about: Name, _ engine: SocketAddress, _ context: Context<ForwarderEvidence>
    ) async throws(ProbeError) -> Measured<ForwarderEvidence, NoLive> {
        var asked: Set<SocketAddress> = []
        // A resolver that refuses is seen for no longer than the way there and back takes.
        for _ in 0..<Self.mostQuestions where asked.isEmpty && !Task.isCancelled {
            asked = await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    let client = DNSClient(server: engine, waits: Waits(context))
                    _ = try? await client.ask(for: about.host, .a, over: .udp)
                }
                defer { group.cancelAll() }
                return await watch(until: min(context.deadline, .now + Self.pause), port: engine.port)
            }
        }
        let today = context.plan.briefing.origin?.forwarders.filter { !$0.isLoopback } ?? []
        let questions = today.map {
            ResolverQuestion(server: SocketAddress($0, port: engine.port), type: .a, network: .udp)
        }
        return Measured(
            ForwarderEvidence(
                asked: asked.sorted { "\($0)" < "\($1)" },
                today: try await ResolverQuestion.answers(to: questions, about: about.host, Waits(context))))
    }

    private static let mostQuestions = 10
    private static let pause = Duration.milliseconds(20)

    private func watch(until end: ContinuousClock.Instant, port: UInt16) async -> Set<SocketAddress> {
        var seen: Set<SocketAddress> = []
        while seen.isEmpty, ContinuousClock.now < end {
            seen = Set(DatagramPeers.all().filter { $0.port == port && !$0.address.isLoopback })
            await Task.yield()
        }
        return seen
    }
}
