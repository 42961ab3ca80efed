import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The look-up of one endpoint's name from one vantage: what each resolver said, and what a client makes of it.
final class Lookup: Sendable {
    /// Why a resolver's answer gives no address.
    enum Failure: Hashable {
        case nxdomain
        case nodata
        /// NOERROR without an address, of a server that would not look it up for us.
        case unresolved
        case refused
        /// SERVFAIL, or another code that is no answer.
        case servfail(code: Int)
        case portRefused
        case silent
        case unreachable
    }

    /// What a resolver outside the site answered.
    struct Control: Sendable {
        let index: Int
        let evidence: ControlAnswers
    }

    let vantage: Vantage
    let host: HostName
    let observation: Int
    let evidence: NameEvidence
    let control: Control?
    /// The service's handshake at an address that only the resolver outside gave.
    let controlHandshake: Survey.Seen<ProveControlAddress>?
    /// The service's handshake at an address that a resolver gave beside the hosts file, or beside the first of several.
    let otherHandshake: Survey.Seen<ProveOtherAnswer>?
    /// What an address said from the same place where no resolver can be.
    let nowhere: Survey.Seen<AskNowhere>?
    let overTCP: Survey.Seen<AskOverTCP>?
    /// The host's own library, where it was asked.
    let library: Survey.Seen<AskLibrary>?
    /// What it is worth that the name cannot be used.
    let severity: Finding.Severity

    /// The look-ups of all names that direct endpoints of the vantage have.
    static func all(from vantage: Vantage, in survey: Survey, _ needs: DeviceNeeds) -> [Lookup] {
        let hosts = Set(needs.ladders.endpoints(from: vantage).filter { $0.via == .direct }.map(\.host))
        var known: Set<HostName> = []
        let seen = survey.seen(ResolveName.self, from: vantage).filter { seen in
            hosts.contains(seen.about.host) && known.insert(seen.about.host).inserted
        }
        // The hub first: where all names share a fate, people ask about the hub's.
        let hub = seen.filter { $0.about.host == survey.assignment.hub }
        return (hub + seen.filter { $0.about.host != survey.assignment.hub }).map { Lookup($0, in: survey, needs) }
    }

    private init(_ seen: Survey.Seen<ResolveName>, in survey: Survey, _ needs: DeviceNeeds) {
        let (about, vantage) = (seen.about, seen.vantage)
        self.vantage = vantage
        host = about.host
        observation = seen.index
        evidence = seen.evidence
        control =
            survey.seen(AskControlResolver.self, about: about, from: vantage).map {
                Control(index: $0.index, evidence: $0.evidence)
            }
            ?? survey.seen(AskSecondOpinion.self, about: about, from: vantage).map {
                Control(index: $0.index, evidence: $0.evidence)
            }
        controlHandshake = survey.seen(ProveControlAddress.self, about: about, from: vantage)
        otherHandshake = survey.seen(ProveOtherAnswer.self, about: about, from: vantage)
        nowhere = survey.seen(AskNowhere.self, from: vantage).first
        overTCP = survey.seen(AskOverTCP.self, about: about, from: vantage)
        severity = needs.severity(forFailureOf: about.host, from: vantage)
        library = survey.seen(AskLibrary.self, about: about, from: vantage)
    }

    /// No address came of it, neither from the resolvers nor from the library, which may know others.
    var fails: Bool { evidence.isWithoutAddress && !isKnownToLibraryAlone }

    /// The host's programs find the name, although no resolver of its list has an address for it.
    var isKnownToLibraryAlone: Bool {
        evidence.isWithoutAddress && !(library?.evidence.addresses.isEmpty ?? true)
    }

    /// It finds the name some other way than by its list: a resolver of that denies it, or all were silent for longer than the
    /// library took.
    ///
    /// Where it asked a second time, or found a neighbour only then, its answer may well be the list's own, and late.
    var isFoundPastResolvers: Bool {
        guard isKnownToLibraryAlone else { return false }
        let answers = evidence.servers.flatMap(\.answers)
        if answers.isEmpty || answers.contains(where: { $0.result == .answered }) { return true }
        let patience = evidence.clientPatience ?? Seconds(5)
        let latency = library?.evidence.asked.latency ?? Seconds(0)
        return answers.allSatisfy { $0.result == .silent } && latency.value < patience.value - 0.5
    }

