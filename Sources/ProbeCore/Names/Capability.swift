/// A capability of Linux (capabilities(7)) that something here can use, by libcap's name.
package enum Capability: String, Codable, Hashable, Sendable, CaseIterable {
    case overrideFileRights = "cap_dac_override"
    case readEveryFile = "cap_dac_read_search"
    case setCapabilities = "cap_setpcap"
    case changeUser = "cap_setuid"
    case changeGroups = "cap_setgid"
    case endProcesses = "cap_kill"
    case administerNetwork = "cap_net_admin"
    case useRawSockets = "cap_net_raw"
    case bindLowPorts = "cap_net_bind_service"
    case lookIntoProcesses = "cap_sys_ptrace"
    case administerSystem = "cap_sys_admin"

    /// As capabilities(7) and technicians write it: `CAP_NET_ADMIN`.
    package var name: String { rawValue.uppercased() }
}
