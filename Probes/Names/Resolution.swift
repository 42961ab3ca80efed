import ProbeCore
import ProbeEvidence
import ProbeTransport

/// Makes of the answers what a client would (glibc's res_send.c), as they come in.
///
/// The first resolver in order whose answer is conclusive decides, also when it denies the name; a later one decides in
/// its place only once it was silent for good, for a late answer is an answer. A hosts entry decides before any of them, unless
/// nsswitch.conf has it asked behind them.
struct Resolution {
    let servers: [SocketAddress]
    private var evidence = NameEvidence()
    private let isDemonstration: Bool
    private let sources: NameSources
    /// Questions still open.
    private var open: Int
    private var isStuck = false
    /// A resolver that has said nothing by now may still answer, and nobody waits for it who can go on without.
    private var isOverdue = false
    /// Resolvers whose IPv6 answer is not waited for any longer.
    private var delayed: Set<Int> = []
    private var reported: [IPAddress] = []

    /// How long an IPv6 answer is waited for once there is an IPv4 one (RFC 8305 section 3, Resolution Delay).
    static let delay = Duration.milliseconds(50)

    init(
        servers: [SocketAddress], hostsFile: (kept: [IPAddress], leftOut: Int), isHostsFileWhole: Bool = true,
        isDemonstration: Bool,
        sources: NameSources = .hostsFileFirst
    ) {
        self.servers = servers
        self.isDemonstration = isDemonstration
        self.sources = sources
        open = servers.count * 2
        if sources != .resolversAlone { evidence.hostsFile = hostsFile.kept }
        if !isHostsFileWhole { evidence.leftOut = [LeftOut(.hosts, 1)] }
        if hostsFile.leftOut > 0 { evidence.addressesLeftOut = hostsFile.leftOut }
        evidence.servers = servers.map { NameEvidence.Server(server: $0, answers: []) }
    }

    mutating func note(_ configuration: ResolverConfiguration, patience: Seconds, rotates: Bool) {
        evidence.clientPatience = patience
        evidence.searchList = configuration.searchList.map { DomainName($0) }
        evidence.configurationProblem = configuration.problem
        if configuration.usesExtensions { evidence.usesExtensions = true }
        if rotates { evidence.rotates = true }
    }

    var isWaiting: Bool { open > 0 }

    /// Interim evidence, where the hosts file alone decides.
    mutating func begin() -> NameEvidence? { interim() }

    mutating func take(_ answer: DNSAnswer, from index: Int) -> NameEvidence? {
        open -= 1
        evidence.servers[index].answers.append(answer)
        evidence.servers[index].answers.sort { $0.queryType.rawValue < $1.queryType.rawValue }
        return interim(always: isStuck)
    }

    /// Whether the answer leaves nothing to wait for but the same resolver's IPv6 answer.
    func startsDelay(_ answer: DNSAnswer, from index: Int) -> Bool {
        answer.queryType == .a && !answer.addresses.isEmpty && evidence.servers[index].answers.count == 1
    }

    mutating func endDelay(of index: Int) -> NameEvidence? {
        delayed.insert(index)
        return interim()
    }

    mutating func becomeStuck() -> NameEvidence? {
        isStuck = true
        return interim(always: true)
    }

    /// Interim evidence, whatever there is.
    mutating func soFar() -> NameEvidence? { interim(always: true) }

    /// From now on a later resolver's addresses are worth connecting to, though an earlier one may still outvote it.
    mutating func becomeOverdue() -> NameEvidence? {
        isOverdue = true
        return interim()
    }

    /// One question could not be asked.
    mutating func giveUpOne() { open -= 1 }

    /// The final evidence; a resolver that was not asked to the end is left out, because nothing is known of it.
    var conclusion: NameEvidence {
        var conclusion = decided(isFinal: true)
        conclusion.servers.removeAll { $0.answers.isEmpty }
        return conclusion
    }

    /// Evidence to report now, when it is asked for or has addresses that were not reported yet.
    private mutating func interim(always: Bool = false) -> NameEvidence? {
        guard isWaiting else { return nil }
        let interim = decided(isFinal: false)
        guard always || (!interim.addresses.isEmpty && interim.addresses != reported) else { return nil }
        reported = interim.addresses
        return interim
    }

    private func decided(isFinal: Bool) -> NameEvidence {
        var decided = evidence
        decided.isStuck = isStuck && isWaiting
        if evidence.hostsFile.isEmpty || sources == .resolversFirst {
            let answers = decidingServer(isFinal: isFinal)?.answers ?? []
            decided.addresses = usable(answers.flatMap(\.addresses))
            let leftOut = answers.compactMap(\.addressesLeftOut).reduce(0, +)
            decided.addressesLeftOut = leftOut > 0 ? leftOut : nil
            decided.source = decided.addresses.isEmpty ? nil : .resolver
            // What nobody reads leads nobody anywhere.
            if !decided.addresses.isEmpty { decided.hostsFile = [] }
        }
        if decided.addresses.isEmpty, !evidence.hostsFile.isEmpty, isFinal || sources == .hostsFileFirst {
            decided.addresses = usable(evidence.hostsFile)
            decided.source = .hostsFile
        }
        return decided
    }

    private func decidingServer(isFinal: Bool) -> NameEvidence.Server? {
        var denying: NameEvidence.Server?
        for (index, server) in evidence.servers.enumerated() {
            if server.isConclusive {
                let isComplete = server.answers.count == 2 || delayed.contains(index) || isStuck || isFinal
                guard isComplete, evidence.rotates ?? false, !server.isUsable else {
                    return isComplete ? server : nil
                }
                // Clients that take the resolvers in turn begin with another one as often.
                denying = denying ?? server
                continue
            }
            guard
                server.answers.count == 2 || isFinal
                    || (isOverdue && server.answers.allSatisfy { $0.result != .answered })
            else { return nil }
        }
        return denying
    }

    /// IPv4 first, each once; addresses that no service can have only where there is no other.
    private func usable(_ addresses: [IPAddress]) -> [IPAddress] {
        var seen: Set<IPAddress> = []
        let ordered = [IPAddress.Family.v4, .v6].flatMap { family in
            addresses.filter { $0.family == family && seen.insert($0).inserted }
        }
        let possible = ordered.filter { isDemonstration || !$0.isNeverAService }
        return possible.isEmpty ? ordered : possible
    }
}
