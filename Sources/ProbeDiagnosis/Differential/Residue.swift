import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What is out of the ordinary in a survey and no finding accounts for: the window in a closed list of causes.
struct Residue {
    /// One observation of it.
    struct Trace {
        let observation: Int
        let vantage: Vantage
        let subject: Finding.Subject
        let shows: Sentence
    }

    let traces: [Trace]
    init(beside findings: [Finding], in scene: Scene) {
        let all = scene.ascents.compactMap(Self.trace) + scene.lookups.filter(\.fails).map(Self.trace)
        let accounts = Accounts(of: findings)
        // Those are nobody's to account for: no finding knows of them.
        traces =
            all.filter { !accounts.cover($0) } + scene.ascents.compactMap(Self.untried)
    }

    /// What a finding may have something to do with: the same vantage, and no other host than its own.
    func bearing(on finding: Finding) -> [Trace] {
        guard !finding.cause.staysOnDevice else { return [] }
        let vantages = Set(finding.vantages)
        return traces.filter { trace in
            vantages.contains(trace.vantage)
                && (finding.subject.host == nil || finding.subject.host == trace.subject.host)
        }
    }

    /// Where a ladder ended.
    private static func trace(_ ascent: Ascent) -> Trace? {
        guard case .failed(let rung) = ascent.ladder.state else { return nil }
        let observation =
            switch rung {
            case .name: ascent.proxyLookup?.index ?? ascent.seen(ConnectEndpoint.self)?.index
            case .tcp: ascent.seen(ConnectEndpoint.self)?.index
            case .tunnel: ascent.seen(OpenTunnel.self)?.index
            case .tls: ascent.seen(HandshakeTLS.self)?.index
            case .conversation: ascent.conversation ?? ascent.seen(HandshakeTLS.self)?.index
            }
        guard let observation else { return nil }
        let (transport, place) = (ascent.endpoint.transport, ascent.place)
        let shows: Sentence =
            switch rung {
            case .name: "the name behind \(place) has no address"
            case .tcp: "no connection to \(place) opens for \(transport)"
            case .tunnel: "the proxy opens no tunnel to \(place) for \(transport)"
            case .tls: "TLS with \(place) does not complete for \(transport)"
            case .conversation: "\(transport) with \(place) is not answered by the service"
            }
        return Trace(
            observation: observation, vantage: ascent.vantage, subject: Finding.Subject(ascent.endpoint), shows: shows)
    }

    /// A name with more addresses than were tried, none of which let a connection open.
    private static func untried(_ ascent: Ascent) -> Trace? {
        guard let seen = ascent.seen(ConnectEndpoint.self), seen.evidence.connected == nil,
            let leftOut = seen.evidence.leftOut?.first(where: { $0.list == .addresses })
        else { return nil }
        return Trace(
            observation: seen.index, vantage: ascent.vantage, subject: Finding.Subject(ascent.endpoint),
            shows: "\(leftOut.count) addresses more of \(ascent.endpoint.host) were not tried")
    }

    private static func trace(_ lookup: Lookup) -> Trace {
        Trace(
            observation: lookup.observation, vantage: lookup.vantage, subject: Finding.Subject(lookup.host),
            shows: "no resolver gives an address for \(lookup.host)")
    }
}

/// What findings account for, arranged so that each trace is looked up and not searched for.
///
/// A finding accounts for what it refers to itself; and, where it stops connections, for whatever lies within its scope.
/// What stops nothing, such as a missing engine, explains no failure, however much it is about.
private struct Accounts {
    private var vantages: [Set<Vantage>] = []
    /// Which findings refer to an observation.
    private var citing: [Int: [Int]] = [:]
    private var scopes: [Site: [Scope]] = [:]

    /// Where a scope may cover something: at its host, or at any where it names none.
    private struct Site: Hashable {
        let vantage: Vantage
        let host: Host?
    }

    init(of findings: [Finding]) {
        for (index, finding) in findings.enumerated() {
            vantages.append(Set(finding.vantages))
            for proof in finding.evidence { citing[proof.observation, default: []].append(index) }
            guard finding.cause.stopsConnections else { continue }
            let scope = Scope(of: finding)
            for vantage in finding.vantages {
                scopes[Site(vantage: vantage, host: finding.subject.host), default: []].append(scope)
            }
        }
    }

    func cover(_ trace: Residue.Trace) -> Bool {
        let finding = trace.asFinding
        return citing[trace.observation, default: []].contains { vantages[$0].contains(trace.vantage) }
            || [trace.subject.host, nil].contains { host in
                scopes[Site(vantage: trace.vantage, host: host), default: []].contains {
                    $0.coversSubject(of: finding)
                }
            }
    }
}

extension Residue.Trace {
    /// As something that a scope may cover.
    fileprivate var asFinding: Finding {
        Finding(
            .tcpLossy, .info, from: [vantage], about: subject, owner: .device, confidence: .possible, summary: "",
            evidence: [], refutedBy: "")
    }
}

extension Ascent {
    /// The observation of the conversation at the ladder's top.
    fileprivate var conversation: Int? {
        serviceAnswer?.index ?? seen(ConnectMQTT.self)?.index ?? seen(OpenAMQP.self)?.index
            ?? seen(UpgradeWebSocket.self)?.index
    }
}
