import ProbeCore
import ProbeEvidence
import ProbeFindings

extension Witness {
    /// What the survey has to say on an observation that tells the finding's cause from one that looks the same.
    func word(on telling: Telling) -> Word {
        switch telling {
        case .ownFailure: ownFailure
        case .ownRules: ownRules
        case .settings: word(hostIndices(ReadForwarding.self), else: ReadForwarding.id)
        case .routes: routes
        case .gateways: gateways
        case .links: word(vantageIndices(ReadLinks.self), else: ReadLinks.id)
        case .hostname: word(vantageIndices(ReadHostname.self), else: ReadHostname.id)
        case .ports: word(vantageIndices(CheckPort.self), else: CheckPort.id)
        case .files, .proxySettings: files
        case .hostContrast: hostContrast
        case .hostLookup: hostLookup
        case .origin: origin
        case .detour: detour
        case .answers: answers
        case .controlResolver: controlResolver
        case .overTCP: overTCP
        case .plainQuery: plainQuery
        case .connects: word(conclusiveAttempts, else: ConnectEndpoint.id)
        case .attempts: attempts
        case .icmp: icmp
        case .family: word(ifAny: cited)
        case .otherPort: otherPort
        case .otherAddress: otherAddress
        case .hopWalk: hopWalk
        case .nowhere: word(vantageIndices(ConnectNowhere.self), else: ConnectNowhere.id)
        case .bytes, .chain: word(indices(HandshakeTLS.self) + dataHandshakes, else: HandshakeTLS.id)
        case .clock: word(scene.clock.sources.map(\.observation), else: AskTime.id, RequestHTTPS.id)
        case .acknowledgement: acknowledgement
        case .otherName: otherName
        case .smallSegments: smallSegments
        case .otherServices: otherServices
        case .exchange: word(exchanges, else: RequestHTTPS.id, ConnectMQTT.id, OpenAMQP.id)
        case .marks: word(answeredRequests, else: RequestHTTPS.id, RequestRegistry.id)
        case .otherTransports: otherTransports
        case .tunnel: tunnel
        case .portal: portal
        case .registry: word(indices(RequestRegistry.self) + cited, else: RequestRegistry.id)
        }
    }

    // MARK: - This device

    /// A silence says whether this device was to blame only where its own counters were read.
    private var ownFailure: Word {
        let told = contacts.flatMap(\.attempts).filter { _, attempt in
            !attempt.isSilent || attempt.locallyDroppedRetransmissions != nil || attempt.datagramTwin != nil
        }
        return told.isEmpty && contacts.isEmpty ? answers : word(ifAny: told.map(\.observation))
    }

    private var ownRules: Word {
        let remotes = Set(contacts.map(\.remote))
        let resolvers = Set(lookups.flatMap { $0.evidence.servers.map(\.server) })
        let services = survey.seen(WalkRules.self, from: .host).map { ($0.index, $0.evidence.walks) }
        let names = survey.seen(WalkRulesToResolvers.self, from: .host).map { ($0.index, $0.evidence.walks) }
        let told = (services + names).filter { _, walks in
            walks.contains { walk in
                walk.verdict != .unclear
                    && (walk.remote.map { remotes.contains($0) || resolvers.contains($0) || contacts.isEmpty } ?? false)
            }
        }
        return word(
            told.map(\.0), else: WalkRules.id, WalkRulesToResolvers.id, ReadForwarding.id)
    }

    private var routes: Word {
        let read = hostIndices(ReadRoutes.self) + hostIndices(LookUpRoutes.self)
        guard read.isEmpty, scene.vantages == [.host] else { return word(read, else: ReadRoutes.id) }
        // Without an engine no network of one can be in the way, and packets have the host's routes alone.
        let bare = survey.seen(ReadRuntime.self, from: .host).filter { $0.evidence.engineSockets.isEmpty }
        return word(bare.map(\.index), else: ReadRoutes.id)
    }

