import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The log of a daemon says that its requests failed: a nested device's to its parent, any other one's to the hub.
struct ParentWasNotReached: Rule {
    static let causes: [Cause] = [.logParentUnreachable]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        let hub = scene.assignment.hub
        // What stands in the place of a hub and has another name is a parent.
        let isNested = hub.hub == nil || scene.ladders.hasUnaskedParent
        return scene.accounts(.parentUnreachable).compactMap { account in
            LogComplaint(
                cause: .logParentUnreachable, account: account, topic: .hub(.identityService), owner: .siteNetwork,
                subject: isNested ? Finding.Subject() : Finding.Subject(host: .name(hub)),
                event: isNested ? "Requests to the parent device failed" : "HTTP requests of \(account.actor) failed",
                today: isNested ? "the parent answers now" : "the hub answers now",
                refutedBy: isNested
                    ? "The parent answers HTTPS on 443 from this device."
                    : "The hub answers HTTPS on 443 from this device."
            ).finding(in: scene)
        }
    }
}