    /// The error that datagrams to the resolvers met on this device itself, where none of any resolver got further.
    ///
    /// Each resolver may meet another one: an address of IPv6 without a route, one of IPv4 a rule.
    var localError: SystemError? {
        let answers = evidence.routed.flatMap(\.answers)
        guard fails, answers.allSatisfy(\.endedHere) else { return nil }
        return answers.lazy.compactMap(\.error).first
    }

    /// The answer that decides: a client stops at the first denial, and goes on after anything else (resolver(5)).
    var decisive: (answer: DNSAnswer, failure: Failure)? { evidence.decisive }

    var controlAnswer: DNSAnswer? {
        let answers = control?.evidence.answers.filter { $0.result == .answered } ?? []
        return answers.first { !$0.addresses.isEmpty } ?? answers.first
    }

    /// The service proved itself at the resolvers' address, while the hosts file leads to another.
    var isProvenBesideFile: Bool {
        evidence.source == .hostsFile && otherHandshake?.evidence.handshake?.isVerified ?? false
    }

    /// Even an address where no resolver can be answers: somebody on the way takes every question over UDP, and the
    /// control resolver's answers are that one's too.
    var interception: DNSAnswer? { nowhere?.evidence.answers.first { $0.result == .answered } }

    /// The observation by which nobody takes every question: an address where no resolver can be is silent, or a router on
    /// the way says that it leads nowhere.
    var isLeftAlone: Int? {
        let isQuiet = nowhere?.evidence.answers.contains { answer in
            answer.result == .silent
                || (answer.result == .unreachable && answer.icmp.map { !$0.offenderIsLocal } ?? false)
        }
        return interception == nil && isQuiet ?? false ? nowhere?.index : nil
    }

    /// The control resolver knows an address that a service can have.
    var controlKnows: Bool { controlAnswer?.addresses.contains { !$0.isNeverAService } ?? false }

    /// The same question over TCP was answered by a resolver that is silent over UDP, in the time that clients wait for it.
    var answerOverTCP: DNSAnswer? { anyOverTCP.flatMap { isTooLate($0) ? nil : $0 } }

    /// It was answered over TCP, and no sooner than clients have given up: over UDP it may have been as late.
    var lateOverTCP: DNSAnswer? { anyOverTCP.flatMap { isTooLate($0) ? $0 : nil } }

    private var anyOverTCP: DNSAnswer? {
        let answers = overTCP?.evidence.answers.filter { $0.result == .answered } ?? []
        return answers.first { !isTooLate($0) } ?? answers.first
    }

    private func isTooLate(_ answer: DNSAnswer) -> Bool {
        evidence.clientPatience.map { answer.latency.value > $0.value } ?? false
    }

    /// One datagram may get lost: silence takes two attempts.
    var isConfirmed: Bool { evidence.isConfirmed }

    /// Every silence lasted as long as a client waits for an answer: longer than that, it counts for nobody.
    var outlastsClients: Bool {
        guard let patience = evidence.clientPatience else { return true }
        return evidence.servers.flatMap(\.answers).allSatisfy {
            $0.result != .silent || $0.network == .tcp || $0.latency.value > patience.value - 0.1
        }
    }

    /// Some resolver gave an answer, whatever it says.
    var hasAnswer: Bool {
        evidence.servers.contains { $0.answers.contains { $0.result == .answered } } || anyOverTCP != nil
    }

    /// Every datagram ended at a neighbour that did not answer ARP; see `Contact.isUnresolvedNeighbour`.
    var meetsDeadNeighbour: Bool {
        endsAtLink && evidence.routed.flatMap(\.answers).allSatisfy { $0.latency.value >= 0.9 }
    }

    /// The alias in a private zone, as `myhub.privatelink.azure-devices.net`.
    var privateLinkAlias: WireText? {
        evidence.servers.flatMap(\.answers).flatMap(\.aliases).first(where: \.isOfPrivateLink).map(\.text)
    }

