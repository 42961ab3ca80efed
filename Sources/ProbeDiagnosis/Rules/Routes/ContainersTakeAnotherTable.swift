import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A policy rule sends packets of containers by another table than the host's, and that way does not work.
struct ContainersTakeAnotherTable: Rule {
    static let causes: [Cause] = [.routePolicyRule]
    static let explains: [Cause] = Symptoms.ofForwarding + [.mtuBridgeMismatch, .natMissingMasquerade]

    func findings(in scene: Scene) -> [Finding] {
        let diversions = scene.paths.compactMap { diversion($0, scene) }
        // Rules for several networks that send them the same way are one change.
        return diversions.map(\.rule.target).uniqued.map { target in
            finding(diversions.filter { $0.rule.target == target })
        }
    }

    /// The packets of a network that take another way than the host's, and the host's own that arrive.
    private struct Diversion {
        let path: ContainerPath
        let rule: RoutingRule
        let theirs: Roads.Road
        let ours: Roads.Road
        let control: Finding.Proof
    }

    private func diversion(_ path: ContainerPath, _ scene: Scene) -> Diversion? {
        guard !path.hasWayOut else { return nil }
        let contacts = path.failing.map { (address: $0.remote.address, control: path.hostReaches($0.remote)) }
        let resolvers = path.silentResolvers.sorted { $0.description < $1.description }.map {
            (address: $0, control: answer(of: $0, scene))
        }
        for (address, control) in contacts + (path.isNameless ? resolvers : []) {
            guard let control, let ours = path.hostLookup(of: address),
                let theirs = path.lookups.first(where: { $0.lookup.destination == address }),
                isDifferent(theirs.lookup, ours.lookup),
                let rule = rule(for: theirs.lookup, instead: ours.lookup, path.routes.evidence, path.network)
            else { continue }
            return Diversion(path: path, rule: rule, theirs: theirs, ours: ours, control: control)
        }
        return nil
    }

    /// The host's own question to a resolver that was answered.
    private func answer(of resolver: IPAddress, _ scene: Scene) -> Finding.Proof? {
        scene.survey.seen(ResolveName.self, from: .host).lazy.compactMap { seen in
            let answers = seen.evidence.servers.filter { $0.server.address == resolver }.flatMap(\.answers)
            return answers.first { $0.result == .answered }.map {
                seen.shows(control: "\($0.server) answers the host in \($0.latency)")
            }
        }.first
    }

    private func finding(_ diversions: [Diversion]) -> Finding {
        let first = diversions[0]
        let rules = diversions.map(\.rule).uniqued
        let culprit = Culprit.policyRules(rules)
        return Finding(
            .routePolicyRule, diversions.map(\.path.severity).max() ?? .info, from: diversions.map(\.path.vantage),
            about: Finding.Subject(), owner: .device, confidence: .certain,
            summary: summary(first, culprit, isPlural: rules.count > 1, diversions.map(\.path.network.name)),
            location: Finding.Location(kind: .containerHost, culprit: culprit, text: "on this device"),
            evidence: diversions.flatMap { diversion in
                let (theirs, ours) = (diversion.theirs, diversion.ours)
                return [
                    Finding.Proof(
                        theirs.observation, "a container's packet to \(theirs.lookup.destination): \(theirs.lookup)"),
                    Finding.Proof(ours.observation, "the host's own: \(ours.lookup)", .control),
                    diversion.path.routes.shows("ip rule: \(diversion.rule)"),
                ] + diversion.path.silenceProofs + [diversion.control]
            }.uniqued,
            refutedBy: """
                A container gets an answer from \(first.theirs.lookup.destination) while the rule is in force.
                """)
    }

    private func summary(
        _ first: Diversion, _ culprit: Culprit, isPlural: Bool, _ networks: [String]
    ) -> Sentence {
        let names = networks.map { SentenceArgument.network(LocalText($0)) }
        let theirs = first.theirs.lookup
        let ours: SentenceArgument =
            first.ours.lookup.interface.map { .interface(LocalText($0)) } ?? .term("the host's")
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

    private func isDifferent(_ lookup: RouteLookup, _ host: RouteLookup) -> Bool {
        if lookup.error != nil { return !lookup.isRefusedForItsSource }
        return lookup.interface != host.interface || lookup.gateway != host.gateway
    }

    /// The first rule that is for the container's packet and not for the host's.
    private func rule(
        for lookup: RouteLookup, instead host: RouteLookup, _ state: RoutingState, _ network: ContainerNetwork
    ) -> RoutingRule? {
        let theirs = RoutedPacket(to: lookup.destination, from: lookup.source, incoming: network.interface)
        let ours = RoutedPacket(to: host.destination, from: nil)
        return state.rules.filter { $0.family == lookup.destination.family && !$0.isDefault }
            .sorted { $0.priority < $1.priority }
            .first { rule in
                rule.matches(theirs) == true && rule.matches(ours) == false
                    && (rule.action != .lookup || lookup.table == nil || rule.table == lookup.table)
            }
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
