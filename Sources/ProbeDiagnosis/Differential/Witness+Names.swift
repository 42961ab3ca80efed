import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What look-ups say.
extension Witness {
    var answers: Word {
        let asked = lookups.filter { !$0.evidence.servers.isEmpty || $0.evidence.source != nil || $0.fails }
        return word(asked.map(\.observation) + answersBeside, else: ResolveName.id)
    }

    /// The look-ups of a name that a registry gave, and of the proxy's.
    private var answersBeside: [Int] {
        let data = finding.vantages.flatMap { survey.seen(ReachDataEndpoint.self, from: $0) }.filter {
            $0.evidence.host == finding.subject.name
        }
        let proxies = finding.vantages.compactMap { vantage in
            finding.subject.name.flatMap { name in
                finding.subject.via == .proxy
                    ? survey.seen(ResolveName.self, about: Name(name), from: vantage)?.index : nil
            }
        }
        return data.map(\.index) + proxies
    }

    /// Who answered what the resolvers were asked; where nobody took answers from anywhere, that none came from them.
    ///
    /// That none was heard says nothing: a firewall of this device that knows connections lets in what belongs to one alone.
    var anySource: Word {
        let hosts = Set(lookups.map(\.host))
        let asked = finding.vantages.flatMap { survey.seen(AskFromAnySource.self, from: $0) }
            .filter { hosts.contains($0.about.host) }
        guard !asked.isEmpty else { return answers }
        let beyond = errorsFromBeyond
        return word(ifAny: beyond + asked.filter { !$0.evidence.answers.isEmpty }.map(\.index))
    }

    /// A verified handshake says as much of an address as a second resolver does, and an address that
    /// nobody can have needs neither.
    func controlResolver(against lookAlike: Cause) -> Word {
        let names = Set(lookups.map(\.host))
        let denials = scene.denials.filter {
            finding.vantages.contains($0.lookup.vantage) && names.contains($0.lookup.host)
        }
        switch (finding.cause, lookAlike) {
        // A resolver outside may have an address for what does not exist; only the service itself shows that there is one.
        case (.dnsFiltered, .dnsNxdomain), (.dnsFiltered, .dnsNodata):
            let doubted = denials.filter { !$0.isOfSomething }
            if !doubted.isEmpty { return .open(doubted.contains { $0.stranger != nil } ? .contradictory : .noEvidence) }
        // Who answers in both resolvers' place agrees with himself, and seldom shows the zone's own record.
        case (.dnsNxdomain, .dnsFiltered), (.dnsNodata, .dnsFiltered):
            let doubted = denials.filter { $0.controlAgrees && ($0.agreedZone == nil || $0.lookup.host.isOfEverybody) }
            if !doubted.isEmpty { return .open(.noEvidence) }
        default: break
        }
        return controlResolver
    }

    private var controlResolver: Word {
        if finding.cause == .dnsInjected { return secondAnswer }
        let names = Set(lookups.map(\.host) + contacts.map(\.host))
        let asked = finding.vantages.flatMap { scene.lookups(from: $0) }.filter { names.contains($0.host) }
        let intercepted = asked.contains { $0.interception != nil }
        let controls = asked.filter { $0.controlAnswer != nil && $0.interception == nil }
            .compactMap { $0.control?.index }
        // Of a name that was denied, it says that somebody else gave one.
        let denied = Set(asked.filter(\.fails).map(\.host))
        let redeemed = survey.seen(HandshakeTLS.self).filter { handshake in
            let host = handshake.about.host
            return names.contains(host) && !denied.contains(host) && handshake.evidence.isVerified
        }
        let impossible = asked.filter { lookup in
            !lookup.evidence.addresses.isEmpty && lookup.evidence.addresses.allSatisfy(\.isNeverAService)
        }
        // So does whoever this device's own resolver asks.
        let beyond = Set(asked.map(\.host)).flatMap { host in
            [survey.seen(AskUpstreams.self, about: Name(host), from: .host)].compactMap { seen in
                seen.flatMap { $0.evidence.answers.contains { !$0.addresses.isEmpty } ? $0.index : nil }
            }
        }
        // What the run was told to connect to, nobody was asked for.
        let given = asked.filter { $0.evidence.source == .given }
        // And the site's resolvers, of what the hosts file says.
        let besideFile = asked.filter(\.isProvenBesideFile).compactMap { $0.otherHandshake?.index }
        // And who is asked beside the resolver that denies the name, where the service is at his address.
        let neighbours = scene.denials.filter { asked.map(\.observation).contains($0.lookup.observation) }
            .compactMap(\.neighbour?.handshake)
        let own = (finding.owner == .device ? beyond : []) + besideFile + neighbours
        if intercepted, controls.isEmpty, redeemed.isEmpty, impossible.isEmpty, given.isEmpty, own.isEmpty {
            return .open(.contradictory)
        }
        return word(
            controls + redeemed.map(\.index) + (impossible + given).map(\.observation) + own,
            else: AskControlResolver.id,
            AskSecondOpinion.id)
    }

