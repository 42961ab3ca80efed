import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The proxy's URL says `https://`, which IoT Edge and its engine cannot use: they speak plain HTTP to a proxy; or it is that of
/// a script that names proxies, which they take for a proxy.
struct ProxySchemeIsUnsupported: Rule {
    static let causes: [Cause] = [.proxySchemeUnsupported]
    static let explains: [Cause] = [.proxyUnreachable, .proxyDenied, .protoWrongService, .tlsNonTLSReply]

    func findings(in scene: Scene) -> [Finding] {
        inUse(scene) + elsewhere(scene) + scripts(scene) + refused(scene) + ofSOCKS(scene)
    }

    /// What this tool makes sense of, and those who are given it do not.
    private func refused(_ scene: Scene) -> [Finding] {
        scene.survey.seen(ReadConfiguration.self).flatMap { seen in
            Dictionary(grouping: seen.evidence.proxies.filter(\.isRefused)) { $0.fault }.sorted {
                $0.key == .scheme && $1.key != .scheme
            }.compactMap { fault, settings in
                settings.first?.proxy.map { finding($0, fault, settings, seen, scene) }
            }
        }
    }

    private func finding(
        _ proxy: ProxyAddress, _ fault: ConfigurationEvidence.Proxy.Fault?,
        _ settings: [ConfigurationEvidence.Proxy], _ seen: Survey.Seen<ReadConfiguration>, _ scene: Scene
    ) -> Finding {
        let users = settings.map(\.place.user).uniqued
        let stops = scene.needs.all.contains { need in
            scene.ladders.proxyUse.refusesSetting(need.consumer) && need.endpoints.contains { $0.via == .proxy }
        }
        let isOfScheme = fault == .scheme
        return Finding(
            .proxySchemeUnsupported, stops ? .error : .warning, from: [seen.vantage],
            about: Finding.Subject(host: proxy.host, port: proxy.port, via: .proxy), owner: .device,
            confidence: .certain,
            summary: isOfScheme
                ? "The proxy \(proxy) is set without http:// before it for \(users): a whole URL is needed there."
                : """
                The URL of the proxy \(proxy) has an account with a character that is to be percent-encoded, for \(users): it is \
                refused there (a backslash is %5C).
                """,
            location: isOfScheme
                ? Finding.Location(kind: .thisDevice)
                : Finding.Location(kind: .thisDevice, culprit: .proxy(proxy), text: "in the proxy's setting"),
            evidence: settings.map { setting in
                seen.shows(
                    isOfScheme
                        ? "\(setting.file) gives \(setting.place.user) the proxy without a scheme"
                        : "\(setting.file) gives \(setting.place.user) an account that is not percent-encoded")
            },
            refutedBy: "The configured URL is http://, a host and a port.")
    }

    /// Each program would send its requests to the server that has the script.
    private func scripts(_ scene: Scene) -> [Finding] {
        scene.survey.seen(ReadConfiguration.self).flatMap { seen in
            seen.evidence.proxies.filter { $0.isScript == true }.map { setting in
                Finding(
                    .proxySchemeUnsupported, .warning, from: [seen.vantage],
                    about: Finding.Subject(via: .proxy, process: setting.file), owner: .device, confidence: .certain,
                    summary: """
                        \(setting.file) gives \(setting.place.user) the URL of a script that names proxies (PAC) in the place of a \
                        proxy; \(setting.place.user) runs no script, and takes the server that has it for the proxy.
                        """,
                    location: Finding.Location(
                        kind: .thisDevice, culprit: .file(setting.file, line: nil), text: "on this device"),
                    evidence: [seen.shows("the URL set for \(setting.place.user) ends in .pac or wpad.dat")],
                    refutedBy: "The configured URL is http://, a host and a port.")
            }
        }
    }

    /// Settings of IoT Edge's own programs that this run did not use; the engine can use such a URL.
    private func elsewhere(_ scene: Scene) -> [Finding] {
        scene.survey.seen(ReadConfiguration.self).flatMap { seen in
            seen.evidence.proxies.compactMap { setting in
                guard setting.scheme == "https", let proxy = setting.proxy,
                    ![.engineService, .engineConfiguration].contains(setting.place),
                    scene.assignment.proxy != proxy || scene.assignment.proxyScheme != "https"
                else { return nil }
                let file = setting.file
                return Finding(
                    .proxySchemeUnsupported, .warning, from: [seen.vantage],
                    about: Finding.Subject(host: proxy.host, port: proxy.port, via: .proxy), owner: .device,
                    confidence: .certain,
                    summary: "\(file) has the proxy https://\(proxy); IoT Edge needs an http:// URL.",
                    location: Finding.Location(kind: .thisDevice),
                    evidence: [seen.shows("the URL set for \(setting.place.user) has the scheme https")],
                    refutedBy: "The configured URL begins with http://.")
            }
        }
    }

    private func inUse(_ scene: Scene) -> [Finding] {
        guard let scheme = scene.assignment.proxyScheme, scheme != "http", let proxy = scene.assignment.proxy else {
            return []
        }
        return scene.vantages.compactMap { vantage in
            let ladders = scene.ascents(from: vantage).filter { $0.endpoint.via == .proxy }
            let hub = Endpoint(.hub, scene.assignment.hub, .https, via: .proxy)
            let severity =
                ladders.map(\.severity).max()
                ?? scene.needs.severity(forFailureOfProxyAt: hub, from: vantage)
            let first = ladders.first?.seen(ConnectEndpoint.self)?.index ?? scene.survey.observations.first?.index ?? 0
            return Finding(
                .proxySchemeUnsupported, severity, from: [vantage],
                about: Finding.Subject(host: proxy.host, port: proxy.port, via: .proxy), owner: .device,
                confidence: .certain,
                summary: "The proxy is configured as \(LocalText(scheme))://\(proxy); IoT Edge needs an http:// URL.",
                location: Finding.Location(kind: .thisDevice),
                evidence: [Finding.Proof(first, "the configured URL has the scheme \(LocalText(scheme))")],
                refutedBy: "The configured URL begins with http://.")
        }
    }

    /// Whatever goes through the proxy meets the same.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        (symptom.subject.via == .proxy || finding.explains.contains(symptom.cause))
            && Set(finding.vantages).isSuperset(of: symptom.vantages)
    }
}