    /// Whatever came back from beyond the link shows the gateway alive.
    private var gateways: Word {
        let read = hostIndices(ReadGateways.self)
        guard read.isEmpty else { return .told(read) }
        let beyond = finding.vantages.flatMap { scene.contacts(from: $0) }.filter(\.cameBack)
        let named = finding.vantages.flatMap { scene.lookups(from: $0) }.filter(\.hasAnswer)
        return word(
            beyond.flatMap { $0.decisive.map(\.observation) } + named.map(\.observation), else: ReadGateways.id)
    }

    private var files: Word { word(hostIndices(ReadConfiguration.self) + cited, else: ReadConfiguration.id) }

    // MARK: - Other vantages

    private var hostContrast: Word {
        guard !isSeenFromHost else { return word(ifAny: cited) }
        let remotes = Set(contacts.map(\.remote))
        let same = scene.contacts(from: .host).filter { contact in
            contact.result != .undecided && (remotes.isEmpty || remotes.contains(contact.remote))
        }
        return word(same.flatMap { $0.decisive.map(\.observation) }, else: ConnectEndpoint.id)
    }

    private var hostLookup: Word {
        let names = Set(lookups.map(\.host))
        let same = scene.lookups(from: .host).filter { names.contains($0.host) || lookups.isEmpty }
        return word(same.map(\.observation), else: ResolveName.id)
    }

    /// The host's own list has no origin to be asked for.
    private var origin: Word {
        let described = vantageIndices(DescribeVantage.self)
        return described.isEmpty && isSeenFromHost ? answers : word(described, else: DescribeVantage.id)
    }

    /// Where no tunnel takes the way, there is nothing to go around.
    private var detour: Word {
        let around = hostIndices(ConnectAroundTunnel.self) + hostIndices(AskAroundTunnel.self)
        guard around.isEmpty else { return .told(around) }
        // What only containers meet, the host's own connection is the way around of.
        if !isSeenFromHost, case .told(let observations) = hostContrast { return .told(observations) }
        guard let routes = scene.routes else { return self.routes }
        let tunnels = routes.evidence.links.filter { $0.isTunnel && $0.isUp }.map(\.name)
        let taken = scene.roads.all.filter { road in
            road.lookup.interface.map(tunnels.contains) ?? false
                && (contacts.isEmpty || contacts.contains { $0.remote.address == road.lookup.destination })
        }
        return taken.isEmpty ? .told([routes.index]) : word([], else: ConnectAroundTunnel.id, AskAroundTunnel.id)
    }

    // MARK: - Names

    private var answers: Word {
        let asked = lookups.filter { !$0.evidence.servers.isEmpty || $0.evidence.source != nil || $0.fails }
        return word(asked.map(\.observation), else: ResolveName.id)
    }

    /// A verified handshake says as much of an address as a second resolver (rule 5 of evidence), and an address that
    /// nobody can have needs neither.
    private var controlResolver: Word {
        let names = Set(lookups.map(\.host) + contacts.map(\.host))
        let asked = finding.vantages.flatMap { scene.lookups(from: $0) }.filter { names.contains($0.host) }
        let controls = asked.filter { $0.controlAnswer != nil }.compactMap { $0.control?.index }
        // Of a name that was denied, it says that somebody else gave one.
        let denied = Set(asked.filter(\.fails).map(\.host))
        let redeemed = survey.seen(HandshakeTLS.self).filter { handshake in
            let host = handshake.about.host
            return names.contains(host) && !denied.contains(host) && handshake.evidence.isVerified
        }
        let impossible = asked.filter { lookup in
            !lookup.evidence.addresses.isEmpty && lookup.evidence.addresses.allSatisfy(\.isNeverAService)
        }
        // What the run was told to connect to, nobody was asked for.
        let given = asked.filter { $0.evidence.source == .given }
        return word(
            controls + redeemed.map(\.index) + (impossible + given).map(\.observation), else: AskControlResolver.id,
            AskSecondOpinion.id)
    }

