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
            if let own = ownSetting(ladders, failures, from: vantage, severity, in: scene) { return own }
            let proxy: Sentence = if let address = scene.assignment.proxy { "\(address)" } else { "the proxy" }
            var finding = Finding(
                .proxyUnreachable, severity, from: [vantage],
                about: Finding.Subject(
                    host: scene.assignment.proxy?.host, address: first.remote?.address, port: first.remote?.port,
                    via: .proxy),
                owner: first.isLocal ? .device : .proxy,
                confidence: first.isSilent && failures.count < 2 ? .likely : .certain,
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
        let isSilent: Bool
        /// This device itself stopped the connection.
        var isLocal = false
        var location = Finding.Location.unknown

        init?(_ ascent: Ascent) {
            endpoint = ascent.endpoint
            switch ascent.ladder.state {
            case .failed(.name):
                guard let name = ascent.proxyLookup else { return nil }
                observation = name.index
                reason = "its name has no address here"
                remote = nil
                isSilent = false
                return
            case .failed(.tcp): break
            case .failed(.tunnel):
                guard let tunnel = ascent.seen(OpenTunnel.self), tunnel.evidence.exchange.result == .silent else {
                    return nil
                }
                observation = tunnel.index
                reason = "it accepts connections and does not answer"
                remote = tunnel.evidence.proxy
                isSilent = true
                return
            case .failed, .proven, .unknown, .absent: return nil
            }
            guard let connect = ascent.seen(ConnectEndpoint.self),
                let last = connect.evidence.attempts.last(where: { $0.result != .superseded })
            else { return nil }
            observation = connect.index
            remote = last.remote
            isSilent = last.isSilent
            reason = last.reason
            isLocal = last.isSynchronous || (last.icmp?.offenderIsLocal ?? false)
            if isLocal {
                location = .thisDevice
            } else if let offender = last.icmp?.offender, offender != last.remote.address {
                location = Finding.Location(kind: .hop, address: offender, text: "at \(offender)")
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
    fileprivate var reason: Sentence {
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
