import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A policy rule sends packets of containers, or what is answered to them, by another table than the host's, and that way
/// does not work.
struct ContainersTakeAnotherTable: Rule {
    static let causes: [Cause] = [.routePolicyRule]
    static let explains: [Cause] = Symptoms.ofForwarding + [.mtuBridgeMismatch, .natMissingMasquerade]

    func findings(in scene: Scene) -> [Finding] {
        let diversions = scene.paths.compactMap { there($0) ?? back($0) }
        // Rules for several networks that send them the same way are one change.
        return diversions.map(\.rule.target).uniqued.map { target in
            finding(diversions.filter { $0.rule.target == target })
        } + toCome(in: scene).map(\.foreseen)
    }

    /// The packets of a network that take another way than the host's, and the host's own that arrive.
    private struct Diversion {
        let path: ContainerPath
        let rule: RoutingRule
        let theirs: Roads.Road
        let ours: Roads.Road
        let control: Finding.Proof
        var isAnswer = false

        /// The route of the rule's table that says no, where one does.
        var route: Route? {
            let incoming = isAnswer ? ours.lookup.interface : path.network.interface
            return path.decision(on: theirs.lookup, incoming: incoming)?.route.flatMap { $0.kind.isBlocking ? $0 : nil }
        }
    }

    /// No engine yet: a rule has no way for what containers will send, or keeps the answers from the bridge.
    private func toCome(in scene: Scene) -> [Finding] {
        guard let diversion = DiversionToCome(in: scene), diversion.tunnel == nil else { return [] }
        return [
            diversion.finding(
                .routePolicyRule,
                summary: diversion.containers.hasEngine
                    ? """
                    \(opening: "\(Culprit.policyRules([diversion.rule]))") will keep modules from the hub, once IoT Edge has made \
                    its network (\(network: diversion.containers.network)): the engine's own bridge is spared.
                    """
                    : """
                    \(opening: "\(Culprit.policyRules([diversion.rule]))") will keep containers from the hub, once there is an \
                    engine.
                    """)
        ]
    }

    // MARK: There

    private func there(_ path: ContainerPath) -> Diversion? {
        // The way is one, and works, where only the kernel's own filter keeps the answers out.
        guard path.disbelieved == nil else { return nil }
        for remote in path.unanswered {
            guard let control = path.hostIsAnswered(by: remote), let ours = path.hostWay(to: remote),
                let theirs = path.way(to: remote), !path.comesBack(by: theirs.lookup),
                isDifferent(theirs.lookup, ours.lookup, path),
                let rule = rule(for: theirs.lookup, instead: ours.lookup, path)
            else { continue }
            return Diversion(path: path, rule: rule, theirs: theirs, ours: ours, control: control)
        }
        return nil
    }

    private func isDifferent(_ lookup: RouteLookup, _ host: RouteLookup, _ path: ContainerPath) -> Bool {
        if lookup.error != nil {
            // The kernel refuses what it does not forward, or does not believe, with the same errors as blocking routes.
            return path.decision(on: lookup, incoming: path.network.interface)?.isBlocking
                ?? !lookup.isRefusedForItsSource
        }
        return lookup.interface != host.interface || lookup.gateway != host.gateway
    }

    /// The rule that decides on the container's packet and is not for the host's.
    private func rule(for lookup: RouteLookup, instead host: RouteLookup, _ path: ContainerPath) -> RoutingRule? {
        var theirs = RoutedPacket(to: lookup.destination, from: lookup.source, incoming: path.network.interface)
        theirs.mark = lookup.mark ?? 0
        var ours = RoutedPacket(to: host.destination, from: nil)
        ours.mark = host.mark ?? 0
        if let decision = path.decision(on: lookup, incoming: path.network.interface) {
            return decision.rule.isDefault || decision.rule.matches(ours) != false ? nil : decision.rule
        }
        return path.routes.evidence.rules.filter { $0.family == lookup.destination.family && !$0.isDefault }
            .sorted { $0.priority < $1.priority }
            .first { rule in
                rule.matches(theirs) == true && rule.matches(ours) == false
                    && (rule.action != .lookup || lookup.table == nil || rule.table == lookup.table)
            }
    }

