import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A look-up that no resolver answered, over UDP at least.
struct Muteness: Sendable {
    let lookup: Lookup
    let answer: DNSAnswer
    let failure: Lookup.Failure
    /// No name of the vantage gets an answer: it is the resolver, whatever it is asked for.
    let isEveryName: Bool
    /// All that were asked have addresses of the engine's networks: they are containers of this device.
    let asksContainers: Bool
    /// Where the host asks a resolver on this device: whose silence it is.
    let own: OwnResolver?
    /// Where settings have a container ask others than the host asks with success.
    let choice: Choice?

    /// Whose settings name resolvers for containers, and which.
    struct Choice: Sendable {
        let owner: Owner
        let resolvers: [IPAddress]
        let place: Finding.Location
    }

    /// Those among look-ups, of which some may have asked containers of the engine's networks.
    static func all(among lookups: [Lookup], _ networks: [ContainerNetwork], in survey: Survey) -> [Muteness] {
        let mute = lookups.compactMap { lookup -> (Lookup, DNSAnswer, Lookup.Failure)? in
            // What this device itself stops has its own causes.
            guard lookup.fails, lookup.localError == nil, let (answer, failure) = lookup.decisive,
                answer.result != .answered
            else { return nil }
            return (lookup, answer, failure)
        }
        return mute.map { lookup, answer, failure in
            let asked = lookups.count { $0.vantage == lookup.vantage }
            return Muteness(
                lookup: lookup, answer: answer, failure: failure,
                isEveryName: mute.count { $0.0.vantage == lookup.vantage } == asked
                    && (asked > 1 || !isSparedOnHost(lookup, among: lookups)),
                asksContainers: lookup.evidence.routed.allSatisfy { server in
                    networks.contains { network in
                        !network.gateways.contains(server.server.address)
                            && network.subnets.contains { $0.contains(server.server.address) }
                    }
                }, own: lookup.vantage == .host ? OwnResolver(answer, to: lookup, in: survey) : nil,
                choice: choice(of: lookup, among: lookups, in: survey))
        }
    }

    private static func choice(of lookup: Lookup, among lookups: [Lookup], in survey: Survey) -> Choice? {
        guard lookup.vantage != .host,
            let origin = survey.seen(DescribeVantage.self, from: lookup.vantage).first?.evidence,
            let host = lookups.first(where: { $0.vantage == .host && $0.host == lookup.host }), !host.fails,
            host.evidence.source == .resolver
        else { return nil }
        let resolvers = origin.usesEngineResolver ? origin.forwarders : origin.resolvers
        let rule = origin.usesEngineResolver ? origin.forwarderRule : origin.resolverRule
        // Who is silent there for the host as well is the resolver's matter, or that of the way to it.
        guard rule == .engineSetting || rule == .deployment,
            !host.evidence.servers.contains(where: { resolvers.contains($0.server.address) })
        else { return nil }
        guard rule == .deployment else {
            return Choice(
                owner: .containerEngine, resolvers: resolvers,
                place: Finding.Location(kind: .containerHost, text: "in the container engine's settings"))
        }
        let agent = survey.deployment?.evidence.module(DeploymentEvidence.edgeAgent)
        return Choice(
            owner: .hubConfiguration, resolvers: resolvers,
            place: survey.place(inDeployment: agent?.line, agent.map { .ofModule($0.name, .options) }))
    }

    /// Containers ask for the hub alone; the host, which asks for more, tells whether it is the name or the resolver.
    private static func isSparedOnHost(_ lookup: Lookup, among lookups: [Lookup]) -> Bool {
        let host = lookups.filter { $0.vantage == .host }
        return lookup.vantage != .host && host.contains { $0.host == lookup.host && $0.fails }
            && host.contains { !$0.fails }
    }

    /// Whose resolvers these are: a loopback address is this device's, and in a container what the engine put there.
    var owner: Owner {
        if asksContainers { return .containerEngine }
        if let choice { return choice.owner }
        if let own { return own.owner }
        guard asksThisDevice else { return .siteNetwork }
        return lookup.vantage == .host ? .device : .containerEngine
    }

    /// It was a stub that was asked, which itself waits for others: that it is silent says nothing of who is.
    var asksThisDevice: Bool { lookup.evidence.routed.allSatisfy(\.server.address.isLoopback) }

    /// The resolver does answer over UDP, and what it has to say is too long for that.
    var lacksTCPOnly: Bool { answer.wasTruncated && answer.network == .tcp }

    /// Those that it could ask.
    var servers: [SocketAddress] { lookup.evidence.routed.map(\.server) }

    var proofs: [Finding.Proof] {
        let silences = lookup.evidence.servers.compactMap { server in
            server.answers.first.map { answer in Finding.Proof(lookup.observation, clause(answer)) }
        }
        let overTCP = lookup.overTCP.flatMap { tcp in
            tcp.evidence.answers.first.map { answer in
                tcp.shows(
                    control: answer.result == .answered
                        ? "the same question over TCP is answered by \(answer.server) in \(answer.latency)"
                        : "over TCP \(answer.server) gives no answer either")
            }
        }
        let control = lookup.control.flatMap { control in
            control.evidence.answers.first.map { answer in
                Finding.Proof(
                    control.index,
                    answer.result == .answered
                        ? "the control resolver \(answer.server) answers in \(answer.latency)"
                        : "the control resolver \(answer.server) gives no answer either", .control)
            }
        }
        return silences + [own?.proof, overTCP, control].compactMap { $0 }
    }

    private func clause(_ answer: DNSAnswer) -> Sentence {
        switch answer.result {
        case .answered: return "\(answer.server) answers"
        case .silent:
            return "\(answer.attempts, .datagram) to \(answer.server), no answer within \(answer.latency)"
        case .malformed: return "\(answer.server) sends back what is no DNS answer"
        case .unreachable:
            let error = answer.error.map { Term($0) } ?? "an error"
            guard let icmp = answer.icmp else {
                return "\(answer.server) cannot be reached: \(error) after \(answer.latency)"
            }
            guard let offender = icmp.offender else {
                return "\(answer.server) cannot be reached: \(error), \(icmp) after \(answer.latency)"
            }
            return "\(answer.server) cannot be reached: \(error), \(icmp) from \(offender) after \(answer.latency)"
        }
    }

    func finding(
        _ cause: Cause, owner: Owner, confidence: Finding.Confidence, summary: Sentence, refutedBy: Sentence
    ) -> Finding {
        let location: Finding.Location =
            choice?.place
            ?? answer.icmp?.offender.map {
                $0 == answer.server.address || answer.server.address.isLoopback
                    ? .unknown : Finding.Location(kind: .hop, address: $0, text: "at \($0)")
            } ?? (own?.isKnown ?? false ? own?.location : nil) ?? .unknown
        return Finding(
            cause, lookup.severity, from: [lookup.vantage],
            about: Finding.Subject(isEveryName ? nil : lookup.host, resolver: answer.server), owner: owner,
            confidence: confidence, summary: summary, location: location, evidence: proofs, refutedBy: refutedBy)
    }
}
