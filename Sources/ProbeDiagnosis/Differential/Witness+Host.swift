import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What the host met where containers met trouble: the same, or something else.
///
/// That the host was measured tells nothing. A cause of containers alone wants another outcome from the host, and one of the
/// site or of this device as a whole wants the same; the opposite speaks for the look-alike.
extension Witness {
    func hostContrast(against lookAlike: Cause) -> Word {
        let word = hostContrast
        guard case .open = word, lookAlike == .fwdDropped else { return word }
        // Rules that were seen to let everything pass stop nobody, whatever the host meets; nor does forwarding what never
        // comes by it.
        let told = passedHere.isEmpty ? besideForwarding : passedHere
        return told.isEmpty ? word : .told(told)
    }

    /// The containers' own networks, where the engine has no bridge for any of them (macvlan, ipvlan): this device forwards
    /// nothing of theirs.
    private var besideForwarding: [Int] {
        let origins = finding.vantages.map { survey.seen(DescribeVantage.self, from: $0).first }
        let bridgeless = origins.compactMap(\.self).filter {
            $0.evidence.kind == .container && $0.evidence.network == nil
        }
        return bridgeless.count == origins.count ? bridgeless.map(\.index) : []
    }

    private var hostContrast: Word {
        if !stoppedHere.isEmpty { return .told(stoppedHere) }
        let met = finding.cause.layer < .mtu ? hostConnections : hostLadders
        guard !(met.passes + met.fails).isEmpty else {
            // What the host met without a connection of its own, such as a route that is missing for all it knows.
            let own = survey.observations.filter { $0.vantage == .host && spoken.contains($0.index) }.map(\.index)
            return word(
                isSeenFromHost ? own : [], else: finding.cause.layer < .mtu ? ConnectEndpoint.id : HandshakeTLS.id)
        }
        let told = finding.cause.isOfContainersAlone ? met.passes : met.fails
        // One connection of the host's that passes shows a way out; a silence of its own may still have other reasons.
        guard finding.cause.isOfContainersAlone || met.passes.isEmpty || isSeenFromHost else {
            return .open(.contradictory)
        }
        return told.isEmpty ? .open(.contradictory) : .told(told.uniqued)
    }

    /// Rules of this device that end the packets of the finding's containers for sure before they leave it: whatever lies
    /// beyond, and whatever the host meets there, they never met.
    ///
    /// The answer to a packet is another matter: it may be lost on its way as well.
    var stoppedHere: [Int] {
        guard finding.cause.isOfContainersAlone else { return [] }
        let remotes = Set(contacts.map(\.remote))
        return ruleWalks.filter { seen in
            cited.contains(seen.observation)
                && seen.walks.contains { walk in
                    guard case .container = walk.origin, let remote = walk.remote else { return false }
                    return !walk.packet.isAnswer && walk.isStopped
                        && (remotes.isEmpty || remotes.contains(remote))
                }
        }.map(\.observation)
    }

    /// The kernel's own word that this device's rules let out what the finding's containers sent, and let in the answers.
    ///
    /// Rules that are only read say less: what the host gets through, and containers behind its address do not, speaks
    /// against the site.
    private var passedHere: [Int] {
        let remotes = Set(contacts.map(\.remote))
        let walks = survey.walksToServices.filter { _, walk in
            walk.origin != .host && isOfVantage(walk) && walk.remote.map(remotes.contains) ?? false
        }
        let traces = survey.seen(TracePackets.self, from: .host).map(\.index)
        let isWhole =
            [true, false].allSatisfy { isAnswer in walks.contains { $0.walk.packet.isAnswer == isAnswer } }
            && walks.contains { traces.contains($0.observation) }
        return isWhole && walks.allSatisfy { $0.walk.verdict == .passes } ? walks.map(\.observation).uniqued : []
    }

    /// The host's contacts with what the finding is about; where its containers knew no address, all of them.
    var hostContacts: [Contact] {
        let remotes = Set(contacts.map(\.remote))
        return scene.contacts(from: .host).filter { contact in
            contact.result != .undecided && (remotes.isEmpty || remotes.contains(contact.remote))
        }
    }

