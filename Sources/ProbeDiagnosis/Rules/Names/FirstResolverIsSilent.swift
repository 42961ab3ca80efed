import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The first resolver is silent and a later one answers: every look-up waits for the first.
struct FirstResolverIsSilent: Rule {
    static let causes: [Cause] = [.dnsSlowFirst]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.compactMap { vantage in
            let lookups = scene.lookups(from: vantage)
            guard let first = lookups.compactMap(\.evidence.servers.first?.server).first else { return nil }
            let slow = lookups.filter { !$0.fails && $0.isSilent(first) && $0.answeringServer != nil }
            // A resolver that answers for another name comes and goes: no verdict.
            let isFlapping = lookups.contains { $0.answers(of: first).contains { $0.result == .answered } }
            guard let lookup = slow.first, let other = lookup.answeringServer, !isFlapping else { return nil }
            let isNeeded = slow.contains { lookup in
                scene.endpoints(from: vantage).contains {
                    $0.host == lookup.host && scene.needs.isNeeded($0, from: vantage)
                }
            }
            return Finding(
                .dnsSlowFirst, isNeeded ? .warning : .info, from: [vantage], about: Finding.Subject(resolver: first),
                owner: first.address.isLoopback ? .device : .siteNetwork,
                confidence: slow.allSatisfy { lookup in
                    lookup.outlastsClients
                        && lookup.answers(of: first).allSatisfy { $0.attempts > 1 || $0.result != .silent }
                } ? .certain : .likely,
                summary: """
                    The first resolver, \(first), does not answer; \(other) does, so every look-up waits for a timeout \
                    first.
                    """,
                evidence: slow.map { lookup in
                    let answers = lookup.answers(of: first)
                    let latency = answers.map(\.latency).max() ?? Seconds(0)
                    return Finding.Proof(
                        lookup.observation,
                        answers.lazy.compactMap(\.error).first.map { error in
                            """
                            \(first) cannot be reached when asked for \(lookup.host) (\(Term(error)) after \(latency)), \
                            \(other) answers
                            """
                        } ?? "\(first) is silent for \(latency) when asked for \(lookup.host), \(other) answers")
                },
                refutedBy: "\(first) answers a query.")
        }
    }
}

extension Lookup {
    fileprivate func answers(of server: SocketAddress) -> [DNSAnswer] {
        evidence.servers.filter { $0.server == server }.flatMap(\.answers)
    }

    /// It says nothing, or a router says for it that it is not there, and takes its time: until then every client waits.
    fileprivate func isSilent(_ server: SocketAddress) -> Bool {
        let answers = answers(of: server)
        return !answers.isEmpty
            && answers.allSatisfy { answer in
                answer.result == .silent
                    || (answer.result == .unreachable && answer.latency >= Self.longestRefusal)
            }
    }

    /// Half a second: what refuses sooner costs a client no more than a slow answer would.
    private static let longestRefusal = Seconds(0.5)

    fileprivate var answeringServer: SocketAddress? {
        guard evidence.source == .resolver else { return nil }
        return evidence.servers.first { $0.answers.contains { !$0.addresses.isEmpty } }?.server
    }
}
