extension ResolverConfiguration {
    /// Lists in the form of resolv.conf with whom a resolver on this machine asks in turn: those of systemd-resolved,
    /// NetworkManager, resolvconf and dnsmasq.
    package static let upstreamLists = [
        "/run/systemd/resolve/resolv.conf", "/run/NetworkManager/no-stub-resolv.conf",
        "/run/NetworkManager/resolv.conf", "/run/dnsmasq/resolv.conf", "/etc/resolv.dnsmasq.conf",
        "/etc/resolvconf/run/resolv.conf",
    ]
}
