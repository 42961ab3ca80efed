import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a proxy wanted credentials.
struct ProxyWantedCredentials: Rule {
    static let causes: [Cause] = [.logProxy407]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.proxyAuthentication).compactMap { account in
            LogComplaint(
                cause: .logProxy407, account: account, topic: .proxy, owner: .proxy,
                event: account.first.sighting.speaker.kind == .unknown
                    ? "The proxy wanted credentials (407)"
                    : "The proxy wanted credentials of \(account.speaker) (407)",
                today: "the proxy opens tunnels to this run now",
                refutedBy: "The proxy answers CONNECT from this device with 200."
            ).finding(in: scene)
        }
    }
}
