import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A look-up that fails in a container and works on the host.
struct ContainerLookup {
    let inside: Lookup
    /// The host's look-up of the same name.
    let outside: Lookup
    let origin: Survey.Seen<DescribeVantage>?
    /// No name of the vantage can be looked up: it is the resolver, whatever it is asked for.
    let isEveryName: Bool

    /// Every one of them; those of a bare namespace are nobody's container.
    static func all(in survey: Survey) -> [ContainerLookup] {
        let host = Lookup.all(from: .host, in: survey)
        return survey.vantages.filter { $0 != .host }.flatMap { vantage -> [ContainerLookup] in
            let origin = survey.seen(DescribeVantage.self, from: vantage).first
            guard origin?.evidence.kind != .namespace, !vantage.description.hasPrefix("netns:") else { return [] }
            let lookups = Lookup.all(from: vantage, in: survey)
            let failed = lookups.filter { $0.fails && $0.localError == nil }
            return failed.compactMap { inside in
                guard let outside = host.first(where: { $0.host == inside.host && !$0.fails }) else { return nil }
                return ContainerLookup(
                    inside: inside, outside: outside, origin: origin, isEveryName: failed.count == lookups.count)
            }
        }
    }

    /// The host has the address from a resolver, not from its hosts file.
    var hostAsksResolvers: Bool { outside.evidence.source == .resolver }

    /// What the container's list names; without a record of its origin, what was asked.
    var resolvers: [IPAddress] {
        origin?.evidence.resolvers ?? inside.evidence.servers.map(\.server.address)
    }

    /// The host's resolvers that gave it an answer with an address.
    var answeringOutside: [SocketAddress] {
        outside.evidence.servers.filter { $0.answers.contains { !$0.addresses.isEmpty } }.map(\.server)
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

    /// Rule 1 of evidence: silence needs two attempts.
    var isConfirmed: Bool {
        inside.evidence.servers.flatMap(\.answers).allSatisfy { $0.result != .silent || $0.attempts > 1 }
    }

    var subject: Finding.Subject {
        Finding.Subject(
            host: isEveryName ? nil : inside.host.description, resolver: inside.evidence.servers.first?.server)
    }

    /// What the container's resolvers did, that the host's answered, and how the list came to be.
    var proofs: [Finding.Proof] {
        let insides = inside.evidence.servers.compactMap { server in
            server.answers.first.map { Finding.Proof(inside.observation, clause($0)) }
        }
        let outsides = answeringOutside.first.map { server in
            Finding.Proof(outside.observation, "\(server) gives the host an address for \(outside.host)")
        }
        return insides + [outsides, provenance].compactMap { $0 }
    }

    private var provenance: Finding.Proof? {
        guard let origin else { return nil }
        let list = origin.evidence.resolvers.map(\.description)
        let host = origin.evidence.hostResolvers.map(\.description)
        let names = list.isEmpty ? "no resolver" : listing(list)
        let hosts = host.isEmpty ? "none" : listing(host)
        return Finding.Proof(
            origin.index, "the container's resolv.conf names \(names), the host's names \(hosts)")
    }

    private func clause(_ answer: DNSAnswer) -> String {
        switch answer.result {
        case .answered: "\(answer.server) answers the container with code \(answer.responseCode ?? 0) and no address"
        case .silent:
            "\(answer.attempts) datagram\(answer.attempts == 1 ? "" : "s") from the container to \(answer.server), no answer within \(answer.latency)"
        case .malformed: "\(answer.server) sends the container what is no DNS answer"
        case .unreachable: "\(answer.server) cannot be reached from the container: \(answer.error ?? "an error")"
        }
    }

    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, about subject: Finding.Subject? = nil,
        summary: String,
        location: Finding.Location = Finding.Location(kind: .containerHost, text: "in the container engine's settings"),
        refutedBy: String, in survey: Survey
    ) -> Finding {
        Finding(
            cause, inside.severity(in: survey), from: [inside.vantage], about: subject ?? self.subject, owner: owner,
            confidence: confidence, summary: summary, location: location, evidence: proofs, refutedBy: refutedBy)
    }
}
