import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The registry answers, the data endpoint it sends pulls to does not: manifests arrive, layers never.
struct RegistryDataIsBlocked: Rule {
    static let causes: [Cause] = [.registryDataEndpointBlocked]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { Self.tokenService(of: $0) }
            + scene.ascents.compactMap { dataEndpoint(of: $0, in: scene) }
    }

    private func dataEndpoint(of ascent: Ascent, in scene: Scene) -> Finding? {
        // Where the registry's own name has no address, the resolvers are the cause, of the data endpoint's too.
        guard ascent.ladder.state != .failed(.name),
            let registry = ascent.seen(RequestRegistry.self), registry.evidence.isRegistry,
            let data = ascent.seen(ReachDataEndpoint.self)
        else { return nil }
        if let astray = Self.astray(ascent, data) { return astray }
        guard let failure = data.evidence.failure, !opensAlone(data, in: scene), !isQuestionLost(data, in: scene)
        else { return nil }
        let port = data.evidence.port ?? 443
        if ascent.isOfPrivateRegistry, data.evidence.endsAtUnknownRoot {
            return Self.unknownRoot(of: ascent, data.evidence, in: data, at: port)
        }
        let isKeptHere = data.evidence.isKeptHere
        let denying = ascent.endpoint.via == .direct ? data.evidence.denyingResolver : nil
        let isOfZone = denying != nil && ascent.isPrivatelyResolved(in: scene)
        var finding = ascent.finding(
            .registryDataEndpointBlocked,
            owner: isKeptHere ? .device : isOfZone ? .hubConfiguration : ascent.pathOwner,
            data.evidence.isSettled && !isOneOfSeveralSilences(data, in: scene) ? .certain : .likely,
            """
            \(ascent.endpoint.host) answers, but its data endpoint \(data.evidence.host) cannot be used: \(failure).
            """,
            evidence: [
                registry.shows(control: "the registry answers and redirects a blob to \(data.evidence.host)")
            ] + Self.measured(data, at: port, failure),
            refutedBy: "A TLS handshake with \(data.evidence.host, port: port) completes with a trusted chain.")
        finding.subject = Finding.Subject(
            data.evidence.host, port: port, transport: .https,
            via: ascent.endpoint.via == .proxy ? .proxy : nil)
        finding.subject.resolver = denying
        finding.subject.address = ascent.endpoint.via == .direct ? data.evidence.onlyAddressOfIPv6 : nil
        if isKeptHere { finding.location = .thisDevice }
        finding.parts = data.evidence.unreachedOverIPv4.map { remote in
            Finding.Subject(data.evidence.host, address: remote.address, port: remote.port)
        }
        return finding
    }
}

extension RegistryDataIsBlocked {
    /// Its connection failed as connections of the run did that have nothing to do with it, or the same address and port were
    /// open to another: somebody may count connections.
    private func isOneOfSeveralSilences(_ data: Survey.Seen<ReachDataEndpoint>, in scene: Scene) -> Bool {
        guard data.evidence.handshake == nil, data.evidence.tunnel == nil, let connect = data.evidence.connect,
            connect.connected == nil
        else { return false }
        let remotes = Set(connect.attempts.map(\.remote))
        let addresses = Set(remotes.map(\.address))
        let contacts = scene.contacts(from: data.vantage)
        if contacts.contains(where: { $0.result == .answered && remotes.contains($0.remote) }) { return true }
        let isSilent = connect.attempts.contains(where: \.isSilent)
        return contacts.contains { contact in
            !addresses.contains(contact.remote.address)
                && (contact.isOpenAlone || contact.result == (isSilent ? .silent : .refused))
        }
    }

    /// No resolver answered when asked for its name, and each answered when asked for others: it was the question that got lost.
    private func isQuestionLost(_ data: Survey.Seen<ReachDataEndpoint>, in scene: Scene) -> Bool {
        guard data.evidence.connect == nil, data.evidence.tunnel == nil, let resolution = data.evidence.resolution,
            resolution.decisive?.failure == .silent
        else { return false }
        let heard = Set(
            scene.lookups(from: data.vantage).flatMap(\.evidence.servers).filter { server in
                server.answers.contains { $0.result == .answered }
            }.map(\.server))
        return resolution.routed.allSatisfy { heard.contains($0.server) }
    }

