import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The proxy opens tunnels to 443 and refuses 5671 or 8883: good to know, for WebSockets need 443 alone.
struct ProxyDeniesPlainPorts: Rule {
    static let causes: [Cause] = [.proxyPortDenied]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents.compactMap { ascent in
            guard let tunnel = ascent.seen(OpenTunnel.self), tunnel.evidence.isOpen,
                let others = ascent.seen(TunnelToPlainPorts.self)
            else { return nil }
            let refused = others.evidence.ports.filter { $0.tunnel?.answer != nil && !($0.tunnel?.isOpen ?? true) }
            guard !refused.isEmpty else { return nil }
            let ports = refused.map(\.port)
            var finding = ascent.finding(
                .proxyPortDenied, owner: .proxy, .certain,
                "The proxy opens tunnels to port 443 and refuses \(ports); the WebSocket transports need only 443.",
                evidence: [
                    tunnel.shows(control: "CONNECT to port 443 opens a tunnel"),
                    others.shows("CONNECT to \(ports) is refused"),
                ],
                refutedBy: "The proxy opens a tunnel to \(ports).")
            finding.severity = .info
            finding.subject = Finding.Subject(ascent.endpoint.host, via: .proxy)
            return finding
        }
    }
}
