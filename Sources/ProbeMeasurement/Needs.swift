package import ProbeCore

/// What a probe has to be allowed besides what everybody may.
package struct Needs: Hashable, Sendable {
    package let capabilities: Set<Capability>

    package init(_ capabilities: Set<Capability>) { self.capabilities = capabilities }

    package static let none = Needs([])
    /// Reading the ruleset: that of iptables-legacy is told over a raw socket.
    package static let firewallRules = Needs([.administerNetwork, .useRawSockets])

    /// Why a probe is skipped by a worker that holds only these; nothing where it has what it needs.
    package func reasonToSkip(holding held: Set<Capability>) -> SkipReason? {
        let missing = capabilities.subtracting(held).sorted { $0.name < $1.name }
        guard !missing.isEmpty else { return nil }
        return SkipReason(.capability, "needs \(missing); run edgeprobe with sudo")
    }
}
