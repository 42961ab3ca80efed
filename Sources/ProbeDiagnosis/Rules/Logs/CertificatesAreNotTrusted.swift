import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a certificate was not trusted.
struct CertificatesAreNotTrusted: Rule {
    static let causes: [Cause] = [.logCertificate]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.certificateUnverified).compactMap { account in
            LogComplaint(
                cause: .logCertificate, account: account, topic: .hub(account.consumer), owner: .siteNetwork,
                event: "\(opening: account.actor) did not trust a certificate that it was shown",
                today: "the hub's own certificates come through now",
                refutedBy: "The chain that this device is shown ends at a public root."
            ).finding(in: scene)
        }
    }
}
