import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What this device says of itself, and what other vantages say beside it.
extension Witness {
    /// A silence says whether this device was to blame only where its own counters were read; they count what is sent, and
    /// no answer that a rule keeps back.
    ///
    /// What ended here got lost on no way beyond, and the other way round: where the attempts say the opposite of the
    /// finding, they speak for both.
    var ownFailure: Word {
        let remotes = Set(contacts.map(\.remote))
        guard !survey.walksToServices.contains(where: { $0.walk.packet.isAnswer && isOpen($0.walk, remotes) }) else {
            return .open(.noEvidence)
        }
        if let below = belowTheRules { return below }
        guard !needsFollowedAnswers || isAnswerFollowed(contacts.map(\.remote), survey.walksToServices) else {
            return word([], else: WalkRules.id)
        }
        let read = contacts.flatMap(\.attempts).filter { _, attempt in
            !attempt.isSilent || attempt.locallyDroppedRetransmissions != nil || attempt.datagramTwin != nil
        }
        guard !read.isEmpty || !contacts.isEmpty else { return answers }
        guard !finding.cause.isOfThisDevice else { return word(ifAny: read.map(\.observation)) }
        let left = read.filter { !$0.attempt.endedHere }
        return left.isEmpty && !read.isEmpty ? .open(.contradictory) : word(ifAny: left.map(\.observation))
    }

    /// Of a silence beyond a link with programs of the kernel's no rule and no counter tells; nothing where there is no such link.
    private var belowTheRules: Word? {
        guard !finding.cause.isOfThisDevice, contacts.contains(where: { $0.result == .silent }) else { return nil }
        guard let state = scene.routes?.evidence else {
            let isLost = survey.observations.contains { $0.probe == ReadRoutes.id }
            return isLost ? word([], else: ReadRoutes.id) : nil
        }
        let uses = Set(contacts.map(\.remote.address.family))
        let programmed = survey.seen(ReadForwarding.self, from: .host).flatMap { $0.evidence.programmedLinks ?? [] }
        let isThere = state.links.contains { link in
            (link.hasPrograms == true || programmed.contains(link.name)) && uses.contains { link.mayLeadOut($0) }
        }
        return isThere ? .open(.noEvidence) : nil
    }

    /// A rule of the firewall that stops packets, or a policy behind the system call: the rules tell, as far as they were read.
    ///
    /// No policy answers a packet, and none fills the table of connections.
    var ruleOrPolicy: Word {
        guard finding.cause == .hostOutputDropped, finding.location.culprit == nil else { return word(ifAny: cited) }
        let isAnswered = !contacts.isEmpty && contacts.allSatisfy(\.isTurnedAway)
        let isFull = survey.seen(ReadForwarding.self, from: .host).contains {
            cited.contains($0.index) && $0.evidence.isTrackingFull
        }
        let isAsked = contacts.isEmpty && !lookups.isEmpty && lookups.allSatisfy { $0.ownWord != nil }
        return word(
            isAnswered || isFull || isAsked ? cited : [], else: WalkRules.id, WalkRulesToResolvers.id, ReadForwarding.id
        )
    }

    /// What a rule does that no link and no neighbour could: it is named, or the error is another one than theirs.
    var ownWord: Word? {
        let isLinks =
            contacts.contains(where: \.isUnreachableHere)
            || (contacts.isEmpty && lookups.contains(where: \.endsAtLink))
        return finding.location.culprit == nil && isLinks ? nil : word(ifAny: cited)
    }

    /// Of what nothing answers outside, a filter of the site's may be the reason as long as something near answers.
    var mayEndBehindGateway: Bool {
        guard finding.cause == .routeDeadDefault, case .routes(_, let interface) = finding.location.culprit else {
            return false
        }
        return scene.isAnsweredOnTheWay(by: interface)
    }

    var ownRules: Word {
        let beyond = errorsFromBeyond
        guard beyond.isEmpty else { return .told(beyond) }
        let remotes = Set(contacts.map(\.remote))
        let resolvers = Set(lookups.flatMap { $0.evidence.servers.map(\.server) })
        let walks = (survey.walksToServices + survey.walksToResolvers).filter { _, walk in
            walk.remote.map { remotes.contains($0) || resolvers.contains($0) || contacts.isEmpty } ?? false
        }
        // One packet that nobody can follow is enough: it may be the one that ended here.
        let told = walks.contains { isOpen($0.walk, remotes) } ? [] : walks
        return word(
            told.filter { $0.walk.verdict != .unclear }.map(\.observation).uniqued,
            else: WalkRules.id, WalkRulesToResolvers.id, ReadForwarding.id)
    }

