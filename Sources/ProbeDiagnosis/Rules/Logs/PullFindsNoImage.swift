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
                event: Self.event(account),
                today: "it can be pulled now",
                refutedBy: "`docker pull` of the image, with the deployment's credentials, succeeds on this device."
            ).finding(in: scene)
        }
    }

    private static func event(_ account: LogAccount) -> Sentence {
        let sighting = account.first.sighting
        if let image = sighting.image { return "The registry has no \(image), or none for this architecture" }
        return sighting.registry.map { "\($0) does not have an image, or not for this architecture" }
            ?? "A registry does not have an image, or not for this architecture"
    }
}
