package import ProbeCore
package import ProbeEvidence

/// The firewall's rules as programs print them: read by a process that may, parsed by a worker that holds no rights.
package struct FirewallListing: Codable, Sendable {
    /// Why there are no rules in it.
    package enum Refusal: String, Codable, Sendable {
        /// CAP_NET_ADMIN.
        case missingRight = "missing-right"
        /// There is no nft(8).
        case missingProgram = "missing-program"
        case failed
        /// Than `longestOutput`.
        case tooLong = "too-long"
    }

    /// What iptables-save, or one of its siblings, prints for a family.
    package struct Saved: Codable, Sendable {
        package let family: IPAddress.Family
        package let isLegacy: Bool
        package let text: String

        package init(_ family: IPAddress.Family, isLegacy: Bool, text: String) {
            self.family = family
            self.isLegacy = isLegacy
            self.text = text
        }
    }

    package var refusal: Refusal?
    /// The output of `nft --json list ruleset`.
    package var json = ""
    /// The output of `nft --handle --stateless list ruleset`; empty where there is none.
    package var text = ""
    /// Of each family, and of iptables-legacy and iptables-nft, at most one.
    package var saved: [Saved] = []
    /// Tables of iptables-legacy that are in use, as in `iptables filter`.
    package var legacyTables: [LocalText] = []
    /// Where the program `iptables` keeps its rules; nothing where there is none.
    package var iptables: ForwardingState.Backend?

    /// Links with programs of the kernel's that no list of links tells of; nothing where nobody asked.
    package var programmed: [InterfaceName]?

    package init(refusal: Refusal? = nil) { self.refusal = refusal }

    /// Of one program's output, in bytes: thousands of rules, or sets of tens of thousands of addresses.
    package static let longestOutput = 8 << 20
    /// Of all of them.
    package static let longest = 32 << 20
    /// Of one family, in the kernel: filter, nat, mangle, raw and security.
    package static let mostLegacyTables = 8
    package static let mostLinks = 256

    /// Whoever made it kept to the bounds.
    package var isWithinBounds: Bool {
        let outputs = [json, text] + saved.map(\.text)
        return outputs.allSatisfy { $0.utf8.count <= Self.longestOutput }
            && outputs.reduce(0) { $0 + $1.utf8.count } <= Self.longest && saved.count <= 4
            && legacyTables.count <= 2 * Self.mostLegacyTables
            && programmed?.count ?? 0 <= Self.mostLinks
    }

    /// Families with tables of iptables-legacy.
    package var legacyFamilies: Set<IPAddress.Family> {
        Set(legacyTables.map { $0.description.hasPrefix("ip6tables") ? .v6 : .v4 })
    }
}
