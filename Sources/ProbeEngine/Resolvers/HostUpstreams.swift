import ProbeCore

/// Whom a resolver on the host's loopback asks in turn, from the files that name it.
enum HostUpstreams {
    /// Lists in the form of resolv.conf, that systemd-resolved, NetworkManager, resolvconf and dnsmasq keep.
    static let lists = [
        "/run/systemd/resolve/resolv.conf", "/run/NetworkManager/no-stub-resolv.conf",
        "/run/NetworkManager/resolv.conf", "/run/dnsmasq/resolv.conf", "/etc/resolv.dnsmasq.conf",
        "/etc/resolvconf/run/resolv.conf",
    ]

    /// Those of a list that a container could ask.
    static func servers(in text: String) -> [IPAddress] {
        NameserverLines.servers(in: text).filter { !$0.isLoopback && !$0.isUnspecified }
    }
}