    /// By itself, once everything else was closed, it opened.
    private func opensAlone(_ data: Survey.Seen<ReachDataEndpoint>, in scene: Scene) -> Bool {
        guard data.evidence.handshake == nil, data.evidence.tunnel == nil, let connect = data.evidence.connect,
            connect.connected == nil
        else { return false }
        return connect.attempts.contains { scene.survey.opensAlone($0.remote, from: data.vantage) }
    }

    /// The name leads to an address that no service has; or this device's own file leads it elsewhere than its resolvers do, and
    /// nothing proves itself there.
    private static func astray(_ ascent: Ascent, _ data: Survey.Seen<ReachDataEndpoint>) -> Finding? {
        let host = data.evidence.host
        guard ascent.endpoint.via == .direct, let resolution = data.evidence.resolution,
            let address = resolution.addresses.first
        else { return nil }
        let isOfFile = resolution.source == .hostsFile
        let isImpossible = resolution.addresses.allSatisfy(\.isNeverAService)
        let beside = resolution.otherAnswers.first
        guard isImpossible || (isOfFile && data.evidence.failure != nil && beside != nil) else { return nil }
        let server = resolution.servers.first { $0.answers.contains { $0.addresses.contains(address) } }?.server
        let source: Sentence = isOfFile ? "the hosts file" : server?.asResolver ?? "the site's resolver"
        let why: Sentence =
            isImpossible
            ? "which can be no service's address" : data.evidence.failure ?? "where the service does not answer"
        var finding = ascent.finding(
            .dnsSinkhole, owner: isOfFile ? .device : .siteNetwork, isImpossible ? .certain : .likely,
            """
            \(opening: source) sends \(host), where \(ascent.endpoint.host) sends pulls to, to \(address): \(why).
            """,
            evidence: [
                data.shows("\(source) gives \(resolution.addresses) for \(host)"),
                isOfFile
                    ? beside.map { data.shows(control: "\($0.server) gives \($0.addresses) for \(host)") } : nil,
            ],
            refutedBy: "A TLS handshake for \(host) with \(address) is verified.")
        finding.subject = Finding.Subject(host, address: address, resolver: isOfFile ? nil : server)
        if isOfFile {
            finding.location = Finding.Location(
                kind: .thisDevice, culprit: .file(LocalText("/etc/hosts"), line: nil), text: "in the hosts file")
        }
        return finding
    }

    /// Whoever runs a registry may keep its blobs behind an authority of their own.
    static func unknownRoot<Q: Question>(
        of ascent: Ascent, _ service: ShortLadderEvidence, in seen: Survey.Seen<Q>, at port: UInt16
    ) -> Finding {
        let host = service.host
        var finding = ascent.finding(
            .tlsUnknownCA, owner: .device, .likely,
            """
            The chain of \(host), where \(ascent.endpoint.host) sends pulls to, ends at a root that this device does not know.
            """,
            evidence: [
                seen.shows(
                    "the chain of \(SentenceArgument.service(host, port: port)) ends at a root that nobody knows")
            ],
            refutedBy: "The chain verifies once its root is given with --ca-file.")
        finding.subject = Finding.Subject(
            host, port: port, transport: .https, via: ascent.endpoint.via == .proxy ? .proxy : nil)
        return finding
    }

    /// Where the ladder ended, in numbers.
    private static func measured(
        _ data: Survey.Seen<ReachDataEndpoint>, at port: UInt16, _ failure: Sentence
    ) -> [Finding.Proof] {
        let (evidence, place) = (data.evidence, SentenceArgument.service(data.evidence.host, port: port))
        if let handshake = evidence.handshake {
            return [
                data.shows(handshake.remote.map { "\(place) (\($0)): \(failure)" } ?? "\(place): \(failure)")
            ]
        }
        if evidence.tunnel == nil, let connect = evidence.connect {
            let clauses = connect.attempts.failureClauses
            if !clauses.isEmpty { return clauses.map { data.shows($0) } }
        }
        guard evidence.connect == nil, let answer = evidence.resolution?.decisive?.answer else {
            return [data.shows("\(place): \(failure)")]
        }
        switch answer.result {
        case .answered:
            let code = Denial.name(ofCode: answer.responseCode, isEmpty: answer.addresses.isEmpty)
            return [data.shows("\(answer.server) answers for \(evidence.host) with \(code) after \(answer.latency)")]
        case .silent:
            return [
                data.shows("\(answer.attempts, .datagram) to \(answer.server), no answer within \(answer.latency)"),
                data.shows("\(place): \(failure)"),
            ]
        case .malformed, .unreachable: return [data.shows("\(place): \(failure)")]
        }
    }
}

