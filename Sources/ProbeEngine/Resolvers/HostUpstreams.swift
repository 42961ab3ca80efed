package import ProbeCore
import ProbeLinux

/// Whom a resolver on the host's loopback asks in turn, from the files that name it.
package enum HostUpstreams {
    /// Lists in the form of resolv.conf, that systemd-resolved, NetworkManager, resolvconf and dnsmasq keep.
    private static let lists = [
        "/run/systemd/resolve/resolv.conf", "/run/NetworkManager/no-stub-resolv.conf",
        "/run/NetworkManager/resolv.conf", "/run/dnsmasq/resolv.conf", "/etc/resolv.dnsmasq.conf",
        "/etc/resolvconf/run/resolv.conf",
    ]
    private static let longest = 1 << 16

    /// The first list that names any, without loopback addresses.
    package static func read(_ paths: [String] = lists) -> [IPAddress] {
        paths.lazy.compactMap { try? TextFile.read($0, limit: longest) }
            .map { NameserverLines.servers(in: $0).filter { !$0.isLoopback && !$0.isUnspecified } }
            .first { !$0.isEmpty } ?? []
    }
}