    /// Whether this device lets out what the finding's containers ask of others, with an address that answers find: what it keeps
    /// never met the site.
    func wayOutOfContainers(against lookAlike: Cause) -> Word {
        let walks = (survey.walksToServices + survey.walksToResolvers).filter { _, walk in
            walk.origin != .host && isOfVantage(walk) && !walk.packet.isAnswer
        }
        guard walks.allSatisfy({ $0.walk.verdict == .passes }) else {
            return .open(walks.contains { $0.walk.verdict == .unclear } ? .noEvidence : .contradictory)
        }
        let told = lookAlike == .natMissingMasquerade ? walks.filter { $0.walk.source == .translated } : walks
        return word(
            told.map(\.observation).uniqued, else: WalkRules.id, WalkRulesToResolvers.id, ReadForwarding.id)
    }

    /// Look-ups that a router's error ended, by observation: it was reached, and its error came through.
    var errorsFromBeyond: [Int] {
        lookups.filter { lookup in
            lookup.evidence.servers.flatMap(\.answers).contains { answer in
                answer.icmp.map { !$0.offenderIsLocal && !scene.isOwn($0.offender) } ?? false
            }
        }.map(\.observation)
    }

    /// What is about connections has nothing to do with names, and a datagram that this device refused speaks for itself.
    var ownRulesForNames: Word {
        guard finding.subject.resolver != nil else {
            return word(ifAny: contacts.flatMap(\.attempts).map(\.observation))
        }
        let refused = lookups.filter { $0.localError != nil }
        return refused.isEmpty ? ownRules : .told(refused.map(\.observation))
    }

    /// Whether nobody can tell what becomes of a packet that the finding is about.
    private func isOpen(_ walk: PacketWalk, _ remotes: Set<SocketAddress>) -> Bool {
        walk.verdict == .unclear && isOfVantage(walk) && !isMoot(walk)
            && (walk.remote.map { remotes.contains($0) || contacts.isEmpty } ?? false)
    }

    /// An answer to what never left.
    private func isMoot(_ walk: PacketWalk) -> Bool {
        guard walk.packet.isAnswer else { return false }
        return survey.walksToServices.contains { _, there in
            !there.packet.isAnswer && there.remote == walk.remote && there.origin.asksFor(walk.origin)
                && there.isStopped
        }
    }

    /// Whether a walk is of a packet of the finding's vantages, or of the answer to one.
    func isOfVantage(_ walk: PacketWalk) -> Bool {
        switch walk.origin {
        case .host, .bound: isSeenFromHost
        case .container(let name), .answer(let name):
            scene.routes?.evidence.networks.contains { $0.name == name && finding.vantages.contains($0.vantage) }
                ?? false
        }
    }

    /// Told by rules that leave the destination alone, by a kernel that tracks no connections and so translates none, by
    /// routers that were met on the way to whoever answered, or by a chain that only the service itself can show.
    var ownTranslation: Word {
        if !genuineChains.isEmpty { return .told(genuineChains) }
        let settings = survey.seen(ReadForwarding.self, from: .host)
        let untracked = settings.filter { $0.evidence.tracksConnections == false }
        if !untracked.isEmpty { return .told(untracked.map(\.index)) }
        let remotes = Set(contacts.map(\.remote) + lookups.flatMap { $0.evidence.servers.map(\.server) })
        let walked = ruleWalks.filter { _, walks in
            walks.contains { walk in
                (walk.redirection == nil || finding.cause == .natRedirected)
                    && (walk.remote.map { remotes.contains($0) } ?? false)
            }
        }
        let beyond = contacts.filter { Whereabouts.isFarEnd($0, in: survey) }
            .flatMap { survey.walks(to: $0).map(\.index) }
        return word(
            walked.map(\.observation) + beyond, else: WalkRules.id, WalkRulesToResolvers.id, ReadForwarding.id)
    }

    /// The walks through this device's rules, to services and to resolvers, by observation.
    var ruleWalks: [(observation: Int, walks: [PacketWalk])] {
        survey.seen(WalkRules.self, from: .host).map { ($0.index, $0.evidence.walks) }
            + survey.seen(WalkRulesToResolvers.self, from: .host).map { ($0.index, $0.evidence.walks) }
    }

    /// The handshakes that the finding speaks of, where each is proven to be the service's by more than this device's store.
    private var genuineChains: [Int] {
        let genuine = survey.seen(HandshakeTLS.self).filter {
            spoken.contains($0.index) && $0.evidence.isVerified && $0.evidence.isTrustedBeyondThisHost
        }
        return genuine.count == spoken.count ? genuine.map(\.index) : []
    }

