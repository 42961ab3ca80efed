package import ProbeCore
import ProbeEvidence

/// How far the one connection of an endpoint climbed from a vantage, and whether the service itself answered at its top.
package struct Ladder: Hashable, Sendable {
    package enum Rung: Int, Comparable, Sendable {
        case name, tcp, tunnel, tls, conversation

        package static func < (left: Rung, right: Rung) -> Bool { left.rawValue < right.rawValue }
    }

    package enum State: Hashable, Sendable {
        /// The service answered, over verified TLS, and the device can find it with its own resolvers.
        case proven
        case failed(Rung)
        /// The run ended first, the tool was in trouble, or two attempts disagree.
        case unknown
        /// Not part of the run.
        case absent
    }

    package let endpoint: Endpoint
    package let vantage: Vantage
    package let state: State
    /// What the hub proved itself with; services other than the hub have marks of their own.
    package let proof: Proof?
    /// The service answered at an address that the device cannot find by itself: nothing but the name is in the way.
    let lacksNameOnly: Bool

    init(_ endpoint: Endpoint, from vantage: Vantage, in survey: Survey, beside openings: Openings) {
        let climb = Climb(endpoint: endpoint, vantage: vantage, survey: survey, openings: openings)
        self.endpoint = endpoint
        self.vantage = vantage
        self.state = climb.state
        self.proof = climb.proof
        lacksNameOnly = climb.lacksNameOnly
    }

    package var isProven: Bool { state == .proven }
}

extension Survey {
    package func outcome(of probe: ProbeID, about subject: some Subject, from vantage: Vantage)
        -> Outcome<any Codable & Hashable & Sendable>?
    {
        observations(of: probe, about: subject, from: vantage).first?.outcome
    }

    /// The run asked what programs make of a name, and not its resolvers alone; older ones and the demonstration do not.
    var asksForPrograms: Bool {
        [AskLibrary.id, AskSearchList.id].contains(where: includes)
    }

    /// A question of the run was answered, or nothing called for it.
    func isSettled(_ probe: ProbeID, about subject: some Subject, from vantage: Vantage) -> Bool {
        switch outcome(of: probe, about: subject, from: vantage) {
        case .seen: true
        case .skipped(let reason): reason.code == .notNeeded || reason.code == .excluded
        case .failed, nil: false
        }
    }

    /// The site's own resolvers, and the hosts file, gave no address for a name; not while none was asked to the end.
    package func lacksAddress(for host: HostName, from vantage: Vantage) -> Bool {
        guard let name = seen(ResolveName.self, about: Name(host), from: vantage)?.evidence else { return false }
        return name.isWithoutAddress && !isKnownToLibrary(host, from: vantage)
    }
}

/// Reads the rungs of one ladder from the bottom up.
private struct Climb {
    let endpoint: Endpoint
    let vantage: Vantage
    let survey: Survey
    let openings: Openings

    var state: Ladder.State {
        switch survey.outcome(of: ConnectEndpoint.id, about: endpoint, from: vantage) {
        case nil: return .absent
        case .skipped(let reason) where reason.code == .excluded || reason.code == .notNeeded: return .absent
        case .skipped(let reason) where reason.code == .prerequisite: return isNameless ? .failed(.name) : .unknown
        case .skipped, .failed: return .unknown
        case .seen: break
        }
        let state = tcp ?? tunnel ?? tls ?? conversation
        return state == .proven && !isFoundByPrograms ? .unknown : state
    }

    var lacksNameOnly: Bool {
        guard state == .failed(.name), seen(ConnectEndpoint.self)?.connected != nil else { return false }
        return (tunnel ?? tls ?? conversation) == .proven
    }

    var proof: Proof? {
        switch endpoint.transport {
        case .https: seen(RequestHTTPS.self)?.proof
        case .mqtt, .mqttOverWebSocket: seen(ConnectMQTT.self)?.proof ?? seen(RepeatMQTT.self)?.conversation?.proof
        case .amqp, .amqpOverWebSocket: seen(OpenAMQP.self)?.proof ?? seen(NegotiateSASL.self)?.conversation?.proof
        }
    }

    // MARK: - Rungs: each gives a state where the ladder ends there, and nothing where it goes on

    private var tcp: Ladder.State? {
        guard let connect = seen(ConnectEndpoint.self) else { return .unknown }
        if let remote = connect.connected { return name(of: remote.address, connect) }
        let attempts = connect.attempts.filter { $0.result != .superseded }
        guard !attempts.isEmpty else { return isNameless ? .failed(.name) : .unknown }
        if attempts.allSatisfy(\.isSilent), !attempts.isConclusiveSilence { return .unknown }
        return isAnsweredElsewhere(attempts) ? .unknown : .failed(.tcp)
    }

    /// An address from the control resolver, or from a resolver that was quicker than the one that decides, is no use to a
    /// device: what the site's own said in the end counts.
    private func name(of address: IPAddress, _ connect: ConnectEvidence) -> Ladder.State? {
        guard !connect.wasRedirected, let dialled else { return connect.usedControlResolver ? .failed(.name) : nil }
        guard let name = survey.seen(ResolveName.self, about: Name(dialled), from: vantage)?.evidence else {
            return connect.usedControlResolver ? .failed(.name) : .unknown
        }
        guard name.source != .given else { return connect.usedControlResolver ? .failed(.name) : nil }
        // Nor is one that its programs do not find.
        if endpoint.via == .direct, isLost(endpoint.host) { return .failed(.name) }
        if name.addresses.contains(address) { return nil }
        guard name.addresses.isEmpty else { return .unknown }
        let library = survey.seen(AskLibrary.self, about: Name(endpoint.host), from: vantage)?.evidence
        return library?.addresses.contains(address) ?? false ? nil : .failed(.name)
    }

