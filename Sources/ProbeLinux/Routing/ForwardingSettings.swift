package import ProbeCore
package import ProbeEvidence

/// Reads what the kernel's settings say about forwarding, in this thread's namespace; needs no rights.
package enum ForwardingSettings {
    /// The settings of an interface; those that cannot be read are missing.
    package static func interface(named name: InterfaceName) -> ForwardingState.Interface? {
        // The name becomes part of a path.
        guard name.isValid else { return nil }
        return ForwardingState.Interface(
            name: name, forwardsIPv4: number("ipv4/conf/\(name)/forwarding").map { $0 != 0 },
            forwardsIPv6: number("ipv6/conf/\(name)/forwarding").map { $0 != 0 },
            reversePathFilter: number("ipv4/conf/\(name)/rp_filter"))
    }

    package static func fill(_ state: inout ForwardingState, interfaces: [InterfaceName]) {
        state.forwardsIPv4 = number("ipv4/ip_forward").map { $0 != 0 }
        state.forwardsIPv6 = number("ipv6/conf/all/forwarding").map { $0 != 0 }
        state.reversePathFilter = number("ipv4/conf/all/rp_filter")
        state.congestionNotification = number("ipv4/tcp_ecn")
        state.hopLimit = defaultHopLimit()
        state.filtersBridges = number("bridge/bridge-nf-call-iptables").map { $0 != 0 }
        state.interfaces = interfaces.compactMap { interface(named: $0) }
        state.counters = counters()
        state.tracksConnections = ConnectionTracking.isInUse()
        if state.tracksConnections != false {
            state.trackedConnections = number("netfilter/nf_conntrack_count")
            state.mostTrackedConnections = number("netfilter/nf_conntrack_max")
        }
    }

    /// The hop limit that packets begin with (`net.ipv4.ip_default_ttl`).
    package static func defaultHopLimit() -> Int? { number("ipv4/ip_default_ttl") }

    private static func number(_ name: String) -> Int? {
        (try? TextFile.read("/proc/sys/net/\(name)", limit: 64)).flatMap { text in
            Int(text.prefix { !$0.isNewline })
        }
    }

    /// The IP layer's counters; nothing where /proc is not mounted.
    package static func counters() -> IPCounters? {
        // thread-self, because a worker's /proc/self/net may belong to another namespace than its threads.
        guard let snmp = try? TextFile.read("/proc/thread-self/net/snmp", limit: 65_536) else { return nil }
        return counters(in: snmp, (try? TextFile.read("/proc/thread-self/net/netstat", limit: 65_536)) ?? "")
    }

    /// Finds the counters in pairs of lines: names, then values, both behind the same prefix.
    static func counters(in snmp: String, _ netstat: String = "") -> IPCounters? {
        let ip = values(behind: "Ip:", in: snmp)
        guard let forwarded = ip["ForwDatagrams"] else { return nil }
        return IPCounters(
            forwarded: forwarded, badAddresses: ip["InAddrErrors"] ?? 0, unroutable: ip["OutNoRoutes"] ?? 0,
            discarded: ip["InDiscards"] ?? 0, notFragmented: ip["FragFails"] ?? 0,
            reversePathFiltered: values(behind: "TcpExt:", in: netstat)["IPReversePathFilter"],
            comingWithoutRoute: values(behind: "IpExt:", in: netstat)["InNoRoutes"])
    }

    private static func values(behind prefix: String, in text: String) -> [Substring: Int] {
        let lines = text.split(separator: "\n").filter { $0.hasPrefix(prefix) }
        guard lines.count >= 2 else { return [:] }
        return Dictionary(
            zip(lines[0].split(separator: " "), lines[1].split(separator: " ").map { Int($0) }),
            uniquingKeysWith: { first, _ in first }
        ).compactMapValues(\.self)
    }

    /// The tables that iptables-legacy has in use; only root, and its group, may read the names.
    package static func legacyTables() -> [LocalText] {
        ["ip_tables_names", "ip6_tables_names"].flatMap { file -> [LocalText] in
            let text = (try? TextFile.read("/proc/thread-self/net/\(file)", limit: 4096)) ?? ""
            return text.split(whereSeparator: \.isNewline).prefix(8).map {
                LocalText((file.hasPrefix("ip6") ? "ip6tables " : "iptables ") + $0)
            }
        }
    }
}
