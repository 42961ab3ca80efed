import ProbeCore
import ProbeEvidence
import ProbeFindings

// NO_PROXY has the engine, which alone heeds it, go past the proxy to where nothing but the proxy leads.
extension ProxySettingsDisagree {
    func exceptions(_ seen: Survey.Seen<ReadConfiguration>, _ scene: Scene) -> [Finding] {
        guard let proxy = scene.assignment.proxy,
            let setting = ProxyPlace.ofEngine.lazy.compactMap({ place in
                seen.evidence.proxies.first { $0.place == place }
            }).first
        else { return [] }
        let kept = scene.needs.lackingProxyAlone.filter { $0.consumer == .imagePull }.flatMap(\.endpoints).filter {
            scene.assignment.isPastProxy($0.host)
        }.uniqued
        // Where other services are reached directly, the fault may lie on the way to this one.
        let isClosed = !scene.ascents(from: .host).contains { $0.endpoint.via == .direct && $0.ladder.isProven }
        return kept.map { endpoint in
            let direct = scene.ascent(endpoint, from: .host)
            let proxied = scene.ascent(endpoint.through(.proxy), from: .host)
            return Finding(
                .proxyEnvMismatch, .warning, from: [seen.vantage],
                about: Finding.Subject(host: .name(endpoint.host), via: .proxy, process: setting.file), owner: .device,
                confidence: isClosed ? .certain : .likely,
                summary: """
                    NO_PROXY has the container engine go past the proxy \(proxy) to \(endpoint.host), where nothing but the \
                    proxy leads.
                    """,
                location: Finding.Location(
                    kind: .thisDevice, culprit: .file(setting.file, line: nil), text: "on this device"),
                evidence: [
                    direct.seen(ConnectEndpoint.self)?.shows("straight to \(direct.place) nothing gets through"),
                    proxied.seen(OpenTunnel.self)?.shows(
                        control: "the proxy opens a tunnel to \(proxied.place), and the registry answers inside it"),
                ].compactMap(\.self),
                refutedBy: "A pull from \(endpoint.host) succeeds without the proxy.")
        }
    }
}
