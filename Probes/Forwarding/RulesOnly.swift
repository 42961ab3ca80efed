package import ProbeCore
import ProbeEvidence
package import ProbeMeasurement

/// The rules in force, once they were read.
package struct RulesOnly: ProbeInput {
    package let rules: RulesInForce

    package static var upstream: [ProbeID] { [ReadForwarding.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<RulesOnly> {
        if case .final(_, .seen(let state), nil) = board.state(of: ReadForwarding.self, for: Device()) {
            return .impossible(reason(state.rules))
        }
        return On<ReadForwarding>.resolve(from: board, about: about).map { RulesOnly(rules: $0.product) }
    }

    private static func reason(_ rules: ForwardingState.Rules) -> SkipReason {
        switch rules {
        case .missingRight: SkipReason(.capability, "reading the firewall's rules takes CAP_NET_ADMIN: use sudo")
        case .missingProgram: SkipReason(.prerequisite, "there is no nft here to read the firewall's rules with")
        case .tooLong: SkipReason(.prerequisite, "the firewall's rules are more than 8 MiB of text, which is not read")
        case .read, .failed: SkipReason(.prerequisite, "the firewall's rules could not be read")
        }
    }
}

/// The rules in force and the addresses of an endpoint.
package typealias RulesAndAddresses = Both<RulesOnly, Addresses>
