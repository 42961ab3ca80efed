import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a proxy opened no tunnel, and not for want of credentials.
struct ProxyDeniedTunnels: Rule {
    static let causes: [Cause] = [.logProxyDenied]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.proxyDenied).compactMap { account in
            LogComplaint(
                cause: .logProxyDenied, account: account, topic: .proxy, owner: .proxy,
                event: account.first.sighting.speaker.kind == .unknown
                    ? "The proxy opened no tunnel"
                    : "The proxy opened no tunnel for \(account.speaker)",
                today: "the proxy opens tunnels to this run now",
                refutedBy: "The proxy answers CONNECT from this device with 200."
            ).finding(in: scene)
        }
    }
}
