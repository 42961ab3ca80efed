import ProbeCore
import ProbeEvidence
import ProbeFindings

/// A log says that a registry was not found, not reached or not trusted.
struct PullsFail: Rule {
    static let causes: [Cause] = [.logPullFailed]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.accounts(.pullUnresolved, .pullUntrusted, .pullUnanswered).compactMap { account in
            let registry = account.first.sighting.registry
            return LogComplaint(
                cause: .logPullFailed, account: account, topic: .registry(registry), owner: .siteNetwork,
                subject: Finding.Subject(registry), event: Self.event(account),
                today: "the registry and its data endpoint answer now",
                refutedBy: "`docker pull` of the image succeeds on this device."
            ).finding(in: scene)
        }
    }

    private static func event(_ account: LogAccount) -> Sentence {
        switch account.code {
        case .pullUnresolved: "\(opening: account.image) was not pulled: the registry's name was not found"
        case .pullUntrusted: "\(opening: account.image) was not pulled: the registry's certificate was not trusted"
        default: "\(opening: account.image) was not pulled: the registry did not answer"
        }
    }
}
