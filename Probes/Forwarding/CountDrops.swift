package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Reads the rules and the kernel's counters again once all connections have ended, the containers' too, and says which
/// rules that drop, and which counters, have counted packets since the rules were first read.
extension CountDrops: Probe {
    package func subjects(in plan: Plan) -> [Device] { plan.seesThisDevice ? [Device()] : [] }

    package static let readsRules = true

    /// It outlasts the other vantages.
    package static var patience: Duration { .seconds(600) }

    package func measure(
        _ about: Device, _ input: DropSuspicion, _ context: Context<CounterRises>
    ) async throws(ProbeError) -> Measured<CounterRises, NoLive> {
        await context.othersEnd()
        var rises = CounterRises()
        if let before = input.counters, let after = ForwardingSettings.counters() {
            rises.ip = after.rise(since: before)
        }
        if let rules = input.rules {
            let listing = await context.firewall()
            if listing.refusal == nil, let after = listing.ruleset() {
                let (kept, leftOut) = rules.ruleset.rises(until: after.rules).divided(at: Self.most)
                rises.rules = kept
                rises.leftOut = [LeftOut(.filterRules, leftOut)].recorded
            }
        }
        return Measured(rises)
    }

    /// Those that counted most.
    private static let most = 32
}

/// There when a rule may drop something, forwarding is off, or the kernel has no way for what containers send or are
/// answered, and this vantage's own connections and look-ups have ended.
package struct DropSuspicion: ProbeInput {
    /// As the kernel had them before.
    package let counters: IPCounters?
    /// Where they could be read.
    package let rules: RulesInForce?

    package static var upstream: [ProbeID] {
        [
            ReadForwarding.id, ReadRoutes.id, LookUpRoutes.id, WalkRules.id, WalkRulesToResolvers.id, ResolveName.id,
            ConnectEndpoint.id,
        ]
    }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<DropSuspicion> {
        let state: ForwardingState
        let rules: RulesInForce?
        switch board.state(of: ReadForwarding.self, for: Device()) {
        case .waiting, .interim: return .waiting
        case .final(_, .seen(let evidence), let product): (state, rules) = (evidence, product)
        case .final, .absent: return .impossible(SkipReason(.prerequisite, "the settings could not be read"))
        }
        let suspicion: Readiness<DropSuspicion> =
            isTraffic(board) ? .waiting : .settled(DropSuspicion(counters: state.counters, rules: rules))
        if state.forwardsIPv4 == false, !board.plan.briefing.networks.isEmpty { return suspicion }
        let walks =
            board.answers(of: WalkRules.self).map { calls($0) { $0.walks.contains(where: \.isSuspicious) } }
            + board.answers(of: WalkRulesToResolvers.self).map {
                calls($0) { $0.walks.contains(where: \.isSuspicious) }
            }
        let lookups =
            board.answers(of: LookUpRoutes.self).map { calls($0) { $0.lookups.contains(where: \.hasNoWay) } }
            + board.answers(of: ReadRoutes.self).map { calls($0) { $0.resolvers.contains(where: \.hasNoWay) } }
        let all = walks + lookups
        if all.contains(true) { return suspicion }
        return all.contains(nil) ? .waiting : .impossible(SkipReason(.notNeeded, "nothing called for it"))
    }

    /// A look-up or a connection of this vantage goes on, and its packets with it.
    private static func isTraffic(_ board: Board) -> Bool {
        board.answers(of: ResolveName.self).contains(where: \.isOpen)
            || board.answers(of: ConnectEndpoint.self).contains(where: \.isOpen)
    }

    /// Whether the evidence calls for it; nothing while it is open.
    private static func calls<Evidence>(_ answer: Board.Answer<Evidence>, _ isSuspicious: (Evidence) -> Bool) -> Bool? {
        switch answer {
        case .open, .interim: nil
        case .seen(let evidence): isSuspicious(evidence)
        case .unseen: false
        }
    }
}

extension PacketWalk {
    fileprivate var isSuspicious: Bool { verdict != .passes || dataRules != nil || way?.hasNoWay ?? false }
}

extension RouteLookup {
    /// A packet of a container's, or an answer to it, that the kernel refuses.
    fileprivate var hasNoWay: Bool {
        guard error != nil else { return false }
        switch packet {
        case .container, .answer: return true
        case .host, .bound: return false
        }
    }
}

extension Ruleset {
    /// Rules that drop or reject and have counted more in a later list.
    func rises(until later: Ruleset) -> [CounterRises.Rise] {
        var rises: [CounterRises.Rise] = []
        for (name, chain) in chains {
            let others = later.chains[name]?.rules ?? []
            for (index, rule) in chain.rules.enumerated() where rule.endsPackets {
                // Without a number of its own, a rule is the one at its place as long as it says the same.
                let same =
                    rule.handle == nil
                    ? others.indices.contains(index) && others[index].text == rule.text ? others[index] : nil
                    : others.first { $0.handle == rule.handle }
                guard let before = rule.packets, let after = same?.packets, after > before else { continue }
                rises.append(CounterRises.Rise(place: RulePlace(chain, rule: index), packets: after - before))
            }
        }
        return rises.sorted { ($1.packets, $0.place.description) < ($0.packets, $1.place.description) }
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