    /// The second answer to the same question is the resolver's own, and as good as another resolver's, where somebody is seen
    /// to answer on the way; else a resolver whose answers change gave both.
    private var secondAnswer: Word {
        let heard = lookups.compactMap { Contradiction(to: $0, in: survey) }
        let answers = heard.compactMap { heard in heard.everybodyAnswers.map { [heard.observation.index, $0.index] } }
        guard !answers.isEmpty else { return word([], else: AskNowhere.id) }
        return heard.contains(where: \.canBothBeRight) ? .open(.contradictory) : .told(answers.flatMap(\.self))
    }

    /// Whether an address is the service's: told where it proved itself there or elsewhere, where a resolver outside gives
    /// the same one, and where there was nothing to ask for.
    ///
    /// A resolver outside that gives another address speaks for `dns.sinkhole` and against whatever else it looks like.
    var redemption: Word {
        if finding.cause == .dnsInjected { return redemptionOfInjected }
        let names = Set(lookups.map(\.host) + contacts.map(\.host))
        let asked = finding.vantages.flatMap { scene.lookups(from: $0) }.filter { lookup in
            let addresses = lookup.evidence.addresses
            return names.contains(lookup.host) && !addresses.isEmpty
                && finding.subject.address.map(addresses.contains) ?? true
        }
        guard !asked.isEmpty else { return word([], else: ResolveName.id) }
        // One address for every name would be a lie; names that have each its own are looked up as they should be.
        let addresses = Set(asked.compactMap(\.evidence.addresses.first))
        if finding.subject.host == nil, finding.subject.address == nil, addresses.count > 1 {
            return .told(asked.map(\.observation))
        }
        var told: [Int] = []
        for lookup in asked {
            switch redemption(of: Credence(of: lookup, in: survey)) {
            case .told(let observations): told += observations
            case .open(let reason): return .open(reason)
            }
        }
        return .told(told)
    }

    /// An answer without an address, or with a private one, is no service's that fails for another reason.
    private var redemptionOfInjected: Word {
        let heard = lookups.compactMap { Contradiction(to: $0, in: survey) }
        guard heard.contains(where: \.canBothBeRight) else {
            return word(heard.map(\.observation.index), else: ListenForAnswers.id)
        }
        let proofs = lookups.flatMap { lookup -> [Int] in
            guard Credence(of: lookup, in: survey).isProvenElsewhere else { return [] }
            return [lookup.control?.index, lookup.controlHandshake?.index].compactMap(\.self)
        }
        return word(proofs, else: ProveControlAddress.id, AskSecondOpinion.id)
    }

    private func redemption(of credence: Credence) -> Word {
        let lookup = credence.lookup
        let isLie = finding.cause == .dnsSinkhole
        if credence.isRedeemed { return .told(credence.redeeming) }
        // An alias of a private endpoint explains another answer elsewhere.
        if credence.isImpossible || lookup.evidence.source == .given || lookup.goesThroughPrivateLink {
            return .told([lookup.observation])
        }
        let control = lookup.control.map { [$0.index] } ?? []
        switch credence.opinion {
        case .none: return word([], else: AskSecondOpinion.id, AskControlResolver.id)
        case .denies: return isLie ? .told(control) : .open(.contradictory)
        // No resolver outside gives a private address, unless somebody answers in its place.
        case .agrees where credence.isBlockPage: return isLie ? .told([lookup.observation]) : .open(.contradictory)
        case .agrees:
            guard !credence.isPrivate, lookup.interception == nil else { return .open(.contradictory) }
            // Where nothing of the service was met, its own chain of aliases is what a rewritten answer lacks.
            if finding.cause == .tcpDroppedIP || finding.cause == .tcpRefused, lookup.host.hub != nil,
                !credence.isLedByAzure
            {
                return .open(.noEvidence)
            }
            // Only where nobody takes every question, it is another's word.
            return lookup.isLeftAlone.map { .told(control + [$0]) } ?? word([], else: AskNowhere.id)
        case .contradicts:
            guard isLie else { return .open(.contradictory) }
            let handshakes = [lookup.controlHandshake?.index, lookup.otherHandshake?.index].compactMap(\.self)
            return credence.isProvenElsewhere ? .told(control + handshakes) : .open(.noEvidence)
        }
    }

    var overTCP: Word {
        let overTCP = lookups.compactMap(\.overTCP).filter { !$0.evidence.answers.isEmpty }
        let answered = lookups.filter { $0.hasAnswer && $0.overTCP == nil }
        return word(overTCP.map(\.index) + answered.map(\.observation), else: AskOverTCP.id)
    }

    /// A query that was refused, or answered, was not lost for its extensions.
    var plainQuery: Word {
        let told = lookups.filter { lookup in
            lookup.evidence.servers.contains { server in
                server.answers.contains { $0.result == .unreachable || ($0.result == .answered && $0.network == .udp) }
            }
        }
        return told.isEmpty ? .open(.notMeasured) : .told(told.map(\.observation))
    }
}