    // MARK: And back

    /// An answer that a rule keeps from the bridge; into a tunnel, it is the VPN's doing.
    private func back(_ path: ContainerPath) -> Diversion? {
        for remote in path.unanswered {
            guard let control = path.hostIsAnswered(by: remote), let there = path.way(to: remote),
                there.lookup.error == nil, !path.comesBack(by: there.lookup), let back = path.wayBack(from: remote),
                back.lookup.interface != path.network.interface, back.lookup.kind != .local,
                !path.isTunnel(back.lookup.interface),
                let decision = path.decision(on: back.lookup, incoming: there.lookup.interface),
                !decision.rule.isDefault, back.lookup.error == nil || decision.isBlocking
            else { continue }
            return Diversion(
                path: path, rule: decision.rule, theirs: back, ours: there, control: control, isAnswer: true)
        }
        return nil
    }

    // MARK: Finding

    private func finding(_ diversions: [Diversion]) -> Finding {
        let first = diversions[0]
        let rules = diversions.map(\.rule).uniqued
        let culprit = Culprit.policyRules(rules)
        return Finding(
            .routePolicyRule, diversions.map(\.path.severity).max() ?? .info, from: diversions.map(\.path.vantage),
            about: Finding.Subject(), owner: .device, confidence: .certain,
            summary: summary(first, culprit, isPlural: rules.count > 1, diversions.map(\.path.network.name)),
            location: Finding.Location(kind: .containerHost, culprit: culprit, text: "on this device"),
            evidence: diversions.flatMap(proofs).uniqued,
            refutedBy: """
                A container gets an answer from \(first.isAnswer ? first.ours.lookup.destination : first.theirs.lookup.destination) \
                while the rule is in force.
                """)
    }

    private func proofs(_ diversion: Diversion) -> [Finding.Proof] {
        let (theirs, ours) = (diversion.theirs, diversion.ours)
        let ways =
            diversion.isAnswer
            ? [
                Finding.Proof(
                    theirs.observation, "an answer to \(theirs.lookup.destination) leaves by \(theirs.lookup)"),
                Finding.Proof(
                    ours.observation, "a container's packet to \(ours.lookup.destination): \(ours.lookup)", .control),
            ]
            : [
                Finding.Proof(
                    theirs.observation, "a container's packet to \(theirs.lookup.destination): \(theirs.lookup)"),
                Finding.Proof(ours.observation, "the host's own: \(ours.lookup)", .control),
            ]
        let route = diversion.route.map { diversion.path.routes.shows("ip route: \($0)") }
        return ways + [diversion.path.routes.shows("ip rule: \(diversion.rule)")] + [route].compactMap { $0 }
            + diversion.path.silenceProofs + [diversion.control]
    }

    private func summary(
        _ first: Diversion, _ culprit: Culprit, isPlural: Bool, _ networks: [NetworkName]
    ) -> Sentence {
        let names = networks.map { SentenceArgument.network($0) }
        let theirs = first.theirs.lookup
        if first.isAnswer {
            let bridge = first.path.network.interface
            return """
                \(opening: "\(culprit)") keeps answers from the \(.network, names): \(theirs.destination) is sent to \
                \(theirs) instead of \(bridge).
                """
        }
        let ours: SentenceArgument =
            first.ours.lookup.interface.map { .interface($0) } ?? .worded("the host's", .term)
        return isPlural
            ? """
            \(opening: "\(culprit)") send packets of the \(.network, names) another way than the host's: \(theirs) \
            instead of \(ours).
            """
            : """
            \(opening: "\(culprit)") sends packets of the \(.network, names) another way than the host's: \(theirs) \
            instead of \(ours).
            """
    }
}

extension RoutingRule {
    private enum Target: Hashable {
        case table(Int)
        case verdict(Action)
    }

    /// Where it sends packets, whichever they are.
    fileprivate var target: some Hashable { action == .lookup ? Target.table(table) : .verdict(action) }
}
