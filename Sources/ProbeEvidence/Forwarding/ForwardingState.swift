package import ProbeCore

/// What this device does with packets of others, by its settings and its rules.
package struct ForwardingState: Codable, Hashable, Sendable {
    /// Whether the rules could be read.
    package enum Rules: String, Codable, Hashable, Sendable {
        case read
        /// CAP_NET_ADMIN.
        case missingRight = "missing-right"
        /// There is no nft(8).
        case missingProgram = "missing-program"
        case failed
    }

    /// The settings of one interface (ip-sysctl.rst).
    package struct Interface: Codable, Hashable, Sendable {
        package var name: String
        package var forwardsIPv4: Bool?
        package var forwardsIPv6: Bool?
        /// 0 off, 1 strict, 2 loose; the larger of it and that of `all` holds.
        package var reversePathFilter: Int?

        package init(name: String, forwardsIPv4: Bool? = true, forwardsIPv6: Bool? = nil, reversePathFilter: Int? = 0) {
            self.name = name
            self.forwardsIPv4 = forwardsIPv4
            self.forwardsIPv6 = forwardsIPv6
            self.reversePathFilter = reversePathFilter
        }
    }

    /// `net.ipv4.ip_forward`.
    package var forwardsIPv4: Bool?
    /// `net.ipv6.conf.all.forwarding`.
    package var forwardsIPv6: Bool?
    package var interfaces: [Interface] = []
    /// `net.ipv4.conf.all.rp_filter`.
    package var reversePathFilter: Int?
    /// `net.bridge.bridge-nf-call-iptables`; nothing where the bridge filter is not loaded.
    package var filtersBridges: Bool?
    package var counters: IPCounters?
    package var rules: Rules
    package var ruleCount = 0
    /// The base chains, as in `inet filter forward: hook forward, priority 0, policy drop`.
    package var baseChains: [LocalText] = []
    /// Tables of iptables-legacy, which are not walked.
    package var legacyTables: [LocalText] = []

    package init(rules: Rules) { self.rules = rules }

    package func interface(named name: String?) -> Interface? {
        name.flatMap { name in interfaces.first { $0.name == name } }
    }
}

/// Counters of a namespace's IP layer (proc_pid_net(5), snmp).
package struct IPCounters: Codable, Hashable, Sendable {
    package var forwarded: Int
    package var badAddresses: Int
    package var unroutable: Int
    package var discarded: Int
    package var notFragmented: Int

    package init(forwarded: Int, badAddresses: Int, unroutable: Int, discarded: Int, notFragmented: Int) {
        self.forwarded = forwarded
        self.badAddresses = badAddresses
        self.unroutable = unroutable
        self.discarded = discarded
        self.notFragmented = notFragmented
    }
}
