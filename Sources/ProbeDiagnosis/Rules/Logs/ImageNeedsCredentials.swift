import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a registry wanted other credentials for an image.
struct ImageNeedsCredentials: Rule {
    static let causes: [Cause] = [.logImage401]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.imageUnauthorized).compactMap { account in
            LogComplaint(
                cause: .logImage401, account: account, topic: .unmeasured, owner: .hubConfiguration,
                subject: Finding.Subject(account.first.sighting.registry),
                event: "The registry did not take the credentials for \(account.image)",
                today: "it can be pulled now",
                refutedBy: "`docker pull` of the image, with the deployment's credentials, succeeds on this device."
            ).finding(in: scene)
        }
    }
}