    var routes: Word {
        let read = hostIndices(ReadRoutes.self) + hostIndices(LookUpRoutes.self)
        guard read.isEmpty, scene.vantages == [.host] else { return word(read, else: ReadRoutes.id) }
        // Without an engine no network of one can be in the way, and packets have the host's routes alone.
        let bare = survey.seen(ReadRuntime.self, from: .host).filter { $0.evidence.engineSockets.isEmpty }
        return word(bare.map(\.index), else: ReadRoutes.id)
    }

    /// An address in a network of the engine is a container's, unless another link or route leads to it; services that are
    /// public are nobody's container.
    var addressOwner: Word {
        guard case .told(let read) = routes, let state = scene.routes?.evidence, let resolver = finding.subject.resolver
        else { return routes }
        let covering = state.networks.filter { $0.subnets.contains { $0.contains(resolver.address) } }
        let isElsewhere = covering.contains { state.leads(to: resolver.address, besides: $0) }
        if finding.cause == .hostNeighbourDead { return covering.isEmpty ? .told(read) : .open(.noEvidence) }
        return isElsewhere ? .told(read) : .open(.noEvidence)
    }

    /// The neighbour table has who is next on the way; and whatever came back from beyond the link shows the gateway alive.
    var gateways: Word {
        let read = survey.seen(ReadGateways.self, from: .host)
        if finding.cause == .hostNeighbourDead {
            let isShown = contacts.allSatisfy { !$0.isUnreachableHere || $0.isUnresolvedNeighbour }
            let told = read.map(\.index).filter { isShown || cited.contains($0) }
            if !told.isEmpty { return .told(told) }
            if !isShown { return word([], else: ReadGateways.id) }
        }
        let states = nextHops.map { hop in
            read.lazy.flatMap(\.evidence.neighbours).first { $0.address == hop }?.state
        }
        if !read.isEmpty, states.allSatisfy({ $0?.isResolved ?? false }) { return .told(read.map(\.index)) }
        let beyond = (contacts + finding.vantages.flatMap { scene.contacts(from: $0) }).filter(\.cameBack)
        let named = finding.vantages.flatMap { scene.lookups(from: $0) }.filter(\.hasAnswer)
        return word(
            (beyond.flatMap { $0.decisive.map(\.observation) } + named.map(\.observation)).uniqued,
            else: ReadGateways.id)
    }

    /// The gateways before what the finding is about; what is on a link itself has none.
    private var nextHops: [IPAddress] {
        let resolvers = contacts.isEmpty ? lookups.flatMap { $0.evidence.servers.map(\.server.address) } : []
        return (contacts.map(\.remote.address) + resolvers).uniqued.compactMap { address in
            scene.roads.taken(by: .host, to: address).flatMap { road in
                // At the other end of a modem's or a tunnel's link nobody is asked for.
                let link = scene.routes?.evidence.link(named: road.lookup.interface)
                guard road.lookup.error == nil, link?.hasNeighbours ?? true else { return nil }
                return road.lookup.gateway
            }
        }.uniqued
    }

    var files: Word { word(hostIndices(ReadConfiguration.self), else: ReadConfiguration.id) }

    /// The host's own list has no origin to be asked for.
    var origin: Word {
        let described = vantageIndices(DescribeVantage.self)
        return described.isEmpty && isSeenFromHost ? answers : word(described, else: DescribeVantage.id)
    }

    /// A container that was made for the run has the list of today; one that runs has its own file, or the engine's own
    /// resolver, which has to be seen asking.
    var forwarders: Word {
        var told: [Int] = []
        for vantage in finding.vantages where vantage != .host {
            guard let origin = survey.seen(DescribeVantage.self, from: vantage).first else { continue }
            let seen = survey.seen(AskForwarders.self, from: vantage).filter { seen in
                !seen.evidence.asked.isEmpty || seen.evidence.today.contains { !$0.addresses.isEmpty }
            }
            let isWritten = !(origin.evidence.forwardersAtStart ?? []).isEmpty
            let needsSight =
                origin.evidence.kind == .container && origin.evidence.usesEngineResolver
                && (!seen.isEmpty || !isWritten)
            guard !needsSight || !seen.isEmpty else { return word([], else: AskForwarders.id) }
            told += needsSight ? seen.map(\.index) : [origin.index]
        }
        return told.isEmpty && isSeenFromHost ? answers : word(told, else: DescribeVantage.id)
    }

