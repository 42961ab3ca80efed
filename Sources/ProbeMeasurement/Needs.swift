package import ProbeCore

/// What something has to be allowed besides what everybody may.
package struct Needs: Hashable, Sendable {
    package let capabilities: Set<Capability>

    package init(_ capabilities: Set<Capability>) { self.capabilities = capabilities }

    /// Why it is left out by one who holds only these; nothing where he has what it needs.
    package func reasonToSkip(holding held: Set<Capability>) -> SkipReason? {
        let missing = capabilities.subtracting(held).sorted { $0.name < $1.name }
        guard !missing.isEmpty else { return nil }
        return SkipReason(.capability, "needs \(missing); run edgeprobe with sudo")
    }
}
