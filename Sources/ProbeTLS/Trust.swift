package import ProbeCore

/// The sets of roots that a chain is held against.
package final class Trust: Sendable {
    /// Loads the stores.
    ///
    /// - Throws: when the given PEM holds no certificate.
    package init(_ plan: Plan.Trust) throws(ProbeError) {}

    /// Reads a chain's facts, and what each store says of it at the given time.
    package func examine(
        chain: [[UInt8]], for name: String, at time: Timestamp
    ) -> (certificates: [Certificate], matchesName: Bool, verifications: [Handshake.Verification]) { ([], false, []) }

    /// The day of the embedded public roots, `2023-03-11`, and their number.
    package static var publicRootsDate: String { "" }
    package static var publicRootsCount: Int { 0 }
}
