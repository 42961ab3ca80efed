package import ProbeCore
package import ProbeEvidence
import ProbeLinux
package import ProbeMeasurement

/// Reads what this device does with packets of others: the kernel's settings, its counters and the rules of nftables.
extension ReadForwarding: Probe {
    package static let readsRules = true

    package func subjects(in plan: Plan) -> [Device] { plan.seesThisDevice ? [Device()] : [] }

    package func measure(
        _ about: Device, _ input: On<ReadLinks>, _ context: Context<ForwardingState>
    ) async throws(ProbeError) -> Measured<ForwardingState, RulesInForce> {
        let links = input.product.all
        var state = ForwardingState(rules: .read)
        // A host of many containers has as many veths; what they are a port of is what counts.
        let names = links.filter { $0.master == nil }.map(\.name)
        ForwardingSettings.fill(&state, interfaces: Array(names.prefix(Self.most)))
        // One that is gone by now is missing as well.
        let interfacesLeftOut = LeftOut(.interfaces, names.count - state.interfaces.count)
        state.leftOut = [interfacesLeftOut].recorded
        let listing = await context.firewall()
        state.legacyTables = listing.legacyTables
        state.iptables = listing.iptables
        if let programmed = listing.programmed, !programmed.isEmpty {
            state.programmedLinks = Array(programmed.prefix(Self.most))
        }
        if let refusal = listing.refusal {
            state.rules = ForwardingState.Rules(refusal)
            return Measured(state)
        }
        guard let (ruleset, isWhole) = listing.ruleset() else {
            state.rules = .failed
            return Measured(state)
        }
        if !state.legacyTables.isEmpty { state.walksLegacyTables = isWhole }
        state.ruleCount = ruleset.ruleCount
        let (chains, chainsLeftOut) = ruleset.baseChainTexts.divided(at: Self.most)
        state.baseChains = chains
        state.leftOut = [interfacesLeftOut, LeftOut(.baseChains, chainsLeftOut)].recorded
        return Measured(
            state,
            product: RulesInForce(
                ruleset: ruleset, walk: RulesetWalk(ruleset, links: links), links: links, iptables: listing.iptables,
                own: .own, senders: try Self.senders(ruleset)))
    }

    /// Whose packets are walked besides this program's: nobody's, where no rule and no route asks for the sender.
    private static func senders(_ ruleset: Ruleset) throws(ProbeError) -> [PacketSender] {
        if ruleset.asksForSenders { return PacketSender.daemons() }
        do throws(NetlinkError) {
            var routing = try Routing()
            return try routing.rules().contains { $0.users != nil } ? PacketSender.daemons() : []
        } catch {
            throw ProbeError(error, doing: "reading the policy rules")
        }
    }

    /// Interfaces, and base chains: for the record; all of them are walked.
    private static let most = 64
}

/// The rules as they were read, for those who walk them; too many to record.
package struct RulesInForce: Live {
    let ruleset: Ruleset
    let walk: RulesetWalk
    let links: [NetworkLink]
    /// Where the program `iptables` keeps its rules, an engine's among them.
    let iptables: ForwardingState.Backend?
    /// This program.
    let own: PacketSender
    /// Whose packets may fare otherwise than this program's.
    let senders: [PacketSender]

    package func close() async {}
}

extension ForwardingState.Rules {
    fileprivate init(_ refusal: FirewallListing.Refusal) {
        self =
            switch refusal {
            case .missingRight: .missingRight
            case .missingProgram: .missingProgram
            case .failed: .failed
            case .tooLong: .tooLong
            }
    }
}

extension Ruleset {
    fileprivate var baseChainTexts: [LocalText] {
        bases.compactMap { chains[$0] }.map { chain in
            LocalText(
                "\(chain.name.isLegacy ? "legacy " : "")\(chain.name.family) \(chain.name.table) \(chain.name.name): hook \(chain.hook ?? ""), "
                    + "priority \(chain.priority), policy \(chain.drops ? "drop" : "accept")")
        }
    }
}
