package import ProbeCore

/// What the hosts file and each resolver of the vantage answered.
package struct NameEvidence: Codable, Hashable, Sendable, Bounded {
    /// Where the addresses that the ladders use came from.
    package enum Source: String, Codable, Hashable, Sendable {
        case hostsFile = "hosts-file"
        case resolver
        /// An IP address was configured, or `--connect-to` names one: nothing was asked.
        case given
    }

    /// One resolver of the vantage with its answers over UDP (or over TCP after truncation), A before AAAA.
    package struct Server: Codable, Hashable, Sendable {
        package var server: SocketAddress
        package var answers: [DNSAnswer]

        package init(server: SocketAddress, answers: [DNSAnswer]) {
            self.server = server
            self.answers = answers
        }
    }

    /// Addresses that the hosts file has for the name.
    package var hostsFile: [IPAddress] = []
    /// In the order of resolv.conf.
    package var servers: [Server] = []
    /// `search`, as resolv.conf gives it.
    package var searchList: [DomainName] = []
    /// What resolv.conf lacks or has wrong, as a clause; nothing when it is in order.
    package var configurationProblem: String?
    /// The usable addresses, IPv4 first, in the order a client would try them.
    package var addresses: [IPAddress] = []
    /// Addresses of the name that there was no room for.
    package var addressesLeftOut: Int?
    /// A hosts file that is longer than anybody's.
    package var leftOut: [LeftOut]?
    package var source: Source?
    /// Some resolver has not answered yet, and a wait of its kind counts as stuck.
    package var isStuck = false
    /// How long a client waits for the first answer of a resolver that is silent (`timeout` of resolv.conf, 5 s without);
    /// nothing in the reports of older versions.
    package var clientPatience: Seconds?
    /// `edns0` of resolv.conf: glibc asks with EDNS0 alone.
    package var usesExtensions: Bool?
    /// `rotate` of resolv.conf: glibc begins with any of the resolvers.
    package var rotates: Bool?

    package init() {}
}

extension NameEvidence {
    /// Whether an address is there that a service can have at all (causes: 0/8, 127/8, 169.254/16 and 240/4 never are).
    package var hasUsableAddress: Bool { addresses.contains { !$0.isNeverAService } }
}

extension NameEvidence.Server {
    /// No question has been answered, over UDP or otherwise; so far or for good.
    package var isSilent: Bool { !answers.contains { $0.result == .answered || $0.network == .tcp } }
}
