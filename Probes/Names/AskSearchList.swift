package import ProbeCore
package import ProbeEvidence
package import ProbeMeasurement
import ProbeTransport

/// Asks for the names that a client makes of the search list and tries before the name itself (resolv.conf(5), `ndots`).
///
/// The ladders ask for the name itself and nothing else; where one of these names exists, programs go elsewhere.
extension AskSearchList: Probe {
    package func subjects(in plan: Plan) -> [Name] {
        plan.services.isDemonstration ? [] : ResolveName().subjects(in: plan)
    }

    /// What has an address for the name is asked for the others.
    package struct Search: Sendable {
        let server: SocketAddress
        let dots: Int
        let names: [HostName]
        /// Domains that are not tried.
        let leftOut: Int
    }

    package func occasion(for about: Name, of input: Following<ResolveName>, in plan: Plan) -> Search? {
        // A hosts entry is found before anybody is asked.
        guard input.evidence.source == .resolver,
            let server = input.evidence.servers.first(where: { $0.answers.contains { !$0.addresses.isEmpty } })?.server
        else { return nil }
        let configuration = ResolveName.configuration(of: plan)
        let (names, leftOut) = Self.names(before: about.host, configuration)
        return names.isEmpty
            ? nil : Search(server: server, dots: configuration.dots, names: names, leftOut: leftOut)
    }

    package func measure(
        _ about: Name, _ search: Search, _ context: Context<SearchEvidence>
    ) async throws(ProbeError) -> Measured<SearchEvidence, NoLive> {
        let waits = Waits(context)
        var answers: [DNSAnswer] = []
        var isFound = false
        // As a client does: the next one only where this one is not there.
        for name in search.names {
            let questions = [DNSAnswer.QueryType.a, .aaaa].map {
                ResolverQuestion(server: search.server, type: $0, network: .udp)
            }
            answers += try await ResolverQuestion.answers(to: questions, about: name, waits)
            isFound = answers.contains { !$0.addresses.isEmpty }
            if isFound { break }
        }
        var evidence = SearchEvidence(dots: search.dots, answers: answers)
        // Where one of the first is there, a client asks for no other either.
        if !isFound { evidence.leftOut = [LeftOut(.searchDomains, search.leftOut)].recorded }
        return Measured(evidence)
    }

    /// More than the six domains that clients used to have (MAXDNSRCH) are asked by nobody in time.
    private static let mostDomains = 6

    /// A client with as many dots as `ndots` asks for begins with the name itself, and needs nothing else once that exists.
    static func names(
        before host: HostName, _ configuration: ResolverConfiguration
    ) -> (kept: [HostName], leftOut: Int) {
        guard host.description.utf8.count(where: { $0 == UInt8(ascii: ".") }) < configuration.dots else {
            return ([], 0)
        }
        let (names, leftOut) = configuration.searchList.compactMap { domain in
            try? HostName(validating: "\(host).\(domain)")
        }.divided(at: mostDomains)
        return (names, leftOut + configuration.searchListLeftOut)
    }
}