    private var hostConnections: (passes: [Int], fails: [Int]) {
        // Where something else of the same finding opens, the host's opening tells nothing.
        let failing = Set(contacts.filter { $0.vantage != .host && $0.result != .answered }.map(\.remote))
        let same = hostContacts.filter { isSeenFromHost || failing.isEmpty || failing.contains($0.remote) }
        let passes = same.filter { $0.result == .answered }
        let fails = same.filter { $0.result != .answered }
        return (passes.flatMap(\.observations), fails.flatMap(\.observations))
    }

    /// At the rung where the finding's ladders ended, and by the same endpoint.
    private var hostLadders: (passes: [Int], fails: [Int]) {
        var met: (passes: [Int], fails: [Int]) = ([], [])
        for ascent in ascents {
            guard case .failed(let rung) = ascent.ladder.state, rung >= .tls else { continue }
            let host = scene.ascent(ascent.endpoint, from: .host)
            guard let handshake = host.seen(HandshakeTLS.self) else { continue }
            // A chain that nobody trusts has come in whole nevertheless.
            let passes = host.ladder.isProven || (rung == .tls && handshake.evidence.result == .completed)
            if passes {
                met.passes.append(handshake.index)
            } else if host.ladder.state == .failed(rung) {
                met.fails.append(handshake.index)
            }
        }
        return met
    }

    func hostLookup(against lookAlike: Cause) -> Word {
        let names = Set(lookups.map(\.host))
        let host = scene.lookups(from: .host)
        let same = host.filter { names.contains($0.host) || lookups.isEmpty }
        guard !same.isEmpty else { return word([], else: ResolveName.id) }
        let told: [Lookup]
        switch (finding.cause, lookAlike) {
        case (.dnsContainerSplitView, .dnsHostsFileOnly): told = same.filter(\.isAnswered)
        case (.dnsHostsFileOnly, .dnsContainerSplitView):
            told = same.filter { $0.evidence.source == .hostsFile && !$0.isAnswered }
        case (.dnsHostsFileOnly, _): told = same.filter { !$0.fails }
        // Whatever the host's resolvers say of it: its hosts file does not know the name.
        case (_, .dnsHostsFileOnly): told = same.filter(\.evidence.hostsFile.isEmpty)
        case (.dnsContainerBlocked, _), (.containerResolverStale, _), (.dnsContainerSplitView, _):
            // Of a name in the hosts file it is others that show the host's resolvers at work.
            told = same.contains(where: \.isAnswered) ? same.filter(\.isAnswered) : host.filter(\.isAnswered)
        case (.dnsTimeout, _):
            // Somebody who answers the host later than the container's side waits keeps nobody out.
            let late = scene.containerLookups.filter {
                finding.vantages.contains($0.inside.vantage) && $0.lateAnswer != nil
            }
            told = same.filter(\.fails) + late.map(\.outside)
        case (.dnsFiltered, _):
            // The host asks the same resolver, and another one beside it.
            let neighbours = scene.denials.filter { names.contains($0.lookup.host) }.compactMap(
                \.neighbour?.observation)
            told = same.filter { $0.fails || neighbours.contains($0.observation) }
        default: told = same.filter(\.fails)
        }
        return told.isEmpty ? .open(.contradictory) : .told(told.map(\.observation))
    }
}

extension Cause {
    /// Containers meet it and the host does not.
    fileprivate var isOfContainersAlone: Bool {
        switch self {
        case .fwdDisabled, .fwdDropped, .fwdRPFilter, .natMissingMasquerade, .containerNetworkInternal,
            .containerIPv4Only, .mtuBridgeMismatch:
            true
        default: false
        }
    }
}

extension Contact {
    fileprivate var observations: [Int] { decisive.map(\.observation) }
}

extension Lookup {
    /// Some resolver gave an address.
    fileprivate var isAnswered: Bool {
        evidence.servers.contains { $0.answers.contains { !$0.addresses.isEmpty } }
    }
}
