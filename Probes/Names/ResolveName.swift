package import ProbeCore

/// What does every resolver of this vantage answer for the name?
package struct ResolveName: Probe {
    package static let id: ProbeID = "dns.resolve"
    package static let question = "What does every resolver of this vantage answer for the name?"

    package init() {}

    package func subjects(in plan: Plan) -> [Name] { [] }

    package func measure(
        _ about: Name, _ input: Nothing, _ context: Context<NameEvidence>
    ) async throws(ProbeError) -> Measured<NameEvidence, NoLive> {
        throw ProbeError(.library, "not built yet")
    }
}

/// What the hosts file and each resolver of the vantage answered.
package struct NameEvidence: Codable, Hashable, Sendable {
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
    package var searchList: [String] = []
    /// What resolv.conf lacks or has wrong, as a clause; nothing when it is in order.
    package var configurationProblem: String?
    /// The usable addresses, IPv4 first, in the order a client would try them.
    package var addresses: [IPAddress] = []
    package var source: Source?
    /// Some resolver has not answered yet, and a wait of its kind counts as stuck.
    package var isStuck = false

    package init() {}
}