extension ShortLadderEvidence {
    /// Why the data endpoint cannot be used, as a clause; nothing when it can, or when nobody knows.
    var failure: Sentence? {
        if let handshake {
            switch handshake.result {
            case .superseded: return nil
            case .completed where handshake.isVerified: return nil
            case .completed where handshake.failsOnlyByDates: return nil
            case .completed where handshake.matchesName: return "its chain is not trusted"
            case .completed: return "another service answers there"
            case .alert, .closed, .reset, .silent, .notTLS, .malformed:
                return "the TLS handshake \(handshake.result.clause)"
            }
        }
        if let tunnel { return tunnel.isOpen || tunnel.isInconclusive ? nil : "the proxy opens no tunnel to it" }
        if let connect { return connect.connected == nil ? connect.outcome.clause(connect.telling) : nil }
        guard let resolution, !resolution.isStuck else { return nil }
        if !resolution.addresses.isEmpty {
            return resolution.hasUsableAddress ? nil : "its name leads to where no service can be"
        }
        switch resolution.decisive?.failure {
        case .nxdomain, .nodata, .unresolved, .refused: return "its name has no address"
        case .servfail: return "the resolver fails to look its name up"
        case .silent, .unreachable, .portRefused:
            return resolution.isConfirmed ? "no resolver answers when asked for its name" : nil
        case nil: return nil
        }
    }

    /// It ends at the service itself, or before it for good: a name that is not found is the resolver's matter, one lost
    /// SYN is no silence, and a handshake that is cut once may be a moment's.
    var isSettled: Bool {
        if let handshake {
            return !handshake.result.mayBePassing
                || before.map { $0 == handshake.result } ?? false
        }
        guard tunnel == nil else { return true }
        guard let connect else { return false }
        return connect.outcome != .silent || connect.telling.isConfirmedSilence
    }

    /// This device itself let no packet out.
    var isKeptHere: Bool {
        guard handshake == nil, tunnel == nil, let connect, connect.connected == nil else { return false }
        return connect.outcome.isKeptHere
    }

    /// Where it was tried over IPv4 without a connection, where it was tried over nothing else.
    fileprivate var unreachedOverIPv4: [SocketAddress] {
        guard let connect, connect.connected == nil else { return [] }
        let remotes = connect.attempts.map(\.remote).uniqued
        return remotes.allSatisfy { $0.address.family == .v4 } ? remotes : []
    }
}

extension ShortLadderEvidence {
    /// The resolver that says that the name does not exist, or has no address.
    var denyingResolver: SocketAddress? {
        guard handshake == nil, tunnel == nil, connect == nil, let decisive = resolution?.decisive else { return nil }
        switch decisive.failure {
        case .nxdomain, .nodata: return decisive.answer.server
        case .unresolved, .refused, .servfail, .portRefused, .silent, .unreachable: return nil
        }
    }

    /// One of its addresses, where they are all of IPv6 and nobody was reached at any.
    fileprivate var onlyAddressOfIPv6: IPAddress? {
        guard handshake == nil, tunnel == nil, let connect, connect.connected == nil else { return nil }
        let addresses = connect.attempts.map(\.remote.address)
        return addresses.allSatisfy { $0.family == .v6 } ? addresses.first : nil
    }

    /// The service's own name, under a root that nobody here knows.
    var endsAtUnknownRoot: Bool { handshake.map { $0.endsAtUnknownRoot && $0.matchesName } ?? false }
}

extension Ascent {
    /// The registry itself is found at an address inside the site's networks, as private endpoints are.
    fileprivate func isPrivatelyResolved(in scene: Scene) -> Bool {
        scene.lookups(from: vantage).contains { lookup in
            lookup.host == endpoint.host
                && (lookup.goesThroughPrivateLink || lookup.evidence.addresses.contains(where: \.isPrivate))
        }
    }

    /// Neither Microsoft's nor Azure's nor Docker's: its storage has whatever authority its operator chose.
    var isOfPrivateRegistry: Bool {
        let host = endpoint.host
        return !host.isPublicRegistry && !endpoint.isAzureRegistry && host.description != Registry.dockerHub
    }
}

extension ConnectEvidence {
    /// What all attempts to reach the host amount to.
    fileprivate var outcome: Contact.Result { Contact.result(of: telling) }
}

extension TunnelEvidence {
    /// The run ended before the proxy answered.
    var isInconclusive: Bool { exchange.result == .superseded }
}
