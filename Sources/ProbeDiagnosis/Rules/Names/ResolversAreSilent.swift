import ProbeCore
import ProbeEvidence
import ProbeFindings

/// No resolver of the vantage answers, or none is configured.
struct ResolversAreSilent: Rule {
    static let causes: [Cause] = [.dnsTimeout]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] { silent(in: scene) + missing(in: scene) + onLink(in: scene) }

    private func silent(in scene: Scene) -> [Finding] {
        scene.mutenesses.filter { muteness in
            (muteness.failure == .silent || muteness.failure == .unreachable)
                && muteness.lookup.answerOverTCP == nil && !muteness.lacksTCPOnly
        }.map { muteness in
            let servers = muteness.servers
            let late = scene.containerLookups.first { $0.inside.observation == muteness.lookup.observation }
            if let late, let answer = late.lateAnswer, let patience = muteness.lookup.evidence.clientPatience {
                return tooLate(muteness, answer, seenAt: late.outside.observation, patience)
            }
            if let answer = muteness.lookup.lateOverTCP, let patience = muteness.lookup.evidence.clientPatience {
                return slow(muteness, answer, patience)
            }
            return muteness.finding(
                .dnsTimeout, owner: muteness.owner,
                confidence: isCertain(muteness, scene) ? .certain : .likely,
                summary: summary(muteness),
                refutedBy: servers.count > 1
                    ? "Any of \(servers) answers a query." : "\(servers) answers a query.")
        }
    }

    /// A silence that lasted, on a way that is seen to lead beyond this device.
    private func isCertain(_ muteness: Muteness, _ scene: Scene) -> Bool {
        let lookup = muteness.lookup
        guard lookup.isConfirmed, lookup.outlastsClients, muteness.own?.isKnown ?? !muteness.asksThisDevice else {
            return false
        }
        // A hop limit that is used up may have been too small when it left.
        guard muteness.answer.icmp?.meaning != .hopLimitExceeded else { return false }
        // What a router says that cannot lead on, it says itself; and this device's containers have no way before them.
        return (muteness.failure == .unreachable && !muteness.answer.endedHere)
            || (muteness.owner != .siteNetwork && muteness.choice == nil)
            || WayOut(scene: scene).leads(toResolversOf: lookup)
    }

    private func summary(_ muteness: Muteness) -> Sentence {
        let (servers, host) = (muteness.servers, muteness.lookup.host)
        switch muteness.own?.word {
        case .itsOwn(let answer):
            return """
                This device's own resolver \(servers) gives no answer for \(host); the resolver that it asks, \
                \(answer.server), does.
                """
        case .handedOn(let answer) where answer.result != .answered:
            return """
                The resolver \(answer.server), which this device's own asks, does not answer: \(servers) gives no answer for \
                \(host) either.
                """
        case .handedOn, .unknown, nil:
            if let choice = muteness.choice, choice.owner == .containerEngine {
                return """
                    The engine's own settings have containers ask \(choice.resolvers) for names, and no answer for \(host) \
                    comes from there; the resolvers of the host have one.
                    """
            }
            return muteness.failure == .silent
                ? "No resolver answers: \(servers) stayed silent when asked for \(host)."
                : "No resolver answers: \(servers) could not be reached when asked for \(host)."
        }
    }

    /// A resolver on the device's own link, whom nobody's ARP finds.
    private func onLink(in scene: Scene) -> [Finding] {
        scene.lookups(from: .host).filter { $0.fails && $0.meetsDeadNeighbour && $0.missesResolverOnLink(scene) }
            .compactMap { lookup in
                guard let answer = lookup.evidence.routed.first?.answers.first else { return nil }
                return Finding(
                    .dnsTimeout, lookup.severity, from: [.host], about: Finding.Subject(resolver: answer.server),
                    owner: .siteNetwork, confidence: .certain,
                    summary: """
                        The resolver \(answer.server.address), on the same link, does not answer ARP, so no name can be \
                        looked up.
                        """,
                    evidence: [lookup.failsHere(answer)],
                    refutedBy: "`ip neigh` shows \(answer.server.address) as reachable.")
            }
    }

    /// The resolver answers the host in the end, and the engine's own, which asks it for the containers, waits no more.
    private func tooLate(
        _ muteness: Muteness, _ answer: DNSAnswer, seenAt observation: Int, _ patience: Seconds
    ) -> Finding {
        var finding = muteness.finding(
            .dnsTimeout, owner: muteness.owner, confidence: muteness.lookup.isConfirmed ? .certain : .likely,
            summary: """
                The resolver \(answer.server) takes \(answer.latency) for an answer: the host's C library waits for it, the \
                engine's own resolver, which containers ask, gives up after \(patience).
                """,
            refutedBy: "\(answer.server) answers within \(patience).")
        finding.evidence.append(
            Finding.Proof(observation, "\(answer.server) answers the host after \(answer.latency)", .control))
        return finding
    }

    /// Over TCP, for which this program waited longer than clients wait over UDP, the answer came after they had given up.
    private func slow(_ muteness: Muteness, _ answer: DNSAnswer, _ patience: Seconds) -> Finding {
        muteness.finding(
            .dnsTimeout, owner: muteness.owner, confidence: .likely,
            summary: muteness.lookup.vantage == .host
                ? """
                The resolver \(answer.server) takes \(answer.latency) for an answer over TCP, and none came over UDP: this device's \
                programs give up after \(patience), as resolv.conf has it.
                """
                : """
                The resolver \(answer.server) takes \(answer.latency) for an answer over TCP, and none came over UDP: whoever asks it \
                for containers gives up after \(patience).
                """,
            refutedBy: "\(answer.server) answers a query over UDP within \(patience).")
    }

    private func missing(in scene: Scene) -> [Finding] {
        scene.lookups.filter { $0.fails && $0.evidence.servers.isEmpty }.compactMap { lookup in
            guard let problem = lookup.evidence.configurationProblem.map({ LocalText($0) }) else { return nil }
            var location = Finding.Location.thisDevice
            // A container has a file of its own, which the engine writes.
            if lookup.vantage == .host { location.culprit = .file(LocalText("/etc/resolv.conf"), line: nil) }
            return Finding(
                .dnsTimeout, lookup.severity, from: [lookup.vantage], about: Finding.Subject(), owner: .device,
                confidence: .certain,
                summary: "No resolver is configured that could be asked for \(lookup.host): resolv.conf \(problem).",
                location: location, evidence: [Finding.Proof(lookup.observation, "resolv.conf \(problem)")],
                refutedBy: "A nameserver of resolv.conf answers a query.")
        }
    }
}

extension Lookup {
    /// The first resolver is on the device's own link, by the kernel's own word.
    func missesResolverOnLink(_ scene: Scene) -> Bool {
        guard let server = evidence.routed.first?.server,
            let road = scene.roads.taken(by: .host, to: server.address)
        else { return false }
        return road.lookup.gateway == nil
    }

    /// This device itself gave up on the way to a resolver, for want of a neighbour.
    func failsHere(_ answer: DNSAnswer) -> Finding.Proof {
        Finding.Proof(
            observation,
            """
            asking \(answer.server) for \(host) fails with \(answer.error ?? "EHOSTUNREACH") after \(answer.latency), \
            reported by this device itself
            """)
    }
}
