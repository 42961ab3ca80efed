package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Asks a resolver outside the site, when the site's own give no usable address.
extension AskControlResolver: Probe {
    package func subjects(in plan: Plan) -> [Name] {
        // A demonstration contacts nothing outside this machine.
        guard let control = plan.services.controlResolver, control.address.isLoopback || !plan.services.isDemonstration
        else { return [] }
        return ResolveName().subjects(in: plan)
    }

    package func contacts(in plan: Plan) -> Set<Contacted> {
        guard let resolver = plan.services.controlResolver, !subjects(in: plan).isEmpty else { return [] }
        return [Contacted(.controlResolver(resolver), ports: [resolver.port])]
    }

    package func occasion(for about: Name, of input: Following<ResolveName>, in plan: Plan) -> SocketAddress? {
        let isWithoutAddress = (input.isFinal || input.evidence.isStuck) && !input.evidence.hasUsableAddress
        return isWithoutAddress ? plan.services.controlResolver : nil
    }

    package func measure(
        _ about: Name, _ server: SocketAddress, _ context: Context<ControlAnswers>
    ) async throws(ProbeError) -> Measured<ControlAnswers, NoLive> {
        Measured(try await answers(about, from: server, context))
    }

    /// Asks over UDP, and over TCP once that is stuck.
    func answers(
        _ about: Name, from server: SocketAddress, _ context: Context<ControlAnswers>
    ) async throws(ProbeError) -> ControlAnswers {
        let begin = Waits(context)
        var answers: [DNSAnswer] = []
        var failure: ProbeError?
        await withTaskGroup(of: Event.self) { group in
            for type in Self.types {
                group.addTask { await ask(server, about, type, over: .udp, begin) }
            }
            group.addTask {
                try? await Task.sleep(until: begin.stuck)
                return .stuck
            }
            var openDatagrams = Self.types.count
            while openDatagrams > 0 || !answers.coverEveryType, let event = await group.next() {
                switch event {
                case .answer(let network, let answer):
                    if network == .udp { openDatagrams -= 1 }
                    answers.append(answer)
                    if !answer.addresses.isEmpty { context.report(ControlAnswers(answers: answers.inOrder)) }
                case .failure(let network, let error):
                    if network == .udp { openDatagrams -= 1 }
                    failure = failure ?? error
                case .stuck where !Task.isCancelled:
                    let next = Waits(context)
                    for type in Self.types where !answers.contains(where: { $0.isAnswer(to: type) }) {
                        group.addTask { await ask(server, about, type, over: .tcp, next) }
                    }
                case .stuck: break
                }
            }
            group.cancelAll()
        }
        if let failure, answers.isEmpty { throw failure }
        return ControlAnswers(answers: answers.inOrder)
    }

    fileprivate static let types = [DNSAnswer.QueryType.a, .aaaa]

    private enum Event: Sendable {
        /// The network is the one asked over first: a truncated answer over UDP came over TCP in the end.
        case answer(DNSAnswer.Network, DNSAnswer)
        case failure(DNSAnswer.Network, ProbeError)
        /// Time for TCP, where UDP gave nothing.
        case stuck
    }

    private func ask(
        _ server: SocketAddress, _ about: Name, _ type: DNSAnswer.QueryType, over network: DNSAnswer.Network,
        _ waits: Waits
    ) async -> Event {
        do throws(ProbeError) {
            let client = DNSClient(server: server, waits: waits)
            return .answer(network, try await client.ask(for: about.host, type, over: network))
        } catch {
            return .failure(network, error)
        }
    }
}

extension DNSAnswer {
    fileprivate func isAnswer(to type: QueryType) -> Bool { queryType == type && result == .answered }
}

extension [DNSAnswer] {
    fileprivate var coverEveryType: Bool {
        AskControlResolver.types.allSatisfy { type in contains { $0.isAnswer(to: type) } }
    }

    /// UDP before TCP, A before AAAA.
    fileprivate var inOrder: [DNSAnswer] {
        sorted {
            ($0.network == .tcp ? 1 : 0, $0.queryType.rawValue) < ($1.network == .tcp ? 1 : 0, $1.queryType.rawValue)
        }
    }
}
