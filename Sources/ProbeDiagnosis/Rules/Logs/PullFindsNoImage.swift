import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a registry has no such image.
struct PullFindsNoImage: Rule {
    static let causes: [Cause] = [.logImage404]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.imageMissing).compactMap { account in
            LogComplaint(
                cause: .logImage404, account: account, topic: .unmeasured, owner: .hubConfiguration,
                subject: Finding.Subject(account.first.sighting.registry),
                event: "The registry has no \(account.image), or none for this architecture",
                today: "it can be pulled now",
                refutedBy: "`docker pull` of the image, with the deployment's credentials, succeeds on this device."
            ).finding(in: scene)
        }
    }
}
