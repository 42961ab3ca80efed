import ProbeCore
import ProbeEvidence
import ProbeFindings

/// An image of the deployment is there, and not for this device's processor.
struct PlatformIsMissing: Rule {
    static let causes: [Cause] = [.deploymentPlatformMissing]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        DeployedImages.all(in: scene) { $0 == .ofOtherPlatforms }.map { group in
            group.finding(
                .deploymentPlatformMissing, .certain,
                group.images.count == 1
                    ? "\(group.names) is not for this device's processor (\(group.wanted)): \(group.modules) will not start."
                    : "\(group.names) are not for this device's processor (\(group.wanted)): \(group.modules) will not start.",
                evidence: group.proofs { image in
                    image.chosen == nil && image.offered?.isEmpty == false
                        ? "\(group.name(image)) has \(image.offers), and this machine runs \(image.wantedNames)"
                        : "\(group.name(image)) is built for \(image.offers), and this machine runs \(image.wantedNames)"
                },
                refutedBy: "`docker pull` gives an image that starts on this device.", in: scene.survey)
        }
    }
}

extension DeployedImages {
    /// What this machine runs best.
    fileprivate var wanted: LocalText { images.lazy.compactMap(\.wanted.first).first.map { LocalText("\($0)") } ?? "" }
}

extension ImageEvidence {
    fileprivate var offers: Sentence {
        let platforms = offered.flatMap { $0.isEmpty ? nil : $0 } ?? [built].compactMap(\.self)
        return platforms.isEmpty ? "nothing that runs" : "\(platforms.prefix(8).map { LocalText("\($0)") })"
    }

    fileprivate var wantedNames: Sentence { "\(wanted.map { LocalText("\($0)") })" }
}
