/// A capability of Linux (capabilities(7)) that something here can use, by libcap's name.
package enum Capability: String, Codable, Hashable, Sendable, CaseIterable {
    case overrideFileRights = "cap_dac_override"
    case readEveryFile = "cap_dac_read_search"
    case setCapabilities = "cap_setpcap"
    case administerNetwork = "cap_net_admin"
    case useRawSockets = "cap_net_raw"
    case bindLowPorts = "cap_net_bind_service"
    case lookIntoProcesses = "cap_sys_ptrace"
    case administerSystem = "cap_sys_admin"

    /// As capabilities(7) and technicians write it: `CAP_NET_ADMIN`.
    package var name: String { rawValue.uppercased() }
}

/// What a probe has to be allowed besides what everybody may.
package struct Needs: Hashable, Sendable {
    package let capabilities: Set<Capability>

    package init(_ capabilities: Set<Capability>) { self.capabilities = capabilities }

    package static let none = Needs([])
    /// Reading the ruleset, say.
    package static let networkAdministration = Needs([.administerNetwork])

    /// Why a probe is skipped by a worker that holds only these; nothing where it has what it needs.
    package func reasonToSkip(holding held: Set<Capability>) -> SkipReason? {
        let missing = capabilities.subtracting(held).map(\.name).sorted()
        guard !missing.isEmpty else { return nil }
        return SkipReason(.capability, "needs \(missing.joined(separator: " and ")); run edgeprobe with sudo")
    }
}