    /// Nothing is left open about what the vantage's programs make of the name.
    private var isFoundByPrograms: Bool {
        guard let dialled, survey.asksForPrograms else { return true }
        let name = Name(dialled)
        let isLibraryClear = vantage != .host || survey.isSettled(AskLibrary.id, about: name, from: vantage)
        guard vantage != .host || !(survey.isFoundElsewhere(dialled, from: vantage) || survey.leavesTurnsOpen(dialled))
        else { return false }
        return isLibraryClear && survey.isSettled(AskSearchList.id, about: name, from: vantage)
    }

    /// Programs of the vantage find another address for the name than its resolvers have, or none.
    private func isLost(_ host: HostName) -> Bool {
        survey.astray(host, from: vantage) != nil || survey.libraryDenial(of: host, from: vantage) != nil
            || (vantage == .host && survey.extensionLoss(of: host, from: vantage).map { $0.rescue == nil } ?? false)
    }

    /// The name to connect to, the service's or the proxy's.
    private var dialled: HostName? { endpoint.via == .direct ? endpoint.host : survey.assignment.proxyName }

    /// The name to connect to has no address.
    private var isNameless: Bool { dialled.map { survey.lacksAddress(for: $0, from: vantage) } ?? false }

    /// Another connection to the same address and port opened: what comes and goes is no verdict.
    private func isAnsweredElsewhere(_ attempts: [ConnectAttempt]) -> Bool {
        attempts.contains { openings.haveOther(than: endpoint, at: $0.remote, from: vantage) }
    }

    private var tunnel: Ladder.State? {
        guard endpoint.via == .proxy else { return nil }
        guard let tunnel = seen(OpenTunnel.self) else { return .unknown }
        if tunnel.isOpen { return nil }
        return tunnel.exchange.result == .superseded ? .unknown : .failed(.tunnel)
    }

    private var tls: Ladder.State? {
        guard let handshake = seen(HandshakeTLS.self) else { return .unknown }
        if handshake.isVerified { return nil }
        if handshake.result == .superseded { return .unknown }
        // The engine goes on with that registry, and what it meets then was not looked at.
        if survey.isTakenWithoutTLS(endpoint) { return .unknown }
        let isVerifiedOnRepeat = seen(RepeatHandshake.self)?.handshake?.isVerified ?? false
        return isVerifiedOnRepeat ? .unknown : .failed(.tls)
    }

    private var conversation: Ladder.State {
        let marks: (isProven: Bool, exchange: Exchange?) =
            switch endpoint.transport {
            case .https:
                survey.serviceAnswer(at: endpoint, from: vantage)
                    .map { ($0.evidence.provesService, $0.evidence.exchange) } ?? (false, nil)
            case .mqtt: (seen(ConnectMQTT.self)?.proof != nil, seen(ConnectMQTT.self)?.exchange)
            case .amqp: (isPlainAMQPProven, seen(OpenAMQP.self)?.exchange)
            case .mqttOverWebSocket:
                (seen(ConnectMQTT.self)?.proof != nil, inner(seen(ConnectMQTT.self)?.exchange))
            case .amqpOverWebSocket: (isPlainAMQPProven, inner(seen(OpenAMQP.self)?.exchange))
            }
        if marks.isProven { return .proven }
        guard !survey.isInTroubleOfItsOwn(endpoint, from: vantage) else { return .unknown }
        // What is answered at the second time alone comes and goes.
        guard seen(RepeatMQTT.self)?.conversation?.proof == nil else { return .unknown }
        guard let exchange = marks.exchange, exchange.result != .superseded else { return .unknown }
        return .failed(.conversation)
    }

    /// The plain header, which the modules send, is answered, and the hub is proven by its OPEN or by its mechanisms.
    ///
    /// Behind SASL alone the hub is proven, and yet no module gets there.
    private var isPlainAMQPProven: Bool {
        guard let open = seen(OpenAMQP.self) else { return false }
        return open.proof != nil || (proof != nil && open.containerID != nil)
    }

    /// The exchange that decides on a WebSocket: the upgrade's own unless it succeeded.
    private func inner(_ exchange: Exchange?) -> Exchange? {
        guard let upgrade = seen(UpgradeWebSocket.self) else { return exchange }
        return upgrade.isUpgraded ? exchange : upgrade.exchange
    }

    private func seen<P: Question>(_ probe: P.Type) -> P.Evidence? where P.About == Endpoint {
        survey.seen(P.self, about: endpoint, from: vantage)?.evidence
    }
}

extension Assignment {
    /// The name of the proxy, where it is configured by one and not by an address.
    var proxyName: HostName? { proxy?.host.name }
}

extension NameEvidence {
    /// Asked for an IPv4 address, or nobody to ask, and no address came of it.
    var isWithoutAddress: Bool {
        source != .given && addresses.isEmpty
            && (servers.contains { $0.answers.contains { $0.queryType == .a } } || configurationProblem != nil
                || !hostsFile.isEmpty)
    }
}
