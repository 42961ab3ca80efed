package import ProbeEvidence

/// What the tracer tells the parent, one JSON object a line; it is sent its connections as one line.
package enum TracerMessage: Codable, Sendable {
    /// Why nothing can be traced.
    package enum Refusal: String, Codable, Sendable {
        /// CAP_NET_ADMIN.
        case missingRight = "missing-right"
        /// The kernel knows no tables that it removes with their owner (before 5.12).
        case noOwnedTables = "no-owned-tables"
        case unreadable
        case failed
    }

    /// From now on the packets are traced.
    case ready
    case refused(Refusal)
    case heard(PacketTraces)

    /// Chains are deep and connections few.
    package static let longest = 1 << 18
}
