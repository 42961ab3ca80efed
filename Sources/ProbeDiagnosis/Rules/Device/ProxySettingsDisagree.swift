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
            return ignored.isEmpty ? [disagreement(seen, scene)].compactMap(\.self) : ignored
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
    private func missing(_ seen: Survey.Seen<ReadConfiguration>, _ scene: Scene) -> Finding? {
        let proxies = seen.evidence.proxies
        let direct = scene.ascents(from: seen.vantage).filter { $0.endpoint.via == .direct }
        let proxied = scene.ascents(from: seen.vantage).filter { $0.endpoint.via == .proxy }
        guard !proxies.isEmpty, proxied.contains(where: \.ladder.isProven),
            !direct.contains(where: \.ladder.isProven), seen.evidence.files.contains(where: { $0.role == .edge })
        else { return nil }
        let users = Set(proxies.map(\.place.user))
        let lacking = ProxyPlace.allCases.map(\.user).uniqued.filter { !users.contains($0) }
        guard !lacking.isEmpty else { return nil }
        let having = users.sorted { $0.english < $1.english }
        return finding(
            seen, .likely,
            "The proxy is set for \(having), and not for \(lacking), which needs it too here.")
    }

    private func finding(
        _ seen: Survey.Seen<ReadConfiguration>, _ confidence: Finding.Confidence, _ summary: Sentence
    ) -> Finding {
        Finding(
            .proxyEnvMismatch, .warning, from: [seen.vantage], about: Finding.Subject(via: .proxy), owner: .device,
            confidence: confidence, summary: summary, location: .thisDevice,
            evidence: seen.evidence.proxies.map {
                seen.shows("\($0.file) gives \($0.place.user) \(Self.text($0))")
            },
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
