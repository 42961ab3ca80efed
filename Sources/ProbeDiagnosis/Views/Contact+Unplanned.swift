import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Connections beside those to the services' own ports: to the proxy, and to the data endpoint that a registry named.
///
/// They are no measure of how far a silence reaches. What this device itself does to them it does to whatever leaves it, and
/// it shows in the same way.
extension Contact {
    static func unplanned(from vantage: Vantage, in survey: Survey, _ needs: DeviceNeeds) -> [Contact] {
        toData(from: vantage, in: survey, needs) + toProxy(from: vantage, in: survey, needs)
    }

    private static func toData(from vantage: Vantage, in survey: Survey, _ needs: DeviceNeeds) -> [Contact] {
        survey.seen(ReachDataEndpoint.self, from: vantage).flatMap { seen -> [Contact] in
            let (registry, data) = (seen.about, seen.evidence)
            guard registry.via == .direct, let connect = data.connect, connect.connected == nil else { return [] }
            let attempts = connect.telling
            let endpoint = Endpoint(.registry, data.host, .https, port: data.port)
            return attempts.map(\.remote).uniqued.map { remote in
                Contact(
                    vantage: vantage, host: data.host, remote: remote, endpoints: [endpoint],
                    attempts: attempts.filter { $0.remote == remote }.map { (observation: seen.index, attempt: $0) },
                    severity: needs.severity(forFailureOf: registry, from: vantage)
                ).triedAlone(in: survey)
            }
        }
    }

    /// With what came of it by itself, at the end of the run.
    func triedAlone(in survey: Survey) -> Contact {
        // Ways of several that lead nowhere stay closed to some, whenever they are tried.
        guard [.refused, .droppedLocally].contains(result) || (result == .silent && !isReachedOtherwise),
            survey.opensAlone(remote, from: vantage)
        else { return self }
        var contact = self
        contact.isOpenAlone = true
        contact.result = .answered
        return contact
    }

    private static func toProxy(from vantage: Vantage, in survey: Survey, _ needs: DeviceNeeds) -> [Contact] {
        let proxied = needs.ladders.endpoints(from: vantage).filter { $0.via == .proxy }
        guard let proxy = survey.assignment.proxy?.host, let first = proxied.first else { return [] }
        let attempts = proxied.flatMap { endpoint -> [(observation: Int, attempt: ConnectAttempt)] in
            // The same attempts stand with the endpoint that made them.
            let own = survey.seen(ConnectEndpoint.self, about: endpoint, from: vantage)
            return own?.evidence.spokenForBy == nil ? survey.attempts(at: endpoint, from: vantage) : []
        }
        let severity = proxied.map { needs.severity(forFailureOfProxyAt: $0, from: vantage) }.max() ?? .info
        return attempts.map(\.attempt.remote).uniqued.map { remote in
            Contact(
                vantage: vantage, host: proxy.name ?? first.host, remote: remote, endpoints: proxied,
                attempts: attempts.filter { $0.attempt.remote == remote }, severity: severity, proxy: proxy)
        }
    }

    /// This device itself kept it from leaving.
    var isKeptHere: Bool { result.isKeptHere }
}

extension ConnectEvidence {
    /// The attempts that say something of the host: those over IPv6 do where there are no others.
    var telling: [ConnectAttempt] {
        let all = attempts.filter { $0.result != .superseded && $0.hopLimit == nil }
        let overIPv4 = all.filter { $0.remote.address.family == .v4 }
        return overIPv4.isEmpty ? all : overIPv4
    }
}

extension Contact.Result {
    /// This device itself let no packet out.
    var isKeptHere: Bool {
        switch self {
        case .denied, .droppedLocally: true
        case .rejected(let icmp): icmp.offenderIsLocal
        case .answered, .refused, .unreachable, .silent, .undecided: false
        }
    }

    /// Why no connection opened, as the attempts have it; nothing while that is not known, or where one opened.
    func clause(_ attempts: [ConnectAttempt]) -> Sentence? {
        switch self {
        case .answered, .undecided: nil
        case .refused: "the connection is refused"
        case .silent: "nothing answers"
        case .droppedLocally: attempts.first(where: \.isDroppedLocally)?.reason
        case .rejected(let icmp): attempts.first { $0.icmp == icmp }?.reason
        case .denied(let error): attempts.first { $0.isSynchronous && $0.error == error }?.reason
        case .unreachable(let error): attempts.first { $0.error == error }?.reason
        }
    }
}