    private var overTCP: Word {
        let overTCP = lookups.compactMap(\.overTCP).filter { !$0.evidence.answers.isEmpty }
        let answered = lookups.filter { $0.hasAnswer && $0.overTCP == nil }
        return word(overTCP.map(\.index) + answered.map(\.observation), else: AskOverTCP.id)
    }

    /// A query that was refused, or answered, was not lost for its extensions.
    private var plainQuery: Word {
        let told = lookups.filter { lookup in
            lookup.evidence.servers.contains { server in
                server.answers.contains { $0.result == .unreachable || ($0.result == .answered && $0.network == .udp) }
            }
        }
        return told.isEmpty ? .open(.notMeasured) : .told(told.map(\.observation))
    }

    // MARK: - The path

    private var conclusiveAttempts: [Int] {
        contacts.filter { $0.result != .undecided }.flatMap { $0.decisive.map(\.observation) }
            + ascents.compactMap { $0.seen(ConnectEndpoint.self) }.filter { $0.evidence.connected != nil }.map(\.index)
    }

    private var attempts: Word {
        word(
            ifAny: contacts.filter { $0.isConfirmed || $0.cameBack }.flatMap { $0.attempts.map(\.observation) })
    }

    /// An error, or none in spite of waiting; not one whose sender the kernel keeps to itself.
    private var icmp: Word {
        let told = contacts.filter { $0.result != .undecided }.flatMap(\.attempts).filter { _, attempt in
            attempt.isSilent || attempt.icmp != nil || attempt.isSynchronous || attempt.error == "ECONNREFUSED"
        }
        return told.isEmpty && contacts.isEmpty ? answers : word(ifAny: told.map(\.observation))
    }

    private var otherPort: Word {
        let mine = Set(contacts.map(\.remote))
        let addresses = Set(mine.map(\.address))
        let others = finding.vantages.flatMap { scene.contacts(from: $0) }.filter { contact in
            addresses.contains(contact.remote.address) && contact.result != .undecided
                && (finding.subject.port == nil || !mine.contains(contact.remote))
        }
        return word(others.flatMap { $0.decisive.map(\.observation) }, else: ConnectEndpoint.id)
    }

    private var otherAddress: Word {
        let mine = finding.subject.address.map { [$0] } ?? []
        let others = finding.vantages.flatMap { scene.contacts(from: $0) }.filter { contact in
            !mine.contains(contact.remote.address) && contact.result != .undecided
        }
        return word(others.flatMap { $0.decisive.map(\.observation) }, else: ConnectEndpoint.id)
    }

    private var hopWalk: Word {
        // Nobody stands between this device and itself.
        let here = contacts.filter(\.remote.address.isLoopback)
        let walked = contacts.filter {
            Whereabouts.isFarEnd($0, in: survey) || Whereabouts(ofResetAt: $0, in: survey) != nil
        }
        let walks = walked.flatMap { survey.walks(to: $0).map(\.index) }
        return word(walks + here.flatMap { $0.decisive.map(\.observation) }, else: WalkHops.id)
    }

    // MARK: - TLS

    private var dataHandshakes: [Int] {
        finding.vantages.flatMap { survey.seen(ReachDataEndpoint.self, from: $0) }.filter {
            $0.evidence.host == finding.subject.name && $0.evidence.handshake != nil
        }.map(\.index)
    }

    private var acknowledgement: Word {
        let handshakes = ascents.compactMap { $0.seen(HandshakeTLS.self) }.filter { $0.evidence.tcp != nil }.map(
            \.index)
        return word(ifAny: handshakes + exchangesWithCounters)
    }

    /// Where the ladder's own handshake got through, its name stops nothing.
    private var otherName: Word {
        let controls = ascents.flatMap { $0.controls.withoutTheName.map(\.observation) }
        let completed = ascents.compactMap { $0.seen(HandshakeTLS.self) }.filter { $0.evidence.result == .completed }
        return word(
            controls + completed.map(\.index), else: HandshakeWithOtherName.id, HandshakeWithoutName.id)
    }