    /// By another way out the same works where the preferred way is to blame, and fails as well where it is not.
    ///
    /// Where no tunnel takes the way, there is nothing to go around.
    var detour: Word {
        let tried = detours
        guard tried.isEmpty else {
            let blamesTheWay = finding.cause == .routeVPNOverride || finding.cause == .routeDeadDefault
            let told = tried.filter { $0.works == blamesTheWay }
            // One that works is enough to blame the way, and to acquit what lies beyond.
            let isTold = blamesTheWay ? !told.isEmpty : told.count == tried.count
            return isTold ? .told(told.map(\.observation)) : .open(.contradictory)
        }
        // What only containers meet, the host's own connection is the way around of.
        let own = hostContacts
        if !isSeenFromHost, !own.isEmpty { return .told(own.flatMap { $0.decisive.map(\.observation) }) }
        guard let routes = scene.routes else { return self.routes }
        let tunnels = routes.evidence.links.filter { $0.isTunnel && $0.isUp }.map(\.name)
        let taken = scene.roads.all.filter { road in
            road.lookup.interface.map(tunnels.contains) ?? false
                && (contacts.isEmpty || contacts.contains { $0.remote.address == road.lookup.destination })
        }
        return taken.isEmpty && !hasOtherUplink
            ? .told([routes.index]) : word([], else: ConnectAroundTunnel.id, AskAroundTunnel.id)
    }

    /// What was tried by another interface of what the finding is about, and left this device by it.
    private var detours: [(observation: Int, works: Bool)] {
        let addresses = Set(contacts.map(\.remote.address))
        let resolvers = Set(lookups.flatMap { $0.evidence.servers.map(\.server) })
        let connections = survey.seen(ConnectAroundTunnel.self, from: .host).filter {
            addresses.contains($0.evidence.connect.remote.address) && !$0.evidence.connect.isKeptHere
        }
        let questions = survey.seen(AskAroundTunnel.self, from: .host).filter { seen in
            contacts.isEmpty
                && seen.evidence.answers.contains { resolvers.contains($0.server) && !$0.isKeptHere }
        }
        let opened = connections.map { (observation: $0.index, works: $0.evidence.connect.result == .connected) }
        let answered = questions.map { seen in
            (observation: seen.index, works: seen.evidence.answers.contains { $0.result == .answered })
        }
        return opened + answered
    }

    /// Another interface than the one that the kernel prefers leads out as well.
    private var hasOtherUplink: Bool {
        let own = scene.roads.taken(by: .host).map(\.lookup)
        return scene.roads.all.contains { road in
            guard case .bound(let interface) = road.lookup.packet else { return false }
            return own.contains { $0.destination == road.lookup.destination && $0.interface != interface }
        }
    }
}

extension Cause {
    /// This device ends the packets itself.
    fileprivate var isOfThisDevice: Bool {
        switch self {
        case .hostOutputDropped, .hostPolicyDenied, .routeBlocked, .routeNone: true
        default: false
        }
    }
}

extension Contact {
    /// A packet of it was answered, with an error or a reset.
    fileprivate var isTurnedAway: Bool {
        switch result {
        case .rejected, .refused: true
        case .answered, .denied, .unreachable, .silent, .undecided, .droppedLocally: false
        }
    }
}

extension ConnectAttempt {
    /// No packet of it left this device.
    fileprivate var endedHere: Bool { isDroppedLocally || isSynchronous || icmp?.offenderIsLocal ?? false }
}

extension RouteLookup.Packet {
    /// Whether the other packet is the answer to this one.
    fileprivate func asksFor(_ answer: RouteLookup.Packet) -> Bool {
        switch (self, answer) {
        case (.host, .host): true
        case (.container(let network), .answer(let other)): network == other
        default: false
        }
    }
}

extension ConnectAttempt {
    /// A rule or a policy of this device let none of its packets out.
    fileprivate var isKeptHere: Bool {
        guard let icmp else { return isDroppedLocally || (isSynchronous && (error == "EPERM" || error == "EACCES")) }
        return icmp.isOwnRefusal(after: latency)
    }
}

extension DNSAnswer {
    /// A rule or a policy of this device let no packet of the question out.
    var isKeptHere: Bool {
        guard result == .unreachable, !server.address.isLoopback else { return false }
        return icmp?.isOwnRefusal(after: latency) ?? (error == "EPERM" || error == "EACCES")
    }
}

extension ICMPError {
    /// What a rule of this device's own says (REJECT), and not that it looked for a neighbour in vain, which takes a second.
    fileprivate func isOwnRefusal(after latency: Seconds) -> Bool {
        offenderIsLocal && !meansMissingNeighbour(after: latency)
    }
}
