import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The log of edgeAgent or edgeHub has transient network errors.
struct ConnectionsBroke: Rule {
    static let causes: [Cause] = [.logTransientNetwork]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.transientNetwork).compactMap { account in
            LogComplaint(
                cause: .logTransientNetwork, account: account, topic: .hub(account.consumer), owner: .siteNetwork,
                event: "Connections to the hub broke, or did not come about",
                today: "the way to the hub is open now",
                refutedBy: "The log says that it connected to IoT Hub."
            ).finding(in: scene)
        }
    }
}
