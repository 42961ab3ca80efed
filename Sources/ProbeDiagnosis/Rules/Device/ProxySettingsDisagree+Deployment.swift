import ProbeCore
import ProbeEvidence
import ProbeFindings

// The deployment's proxy beside the device's: modules get theirs from the deployment alone.

extension ProxySettingsDisagree {
    func ofDeployment(in scene: Scene) -> [Finding] {
        // What edgeHub speaks without a WebSocket goes through no proxy.
        guard scene.assignment.upstream.usesWebSocket, let deployment = scene.survey.deployment,
            let hub = deployment.evidence.module(PortEvidence.edgeHub), !hub.isStopped, hub.hasUnreadableProxy != true
        else { return [] }
        return scene.survey.seen(ReadConfiguration.self).compactMap { seen in
            let proxies = seen.evidence.proxies.compactMap(\.proxy)
            guard let device = proxies.first, !proxies.contains(where: { $0 == hub.proxy }) else { return nil }
            let summary: Sentence =
                hub.proxy.map { proxy in
                    "The deployment has edgeHub use the proxy \(proxy), and this device is configured with \(device)."
                } ?? """
                    This device is configured with the proxy \(device), and the deployment sets no https_proxy for edgeHub: it goes \
                    out without the proxy.
                    """
            return Finding(
                .proxyEnvMismatch, .warning, from: [seen.vantage],
                about: Finding.Subject(via: .proxy, process: hub.name), owner: .hubConfiguration, confidence: .certain,
                summary: summary,
                location: scene.survey.place(inDeployment: hub.line, .ofModule(hub.name, .environment)),
                evidence: [
                    seen.shows("the device's own files give the proxy \(device)"),
                    deployment.shows(
                        hub.proxy.map { "the deployment gives edgeHub \($0)" } ?? "the deployment gives edgeHub none"),
                ],
                refutedBy: "edgeHub's container has the device's proxy as https_proxy.")
        }
    }
}