    var goesThroughPrivateLink: Bool { privateLinkAlias != nil }
}

extension NameEvidence {
    /// The answer that decides, where none has an address.
    var decisive: (answer: DNSAnswer, failure: Lookup.Failure)? {
        let failures = servers.compactMap { server -> (answer: DNSAnswer, failure: Lookup.Failure)? in
            // Without an answer to A nothing is decided: that a hub has no AAAA is as it should be.
            guard let answer = server.answers.first(where: { $0.queryType == .a }),
                let failure = Lookup.Failure(answer)
            else { return nil }
            return (answer, failure)
        }
        let ranks: [(Lookup.Failure) -> Bool] = [
            { $0 == .nxdomain || $0 == .nodata },
            { if case .servfail = $0 { true } else { $0 == .refused || $0 == .unresolved } },
        ]
        // What this device itself kept from one resolver says nothing of another one.
        return ranks.lazy.compactMap { rank in failures.first { rank($0.failure) } }.first
            ?? failures.first { !$0.answer.endedHere } ?? failures.first
    }

    /// The resolvers that this device has a way to; all of them, where it has none to any.
    ///
    /// Of two kinds of addresses in one list the device often has a route for one alone: clients go on to the next at once, and
    /// what became of that one is the story.
    var routed: [Server] {
        let routed = servers.filter { !$0.lacksRoute }
        return routed.isEmpty ? servers : routed
    }

    /// One datagram may get lost: silence takes two attempts.
    var isConfirmed: Bool { servers.flatMap(\.answers).allSatisfy { $0.result != .silent || $0.attempts > 1 } }
}

extension NameEvidence.Server {
    /// The kernel has no way to it, or no address of its kind to begin with.
    fileprivate var lacksRoute: Bool {
        let errors: [SystemError] = ["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"]
        return !answers.isEmpty
            && answers.allSatisfy { answer in
                answer.result == .unreachable && answer.icmp == nil && (answer.error.map(errors.contains) ?? false)
            }
    }
}

extension Lookup.Failure {
    init?(_ answer: DNSAnswer) {
        switch answer.result {
        case .answered:
            switch answer.responseCode {
            case 0:
                guard answer.addresses.isEmpty else { return nil }
                self = answer.isLeftToOthers ? .unresolved : .nodata
            case 3: self = .nxdomain
            case 5: self = .refused
            case let code: self = .servfail(code: code ?? 2)
            }
        case .silent, .malformed: self = .silent
        case .unreachable:
            let isRefused = answer.error == "ECONNREFUSED" || answer.icmp?.meaning == .portUnreachable
            self = isRefused && !answer.isRejectedOnTheWay ? .portRefused : .unreachable
        }
    }
}

extension DNSAnswer {
    /// The question got no further than this device.
    ///
    /// A port that nobody listens on is refused with ICMP that loopback does not always show.
    var endedHere: Bool {
        result == .unreachable && error != nil && error != "ECONNREFUSED" && (icmp?.offenderIsLocal ?? true)
    }

    /// The error's sender is not who was asked: a rule says of a port what a host without a listener says.
    ///
    /// On loopback it is the same host, by another address.
    fileprivate var isRejectedOnTheWay: Bool {
        guard let offender = icmp?.offender else { return false }
        return offender != server.address && !server.address.isThisMachine
    }

    /// The server says that it does not recurse, and names others, or an alias and nothing behind it.
    ///
    /// Without either, a forwarder that leaves the bit out has no address to give.
    var isLeftToOthers: Bool {
        result == .answered && responseCode == 0 && addresses.isEmpty && isRecursionAvailable == false
            && negativeZone == nil && (referredZone != nil || !aliases.isEmpty)
    }
}

extension SocketAddress {
    /// A resolver at the beginning of a sentence; on loopback it is a stub, which only hands on what others say.
    var asResolver: Sentence {
        address.isLoopback ? "this device's own resolver \(self)" : "the site's resolver \(self)"
    }
}

extension IPAddress {
    /// Whoever sends something there means the machine, or the container, that he himself is (ip(7), INADDR_ANY).
    var isThisMachine: Bool { isLoopback || isUnspecified }
}
