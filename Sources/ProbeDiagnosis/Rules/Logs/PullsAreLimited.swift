import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a registry took no more pulls for a while.
struct PullsAreLimited: Rule {
    static let causes: [Cause] = [.logImage429]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.imageLimited).compactMap { account in
            LogComplaint(
                cause: .logImage429, account: account, topic: .unmeasured, owner: .hubConfiguration,
                subject: Finding.Subject(account.first.sighting.registry),
                event:
                    "\(opening: account.image) was not pulled: the registry had given as many as it gives in a while (429)",
                today: "it can be pulled now",
                refutedBy: "`docker pull` of the image, with the deployment's credentials, succeeds on this device."
            ).finding(in: scene)
        }
    }
}
