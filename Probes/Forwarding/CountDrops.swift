package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Reads the rules again while connections wait, and says which rules that drop have counted packets since.
extension CountDrops: Probe {
    /// Long enough for a retransmission of a SYN from every vantage.
    private static let pause = Duration.milliseconds(2500)

    package func subjects(in plan: Plan) -> [Device] { plan.seesThisDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: DropSuspicion, _ context: Context<CounterRises>
    ) async throws(ProbeError) -> Measured<CounterRises, NoLive> {
        let before = ForwardingSettings.counters()
        try? await Task.sleep(until: min(context.deadline, .now + Self.pause), clock: .continuous)
        var rises = CounterRises()
        if let before, let after = ForwardingSettings.counters() {
            rises.ip = IPCounters(
                forwarded: max(0, after.forwarded - before.forwarded),
                badAddresses: max(0, after.badAddresses - before.badAddresses),
                unroutable: max(0, after.unroutable - before.unroutable),
                discarded: max(0, after.discarded - before.discarded),
                notFragmented: max(0, after.notFragmented - before.notFragmented))
        }
        if let rules = input.rules, let after = try? await RulesetListing.read() {
            rises.rules = rules.ruleset.rises(until: after)
        }
        return Measured(rises)
    }
}

/// There when a rule may drop something, or forwarding is off; the rules too where they could be read.
package struct DropSuspicion: ProbeInput {
    package let rules: RulesInForce?

    package static var upstream: [ProbeID] { [ReadForwarding.id, WalkRules.id, WalkRulesToResolvers.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<DropSuspicion> {
        let state: ForwardingState
        let rules: RulesInForce?
        switch board.state(of: ReadForwarding.self, for: Device()) {
        case .waiting, .interim: return .waiting
        case .final(_, .seen(let evidence), let product): (state, rules) = (evidence, product)
        case .final, .absent: return .impossible(SkipReason(.prerequisite, "the settings could not be read"))
        }
        if state.forwardsIPv4 == false, !board.plan.briefing.networks.isEmpty {
            return .settled(DropSuspicion(rules: rules))
        }
        let walks =
            board.states(of: WalkRules.self).map(suspicion) + board.states(of: WalkRulesToResolvers.self).map(suspicion)
        if walks.contains(true) { return .settled(DropSuspicion(rules: rules)) }
        return walks.contains(nil) ? .waiting : .impossible(SkipReason(.notNeeded, "nothing called for it"))
    }

    /// Whether a rule may drop; nothing while it is open.
    private static func suspicion<P: Probe>(_ state: Board.State<P>) -> Bool? where P.Evidence == PacketWalks {
        switch state {
        case .waiting, .interim: nil
        case .final(_, .seen(let evidence), _): evidence.walks.contains { $0.verdict != .passes }
        case .final, .absent: false
        }
    }
}

extension Ruleset {
    /// Rules that drop or reject and have counted more in a later list.
    func rises(until later: Ruleset) -> [CounterRises.Rise] {
        var rises: [CounterRises.Rise] = []
        for (name, chain) in chains {
            let counted = Dictionary(
                (later.chains[name]?.rules ?? []).map { ($0.handle, $0.packets) },
                uniquingKeysWith: { first, _ in first })
            for (index, rule) in chain.rules.enumerated() where rule.endsPackets {
                guard let before = rule.packets, let after = counted[rule.handle] ?? nil, after > before else {
                    continue
                }
                rises.append(CounterRises.Rise(place: RulePlace(chain, rule: index), packets: after - before))
            }
        }
        return Array(
            rises.sorted { ($1.packets, $0.place.description) < ($0.packets, $1.place.description) }.prefix(32))
    }
}

extension Ruleset.Rule {
    fileprivate var packets: Int? {
        statements.lazy.compactMap { $0["counter"]?["packets"]?.integer }.first.map { Int(clamping: $0) }
    }

    fileprivate var endsPackets: Bool {
        statements.contains { statement in
            statement["drop"] != nil || statement["reject"] != nil || statement["xt"]?["name"]?.text == "REJECT"
        }
    }
}
