import ProbeCore
import ProbeEvidence
import ProbeFindings

// What the registry keeps from the deployment's account, or from everybody at this site.

extension RegistryDenies {
    func denialsOfDeployment(in scene: Scene) -> [Finding] {
        let lacking = DeployedImages.all(in: scene) { if case .lacksRight = $0 { true } else { false } }.map { group in
            group.finding(
                .registryDenied, .certain,
                """
                \(group.host) takes the deployment's credentials, and gives that account no right to pull \(group.names): \
                \(group.modules) will not start.
                """,
                evidence: group.proofs { image in
                    "the credentials are taken, and \(group.name(image)) is answered with HTTP \(image.refusal)"
                },
                refutedBy: "A pull with the deployment's credentials succeeds.", in: scene.survey)
        }
        let denying = DeployedImages.all(in: scene) { $0 == .denies }.map { group in
            group.finding(
                .registryDenied, owner: group.host.isPublicRegistry ? group.ascent.pathOwner : .hubConfiguration,
                .likely,
                """
                \(group.host) answers everything with HTTP 403 here, whatever it is asked for: its own firewall keeps this \
                site out, and \(group.modules) will not start.
                """,
                evidence: group.proofs { image in
                    "\(group.name(image)) is answered with HTTP 403, and so is what names no image"
                },
                refutedBy: "A pull from \(group.host) at this gateway succeeds.", in: scene.survey)
        }
        return lacking + denying
    }
}

extension ImageEvidence {
    /// The status of the refusal.
    fileprivate var refusal: Int { status ?? tokenStatus ?? 0 }
}
