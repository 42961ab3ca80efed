import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a registry refused an image.
struct ImageIsRefused: Rule {
    static let causes: [Cause] = [.logImage403]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.imageForbidden).compactMap { account in
            LogComplaint(
                cause: .logImage403, account: account, topic: .unmeasured, owner: .hubConfiguration,
                subject: Finding.Subject(account.first.sighting.registry),
                event: "The registry refused \(account.image)",
                today: "it can be pulled now",
                refutedBy: "`docker pull` of the image, with the deployment's credentials, succeeds on this device."
            ).finding(in: scene)
        }
    }
}
