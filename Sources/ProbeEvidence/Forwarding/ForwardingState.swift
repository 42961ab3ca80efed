package import ProbeCore

/// What this device does with packets of others, by its settings and its rules.
package struct ForwardingState: Codable, Hashable, Sendable, Bounded {
    /// Whether the rules could be read.
    package enum Rules: String, Codable, Hashable, Sendable {
        case read
        /// CAP_NET_ADMIN.
        case missingRight = "missing-right"
        /// There is no nft(8).
        case missingProgram = "missing-program"
        case failed
        /// More than is read of a program's output (8 MiB).
        case tooLong = "too-long"
    }

    /// Where a program of iptables keeps its rules.
    package enum Backend: String, Codable, Hashable, Sendable {
        case nftables, legacy
    }

    /// The settings of one interface (ip-sysctl.rst).
    package struct Interface: Codable, Hashable, Sendable {
        package var name: InterfaceName
        package var forwardsIPv4: Bool?
        package var forwardsIPv6: Bool?
        /// 0 off, 1 strict, 2 loose; the larger of it and that of `all` holds.
        package var reversePathFilter: Int?

        package init(
            name: InterfaceName, forwardsIPv4: Bool? = true, forwardsIPv6: Bool? = nil, reversePathFilter: Int? = 0
        ) {
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
    /// `net.ipv4.tcp_ecn`.
    package var congestionNotification: Int?
    /// The hop limit that packets of IPv4 begin with (`net.ipv4.ip_default_ttl`); nothing in older recordings.
    package var hopLimit: Int?
    /// `net.bridge.bridge-nf-call-iptables`; nothing where the bridge filter is not loaded.
    package var filtersBridges: Bool?
    package var counters: IPCounters?
    /// Whether the kernel tracks connections here; where it does not, it translates no address.
    package var tracksConnections: Bool?
    /// The connections that it tracks, and the most that it takes (`nf_conntrack_count` and `nf_conntrack_max`); nothing in older
    /// recordings.
    package var trackedConnections: Int?
    package var mostTrackedConnections: Int?
    package var rules: Rules
    package var ruleCount = 0
    /// The base chains, as in `inet filter forward: hook forward, priority 0, policy drop`.
    package var baseChains: [LocalText] = []
    /// Tables of iptables-legacy that are in use.
    package var legacyTables: [LocalText] = []
    /// The rules of those tables were read and walked as well.
    package var walksLegacyTables: Bool?
    /// Where `iptables`, which engines call, keeps what it is given; nothing without the program, and in older recordings.
    package var iptables: Backend?
    /// Links with programs of the kernel's that may drop packets below the rules (TCX, netkit); nothing for none, without the
    /// right to ask, and in older reports.
    package var programmedLinks: [InterfaceName]?
    package var leftOut: [LeftOut]?

    package init(rules: Rules) { self.rules = rules }

    /// Each SYN of this device asks for ECN (ip-sysctl in the kernel's documentation: 0, 2 and 5 only answer, or do not).
    package var asksForECN: Bool { congestionNotification.map { [1, 3, 4].contains($0) } ?? false }

    /// What begins a connection is dropped for want of room; some entries go while they are counted.
    package var isTrackingFull: Bool {
        guard let tracked = trackedConnections, let most = mostTrackedConnections, most > 0 else { return false }
        return tracked >= most - most / 50
    }

    /// Tables whose rules nobody looked at: anything may be in them.
    package var unreadTables: [LocalText] { walksLegacyTables == true ? [] : legacyTables }

    package func interface(named name: InterfaceName?) -> Interface? {
        name.flatMap { name in interfaces.first { $0.name == name } }
    }
}

/// Counters of a namespace's IP layer, in packets since it began (proc_pid_net(5): snmp and netstat; RFC 4293).
package struct IPCounters: Codable, Hashable, Sendable {
    /// Packets passed on (`ForwDatagrams`).
    package var forwarded: Int
    /// Packets that came in with an address that is none to be had here (`InAddrErrors`).
    package var badAddresses: Int
    /// Packets going out that no route led on (`OutNoRoutes`).
    package var unroutable: Int
    /// Packets that came in and were thrown away, for want of memory say (`InDiscards`).
    package var discarded: Int
    /// Packets too large for the next link that must not be taken apart (`FragFails`).
    package var notFragmented: Int
    /// Packets whose source the reverse-path filter did not believe (`IPReversePathFilter`).
    package var reversePathFiltered: Int?
    /// Packets that came in for somewhere no route leads to (`InNoRoutes`).
    package var comingWithoutRoute: Int?

    package init(
        forwarded: Int, badAddresses: Int, unroutable: Int, discarded: Int, notFragmented: Int,
        reversePathFiltered: Int? = nil, comingWithoutRoute: Int? = nil
    ) {
        self.forwarded = forwarded
        self.badAddresses = badAddresses
        self.unroutable = unroutable
        self.discarded = discarded
        self.notFragmented = notFragmented
        self.reversePathFiltered = reversePathFiltered
        self.comingWithoutRoute = comingWithoutRoute
    }

    /// How far each has risen since an earlier reading; a counter that was set back has not risen.
    package func rise(since earlier: IPCounters) -> IPCounters {
        func rise(_ counter: KeyPath<IPCounters, Int>) -> Int {
            max(0, self[keyPath: counter] - earlier[keyPath: counter])
        }
        func rise(_ counter: KeyPath<IPCounters, Int?>) -> Int? {
            guard let now = self[keyPath: counter], let before = earlier[keyPath: counter] else { return nil }
            return max(0, now - before)
        }
        return IPCounters(
            forwarded: rise(\.forwarded), badAddresses: rise(\.badAddresses), unroutable: rise(\.unroutable),
            discarded: rise(\.discarded), notFragmented: rise(\.notFragmented),
            reversePathFiltered: rise(\.reversePathFiltered), comingWithoutRoute: rise(\.comingWithoutRoute))
    }
}