    private var smallSegments: Word {
        let handshakes = ascents.compactMap(\.controls.smallSegments).filter { $0.handshake != nil }.map(\.observation)
        let requests = ascents.compactMap { $0.seen(RequestWithSmallSegments.self)?.index }
        return word(
            handshakes + requests, else: HandshakeWithSmallSegments.id, RequestWithSmallSegments.id)
    }

    private var otherServices: Word {
        let others = finding.vantages.flatMap { vantage -> [ChainComparison.Shown] in
            let chains = scene.chains(from: vantage)
            return (chains.known + chains.unknown).filter { shown in
                finding.subject.name == nil || shown.ascent.endpoint.host != finding.subject.name
            }
        }
        return word(others.map(\.handshake.index), else: HandshakeTLS.id)
    }

    // MARK: - Conversations

    private var exchanges: [Int] {
        ascents.compactMap { $0.serviceAnswer?.index } + indices(ConnectMQTT.self) + indices(OpenAMQP.self)
            + indices(UpgradeWebSocket.self) + indices(OpenTunnel.self)
            + ascents.compactMap { $0.seen(HandshakeTLS.self) }.filter { $0.evidence.result == .notTLS }.map(\.index)
    }

    private var exchangesWithCounters: [Int] {
        ascents.flatMap { ascent in
            [
                ascent.seen(RequestHTTPS.self).flatMap { $0.evidence.exchange.tcp == nil ? nil : $0.index },
                ascent.seen(ConnectMQTT.self).flatMap { $0.evidence.exchange.tcp == nil ? nil : $0.index },
                ascent.seen(OpenAMQP.self).flatMap { $0.evidence.exchange.tcp == nil ? nil : $0.index },
            ].compactMap(\.self)
        }
    }

    /// HTTPS answers of the finding's host, by which it is known who answered.
    private var answeredRequests: [Int] {
        ascents.compactMap { $0.sibling(.https).serviceAnswer }.filter { $0.evidence.answer != nil }.map(\.index)
    }

    private var otherTransports: Word {
        let others = finding.vantages.flatMap { scene.ascents(from: $0) }.filter { ascent in
            ascent.endpoint.service == .hub && ascent.endpoint.via == .direct && ascent.ladder.isDecided
        }
        return word(others.compactMap { $0.seen(ConnectEndpoint.self)?.index }, else: ConnectEndpoint.id)
    }

    /// Without a proxy that is known of, there is none to try.
    private var tunnel: Word {
        let tried = finding.vantages.flatMap { scene.ascents(from: $0) }.filter { $0.endpoint.via == .proxy }
        let opened = tried.compactMap { $0.seen(OpenTunnel.self)?.index ?? $0.seen(ConnectEndpoint.self)?.index }
        if opened.isEmpty, scene.assignment.proxy == nil { return files }
        return word(opened + tried.compactMap { $0.proxyLookup?.index }, else: OpenTunnel.id)
    }

    /// Whoever lets a service through is no portal.
    private var portal: Word {
        let proven = finding.vantages.flatMap { scene.ascents(from: $0) }.filter(\.ladder.isProven)
        return word(
            vantageIndices(CheckPortal.self) + proven.compactMap { $0.seen(HandshakeTLS.self)?.index },
            else: CheckPortal.id)
    }
}

extension Ladder {
    /// Proven or failed, and neither unknown nor left out.
    var isDecided: Bool {
        switch state {
        case .proven, .failed: true
        case .unknown, .absent: false
        }
    }
}

extension Contact {
    /// Something came back from beyond this device.
    var cameBack: Bool {
        switch result {
        case .answered, .refused: true
        case .rejected(let icmp): !icmp.offenderIsLocal
        case .unreachable: true
        case .denied, .silent, .undecided, .droppedLocally: false
        }
    }
}
