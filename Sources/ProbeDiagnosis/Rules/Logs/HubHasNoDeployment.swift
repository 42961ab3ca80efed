import ProbeCore
import ProbeEvidence
import ProbeFindings

/// edgeAgent's log says that the hub has no deployment for the device.
struct HubHasNoDeployment: Rule {
    static let causes: [Cause] = [.logNoDeployment]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.noDeployment).compactMap { account in
            LogComplaint(
                cause: .logNoDeployment, account: account, topic: .unmeasured, owner: .hubConfiguration,
                event: "edgeAgent reached the hub, which has no deployment for this device",
                today: "it has one now",
                refutedBy: "The portal shows modules for this device."
            ).finding(in: scene)
        }
    }
}
