import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The registry has no image of a name that the deployment names.
struct ImageIsMissing: Rule {
    static let causes: [Cause] = [.deploymentImageMissing]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        DeployedImages.all(in: scene) { $0 == .missing }.map { group in
            // Some registries say of an image that an account may not see that there is none.
            let isKnown = group.images.allSatisfy { $0.problem == .manifestUnknown || group.host.isPublicRegistry }
            return group.finding(
                .deploymentImageMissing, isKnown ? .certain : .likely,
                group.images.count == 1
                    ? "There is no image \(group.names) at its registry (HTTP 404): \(group.modules) will not start."
                    : "There are no images \(group.names) at their registry (HTTP 404): \(group.modules) will not start.",
                evidence: group.proofs { image in
                    image.problem.map { "HTTP 404 to \(group.name(image)), with the code \(LocalText($0.rawValue))" }
                        ?? "HTTP 404 to \(group.name(image))"
                },
                refutedBy: "`docker pull` finds an image of that name.", in: scene.survey)
        }
    }
}
