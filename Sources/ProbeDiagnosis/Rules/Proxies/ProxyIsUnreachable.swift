import ProbeCore
import ProbeEvidence
import ProbeFindings

/// No connection to the proxy itself opens, or it takes one and never answers a CONNECT.
struct ProxyIsUnreachable: Rule {
    static let causes: [Cause] = [.proxyUnreachable]
    static let explains: [Cause] = Cause.allCases.filter { [.name, .tcp].contains($0.layer) }

    func findings(in scene: Scene) -> [Finding] {
        let proxied = scene.ascents.filter { $0.endpoint.via == .proxy }
        return Set(proxied.map(\.vantage)).sorted { $0.description < $1.description }.compactMap {
            vantage -> Finding? in
            let ladders = proxied.filter { $0.vantage == vantage }
            let failures = ladders.compactMap(Failure.init)
            // One ladder that got to the proxy shows that it is there.
            guard failures.count == ladders.count, let first = failures.first,
                let severity = ladders.map(\.severity).max()
            else { return nil }
            if let own = ownSetting(ladders, failures, from: vantage, severity, in: scene)
                ?? staleEntry(failures, ladders, from: vantage, severity, in: scene)
            {
                return own
            }
            let proxy: Sentence = if let address = scene.assignment.proxy { "\(address)" } else { "the proxy" }
            var finding = Finding(
                .proxyUnreachable, severity, from: [vantage],
                about: Finding.Subject(
                    host: scene.assignment.proxy?.host, address: first.remote?.address, port: first.remote?.port,
                    via: .proxy),
                owner: first.isLocal ? .device : first.isTheRouters ? .siteNetwork : .proxy,
                confidence: isCertain(first, of: failures, from: vantage, in: scene) ? .certain : .likely,
                summary: "The proxy \(proxy) cannot be reached: \(first.reason).",
                location: first.location,
                evidence: failures.map {
                    Finding.Proof(
                        $0.observation, "on the way to \($0.endpoint.host, port: $0.endpoint.port): \($0.reason)")
                },
                refutedBy: "\(proxy) accepts a TCP connection and answers a CONNECT.")
            if scene.assignment.looksUpNothing { finding.explains = Cause.allCases.filter(\.isOfNames) }
            return finding
        } + toCome(in: scene)
    }

    /// Where nothing at all came back from anywhere, the whole site may be cut off, and the proxy with it.
    private func isCertain(
        _ first: Failure, of failures: [Failure], from vantage: Vantage, in scene: Scene
    ) -> Bool {
        switch first.end {
        case .said: return true
        case .nameless: return first.isAnswered
        case .taken: return failures.count > 1
        case .silent:
            let isAnybodyHeard =
                scene.contacts(from: vantage).contains(where: \.cameBack)
                || scene.lookups(from: vantage).contains(where: \.hasAnswer)
            let wayOut = WayOut(scene: scene)
            return failures.count > 1 && isAnybodyHeard
                && scene.unplanned(from: vantage).contains { $0.proxy != nil && wayOut.leads(to: $0) }
        }
    }

    /// The connections that meet it are recorded under the services' names, the way being the proxy.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        guard Set(finding.vantages).isSuperset(of: symptom.vantages) else { return false }
        // Nobody here looks a name up.
        if finding.explains.contains(symptom.cause) { return true }
        return symptom.subject.via == .proxy
            || (symptom.subject.host != nil && symptom.subject.host == finding.subject.host)
    }
}

extension ProxyIsUnreachable {
    /// How one ladder through the proxy ended before the proxy said anything.
    struct Failure {
        let endpoint: Endpoint
        let observation: Int
        let reason: Sentence
        let remote: SocketAddress?
        let end: End
        /// Some resolver answered when it was asked for the proxy's name.
        var isAnswered = false
        /// This device itself stopped the connection.
        var isLocal = false
        /// A router on the way forbids it, or has no way there: the proxy never heard of it.
        var isTheRouters = false
        var location = Finding.Location.unknown

        enum End {
            /// The proxy's name has no address.
            case nameless
            case silent
            /// An error, or a reset.
            case said
            /// A connection opens, and nobody answers on it.
            case taken
        }

        init?(_ ascent: Ascent) {
            endpoint = ascent.endpoint
            switch ascent.ladder.state {
            case .failed(.name):
                guard let name = ascent.proxyLookup else { return nil }
                observation = name.index
                reason = "its name has no address here"
                remote = nil
                end = .nameless
                isAnswered = name.evidence.servers.flatMap(\.answers).contains { $0.result == .answered }
                return
            case .failed(.tcp): break
            case .failed(.tunnel):
                guard let tunnel = ascent.seen(OpenTunnel.self), tunnel.evidence.exchange.result == .silent else {
                    return nil
                }
                observation = tunnel.index
                reason = "it accepts connections and does not answer"
                remote = tunnel.evidence.proxy
                end = .taken
                return
            case .failed, .proven, .unknown, .absent: return nil
            }
            guard let connect = ascent.seen(ConnectEndpoint.self),
                let last = connect.evidence.attempts.last(where: { $0.result != .superseded })
            else { return nil }
            observation = connect.index
            remote = last.remote
            end = last.isSilent && !last.isDroppedLocally ? .silent : .said
            reason = last.reason
            isLocal = last.isSynchronous || last.isDroppedLocally || (last.icmp?.offenderIsLocal ?? false)
            if isLocal {
                location = .thisDevice
            } else if let offender = last.icmp?.offender, offender != last.remote.address {
                location = Finding.Location(kind: .hop, address: offender, text: "at \(offender)")
                // Of a host that the last router does not find nothing more is known than that it is not there.
                isTheRouters = last.icmp?.meaning != .hostUnreachable
            }
        }
    }
}

extension Assignment {
    /// The device is set to use a proxy at an address: it is the proxy that looks names up.
    fileprivate var looksUpNothing: Bool {
        guard isProxyInUse, case .address? = proxy?.host else { return false }
        return true
    }
}

extension ConnectAttempt {
    /// Why no connection opened, as a clause about the other end.
    var reason: Sentence {
        guard !isDroppedLocally else { return "this device itself drops the packets" }
        guard !isSilent else { return "its port is silent" }
        switch (icmp?.meaning, error) {
        case (.administrativelyProhibited, _): return "a box on the way forbids it"
        case (.hostUnreachable, _): return "the last router does not find its host"
        case (.netUnreachable, _): return "a router has no way to its network"
        case (_, "ECONNREFUSED"): return "its port refuses connections"
        case (_, "ENETUNREACH"): return "this device has no route to it"
        case (_, let error?) where isSynchronous: return "this device itself forbids the connection (\(error))"
        case (_, let error?): return "the connection fails (\(error))"
        case (_, nil): return "the connection fails (unknown error)"
        }
    }
}
