import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A look-up that fails in a container and works on the host.
struct ContainerLookup: Sendable {
    let inside: Lookup
    /// The host's look-up of the same name.
    let outside: Lookup
    let origin: Survey.Seen<DescribeVantage>?
    /// Whom the engine's own resolver was seen to ask for it.
    let forwarders: Survey.Seen<AskForwarders>?
    /// What the resolvers behind the host's own stub say to the host.
    let upstreams: Survey.Seen<AskUpstreams>?
    /// No name of the vantage can be looked up: it is the resolver, whatever it is asked for.
    let isEveryName: Bool
    /// The host's resolvers give it addresses: of this name, or of others where its hosts file has this one.
    let hostAsksResolvers: Bool

    /// Every one of them; those of a bare namespace are nobody's container.
    static func all(_ lookups: [Vantage: [Lookup]], in survey: Survey) -> [ContainerLookup] {
        let host = lookups[.host] ?? []
        return survey.vantages.filter(\.isEngines).flatMap { vantage -> [ContainerLookup] in
            let origin = survey.seen(DescribeVantage.self, from: vantage).first
            guard origin?.evidence.kind != .namespace else { return [] }
            let here = lookups[vantage] ?? []
            let failed = here.filter { $0.fails && $0.localError == nil }
            return failed.compactMap { inside in
                guard let outside = host.first(where: { $0.host == inside.host && !$0.fails }) else { return nil }
                return ContainerLookup(
                    inside: inside, outside: outside, origin: origin,
                    forwarders: survey.seen(AskForwarders.self, about: Name(inside.host), from: vantage),
                    upstreams: survey.seen(AskUpstreams.self, about: Name(inside.host), from: .host),
                    isEveryName: failed.count == here.count,
                    hostAsksResolvers: outside.evidence.source == .resolver
                        || host.contains { $0.evidence.source == .resolver && !$0.evidence.addresses.isEmpty })
            }
        }
    }

    /// What the container's list names; without a record of its origin, what was asked.
    var resolvers: [IPAddress] {
        origin?.evidence.resolvers ?? inside.evidence.servers.map(\.server.address)
    }

    /// The host's resolvers that gave it an answer with an address.
    var answeringOutside: [SocketAddress] {
        outside.evidence.servers.filter { $0.answers.contains { !$0.addresses.isEmpty } }.map(\.server)
    }

    /// The answer of a resolver that takes longer than the container's side waits: the engine's own resolver gives up before.
    var lateAnswer: DNSAnswer? {
        guard let patience = inside.evidence.clientPatience else { return nil }
        let silent = inside.evidence.servers.filter { $0.answers.allSatisfy { $0.result == .silent } }.map(\.server)
        return outside.evidence.servers.filter { silent.contains($0.server) }.flatMap(\.answers)
            .first { !$0.addresses.isEmpty && $0.latency >= patience }
    }

    /// Nothing answered, over UDP or TCP.
    var isUnanswered: Bool {
        let answers = inside.evidence.servers.flatMap(\.answers)
        return !answers.isEmpty && answers.allSatisfy { $0.result != .answered } && inside.answerOverTCP == nil
    }

    /// The engine's own resolver was asked and gave nothing: it is those behind it that do not answer.
    var isUnansweredByEngine: Bool {
        let servers = inside.evidence.servers
        return !servers.isEmpty && servers.allSatisfy { $0.server.address == VantageOrigin.engineResolver }
            && servers.flatMap(\.answers).allSatisfy { $0.result != .answered || $0.responseCode == 2 }
    }

    /// Its list is empty, or names the engine's own resolver, and that one has nobody to forward to.
    var hasNobodyToAsk: Bool {
        guard let origin = origin?.evidence else { return false }
        return origin.resolvers.isEmpty
            || (origin.usesEngineResolver && origin.forwarders.isEmpty && origin.resolverRule == .none)
    }

    /// A resolver that the engine would forward to today answers the container, past the engine's own.
    var isAnsweredByTodaysForwarder: Bool {
        forwarders?.evidence.today.contains { !$0.addresses.isEmpty } ?? false
    }

    /// Whom the engine's own resolver asks for the container: seen at it, else as the engine wrote it down at the start.
    var forwardersOfItsStart: [IPAddress] {
        let seen = forwarders?.evidence.asked.map(\.address) ?? []
        return seen.isEmpty ? origin?.evidence.forwardersAtStart?.filter { !$0.isLoopback } ?? [] : seen
    }

    /// The name, unless no name can be looked up.
    var host: HostName? { isEveryName ? nil : inside.host }

    var subject: Finding.Subject { Finding.Subject(host, resolver: inside.evidence.servers.first?.server) }

    /// What the container's resolvers did, that the host's answered, and how the list came to be.
    var proofs: [Finding.Proof] {
        let insides = inside.evidence.servers.compactMap { server in
            server.answers.first.map { Finding.Proof(inside.observation, clause($0)) }
        }
        let outsides = answeringOutside.first.map { server in
            Finding.Proof(outside.observation, "\(server) gives the host an address for \(outside.host)", .control)
        }
        let seen = forwarders.flatMap { forwarders in
            forwarders.evidence.asked.isEmpty
                ? nil
                : forwarders.shows(
                    "the engine's own resolver asks \(forwarders.evidence.asked.map(\.address)) for the container")
        }
        let written = (forwarders?.evidence.asked ?? []).isEmpty ? origin.flatMap(Self.written) : nil
        return insides + [seen, written, outsides, provenance].compactMap { $0 }
    }

    private static func written(_ origin: Survey.Seen<DescribeVantage>) -> Finding.Proof? {
        guard let servers = origin.evidence.forwardersAtStart, !servers.isEmpty else { return nil }
        return origin.shows("the engine wrote into the container's resolv.conf that its own resolver asks \(servers)")
    }

    private var provenance: Finding.Proof? {
        origin.map { origin in
            let (list, host) = (origin.evidence.resolvers, origin.evidence.hostResolvers)
            return switch (list.isEmpty, host.isEmpty) {
            case (false, false):
                origin.shows("the container's resolv.conf names \(list), the host's names \(host)")
            case (true, false):
                origin.shows("the container's resolv.conf names no resolver, the host's names \(host)")
            case (false, true): origin.shows("the container's resolv.conf names \(list), the host's names none")
            case (true, true): origin.shows("the container's resolv.conf names no resolver, the host's names none")
            }
        }
    }

    private func clause(_ answer: DNSAnswer) -> Sentence {
        switch answer.result {
        case .answered: "\(answer.server) answers the container with code \(answer.responseCode ?? 0) and no address"
        case .silent:
            """
            \(answer.attempts, .datagram) from the container to \(answer.server), no answer within \(answer.latency)
            """
        case .malformed: "\(answer.server) sends the container what is no DNS answer"
        case .unreachable:
            answer.error.map { "\(answer.server) cannot be reached from the container: \($0)" }
                ?? "\(answer.server) cannot be reached from the container: an error"
        }
    }

    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, about subject: Finding.Subject? = nil,
        summary: Sentence,
        location: Finding.Location = Finding.Location(kind: .containerHost, text: "in the container engine's settings"),
        refutedBy: Sentence
    ) -> Finding {
        Finding(
            cause, inside.severity, from: [inside.vantage], about: subject ?? self.subject, owner: owner,
            confidence: confidence, summary: summary, location: location, evidence: proofs, refutedBy: refutedBy)
    }
}
