/// What sentences count, with its plural.
package enum Noun: String, Hashable, Sendable, CaseIterable {
    case datagram, attempt, address, network, connection, certificate, retransmission, segment, packet, byte, character
    case observation, finding, hub, port, route, rule, name, text, second, minute, hour, day, digit, time, line
    case syn = "SYN"
    case policyRule = "policy rule"

    /// As it stands behind a number, or before names.
    package func english(_ number: Int) -> String {
        guard number != 1 else { return rawValue }
        switch self {
        case .address: return "addresses"
        default: return rawValue + "s"
        }
    }
}
