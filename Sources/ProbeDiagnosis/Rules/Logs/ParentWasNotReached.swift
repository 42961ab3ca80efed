import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The log of a nested device's daemon says that its requests to the parent failed.
struct ParentWasNotReached: Rule {
    static let causes: [Cause] = [.logParentUnreachable]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.parentUnreachable).compactMap { account in
            LogComplaint(
                cause: .logParentUnreachable, account: account, topic: .hub(.identityService), owner: .siteNetwork,
                event: "Requests to the parent device failed",
                today: "the parent answers now",
                refutedBy: "The parent answers HTTPS on 443 from this device."
            ).finding(in: scene)
        }
    }
}
