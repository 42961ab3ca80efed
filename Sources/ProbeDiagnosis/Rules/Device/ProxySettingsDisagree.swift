import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The places that a proxy has to be set in do not agree.
struct ProxySettingsDisagree: Rule {
    static let causes: [Cause] = [.proxyEnvMismatch]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.survey.seen(ReadConfiguration.self).flatMap { seen in
            let ignored = (seen.evidence.ignored ?? []).map { self.ignored($0, seen) }
            return (ignored.isEmpty ? [disagreement(seen, scene)].compactMap(\.self) : ignored)
                + exceptions(seen, scene)
        } + ofDeployment(in: scene)
    }

    private func disagreement(_ seen: Survey.Seen<ReadConfiguration>, _ scene: Scene) -> Finding? {
        let proxies = seen.evidence.proxies
        if let first = proxies.first, let other = proxies.first(where: { $0.variant != first.variant }) {
            return finding(seen, .certain, Self.difference(first, other))
        }
        return notInForce(seen, scene) ?? missing(seen, scene)
    }

    /// An assignment that systemd does not take: the service has another proxy than its file says, or none.
    private func ignored(_ line: IgnoredAssignment, _ seen: Survey.Seen<ReadConfiguration>) -> Finding {
        var place = FilePlace(line.file, line: line.line)
        place.ignored = line.reason
        if line.lastLine > line.line { place.lastLine = line.lastLine }
        let quoted: Sentence = line.proxy.map { "\(line.text)\($0)" } ?? "\(line.text)"
        let summary: Sentence =
            line.reason == .replaced
            ? """
            systemd changes line \(line.line) of \(line.file), \(quoted): a single percent sign begins a specifier, so \
            \(line.place.user) gets another proxy.
            """
            : """
            systemd ignores line \(line.line) of \(line.file), \(quoted): \(Self.reason(line.reason)). The proxy is \
            not set for \(line.place.user).
            """
        return Finding(
            .proxyEnvMismatch, .warning, from: [seen.vantage],
            about: Finding.Subject(via: .proxy, process: line.file), owner: .device, confidence: .certain,
            summary: summary,
            location: Finding.Location(kind: .thisDevice, culprit: .file(place), text: "on this device"),
            evidence: [seen.shows("line \(line.line) of \(line.file) says \(quoted)")],
            refutedBy: "`systemctl show --property=Environment` of the unit lists the proxy.")
    }

    private static func reason(_ reason: IgnoredReason) -> Sentence {
        switch reason {
        case .specifier, .replaced: "a single percent sign begins a specifier, and there is none of this name"
        case .quote: "a quotation mark is not closed"
        case .escape: "a backslash begins an escape, and there is none of this name"
        case .name: "what stands before the equals sign is no variable's name"
        case .export: "such a file is no shell script and knows no export"
        }
    }

    /// A place without the proxy matters only where there is no way past it.
    ///
    /// Where no transport that is configured could use it, `proxy.required` says all that is to be said.
    private func missing(_ seen: Survey.Seen<ReadConfiguration>, _ scene: Scene) -> Finding? {
        let use = scene.ladders.proxyUse
        let hub = scene.survey.deployment?.evidence.module(PortEvidence.edgeHub)
        let lacking = scene.needs.lackingProxyAlone.filter { need in
            // Of edgeHub's own place the deployment tells: see `ofDeployment`.
            use.setting(of: need.consumer) == .none && (need.consumer != .edgeHub || hub?.isStopped ?? true)
        }
        guard use.isEdgeConfigured, let first = lacking.first, !scene.needs.wantsOtherTransportThroughProxy else {
            return nil
        }
        let users = Set(lacking.compactMap(\.consumer.proxyPlace?.user))
        let isDaemonBlind =
            lacking.contains { $0.consumer == .identityService }
            && !seen.evidence.proxies.contains { $0.place == .edgeDaemon }
        let having = seen.evidence.proxies.map(\.place.user).uniqued
        let named = ProxyPlace.allCases.filter { users.contains($0.user) || (isDaemonBlind && $0 == .edgeDaemon) }
            .map(\.user).uniqued.filter { !having.contains($0) }
        guard !named.isEmpty, !having.isEmpty else { return nil }
        return finding(
            seen, .likely, "The proxy is set for \(having), and not for \(named), which needs it too here.",
            besides: first.endpoints.compactMap { endpoint in
                scene.ascent(endpoint, from: first.vantage).seen(ConnectEndpoint.self)?.shows(
                    "straight to \(endpoint.host) nothing gets through that carries what is needed")
            })
    }

    private func finding(
        _ seen: Survey.Seen<ReadConfiguration>, _ confidence: Finding.Confidence, _ summary: Sentence,
        besides others: [Finding.Proof] = []
    ) -> Finding {
        Finding(
            .proxyEnvMismatch, .warning, from: [seen.vantage], about: Finding.Subject(via: .proxy), owner: .device,
            confidence: confidence, summary: summary, location: .thisDevice,
            evidence: seen.evidence.proxies.map {
                seen.shows("\($0.file) gives \($0.place.user) \(Self.text($0))")
            } + others,
            refutedBy: "edgeAgent, the identity service, the IoT Edge daemon and the engine have the same proxy.")
    }

    private static func difference(
        _ first: ConfigurationEvidence.Proxy, _ other: ConfigurationEvidence.Proxy
    ) -> Sentence {
        if let proxy = first.proxy, proxy == other.proxy, first.scheme == other.scheme {
            return """
                The proxy \(proxy) is set with different credentials for \(first.place.user) and \(other.place.user).
                """
        }
        return """
            Different proxies are set: \(text(first)) for \(first.place.user), \(text(other)) for \(other.place.user).
            """
    }

    private static func text(_ proxy: ConfigurationEvidence.Proxy) -> Sentence {
        guard let address = proxy.proxy, let scheme = proxy.scheme else {
            return proxy.isScript == true
                ? "a script that names proxies (PAC)" : "a text that is no proxy's URL"
        }
        return "\(LocalText(scheme))://\(address)"
    }

    /// It sits in files, and stops no endpoint by itself.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool { false }
}

extension Need.Consumer {
    /// Where its proxy is set; edgeHub's stands in the deployment, and is taken for edgeAgent's until there is one.
    fileprivate var proxyPlace: ProxyPlace? {
        switch self {
        case .identityService, .provisioning: .identityService
        case .edgeAgent, .edgeHub: .agentEnvironment
        case .imagePull: .engineService
        }
    }
}
