package import ProbeCore
package import ProbeEvidence

/// What the process that talks to netfilter is asked for, as its first and only line.
package enum NetfilterOrder: Codable, Sendable {
    /// The rules of this namespace, for which each program that prints some may take so long.
    case list(patience: Seconds)
    /// The rules that the packets of these connections meet, until its standard input ends.
    case trace([TracedConnection])

    /// A run traces few connections.
    package static let longest = 1 << 16
}

/// What that process tells its parent, one JSON object a line.
package enum NetfilterAnswer: Codable, Sendable {
    /// Why nothing can be traced.
    package enum Refusal: String, Codable, Sendable {
        /// CAP_NET_ADMIN.
        case missingRight = "missing-right"
        /// The kernel knows no tables that it removes with their owner (before 5.12).
        case noOwnedTables = "no-owned-tables"
        case unreadable
        case failed
    }

    case listed(FirewallListing)
    /// From now on the packets are traced.
    case ready
    case refused(Refusal)
    case heard(PacketTraces)

    /// JSON writes every quotation mark of nft's own JSON with two characters.
    package static let longest = 2 * FirewallListing.longest
}
