import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What this device says of itself, and what other vantages say beside it.
extension Witness {
    /// A silence says whether this device was to blame only where its own counters were read.
    var ownFailure: Word {
        let told = contacts.flatMap(\.attempts).filter { _, attempt in
            !attempt.isSilent || attempt.locallyDroppedRetransmissions != nil || attempt.datagramTwin != nil
        }
        return told.isEmpty && contacts.isEmpty ? answers : word(ifAny: told.map(\.observation))
    }

    var ownRules: Word {
        let remotes = Set(contacts.map(\.remote))
        let resolvers = Set(lookups.flatMap { $0.evidence.servers.map(\.server) })
        let told = ruleWalks.filter { _, walks in
            walks.contains { walk in
                walk.verdict != .unclear
                    && (walk.remote.map { remotes.contains($0) || resolvers.contains($0) || contacts.isEmpty } ?? false)
            }
        }
        return word(
            told.map(\.observation), else: WalkRules.id, WalkRulesToResolvers.id, ReadForwarding.id)
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

    /// Whatever came back from beyond the link shows the gateway alive.
    var gateways: Word {
        let read = hostIndices(ReadGateways.self)
        guard read.isEmpty else { return .told(read) }
        let beyond = finding.vantages.flatMap { scene.contacts(from: $0) }.filter(\.cameBack)
        let named = finding.vantages.flatMap { scene.lookups(from: $0) }.filter(\.hasAnswer)
        return word(
            beyond.flatMap { $0.decisive.map(\.observation) } + named.map(\.observation), else: ReadGateways.id)
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
            let needsSight = origin.evidence.kind == .container && origin.evidence.usesEngineResolver
            guard !needsSight || !seen.isEmpty else { return word([], else: AskForwarders.id) }
            told += needsSight ? seen.map(\.index) : [origin.index]
        }
        return told.isEmpty && isSeenFromHost ? answers : word(told, else: DescribeVantage.id)
    }

    /// Where no tunnel takes the way, there is nothing to go around.
    var detour: Word {
        let around = hostIndices(ConnectAroundTunnel.self) + hostIndices(AskAroundTunnel.self)
        guard around.isEmpty else { return .told(around) }
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

    /// Another interface than the one that the kernel prefers leads out as well.
    private var hasOtherUplink: Bool {
        let own = scene.roads.taken(by: .host).map(\.lookup)
        return scene.roads.all.contains { road in
            guard case .bound(let interface) = road.lookup.packet else { return false }
            return own.contains { $0.destination == road.lookup.destination && $0.interface != interface }
        }
    }
}
