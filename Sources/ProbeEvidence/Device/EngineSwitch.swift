package import ProbeCore

/// A switch of the engine that decides what becomes of its containers' packets, as its own file sets it.
package struct EngineSwitch: Codable, Hashable, Sendable {
    /// As daemon.json calls it.
    package enum Name: String, Codable, Hashable, Sendable, CaseIterable {
        /// Whether it writes rules at all.
        case iptables
        case ip6tables
        case ipForward = "ip-forward"
        case ipMasquerade = "ip-masq"
        case userlandProxy = "userland-proxy"
        case ipv6
    }

    package let name: Name
    package let isOn: Bool
    package let file: LocalText
    /// Counted from one.
    package let line: Int?

    package init(name: Name, isOn: Bool, file: LocalText, line: Int?) {
        self.name = name
        self.isOn = isOn
        self.file = file
        self.line = line
    }
}
