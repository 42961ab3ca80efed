import ProbeCore
import ProbeEvidence
import ProbeFindings

// A SOCKS proxy in the settings of IoT Edge's own programs; the engine, whose library speaks SOCKS5, can use one.
extension ProxySchemeIsUnsupported {
    func ofSOCKS(_ scene: Scene) -> [Finding] {
        scene.survey.seen(ReadConfiguration.self).compactMap { seen in
            let settings = seen.evidence.proxies.filter { setting in
                setting.proxy == nil && setting.scheme?.hasPrefix("socks") ?? false
                    && ![.engineService, .engineConfiguration].contains(setting.place)
            }
            guard let first = settings.first, let scheme = first.scheme else { return nil }
            // Nothing else leads out: what is dropped is as the site wants it.
            let direct = scene.ascents(from: .host).filter { $0.endpoint.service == .hub && $0.endpoint.via == .direct }
                .map(\.ladder.state).filter { $0 != .absent }
            let isOnlyWay = !direct.isEmpty && direct.allSatisfy { if case .failed = $0 { true } else { false } }
            var finding = Finding(
                .proxySchemeUnsupported, isOnlyWay && !scene.assignment.isProxyInUse ? .error : .warning,
                from: isOnlyWay ? scene.vantages : [seen.vantage],
                about: Finding.Subject(via: .proxy, process: first.file), owner: .device, confidence: .certain,
                summary: """
                    The proxy for \(settings.map(\.place.user).uniqued) is configured as \(LocalText(scheme))://; IoT Edge speaks no \
                    SOCKS and needs an http:// URL.
                    """,
                location: Finding.Location(
                    kind: .thisDevice, culprit: .file(first.file, line: nil), text: "on this device"),
                evidence: settings.map { setting in
                    seen.shows(
                        "\(setting.file) gives \(setting.place.user) a proxy with the scheme \(LocalText(scheme))")
                },
                refutedBy: "The configured URL begins with http://.")
            if isOnlyWay, !scene.assignment.isProxyInUse {
                finding.explains = Cause.allCases.filter {
                    [.name, .tcp, .mtu].contains($0.layer) || $0 == .dpsBlocked
                }
            }
            return finding
        }
    }
}
